from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.planning.season import (
    NO_SEASON,
    SeasonGap,
    SeasonMonthOutOfRange,
    SoldMonth,
    season_of,
)
from kvota.domain.planning.spread_goal import month_weights


def months(sales: list[int], days: list[int] | None = None, first: int = 0) -> list[SoldMonth]:
    return [
        SoldMonth(2023 + (first + n) // 12, (first + n) % 12 + 1, sold, (days or [21] * len(sales))[n])
        for n, sold in enumerate(sales)
    ]


def slow_season(history: list[SoldMonth]) -> list[Fraction]:
    """The definition month by month: daily sales against the mean of the two years-long windows around."""
    daily = {(one.year, one.month): Fraction(one.sales, one.working_days) for one in history}
    keys = list(daily)
    by_month: dict[int, list[Fraction]] = {}
    for at in range(len(keys)):
        if at - 6 < 0 or at + 6 >= len(keys):
            continue
        earlier = sum((daily[keys[n]] for n in range(at - 6, at + 6)), Fraction(0)) / 12
        later = sum((daily[keys[n]] for n in range(at - 5, at + 7)), Fraction(0)) / 12
        by_month.setdefault(keys[at][1], []).append(daily[keys[at]] / ((earlier + later) / 2))
    found = []
    for month in range(1, 13):
        ordered = sorted(by_month[month])
        half = len(ordered) // 2
        found.append(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)
    years = len(history) // 12
    scale = Fraction(12) / sum(found)
    return [1 + (one * scale - 1) * years / (years + 2) for one in found]


@given(
    first=st.integers(0, 11),
    sales=st.lists(st.tuples(st.integers(1, 900), st.integers(15, 23)), min_size=24, max_size=60),
)
def test_it_agrees_with_the_definition_read_slowly(first: int, sales: list[tuple[int, int]]) -> None:
    history = months([sold for sold, _ in sales], [days for _, days in sales], first)
    season = season_of(history)
    assert list(season.rates) == slow_season(history)
    assert sum(season.rates) == 12
    assert (season.is_known, season.years) == (True, len(history) // 12)


@given(
    sales=st.lists(st.integers(1, 900), min_size=24, max_size=40),
    scale=st.integers(2, 1_000),
)
def test_a_season_does_not_depend_on_the_size_of_the_company(sales: list[int], scale: int) -> None:
    assert season_of(months(sales)) == season_of(months([scale * sold for sold in sales]))


def test_equal_working_days_sell_equally_in_every_month() -> None:
    days = [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22] * 3
    assert season_of(months([1_000 * worked for worked in days], days)).rates == (Fraction(1),) * 12


def test_one_odd_month_of_four_years_does_not_make_a_season() -> None:
    sales = [100] * 48
    sales[18] = 10_000  # July of the second year
    july = season_of(months(sales)).rates[6]
    assert abs(july - 1) < Fraction(1, 3)


def test_below_two_years_there_is_no_season_and_that_is_known() -> None:
    assert season_of(months([1, 2, 3] * 7)) is NO_SEASON
    assert season_of(months([5] * 23)).is_known is False
    assert season_of([]).rates == (Fraction(1),) * 12


def test_years_without_any_sales_show_no_season() -> None:
    assert season_of(months([0] * 30)) is NO_SEASON
    assert season_of(months([0] * 24 + [5] * 3)) is NO_SEASON


def test_the_weights_of_a_goal_take_the_rates_of_its_own_months() -> None:
    season = season_of(months([100 + n % 12 for n in range(36)]))
    quarter = parse_period("2026-Q4").months()
    weights = month_weights(quarter, work_calendar("RU"), season_rate=season.rates_from(10, 3))
    assert weights == [season.rates[9] * 22, season.rates[10] * 20, season.rates[11] * 22]


def test_a_month_that_is_missing_is_named() -> None:
    history = months([5] * 30)
    with pytest.raises(SeasonGap) as refused:
        season_of(history[:7] + history[8:])
    assert refused.value.fields == {"first": "2023-07", "second": "2023-09"}


@pytest.mark.parametrize(("sales", "days"), [(-1, 21), (5, 0)])
def test_a_month_that_tells_nothing_is_named(sales: int, days: int) -> None:
    with pytest.raises(SeasonMonthOutOfRange):
        season_of([SoldMonth(2026, 1, sales, days)])
