"""A line over the working days of what has no plan and no forecast: its drawing and its table."""

from __future__ import annotations

from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.language.formats import Formats
from kvota.web.parts.axis import round_steps
from kvota.web.parts.burn_up import BurnUp, DayWord, burn_up, burn_up_numbers
from kvota.web.parts.figure import Figure, Point
from kvota.web.review.measures import Metric
from kvota.web.scope_bar import PageScope

#: A day, whether it is worked, and where the line stands in its evening; None for a day to come.
LineDay = tuple[date, bool, int | None]
MOST_DAYS = 101


def figure_of_line(
    days: list[LineDay],
    page: PageScope,
    formats: Formats,
    metric: Metric,
    today: date,
    start: int = 0,
) -> Figure | None:
    """The figure, its line from `start` on; None where the working days are too few or too many to read."""
    points = _on_working_days(days)
    known = [value for _on, value in points if value is not None]
    if not known or not 2 <= len(points) <= MOST_DAYS:
        return None
    name = in_words(metric, known[-1], page, formats)
    chart = BurnUp(
        days=len(points),
        name=name,
        fact=known,
        start=start,
        steps=_steps(metric, max([start, *known, 1]), formats),
        day_words=_day_words(points, len(known), formats),
        fact_word=_value(metric, known[-1], formats),
    )
    return Figure(
        kind="burn-up",
        name=name,
        first_paint=burn_up(chart),
        numbers=burn_up_numbers(chart),
        place=_("Day"),
        columns=(_heading(metric),),
        points=[
            Point(place + 1, formats.day_month(on), (_value(metric, value, formats),))
            for place, (on, value) in enumerate(points)
            if value is not None
        ],
        about=" · ".join(
            (page.who_label, page.when_label, _("as of %(day)s") % {"day": formats.day_long(today)})
        ),
        inks=_("Solid line: actual."),
        export="days",
        file_name=slugify(f"kvota {_heading(metric)} {page.who_label} {page.when}", allow_unicode=True),
    )


def in_words(metric: Metric, last: int, page: PageScope, formats: Formats) -> str:
    """What the line says at its end."""
    words = {"n": formats.number(last), "when": page.when_label, "sum": formats.money_short(last)}
    if metric == "owed":
        return _("%(sum)s owed") % words
    said = {
        "contract": ngettext("%(n)s contract in %(when)s", "%(n)s contracts in %(when)s", last),
        "meeting": ngettext("%(n)s meeting in %(when)s", "%(n)s meetings in %(when)s", last),
        "call": ngettext("%(n)s call in %(when)s", "%(n)s calls in %(when)s", last),
    }
    return said[metric] % words


def _heading(metric: Metric) -> str:
    return _("Owed in the evening") if metric == "owed" else _("So far")


def _value(metric: Metric, value: int, formats: Formats) -> str:
    return formats.money_short(value) if metric == "owed" else formats.number(value)


def _steps(metric: Metric, top: int, formats: Formats) -> list[tuple[int, str]]:
    return [
        (step, formats.money_short(step) if metric == "owed" else formats.number(step))
        for step in round_steps(top)
    ]


def _on_working_days(days: list[LineDay]) -> list[tuple[date, int | None]]:
    """One point per working day, holding what was so until the next one begins."""
    points: list[tuple[date, int | None]] = []
    for on, working, value in days:
        if working:
            points.append((on, value))
        elif points and value is not None:
            points[-1] = (points[-1][0], value)
    return points


def _day_words(points: list[tuple[date, int | None]], done: int, formats: Formats) -> list[DayWord]:
    spread = range(0, len(points), max(1, len(points) // 5))
    places = {*spread, len(points) - 1} - {done - 1}
    words = [DayWord(place, formats.day_month(points[place][0])) for place in places]
    words.append(DayWord(done - 1, formats.day_month(points[done - 1][0]), today=True))
    return sorted(words, key=lambda word: word.at)
