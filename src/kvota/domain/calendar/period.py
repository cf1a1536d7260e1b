"""The names of periods (`2026-Q4`, `2026-11`, `2026-11-D2`, `2026-W47`, `2026-11-18`) and their days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from kvota.domain.calendar.four_four_five import FiscalStart, FourFourFive
from kvota.domain.calendar.month_step import months_later
from kvota.domain.errors import RuleError

PeriodKind = Literal["year", "quarter", "month", "ten_day", "week", "day"]

FIRST_YEAR, LAST_YEAR = 1900, 2200

_DAY = timedelta(days=1)
_KEY = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-Q(?P<quarter>[1-4])|-W(?P<week>[0-9]{2})|-(?P<month>[0-9]{2})(?:-D(?P<ten>[1-3])|-(?P<day>[0-9]{2}))?)?"
)
_PARTS: dict[PeriodKind, tuple[PeriodKind, ...]] = {
    "year": ("quarter", "month", "ten_day", "week", "day"),
    "quarter": ("month", "ten_day", "week", "day"),
    "month": ("ten_day", "week", "day"),
    "ten_day": ("day",),
    "week": ("day",),
    "day": (),
}


class UnknownPeriod(RuleError):
    """A text is not the name of a period, or names one that does not exist."""

    code = "unknown_period"
    sentence = (
        "{key!r} is not a period; expected 2026, 2026-Q4, 2026-11, 2026-11-D2 (ten days), "
        "2026-W47 (ISO week) or 2026-11-18"
    )
    key: str


class PeriodOutOfRange(RuleError):
    """A period lies before 1900 or after 2200."""

    code = "period_out_of_range"
    sentence = "the year {year} is out of range; expected {first} to {last}"
    year: int
    first: int
    last: int


class NotDivisible(RuleError):
    """A period was asked for parts that are not smaller than itself."""

    code = "not_divisible"
    sentence = "{key} cannot be divided into periods of the kind {into}"
    key: str
    into: str


class TenDaysOfWeeks(RuleError):
    """A month of whole weeks has 28, 35 or 42 days: its third part would be no ten days."""

    code = "ten_days_of_weeks"
    sentence = "months of 4-4-5 weeks are not divided into ten days"


@dataclass(frozen=True)
class Period:
    """A span of days with its name. Both `first_day` and `last_day` belong to it.

    Periods of one kind follow each other without gap or overlap. ISO weeks belong to no
    month; every other kind divides the larger ones exactly.

    Examples
    --------
    >>> third = parse_period("2026-02-D3")
    >>> str(third.first_day), str(third.last_day), third.next().key
    ('2026-02-21', '2026-02-28', '2026-03-D1')
    """

    key: str
    kind: PeriodKind
    first_day: date
    last_day: date
    #: The month a fiscal year begins with, or its 4-4-5 weeks. It is 1 except where a company says otherwise.
    fiscal_start: FiscalStart = field(default=1, compare=False, repr=False)

    def contains(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def previous(self) -> Period:
        """Return the period of the same kind just before."""
        return period_of(self.first_day - _DAY, self.kind, fiscal_start=self.fiscal_start)

    def next(self) -> Period:
        """Return the period of the same kind just after."""
        return period_of(self.last_day + _DAY, self.kind, fiscal_start=self.fiscal_start)

    def days(self) -> list[date]:
        """Return every day, holidays too, in order."""
        return [self.first_day + _DAY * step for step in range((self.last_day - self.first_day).days + 1)]

    def months(self) -> list[Period]:
        """Return the months this period touches; a week may touch two."""
        return self._touching("month")

    def children(self, kind: PeriodKind) -> list[Period]:
        """Return the periods of a smaller kind that this one is made of, in order.

        Weeks are those the period touches: the first and the last may reach beyond it, and
        only their days inside count (`shared_days`).

        Raises
        ------
        NotDivisible
            The kind is not smaller, or is a week of a ten-day period.

        Examples
        --------
        >>> [week.key for week in parse_period("2026-02").children("week")]
        ['2026-W05', '2026-W06', '2026-W07', '2026-W08', '2026-W09']
        """
        if kind not in _PARTS[self.kind]:
            raise NotDivisible(key=self.key, into=kind)
        return self._touching(kind)

    def shared_days(self, other: Period) -> list[date]:
        """Return the days that belong to both periods."""
        return [day for day in self.days() if other.contains(day)]

    def _touching(self, kind: PeriodKind) -> list[Period]:
        found = [period_of(self.first_day, kind, fiscal_start=self.fiscal_start)]
        while found[-1].last_day < self.last_day:
            found.append(found[-1].next())
        return found


def parse_period(key: str, *, fiscal_start: FiscalStart = 1) -> Period:
    """Return the period a name means. The only reader of such names in kvota.

    Parameters
    ----------
    key
        `2026` · `2026-Q4` · `2026-11` · `2026-11-D1|D2|D3` (1–10, 11–20, 21–end) ·
        `2026-W47` (ISO 8601, Monday to Sunday, the year of its Thursday) · `2026-11-18`.
    fiscal_start
        Month 1 to 12 with which the fiscal year begins. A fiscal year and its quarters are
        named by the calendar year in which they begin: with 4, `2026-Q4` is January to
        March 2027. With `FourFourFive` years, quarters and months are of whole weeks, and
        `2026-11` is the month of that name with its own days.

    Raises
    ------
    UnknownPeriod
        Anything else, also `2026-02-30` and a 53rd week in a year of 52.
    PeriodOutOfRange
        The year is before 1900 or after 2200: a slip of the keyboard, not a plan.
    TenDaysOfWeeks
        Ten days of a month of whole weeks, which has no such parts.

    Examples
    --------
    >>> week = parse_period("2026-W53")
    >>> week.kind, str(week.first_day), str(week.last_day)
    ('week', '2026-12-28', '2027-01-03')
    """
    written = _KEY.fullmatch(key)
    if written is None:
        raise UnknownPeriod(key=key[:40])
    year = int(written["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodOutOfRange(year=year, first=FIRST_YEAR, last=LAST_YEAR)
    if written["ten"] and isinstance(fiscal_start, FourFourFive):
        raise TenDaysOfWeeks()
    try:
        day, kind = _first_day(written, fiscal_start)
    except ValueError:
        raise UnknownPeriod(key=key) from None
    return period_of(day, kind, fiscal_start=fiscal_start)


def _first_day(written: re.Match[str], fiscal_start: FiscalStart) -> tuple[date, PeriodKind]:
    """Return the first day of a name and its kind; ValueError where the calendar has no such day."""
    year = int(written["year"])
    if written["week"]:
        return date.fromisocalendar(year, int(written["week"]), 1), "week"
    if written["day"]:
        return date(year, int(written["month"]), int(written["day"])), "day"
    if isinstance(fiscal_start, FourFourFive):
        return _first_day_of_weeks(written, fiscal_start)
    if written["ten"]:
        return date(year, int(written["month"]), 10 * int(written["ten"]) - 9), "ten_day"
    if written["month"]:
        return date(year, int(written["month"]), 1), "month"
    start = date(year, fiscal_start, 1)
    if written["quarter"]:
        return months_later(start, 3 * (int(written["quarter"]) - 1)), "quarter"
    return start, "year"


def _first_day_of_weeks(written: re.Match[str], weeks: FourFourFive) -> tuple[date, PeriodKind]:
    """The same for the years, quarters and months of whole weeks."""
    year = int(written["year"])
    if written["month"]:
        date(year, int(written["month"]), 1)  # a thirteenth month is none here either
        return weeks.month_days(year, int(written["month"]))[0], "month"
    if written["quarter"]:
        return weeks.starts_at(year, 3 * (int(written["quarter"]) - 1)), "quarter"
    return weeks.year_start(year), "year"


def period_of(day: date, kind: PeriodKind, *, fiscal_start: FiscalStart = 1) -> Period:
    """Return the period of a kind that contains a day.

    Raises
    ------
    PeriodOutOfRange
        The day is outside 1900 to 2200.
    TenDaysOfWeeks
        Ten days, where months are of whole weeks.

    Examples
    --------
    >>> day = date(2027, 1, 1)
    >>> [period_of(day, kind).key for kind in ("quarter", "ten_day", "week")]
    ['2027-Q1', '2027-01-D1', '2026-W53']
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PeriodOutOfRange(year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
    if isinstance(fiscal_start, int):
        key, first, after = _NAMED[kind](day, fiscal_start)
    else:
        key, first, after = _NAMED_IN_WEEKS[kind](day, fiscal_start)
    return Period(key, kind, first, after - _DAY, fiscal_start)


_Span = tuple[str, date, date]  # name, first day, first day of the next period


def _year_of(day: date, fiscal_start: int) -> _Span:
    year = day.year if day.month >= fiscal_start else day.year - 1
    first = date(year, fiscal_start, 1)
    return f"{year}", first, months_later(first, 12)


def _quarter_of(day: date, fiscal_start: int) -> _Span:
    year, start, _ = _year_of(day, fiscal_start)
    number = ((day.month - fiscal_start) % 12) // 3
    first = months_later(start, 3 * number)
    return f"{year}-Q{number + 1}", first, months_later(first, 3)


def _month_of(day: date, fiscal_start: int) -> _Span:
    first = day.replace(day=1)
    return f"{day:%Y-%m}", first, months_later(first, 1)


def _ten_day_of(day: date, fiscal_start: int) -> _Span:
    month, start, next_month = _month_of(day, fiscal_start)
    number = min((day.day - 1) // 10, 2)
    first = start + 10 * number * _DAY
    return f"{month}-D{number + 1}", first, next_month if number == 2 else first + 10 * _DAY


def _year_of_weeks(day: date, weeks: FourFourFive) -> _Span:
    year = weeks.year_of(day)
    return f"{year}", weeks.year_start(year), weeks.year_start(year + 1)


def _quarter_of_weeks(day: date, weeks: FourFourFive) -> _Span:
    year, place = weeks.place_of(day)
    first = place - place % 3
    return f"{year}-Q{first // 3 + 1}", weeks.starts_at(year, first), weeks.starts_at(year, first + 3)


def _month_of_weeks(day: date, weeks: FourFourFive) -> _Span:
    year, place = weeks.place_of(day)
    named, month = weeks.month_name(year, place)
    return f"{named}-{month:02}", weeks.starts_at(year, place), weeks.starts_at(year, place + 1)


def _ten_day_of_weeks(day: date, weeks: FourFourFive) -> _Span:
    raise TenDaysOfWeeks()


def _week_of(day: date, fiscal_start: FiscalStart) -> _Span:
    year, week, weekday = day.isocalendar()
    first = day - (weekday - 1) * _DAY
    return f"{year}-W{week:02}", first, first + 7 * _DAY


def _day_of(day: date, fiscal_start: FiscalStart) -> _Span:
    return day.isoformat(), day, day + _DAY


_NAMED = {
    "year": _year_of,
    "quarter": _quarter_of,
    "month": _month_of,
    "ten_day": _ten_day_of,
    "week": _week_of,
    "day": _day_of,
}
_NAMED_IN_WEEKS = {
    "year": _year_of_weeks,
    "quarter": _quarter_of_weeks,
    "month": _month_of_weeks,
    "ten_day": _ten_day_of_weeks,
    "week": _week_of,
    "day": _day_of,
}
