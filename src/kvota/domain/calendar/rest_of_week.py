"""What is left of a week that runs: its days from today on, under its own name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kvota.domain.calendar.period import Period

_FRIDAY = 4


def rest_of_week(week: Period, *, as_of: date) -> Period:
    """Return the week without the days that are over; one to come stays whole. Its key stays.

    >>> from kvota.domain.calendar.period import parse_period
    >>> rest = rest_of_week(parse_period("2026-W48"), as_of=date(2026, 11, 27))
    >>> rest.key, str(rest.first_day), str(rest.last_day)
    ('2026-W48', '2026-11-27', '2026-11-29')
    """
    return replace(week, first_day=max(week.first_day, as_of)) if week.contains(as_of) else week


def weekdays(period: Period) -> int:
    """Return how many days from Monday to Friday it has, holidays too.

    >>> from kvota.domain.calendar.period import parse_period
    >>> weekdays(parse_period("2026-W48")), weekdays(parse_period("2026-11"))
    (5, 21)
    """
    return sum(day.weekday() <= _FRIDAY for day in period.days())
