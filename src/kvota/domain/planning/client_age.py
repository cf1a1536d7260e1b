"""Past, present or future: what a client is to a company on a day."""

from __future__ import annotations

from datetime import date
from typing import Literal

ClientAge = Literal["past", "present", "future"]

#: Without a deal for so long a client who bought is a past one.
PRESENT_MONTHS = 12


def client_age(*, last_bought_on: date | None, has_open: bool, on: date) -> ClientAge:
    """Say whether a client is past, present or future on a day.

    Parameters
    ----------
    last_bought_on
        The last day on which he signed or paid, None who never did.
    has_open
        Whether a deal with him is in work.

    Returns
    -------
    "future" is who never bought, whatever is in work with him: he is known, and still to be won.
    "present" is who bought within twelve months or has a deal in work, "past" who bought and has
    neither. The same day of the year before is still within; 29 February counts as 28.

    Source: seed text 002 (past, existing and future clients); issue "From a goal to every rep's week", 6.

    Examples
    --------
    >>> today = date(2026, 11, 18)
    >>> client_age(last_bought_on=date(2025, 11, 18), has_open=False, on=today)
    'present'
    >>> client_age(last_bought_on=date(2025, 11, 17), has_open=False, on=today)
    'past'
    >>> client_age(last_bought_on=None, has_open=True, on=today)
    'future'
    """
    if last_bought_on is None:
        return "future"
    return "present" if has_open or last_bought_on >= a_year_before(on) else "past"


def a_year_before(day: date) -> date:
    """Return the same day of the year before.

    >>> a_year_before(date(2028, 2, 29))
    datetime.date(2027, 2, 28)
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
