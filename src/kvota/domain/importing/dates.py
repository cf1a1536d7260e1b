"""Days as files write them: which readings a text allows, and the day once one of them is chosen.

"2026-03-05", "5 марта 2026 г." and "2026年3月5日" can be read one way only. "03/04/2026" cannot:
it is March in New York and April in London, and both are valid, so nothing would ever look wrong.
Such a text is left to its column (`date_evidence.py`): one "03/15/2026" in it decides for all.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple

from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import shown
from kvota.domain.importing.month_names import MONTH_OF_NAME

DateOrder = Literal["ymd", "dmy", "mdy"]
Epoch = Literal[1900, 1904]
FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_DATE = 60
_LONGEST_CELL = 200  # with the spaces around it; longer texts are not even looked at

# Day 0 of each system. Excel of 1900 believes that 1900 was a leap year, so its days fit
# the calendar only from March 1900 on; we read none before 1990.
_DAY_ZERO: dict[Epoch, date] = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}

_TIME = (
    r"(?:(?:[T ]|, ?| at | в )\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_YEAR_END = r"(?:\s*(?:г|год|года)\.?)?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_NUMERIC = re.compile(rf"{_WEEKDAY}(\d{{1,4}})([-./])(\d{{1,2}})\2(\d{{1,4}}){_YEAR_END}{_TIME}")
_COMPACT = re.compile(rf"((?:19|20)\d{{2}})(\d{{2}})(\d{{2}}){_TIME}")
_CHINESE = re.compile(
    rf"(\d{{4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号號]?(?:\s*星期.)?(?:\s*周.)?{_TIME}"
)
_DAY_MONTH_NAME = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+([^\W\d_]{{3,12}})\.?,?[\s.-]+(\d{{4}}|\d{{2}}){_YEAR_END}{_TIME}"
)
_MONTH_NAME_DAY = re.compile(
    rf"{_WEEKDAY}([^\W\d_]{{3,12}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}"
)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?")
_WITHOUT_A_DAY = re.compile(
    r"\d{4}|\d{4}[-./]\d{1,2}|\d{1,2}[-./]\d{4}|\d{4}\s*年(?:\s*\d{1,2}\s*月)?"
    rf"|[^\W\d_]{{3,12}}\.?,?\s+\d{{4}}{_YEAR_END}|(?:q|кв|тр)\.?\s*[1-4](?:[\s.,/-]*\d{{4}})?"
    rf"|[1-4]\s*-?(?:q|й кв|кв|тр)[\w.]*(?:\s*\d{{4}}){_YEAR_END}?|\d{{4}}\s*-?q[1-4]"
    r"|(?:\d{4}\s*年)?\s*第?[一二三四1-4]季度?",
    re.IGNORECASE,
)


class DateUnreadable(RuleError):
    """A cell of a date column holds no day."""

    code = "date_unreadable"
    sentence = "{value} is not a date; write it as 2026-03-05"
    value: str


class DateImpossible(RuleError):
    """A date is written well and is no day of the calendar, such as 31.02.2026."""

    code = "date_impossible"
    sentence = "{value} is not a day of the calendar; write a day that exists"
    value: str


class DateAmbiguous(RuleError):
    """A date can be read two ways and nothing in its column decides."""

    code = "date_ambiguous"
    sentence = "{value} can be {first} or {second}; say whether the day or the month comes first"
    value: str
    first: date
    second: date


class DateWithoutDay(RuleError):
    """A cell names a month, a quarter or a year, and no day of it."""

    code = "date_without_day"
    sentence = "{value} names no day; write the full date, such as 2026-03-05"
    value: str


class DateOutOfRange(RuleError):
    """A year is before 1990 or after 2100: a slip of the hand far more often than a fact."""

    code = "date_out_of_range"
    sentence = "{value} is outside {first_year} to {last_year}; correct the year"
    value: str
    first_year: int
    last_year: int


class WrittenDate(NamedTuple):
    """What a text says before the order of day and month is known."""

    readings: dict[DateOrder, date]
    """The valid days by order; one entry "ymd" where only one reading exists."""
    settled: bool
    """The text itself says which number is which; the order of its column does not matter."""
    time_of_day: timedelta
    zone: tzinfo | None
    is_serial: bool


@lru_cache(maxsize=50_000)
def written_date(text: str, *, epoch: Epoch = 1900) -> WrittenDate:
    """Return every day that a text can mean.

    Parameters
    ----------
    text
        The cell: a date in digits, in Chinese, with a month in words (English, Russian,
        Bulgarian), or the number of a day as Excel stores it; with or without a time.
    epoch
        Which of Excel's two calendars the numbers count from.

    Raises
    ------
    DateUnreadable, DateWithoutDay, DateImpossible, DateOutOfRange
        See each class.

    Examples
    --------
    >>> sorted(written_date("03/04/2026").readings)
    ['dmy', 'mdy']
    >>> written_date("2026年3月5日").readings["ymd"], written_date("46086").readings["ymd"]
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    """
    if quick := _iso(text):
        return quick
    plain = unicodedata.normalize("NFKC", text).strip() if len(text) <= _LONGEST_CELL else text
    if len(plain) > LONGEST_DATE:
        raise DateUnreadable(value=shown(text))
    if serial := _SERIAL.fullmatch(plain):
        return _from_serial(text, serial, epoch)
    named = _CHINESE.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if named:
        return _settled(text, named, named[1], named[2], named[3])
    if match := _NUMERIC.fullmatch(plain):
        return _from_three_numbers(text, match)
    if (match := _DAY_MONTH_NAME.fullmatch(plain)) and (month := _month(match[2])):
        return _settled(text, match, match[3], month, match[1])
    if (match := _MONTH_NAME_DAY.fullmatch(plain)) and (month := _month(match[1])):
        return _settled(text, match, match[3], month, match[2])
    if _WITHOUT_A_DAY.fullmatch(plain):
        raise DateWithoutDay(value=shown(text))
    raise DateUnreadable(value=shown(text))


def _iso(text: str) -> WrittenDate | None:
    """Read the commonest way by the fastest means: 2026-03-05 and 2026-03-05T10:15:00Z."""
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] not in ("", "T", " ") or not 10 <= len(text) <= 25:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None  # perhaps 24:00 or a leap second: the long way knows
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    whole_seconds = timedelta(seconds=(moment - midnight).seconds)
    return WrittenDate({"ymd": _in_range(text, moment.date())}, True, whole_seconds, moment.tzinfo, False)


def _from_serial(text: str, serial: re.Match[str], epoch: Epoch) -> WrittenDate:
    day = _DAY_ZERO[epoch] + timedelta(days=int(serial[1]))
    # Excel keeps 10:30 as 0.4375: whole seconds, or the day can slip at midnight.
    seconds = round(86_400 * int(serial[2]) / 10 ** len(serial[2])) if serial[2] else 0
    return WrittenDate(
        {"ymd": _in_range(text, day)}, True, timedelta(seconds=min(seconds, 86_399)), None, True
    )


def _settled(text: str, match: re.Match[str], year: str, month: str | int, day: str) -> WrittenDate:
    only = _day(_full_year(year), int(month), int(day))
    if only is None:
        raise DateImpossible(value=shown(text))
    time_of_day, zone = _clock(text, match)
    return WrittenDate({"ymd": _in_range(text, only)}, True, time_of_day, zone, False)


def _from_three_numbers(text: str, match: re.Match[str]) -> WrittenDate:
    first, separator, second, third = match[1], match[2], match[3], match[4]
    orders: dict[DateOrder, tuple[str, str, str]]
    if len(first) == 4 and len(third) <= 2:
        return _settled(text, match, first, second, third)
    if len(first) > 2 or len(third) == 3 or len(third) == 1:
        raise DateUnreadable(value=shown(text))
    orders = {"dmy": (third, second, first), "mdy": (third, first, second)}
    if len(third) == 2 and len(first) == 2 and separator != ".":
        orders["ymd"] = (first, second, third)
    readings: dict[DateOrder, date] = {}
    for order, (year, month, day) in orders.items():
        if read := _day(_full_year(year), int(month), int(day)):
            readings[order] = read
    if not readings or (set(readings) == {"ymd"} and int(first) <= 31):
        # 30/02/26 is a slip of the hand in February, not the 26th of February 2030.
        raise DateImpossible(value=shown(text))
    if separator == "." and "dmy" in readings:
        # With points between, the day comes first wherever such dates are written.
        readings = {"dmy": readings["dmy"]}
    in_range = {order: day for order, day in readings.items() if FIRST_YEAR <= day.year <= LAST_YEAR}
    if not in_range:
        _in_range(text, next(iter(readings.values())))
    time_of_day, zone = _clock(text, match)
    return WrittenDate(in_range, False, time_of_day, zone, False)


def _clock(text: str, match: re.Match[str]) -> tuple[timedelta, tzinfo | None]:
    if match["hour"] is None:
        return timedelta(0), None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise DateImpossible(value=shown(text))
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    # 23:59:60 is a leap second, read as :59; 24:00 is the midnight that ends the day, and
    # belongs to the day it is written under.
    second = min(second, 59) if second <= 60 else second
    if (hour, minute, second) == (24, 0, 0):
        hour, minute, second = 23, 59, 59
    if hour > 23 or minute > 59 or second > 59:
        raise DateImpossible(value=shown(text))
    return timedelta(hours=hour, minutes=minute, seconds=second), _zone(text, match["zone"])


def _zone(text: str, written: str | None) -> tzinfo | None:
    if written is None:
        return None
    if written in {"Z", "UTC", "GMT"}:
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:].replace(":", "") or 0)
    if hours > 14 or minutes > 59:
        raise DateImpossible(value=shown(text))
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)


def _month(name: str) -> int | None:
    return MONTH_OF_NAME.get(name.casefold())


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= 90 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_range(text: str, day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(value=shown(text), first_year=FIRST_YEAR, last_year=LAST_YEAR)
    return day


def read_date(
    text: str, *, order: DateOrder | None = None, epoch: Epoch = 1900, zone: tzinfo | None = None
) -> date:
    """Return the day that a cell means.

    Parameters
    ----------
    text
        The cell.
    order
        The order of day, month and year in this column; used only where the text leaves it
        open. None: nobody decided.
    epoch
        Excel's calendar for dates stored as numbers.
    zone
        The company's time zone. An instant with a zone of its own falls on the company's
        day, so 22:30 UTC is tomorrow in Moscow; without `zone` the day stays as written.

    Raises
    ------
    DateAmbiguous
        Two readings and no `order`.
    DateImpossible
        The order is known and makes no day, such as 03/15/2026 with the day first.
    DateUnreadable, DateWithoutDay, DateOutOfRange
        As `written_date`.

    Examples
    --------
    >>> read_date("05.03.2026"), read_date("03/04/2026", order="mdy")
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 4))
    >>> read_date("03/04/2026")
    Traceback (most recent call last):
        ...
    kvota.domain.importing.dates.DateAmbiguous: 03/04/2026 can be 2026-04-03 or 2026-03-04; say whether
    the day or the month comes first
    """
    written = written_date(text, epoch=epoch)
    day = _chosen(text, written, order)
    if written.zone is None or zone is None:
        return day
    return _moment(day, written, zone).astimezone(zone).date()


def read_instant(text: str, *, order: DateOrder | None = None, epoch: Epoch = 1900, zone: tzinfo) -> datetime:
    """Return the moment that a cell means; a text without a zone is read in `zone`.

    Raises
    ------
    DateAmbiguous, DateImpossible, DateUnreadable, DateWithoutDay, DateOutOfRange
        As `read_date`.

    Examples
    --------
    >>> read_instant("2011-09-30T22:38:44Z", zone=UTC).isoformat()
    '2011-09-30T22:38:44+00:00'
    """
    written = written_date(text, epoch=epoch)
    return _moment(_chosen(text, written, order), written, zone)


def _moment(day: date, written: WrittenDate, zone: tzinfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=written.zone or zone)
    return midnight + written.time_of_day


def _chosen(text: str, written: WrittenDate, order: DateOrder | None) -> date:
    days = written.readings
    if written.settled:
        return days["ymd"]
    if order is not None and order in days:
        return days[order]
    if order is not None:
        raise DateImpossible(value=shown(text))
    if len(set(days.values())) > 1:
        first, second = sorted(set(days.values()), reverse=True)[:2]
        raise DateAmbiguous(value=shown(text), first=first, second=second)
    return next(iter(days.values()))
