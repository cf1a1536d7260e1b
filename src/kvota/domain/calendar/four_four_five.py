"""A fiscal year of whole weeks: each quarter is a month of four weeks, one of four and one of five."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

WEEKS = (4, 4, 5)

_WEEK = timedelta(days=7)
# The weeks before each of the twelve months; the 53rd of a long year belongs to the last.
_BEFORE = (0, *accumulate(WEEKS * 4))[:12]


@dataclass(frozen=True)
class FourFourFive:
    """The 4-4-5 calendar whose year begins about the first day of `first_month`, 1 to 12.

    The year begins on the Monday of the week that holds the fourth day of that month, which is the
    ISO rule: most of that week, its Thursday too, lies in the month. It has 52 weeks or 53; the 53rd
    is added to its last month, which then has six. Months and years keep the names they have in
    ordinary calendars: the third month of a year from January is `2026-03`, whatever days it has.
    Each day lies in exactly one month, quarter and year.

    Source: ISO 8601 for the first week; the 4-4-5 retail calendar for the months.

    Examples
    --------
    >>> weeks = FourFourFive(1)
    >>> [str(weeks.year_start(year)) for year in (2026, 2027)]
    ['2025-12-29', '2027-01-04']
    >>> first, after = weeks.month_days(2026, 3)
    >>> str(first), str(after - timedelta(days=1))
    ('2026-02-23', '2026-03-29')
    """

    first_month: int

    def year_start(self, year: int) -> date:
        """Return the Monday with which the fiscal year named `year` begins."""
        fourth = date(year, self.first_month, 4)
        return fourth - timedelta(days=fourth.weekday())

    def year_of(self, day: date) -> int:
        """Return the name of the fiscal year a day lies in: the calendar year in which it begins.

        Begins by its month: the year that starts on 29 December 2025 is 2026, for most of that week
        lies in January.
        """
        year = day.year + 1  # the first days of a year may lie in the December before
        while self.year_start(year) > day:
            year -= 1
        return year

    def place_of(self, day: date) -> tuple[int, int]:
        """Return the fiscal year of a day and the place of its month in it, 0 to 11."""
        year = self.year_of(day)
        week = (day - self.year_start(year)) // _WEEK
        return year, max(place for place, before in enumerate(_BEFORE) if before <= week)

    def starts_at(self, year: int, place: int) -> date:
        """Return the first day of the month at a place of a fiscal year, 0 to 12; 12 is the next year's."""
        return self.year_start(year + 1) if place == 12 else self.year_start(year) + _BEFORE[place] * _WEEK

    def month_days(self, year: int, month: int) -> tuple[date, date]:
        """Return the first day of the month `year`-`month`, and the first day after it."""
        place = (month - self.first_month) % 12
        fiscal = year if month >= self.first_month else year - 1
        return self.starts_at(fiscal, place), self.starts_at(fiscal, place + 1)

    def month_name(self, year: int, place: int) -> tuple[int, int]:
        """Return the calendar year and month that name the month at a place of a fiscal year."""
        months = self.first_month - 1 + place
        return year + months // 12, months % 12 + 1


FiscalStart = int | FourFourFive
"""How a company's years are cut: the month a year of calendar months begins with, or 4-4-5 weeks."""
