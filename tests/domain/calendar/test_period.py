from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import (
    NotDivisible,
    Period,
    PeriodKind,
    PeriodOutOfRange,
    UnknownPeriod,
    parse_period,
    period_of,
)
from tests.worked_numbers import worked

KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
DAY = timedelta(days=1)


def every_day() -> Iterator[date]:
    day = date(1999, 1, 1)
    while day.year < 2102:
        yield day
        day += DAY


@pytest.mark.parametrize(
    ("key", "kind", "first", "last"),
    [
        ("2026", "year", "2026-01-01", "2026-12-31"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-11", "month", "2026-11-01", "2026-11-30"),
        ("2026-11-D1", "ten_day", "2026-11-01", "2026-11-10"),
        ("2026-11-D2", "ten_day", "2026-11-11", "2026-11-20"),
        ("2026-11-D3", "ten_day", "2026-11-21", "2026-11-30"),
        ("2026-W47", "week", "2026-11-16", "2026-11-22"),
        ("2026-11-18", "day", "2026-11-18", "2026-11-18"),
        ("2028-02-D3", "ten_day", "2028-02-21", "2028-02-29"),
        ("2026-W01", "week", "2025-12-29", "2026-01-04"),
    ],
)
def test_a_name_means_its_days(key: str, kind: PeriodKind, first: str, last: str) -> None:
    assert parse_period(key) == Period(key, kind, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "junk",
    [
        "", "26", "2026-", "2026-Q0", "2026-Q5", "2026-q4", "2026-13", "2026-00", "2026-1", "2026-11-D0",
        "2026-11-D4", "2026-11-d1", "2026-W00", "2026-W54", "2025-W53", "2026-W7", "2026-02-29", "2026-02-30",
        "2026-11-31", "2026-11-18 ", " 2026", "2026-11-18T10:00", "２０２６", "2026-11-18\n", "20261118",
        "2026-11-Q1", "2026/11", "November", "2026-11-D1; drop table",
    ],
)  # fmt: skip
def test_junk_is_refused_with_its_text(junk: str) -> None:
    with pytest.raises(UnknownPeriod) as refused:
        parse_period(junk)
    assert refused.value.key == junk


@pytest.mark.parametrize("key", ["0001", "1899-12", "2201", "9999-12-31", "9999", "0001-W01", "0000"])
def test_a_year_that_nobody_plans_is_refused_by_itself(key: str) -> None:
    with pytest.raises(PeriodOutOfRange) as refused:
        parse_period(key)
    assert refused.value.year == int(key[:4])


def test_the_last_second_of_32_bit_clocks_is_an_ordinary_day() -> None:
    assert parse_period("2038-01-19").next().key == "2038-01-20"


@pytest.mark.parametrize("step", ["previous", "next"])
def test_the_edge_of_the_range_is_a_refusal_and_not_a_crash(step: str) -> None:
    edge = parse_period("1900" if step == "previous" else "2200")
    with pytest.raises(PeriodOutOfRange):
        getattr(edge, step)()


def test_the_worked_lengths_of_ten_day_periods() -> None:
    case, expected = worked("A22")
    lengths = [[len(ten.days()) for ten in parse_period(m).children("ten_day")] for m in case["months"]]
    assert lengths == expected


def test_the_worked_weeks_of_boundary_days() -> None:
    case, expected = worked("A23")
    assert [period_of(date.fromisoformat(day), "week").key for day in case["dates"]] == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fiscal_start", [1, 4, 11])
def test_every_day_of_a_century_lies_in_exactly_one_period(kind: PeriodKind, fiscal_start: int) -> None:
    current = period_of(date(1999, 1, 1), kind, fiscal_start=fiscal_start)
    for day in every_day():
        if day > current.last_day:
            following = current.next()
            assert following.first_day == current.last_day + DAY == day
            assert following.previous() == current
            assert parse_period(following.key, fiscal_start=fiscal_start) == following
            current = following
        assert current.contains(day)
        assert period_of(day, kind, fiscal_start=fiscal_start).key == current.key


def test_every_month_of_a_century_is_three_ten_day_periods() -> None:
    month = parse_period("1999-01")
    while month.first_day.year < 2102:
        tens = month.children("ten_day")
        assert [day for ten in tens for day in ten.days()] == month.days()
        assert [ten.key for ten in tens] == [f"{month.key}-D{n}" for n in (1, 2, 3)]
        assert [len(ten.days()) for ten in tens[:2]] == [10, 10]
        assert len(tens[2].days()) in (8, 9, 10, 11)
        month = month.next()


@pytest.mark.parametrize("kind", ["year", "quarter", "month"])
def test_the_shared_days_of_weeks_make_the_period(kind: PeriodKind) -> None:
    period = period_of(date(1999, 1, 1), kind)
    while period.first_day.year < 2102:
        weeks = period.children("week")
        assert [day for week in weeks for day in week.shared_days(period)] == period.days()
        period = period.next()


def test_a_week_agrees_with_the_calendar_of_python_on_every_day() -> None:
    for day in every_day():
        year, week, weekday = day.isocalendar()
        period = period_of(day, "week")
        assert period.key == f"{year}-W{week:02}"
        assert period.first_day.isoweekday() == 1
        assert period.days()[weekday - 1] == day


@pytest.mark.parametrize(
    ("whole", "kind", "count"),
    [("2026", "quarter", 4), ("2026", "month", 12), ("2026", "ten_day", 36), ("2028", "day", 366),
     ("2026", "week", 53), ("2026-Q1", "month", 3), ("2026-02", "day", 28), ("2026-W53", "day", 7)],
)  # fmt: skip
def test_a_period_has_its_parts(whole: str, kind: PeriodKind, count: int) -> None:
    assert len(parse_period(whole).children(kind)) == count


@pytest.mark.parametrize(
    ("whole", "kind"),
    [("2026-11", "year"), ("2026-11", "month"), ("2026-W47", "ten_day"), ("2026-11-D1", "week"),
     ("2026-11-18", "day")],
)  # fmt: skip
def test_a_period_is_not_divided_into_what_is_not_smaller(whole: str, kind: PeriodKind) -> None:
    with pytest.raises(NotDivisible):
        parse_period(whole).children(kind)


def test_a_week_may_touch_two_months() -> None:
    assert [month.key for month in parse_period("2026-W14").months()] == ["2026-03", "2026-04"]
    assert [month.key for month in parse_period("2026-W15").months()] == ["2026-04"]


def test_a_fiscal_year_is_named_by_the_year_it_begins_in() -> None:
    year = parse_period("2026", fiscal_start=4)
    assert (year.first_day, year.last_day) == (date(2026, 4, 1), date(2027, 3, 31))
    last = parse_period("2026-Q4", fiscal_start=4)
    assert (last.first_day, last.last_day) == (date(2027, 1, 1), date(2027, 3, 31))
    assert [quarter.key for quarter in year.children("quarter")] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
    assert year.children("quarter")[3] == last
    assert year.children("month")[0].key == "2026-04"
    assert last.next().key == "2027-Q1"


@given(
    day=st.dates(date(1900, 1, 1), date(2200, 12, 31)), kind=st.sampled_from(KINDS), start=st.integers(1, 12)
)
def test_a_period_is_read_back_from_its_own_name(day: date, kind: PeriodKind, start: int) -> None:
    try:
        period = period_of(day, kind, fiscal_start=start)
        assert parse_period(period.key, fiscal_start=start) == period
    except PeriodOutOfRange:
        assert day.year in (1900, 2200)
