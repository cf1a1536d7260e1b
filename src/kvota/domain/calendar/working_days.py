"""Which days are worked in a country, how long, and what is not yet known about a year.

A calendar is a table of facts that governments change: days are moved each autumn for the next
year. Each release is a file of its own in `data/`, so that an old plan can keep the calendar it
was made with. `tools/make_work_calendars.py` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

from kvota.domain.errors import RuleError

#: The release a new plan is made with.
CURRENT_VERSION = "2026.1"
COUNTRIES = ("RU", "CN", "BG")

FULL_DAY_HOURS = 8
SHORT_DAY_HOURS = 7

_SATURDAY = 5
_DAY = timedelta(days=1)


class UnknownCountry(RuleError):
    """There is no calendar of a country."""

    code = "unknown_country"
    sentence = "there is no calendar of {country!r}; expected one of {known}, or nothing for Monday to Friday"
    country: str
    known: str


class UnknownCalendarVersion(RuleError):
    """A plan names a release of the calendar that this kvota does not carry."""

    code = "unknown_calendar_version"
    sentence = "there is no calendar {version!r} of {country}"
    country: str
    version: str


class NoWorkingDay(RuleError):
    """Nobody works for a whole year from a day on: the typed days off are wrong."""

    code = "no_working_day"
    sentence = "no working day within a year from {day}"
    day: str


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a country, with a company's own days on top.

    Examples
    --------
    China works some Saturdays to make up for long holidays; 14 February 2026 is one.

    >>> china = work_calendar("CN")
    >>> china.working(date(2026, 2, 14)), china.working(date(2026, 2, 18))
    (True, False)
    """

    country: str
    version: str
    known_years: frozenset[int] | None
    off: frozenset[date] = field(repr=False)
    on: frozenset[date] = field(repr=False)
    short: frozenset[date] = field(repr=False)
    #: Day → worked or not, typed by the company: it beats the country.
    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False, repr=False)

    def working(self, day: date) -> bool:
        """Tell whether a day is worked. In a year that is not known: Monday to Friday."""
        if day in self.exceptions:
            return self.exceptions[day]
        return (day.weekday() < _SATURDAY and day not in self.off) or day in self.on

    def hours(self, day: date) -> int:
        """Return the hours of a day: 8, 0, or 7 on the day before a holiday of Russia (TK 95)."""
        if not self.working(day):
            return 0
        return SHORT_DAY_HOURS if day in self.short and day not in self.exceptions else FULL_DAY_HOURS

    def known(self, day: date) -> bool:
        """Tell whether the country's own calendar of that year is known."""
        return self.known_years is None or day.year in self.known_years

    def unknown_years(self, first_day: date, last_day: date) -> list[int]:
        """Return the years of a span for which Monday to Friday is only a guess.

        A page that shows a figure of such a span must say so.

        Examples
        --------
        >>> work_calendar("CN").unknown_years(date(2026, 12, 1), date(2027, 3, 31))
        [2027]
        """
        years = range(first_day.year, last_day.year + 1)
        return [year for year in years if not self.known(date(year, 1, 1))]

    def working_days(self, first_day: date, last_day: date) -> list[date]:
        """Return the working days from the first to the last day, both included.

        Examples
        --------
        >>> len(work_calendar("RU").working_days(date(2026, 1, 1), date(2026, 1, 31)))
        15
        """
        span = range((last_day - first_day).days + 1)
        return [day for day in (first_day + _DAY * step for step in span) if self.working(day)]

    def weights(self, days: Iterable[date], *, unit: Literal["days", "hours"] = "days") -> list[Fraction]:
        """Return the weight of each day for a spread: 0, 1, or 7/8 of a short day counted in hours.

        Examples
        --------
        30 April 2026 is a short day in Russia, 1 May a holiday:

        >>> days = [date(2026, 4, 30), date(2026, 5, 1)]
        >>> work_calendar("RU").weights(days, unit="hours")
        [Fraction(7, 8), Fraction(0, 1)]
        """
        if unit == "hours":
            return [Fraction(self.hours(day), FULL_DAY_HOURS) for day in days]
        return [Fraction(self.working(day)) for day in days]

    def working_day_from(self, day: date, *, steps: int = 0) -> date:
        """Return the first working day from a day on, or the one so many working days later.

        Raises
        ------
        NoWorkingDay
            A year passes without one.

        Examples
        --------
        >>> str(work_calendar("RU").working_day_from(date(2026, 1, 1)))
        '2026-01-12'
        """
        left, candidate, idle = steps, day, 0
        while left > 0 or not self.working(candidate):
            worked = self.working(candidate)
            left -= worked
            idle = 0 if worked else idle + 1
            if idle > 366:
                raise NoWorkingDay(day=day.isoformat())
            candidate += _DAY
        return candidate

    def with_exceptions(self, exceptions: Mapping[date, bool]) -> WorkCalendar:
        """Return the calendar with a company's own days on top of those it has."""
        return replace(self, exceptions={**self.exceptions, **exceptions})


def work_calendar(
    country: str, *, version: str = CURRENT_VERSION, exceptions: Mapping[date, bool] | None = None
) -> WorkCalendar:
    """Return the calendar of a country.

    Parameters
    ----------
    country
        "RU", "CN", "BG", or "" for Monday to Friday without holidays.
    version
        The release the plan was made with.
    exceptions
        Day → worked or not, as the company typed it.

    Raises
    ------
    UnknownCountry
        There is no table for it. It is not answered with Monday to Friday: that would plan
        a month of another country's holidays without a word.
    UnknownCalendarVersion
        The release is not in this kvota.

    Notes
    -----
    Left out: shorter weeks, shifts, regional holidays, the paid days off of 2020 in Russia.
    A year without a table counts Monday to Friday as worked and is named by `unknown_years`.
    """
    if not country:
        calendar = WorkCalendar("", version, None, frozenset(), frozenset(), frozenset())
    elif country in COUNTRIES:
        calendar = _shipped(country, version)
    else:
        raise UnknownCountry(country=country[:40], known=", ".join(COUNTRIES))
    return calendar.with_exceptions(exceptions) if exceptions else calendar


@cache
def _shipped(country: str, version: str) -> WorkCalendar:
    # Part of the program, like a table of currencies; nothing a user can place there is read.
    folder = files("kvota.domain.calendar") / "data"
    name = f"{country}-{version}.json"
    if name not in {file.name for file in folder.iterdir()}:
        raise UnknownCalendarVersion(country=country, version=version[:40])
    years = json.loads((folder / name).read_text(encoding="utf-8"))["years"]

    def days(kind: str) -> frozenset[date]:
        return frozenset(
            date.fromisoformat(f"{year}-{day}") for year, table in years.items() for day in table[kind]
        )

    known = frozenset(int(year) for year in years)
    return WorkCalendar(country, version, known, days("off"), days("on"), days("short"))
