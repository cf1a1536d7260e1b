from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.month_step import months_later


def test_the_31st_becomes_the_last_day_of_a_shorter_month() -> None:
    start = date(2026, 1, 31)
    assert [str(months_later(start, n)) for n in range(1, 5)] == [
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31",
    ]  # fmt: skip
    assert months_later(date(2028, 1, 31), 1) == date(2028, 2, 29)


def test_the_29th_of_february_a_year_ago_is_the_28th() -> None:
    assert months_later(date(2028, 2, 29), -12) == date(2027, 2, 28)
    assert months_later(date(2028, 2, 29), 48) == date(2032, 2, 29)
    assert months_later(date(2027, 2, 28), 12) == date(2028, 2, 28)


def test_a_step_may_cross_years_both_ways() -> None:
    assert months_later(date(2026, 11, 18), 2) == date(2027, 1, 18)
    assert months_later(date(2026, 1, 18), -1) == date(2025, 12, 18)


@given(day=st.dates(date(1999, 1, 1), date(2101, 12, 31)), months=st.integers(-600, 600))
def test_it_lands_in_the_right_month_on_the_same_or_its_last_day(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    its_month_ended = (later + timedelta(days=1)).month != later.month
    assert later.day == day.day or (later.day < day.day and its_month_ended)
