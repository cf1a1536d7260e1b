"""Whole months forward and back, also from days that not every month has."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day.

    Parameters
    ----------
    months
        Negative steps go back: twelve months back is the same day last year.

    Notes
    -----
    Step from the first day each time, not from the last answer: 31 January, 28 February and
    then 28 March is not a month-end series, `months_later(start, 2)` is 31 March.

    Examples
    --------
    >>> str(months_later(date(2026, 1, 31), 1)), str(months_later(date(2028, 2, 29), -12))
    ('2026-02-28', '2027-02-28')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
