"""`/review`: the burn-up by working days, and the table that sums to it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.metrics.forecast import Forecast
from kvota.analytics.metrics.plan_actual import BurnUpDay, PlanActual, burn_up, plan_actual
from kvota.language.formats import Formats, formats_for
from kvota.web.parts.axis import round_steps
from kvota.web.parts.burn_up import BurnUp, DayWord
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import Standing, standing

CUTS: tuple[Literal["person", "unit", "product"], ...] = ("person", "unit", "product")
MOST_CHART_DAYS = 70  # beyond a quarter the days are too thin to read; weeks would lie about holidays


def plan_vs_actual(request: Asked) -> HttpResponse:
    """Plan, actual, likely; rows by person, unit or product that sum to the whole."""
    page = read_scope(request, views=review_views())
    organisation, day = request.organisation, request.today
    asked = request.GET.get("cut", "person")
    cut: Literal["person", "unit", "product"] = next((one for one in CUTS if one == asked), "person")
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    stand = standing(request, page)
    days = burn_up(organisation, scope=page.scope, period=page.period, as_of=day)
    context: dict[str, Any] = {
        "scope": page,
        "standing": stand,
        "report": stand.report,
        "cut": cut,
        "cuts": [("person", _("People")), ("unit", _("Units")), ("product", _("Products"))],
        "table": plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by=cut),
        "chart": chart_of(days, stand, formats) if 1 < len(days) <= 31 + MOST_CHART_DAYS else None,
        "days": [each for each in days if each.working],
        "f": formats,
    }
    return render(request, "review/plan_vs_actual.html", context)


def chart_of(days: list[BurnUpDay], stand: Standing, formats: Formats) -> BurnUp | None:
    """The burn-up over working days; facts of days off join the working day before them."""
    points = _on_working_days(days)
    if len(points) < 2:
        return None
    report, likely = stand.report, stand.forecast
    fact = [each.actual_minor for each in points if each.actual_minor is not None]
    plan = [each.plan_minor for each in points if each.plan_minor is not None]
    to_come = len(points) - len(fact)
    top = max([*fact, *plan, likely.high_minor if to_come else 0, 1])
    return BurnUp(
        days=len(points),
        name=chart_sentence(report, likely, formats),
        plan=plan if len(plan) == len(points) else [],
        fact=fact,
        median=_towards(fact, likely.middle_minor, to_come),
        band_50=_band(fact, _quarter(likely, 4), _quarter(likely, 14), to_come),
        band_80=_band(fact, likely.low_minor, likely.high_minor, to_come),
        outcomes=list(likely.dots) if to_come else [],
        steps=[(step, formats.money_short(step)) for step in round_steps(top)],
        **_words(points, report, likely, formats),
    )


def _on_working_days(days: list[BurnUpDay]) -> list[BurnUpDay]:
    """One point per working day, holding what had come until the next one begins."""
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


def chart_sentence(report: PlanActual, likely: Forecast, formats: Formats) -> str:
    """What the chart says, for who hears it."""
    words = {
        "actual": formats.money_short(report.actual_minor),
        "likely": formats.money_short(likely.middle_minor),
        "low": formats.money_short(likely.low_minor),
        "high": formats.money_short(likely.high_minor),
    }
    if report.plan_minor is None:
        return (
            _("Actual %(actual)s, most likely %(likely)s by the end, 8 in 10 between %(low)s and %(high)s.")
            % words
        )
    words["plan"] = formats.money_short(report.plan_minor)
    return _("%(actual)s of %(plan)s; most likely %(likely)s, 8 in 10 between %(low)s and %(high)s.") % words


def _words(points: list[BurnUpDay], report: PlanActual, likely: Forecast, formats: Formats) -> dict[str, Any]:
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
        "likely_word": _("Likely %(sum)s") % {"sum": formats.money_short(likely.middle_minor)},
        "likely_note": formats.money_short_range(likely.low_minor, likely.high_minor),
    }
    if report.plan_minor is not None:
        said["plan_word"] = _("Plan")
        if report.to_date_minor is not None:
            said["fact_note"] = _("plan to date %(sum)s") % {"sum": formats.money_short(report.to_date_minor)}
        if likely.chance_of_plan is not None:
            said["chance_word"] = _("%(n)s of 20") % {"n": likely.chance_of_plan}
            said["chance_note"] = _("reach %(sum)s") % {"sum": formats.money_short(report.plan_minor)}
    return said
