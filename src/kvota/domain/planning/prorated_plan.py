"""What is left of a month's plan for somebody who is there on a part of its working days only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kvota.domain.calendar.period import Period
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.domain.planning.spread_over_days import spread_period_over_days

#: First and last day, both included.
Days = tuple[date, date]


def prorated(
    total: int, month: Period, calendar: WorkCalendar, *, away: Sequence[Days], step: int = 1
) -> int:
    """Return the part of a month's plan that belongs to the days on which he is there.

    Parameters
    ----------
    total
        Minor units, or whole things, zero or more.
    away
        The days without him; they may reach beyond the month and overlap.
    step
        The part is a multiple of it, unless it is all or nothing.

    Returns
    -------
    The sum of the day cells (`spread_period_over_days`) of the days that are left: the parts of
    several people who follow one another in a month sum to the whole.

    Source: domain.md A3, A4 (days follow the working calendar, with cumulative rounding).

    Examples
    --------
    December 2026 has 22 working days in Russia; who is gone from the 14th on was there on nine:

    >>> from kvota.domain.calendar.period import parse_period
    >>> from kvota.domain.calendar.working_days import work_calendar
    >>> december, russia = parse_period("2026-12"), work_calendar("RU")
    >>> gone = [(date(2026, 12, 14), date(2026, 12, 31))]
    >>> prorated(220_000, december, russia, away=gone), prorated(220_000, december, russia, away=[])
    (90000, 220000)
    """
    days = month.days()
    here = [day for day in days if not any(first <= day <= last for first, last in away)]
    if len(here) == len(days):
        return total
    cells = spread_period_over_days(total // step, month, calendar)
    return step * sum(cells[day] for day in here)
