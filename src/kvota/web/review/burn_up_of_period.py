"""The burn-up of a scope in a period: the drawing, its points in words, its table, from one list of days."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kvota.analytics.metrics.forecast import Forecast
from kvota.analytics.metrics.plan_actual import BurnUpDay, PlanActual
from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.web.parts.axis import round_steps
from kvota.web.parts.burn_up import BurnUp, DayWord, burn_up, burn_up_numbers
from kvota.web.parts.figure import Figure, Point, without_empty_columns
from kvota.web.parts.svg import Number
from kvota.web.scope_bar import PageScope
from kvota.web.today.sentence import Standing


def figure_of(days: list[BurnUpDay], stand: Standing, page: PageScope, formats: Formats) -> Figure | None:
    """The figure of the page; None where fewer than two working days leave nothing to draw."""
    points = _on_working_days(days)
    chart = chart_of(points, stand, formats)
    if chart is None:
        return None
    columns, rows = _table(points, chart, formats)
    return Figure(
        kind="burn-up",
        name=chart.name,
        first_paint=burn_up(chart),
        numbers=burn_up_numbers(chart),
        place=_("Day"),
        columns=columns,
        points=rows,
        notes=_notes(chart, formats),
        about=_about(stand.report, page, formats),
        inks=_inks(chart),
        export="days",
        file_name=_file_name(stand.report, page),
        dots=chart.reaching if chart.chance_word else None,
        dots_words=f"{chart.chance_word} {chart.chance_note}".strip(),
    )


def _inks(chart: BurnUp) -> str:
    """The last line of a picture that leaves the page."""
    if chart.assumed:
        return _(
            "Steps: plan. Solid line: actual. Dashes: forecast. Wide hatch: 5 in 10 and 8 in 10, ≈ assumed. "
            "Dots: twenty equally likely ends."
        )
    return _(
        "Steps: plan. Solid line: actual. Dashes: forecast. Hatched: 5 in 10 and 8 in 10. "
        "Dots: twenty equally likely ends, the full ones reach the plan."
    )


def chart_of(points: list[BurnUpDay], stand: Standing, formats: Formats) -> BurnUp | None:
    """The drawing of the working days."""
    if len(points) < 2:
        return None
    report, likely = stand.report, stand.told
    fact = [each.actual_minor for each in points if each.actual_minor is not None]
    plan = [each.plan_minor for each in points if each.plan_minor is not None]
    to_come = len(points) - len(fact)
    ahead = _ahead(likely, fact, to_come) if likely else {}
    top = max([*fact, *plan, likely.high_minor if likely and to_come else 0, 1])
    return BurnUp(
        days=len(points),
        name=chart_sentence(report, stand.told, formats),
        plan=plan if len(plan) == len(points) else [],
        fact=fact,
        steps=[(step, formats.money_short(step)) for step in round_steps(top)],
        **ahead,
        **_words(points, report, likely, formats),
    )


def _ahead(likely: Forecast, fact: list[int], to_come: int) -> dict[str, Any]:
    """The forecast on the drawing."""
    return {
        "median": _towards(fact, likely.middle_minor, to_come),
        "band_50": _band(fact, _quarter(likely, 4), _quarter(likely, 14), to_come),
        "band_80": _band(fact, likely.low_minor, likely.high_minor, to_come),
        "outcomes": list(likely.dots) if to_come else [],
        "assumed": likely.is_assumed,
    }


def _on_working_days(days: list[BurnUpDay]) -> list[BurnUpDay]:
    """One point per working day, holding what had come until the next one begins.

    So money of a day off counts on the working day before it, on the drawing and in the table alike.
    """
    points: list[BurnUpDay] = []
    for each in days:
        if each.working:
            points.append(each)
        elif points and each.actual_minor is not None:
            last = points[-1]
            points[-1] = BurnUpDay(last.on, last.working, each.plan_minor, each.actual_minor)
    return points


def _towards(fact: list[int], goal: int, days: int) -> list[int]:
    """A straight way from the actual to where the forecast ends: only its end is claimed."""
    start = fact[-1] if fact else 0
    return [start + (goal - start) * step // days for step in range(1, days + 1)]


def _band(fact: list[int], low: int, high: int, days: int) -> list[tuple[int, int]]:
    """A range that widens as the square root of time, as a sum of independent days does."""
    start = fact[-1] if fact else 0
    shares = [(step / days) ** 0.5 for step in range(1, days + 1)]
    middle = _towards(fact, (low + high) // 2, days)
    half = (high - low) / 2
    return [
        (max(start, round(centre - half * share)), round(centre + half * share))
        for centre, share in zip(middle, shares, strict=True)
    ]


def _quarter(likely: Forecast, place: int) -> int:
    """The fifth and fifteenth of twenty equal chances bound the middle half."""
    return sorted(likely.dots)[place] if likely.dots else likely.middle_minor


def chart_sentence(report: PlanActual, likely: Forecast | None, formats: Formats) -> str:
    """What the chart says, for who hears it."""
    if likely is None:
        return _("Actual %(actual)s, plan %(plan)s, no forecast.") % {
            "actual": formats.money_short(report.actual_minor),
            "plan": formats.money_short(report.plan_minor),
        }
    words = {
        "actual": formats.money_short(report.actual_minor),
        "likely": formats.money_short(likely.middle_minor),
        "low": formats.money_short(likely.low_minor),
        "high": formats.money_short(likely.high_minor),
    }
    said = _chart_sentence(report, likely, words, formats)
    return (
        _("%(sentence)s Not enough history yet: the range is assumed.") % {"sentence": said}
        if likely.is_assumed
        else said
    )


def _chart_sentence(report: PlanActual, likely: Forecast, words: dict[str, str], formats: Formats) -> str:
    if report.plan_minor is None:
        return (
            _("Actual %(actual)s, most likely %(likely)s by the end, 8 in 10 between %(low)s and %(high)s.")
            % words
        )
    words["plan"] = formats.money_short(report.plan_minor)
    return _("%(actual)s of %(plan)s; most likely %(likely)s, 8 in 10 between %(low)s and %(high)s.") % words


def _words(
    points: list[BurnUpDay], report: PlanActual, likely: Forecast | None, formats: Formats
) -> dict[str, Any]:
    """The words on the drawing."""
    done = sum(1 for each in points if each.actual_minor is not None)
    spread = range(0, len(points), max(1, len(points) // 5))
    places = sorted({*spread, len(points) - 1} - {done - 1})
    words = [DayWord(place, formats.day_month(points[place].on)) for place in places]
    if done:
        words.append(DayWord(done - 1, formats.day_month(points[done - 1].on), today=True))
    said: dict[str, Any] = {
        "day_words": sorted(words, key=lambda word: word.at),
        "fact_word": _("Actual %(sum)s") % {"sum": formats.money_short(report.actual_minor)},
    }
    if likely:
        said["likely_word"] = _("Likely %(sum)s") % {"sum": formats.money_short(likely.middle_minor)}
        said["likely_note"] = formats.money_short_range(likely.low_minor, likely.high_minor)
    if likely and likely.is_assumed:
        said["likely_word"] = f"≈ {said['likely_word']}"
        said["likely_note"] = _("%(range)s, little history") % {"range": said["likely_note"]}
    if report.plan_minor is not None:
        said["plan_word"] = _("Plan")
        if report.to_date_minor is not None:
            said["fact_note"] = _("plan to date %(sum)s") % {"sum": formats.money_short(report.to_date_minor)}
        if likely and likely.chance_of_plan is not None:
            said["chance_word"] = _("%(n)s of 20") % {"n": likely.chance_of_plan}
            reach = ngettext("reaches %(sum)s", "reach %(sum)s", likely.chance_of_plan)
            said["chance_note"] = reach % {"sum": formats.money_short(report.plan_minor)}
    return said


def _table(points: list[BurnUpDay], chart: BurnUp, formats: Formats) -> tuple[tuple[str, ...], list[Point]]:
    """The days with the numbers of the drawing: what is drawn at a day stands in its row."""
    heads = (
        _("Plan"),
        _("Actual"),
        _("Likely"),
        pgettext("legend", "5 in 10"),
        pgettext("legend", "8 in 10"),
    )
    cells = [_cells(place, chart, formats) for place in range(len(points))]
    columns, keep = without_empty_columns(heads, cells)
    rows = [
        Point(place + 1, formats.day_month(each.on), keep(row))
        for place, (each, row) in enumerate(zip(points, cells, strict=True))
    ]
    return columns, rows


def _cells(place: int, chart: BurnUp, formats: Formats) -> tuple[str, ...]:
    ahead = place - len(chart.fact)
    to_come = ahead >= 0 and bool(chart.median)
    return (
        formats.money_whole(int(chart.plan[place])) if chart.plan else "",
        formats.money_whole(int(chart.fact[place])) if ahead < 0 else "",
        formats.money_short(int(chart.median[ahead])) if to_come else "",
        _range(chart.band_50[ahead], formats) if to_come else "",
        _range(chart.band_80[ahead], formats) if to_come else "",
    )


def _range(ends: tuple[Number, Number], formats: Formats) -> str:
    low, high = ends
    return formats.money_short_range(int(low), int(high))


def _notes(chart: BurnUp, formats: Formats) -> list[str]:
    """What the rows cannot say: where the twenty futures end, and what is claimed of the days between."""
    if not chart.outcomes:
        return []
    ends = listed(formats.money_short(int(amount)) for amount in sorted(chart.outcomes))
    notes = [_("Twenty equally likely ends: %(ends)s.") % {"ends": ends}]
    if chart.assumed:
        notes.append(_("Too little was won so far to say how many of them reach the plan."))
    elif chart.goal is not None:
        count = {"n": formats.number(chart.reaching)}
        said = ngettext("%(n)s of them reaches the plan.", "%(n)s of them reach the plan.", chart.reaching)
        notes[0] = f"{notes[0]} {said % count}"
    notes.append(_("The forecast claims the end of the period; the days before it lie on an even way there."))
    return notes


def _about(report: PlanActual, page: PageScope, formats: Formats) -> str:
    """Who, when, as of which day, what counts and in what unit: a picture is read far from its page."""
    return " · ".join(
        (
            page.who_label,
            page.when_label,
            _("as of %(day)s") % {"day": formats.day_long(report.as_of)},
            _("actual = contracts signed") if report.basis == "signed" else _("actual = money received"),
            _("%(unit)s, rounded") % {"unit": formats.unit_of_column("")},
        )
    )


def _file_name(report: PlanActual, page: PageScope) -> str:
    """What a saved picture is called; letters of every alphabet stay, what no disk takes does not."""
    parts = ("kvota", _("Plan vs actual"), page.who_label, page.when, report.as_of.isoformat())
    return slugify(" ".join(parts), allow_unicode=True)
