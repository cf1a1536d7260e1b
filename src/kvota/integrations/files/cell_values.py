"""What a stored value of a workbook means, as text: "5" and not "5.0", 2026-03-05 and not 46086."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.dates import Epoch

_SHORT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})|-?[0-9]{1,8}\.[0-9]{1,6}")
_SECONDS_A_DAY = 86_400
_LAST_DAY = 2_958_465  # 31 December 9999


def number_text(value: str) -> NumberCell:
    """Return a stored number with the fifteen digits a spreadsheet holds, never as 1E+15.

    Examples
    --------
    >>> number_text("5.0"), number_text("0.30000000000000004"), number_text("1.2E-5"), number_text("1E+15")
    ('5', '0.3', '0.000012', '1000000000000000')
    """
    if _SHORT.fullmatch(value):
        return NumberCell(value.rstrip("0").rstrip(".") if "." in value else value)
    try:
        number = float(value)
    except ValueError:
        return NumberCell(value)  # not a number after all: refused where it is read
    if number.is_integer() and abs(number) < 1e17:
        return NumberCell(int(number))
    digits, _, exponent = f"{number:.15g}".partition("e")
    if not exponent:
        return NumberCell(digits)
    places = max(0, len(digits.partition(".")[2]) - int(exponent))
    return NumberCell(f"{float(f'{number:.15g}'):.{min(places, 30)}f}")


def time_text(value: str, *, epoch: Epoch) -> str:
    """Return a number of days as the day, moment or time of day that it shows.

    Parameters
    ----------
    value
        Days since the beginning of the calendar; the fraction is the time of day.
    epoch
        The calendar of the workbook.

    Examples
    --------
    >>> time_text("46086", epoch=1900), time_text("46086.4375", epoch=1900), time_text("0.5", epoch=1900)
    ('2026-03-05', '2026-03-05 10:30:00', '12:00:00')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if not 0 <= number <= _LAST_DAY:
        return number_text(value)
    # 10:30 is kept as 0.4375 of a day, and some times a hair below: whole seconds.
    days, seconds = divmod(round(number * _SECONDS_A_DAY), _SECONDS_A_DAY)
    if days == 0 and epoch == 1900:
        return str(timedelta(seconds=seconds)).rjust(8, "0")
    # The calendar of 1900 counts a 29 February 1900 that never was, as day 60.
    first = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 31 if days < 60 else 30)
    day = first + timedelta(days=days)
    if not seconds:
        return day.isoformat()
    return (datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)).isoformat(" ")
