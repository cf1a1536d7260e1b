"""Months of whole weeks: every day lies in one of them, and everything sums, over thirty years."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.four_four_five import FourFourFive
from kvota.domain.calendar.period import (
    NotDivisible,
    Period,
    TenDaysOfWeeks,
    UnknownPeriod,
    parse_period,
    period_of,
)

FIRST_YEAR, YEARS = 2010, 30
every_start = pytest.mark.parametrize("first_month", range(1, 13))


def years_of(weeks: FourFourFive) -> list[Period]:
    return [parse_period(str(year), fiscal_start=weeks) for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)]


def test_the_weeks_of_2026_are_those_of_the_iso_year() -> None:
    months = parse_period("2026", fiscal_start=FourFourFive(1)).children("month")
    # 2026 is a year of 53 weeks: the last month has six.
    assert [(month.key, str(month.first_day), len(month.days()) // 7) for month in months] == [
        ("2026-01", "2025-12-29", 4),
        ("2026-02", "2026-01-26", 4),
        ("2026-03", "2026-02-23", 5),
        ("2026-04", "2026-03-30", 4),
        ("2026-05", "2026-04-27", 4),
        ("2026-06", "2026-05-25", 5),
        ("2026-07", "2026-06-29", 4),
        ("2026-08", "2026-07-27", 4),
        ("2026-09", "2026-08-24", 5),
        ("2026-10", "2026-09-28", 4),
        ("2026-11", "2026-10-26", 4),
        ("2026-12", "2026-11-23", 6),
    ]
    assert str(months[-1].last_day) == "2027-01-03"


@pytest.mark.parametrize("year", range(1990, 2060))
def test_a_year_from_january_is_the_iso_year(year: int) -> None:
    whole = parse_period(str(year), fiscal_start=FourFourFive(1))
    assert whole.first_day == date.fromisocalendar(year, 1, 1)
    assert {day.isocalendar().year for day in whole.days()} == {year}


@every_start
def test_every_day_of_thirty_years_lies_in_exactly_one_month_quarter_and_year(first_month: int) -> None:
    weeks = FourFourFive(first_month)
    years = years_of(weeks)
    for kind in ("quarter", "month"):
        parts = [part for year in years for part in year.children(kind)]
        days = [day for part in parts for day in part.days()]
        assert days == [day for year in years for day in year.days()]  # in order, none twice, none left out
        assert len({part.key for part in parts}) == len(parts)
    assert all(before.next() == after for before, after in pairwise(years))
    for year in years:
        assert len(year.days()) in {52 * 7, 53 * 7}
        lengths = [len(month.days()) // 7 for month in year.children("month")]
        assert lengths[:11] == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4]
        assert lengths[11] == len(year.days()) // 7 - 47
        assert [quarter.months() for quarter in year.children("quarter")] == [
            year.months()[place : place + 3] for place in range(0, 12, 3)
        ]


@every_start
def test_a_year_begins_where_most_of_its_first_week_lies_in_its_month(first_month: int) -> None:
    for year in years_of(FourFourFive(first_month)):
        thursday = year.first_day + timedelta(days=3)
        assert year.first_day.weekday() == 0
        assert (thursday.year, thursday.month) == (int(year.key), first_month) and thursday.day <= 7


@given(
    day=st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    first_month=st.integers(1, 12),
    kind=st.sampled_from(["year", "quarter", "month", "week", "day"]),
)
def test_a_name_is_read_as_the_days_it_was_given_to(day: date, first_month: int, kind: str) -> None:
    weeks = FourFourFive(first_month)
    period = period_of(day, kind, fiscal_start=weeks)  # type: ignore[arg-type]
    assert period.contains(day)
    assert parse_period(period.key, fiscal_start=weeks) == period
    assert period.next().previous() == period and period.previous().last_day == period.first_day - timedelta(
        1
    )
    if kind == "month":  # a month is never far from the one it is named by
        middle = period.first_day + (period.last_day - period.first_day) / 2
        assert abs((middle - date(int(period.key[:4]), int(period.key[5:]), 15)).days) <= 14


def test_ten_days_are_no_part_of_a_month_of_weeks() -> None:
    weeks = FourFourFive(4)
    for ask in (
        lambda: parse_period("2026-11-D2", fiscal_start=weeks),
        lambda: period_of(date(2026, 11, 18), "ten_day", fiscal_start=weeks),
        lambda: parse_period("2026-11", fiscal_start=weeks).children("ten_day"),
    ):
        with pytest.raises(TenDaysOfWeeks):
            ask()
    with pytest.raises(NotDivisible):
        parse_period("2026-W47", fiscal_start=weeks).children("month")
    with pytest.raises(UnknownPeriod):
        parse_period("2026-13", fiscal_start=weeks)
