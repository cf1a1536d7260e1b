from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.money.split_without_loss import (
    LockedMismatch,
    NegativeWeight,
    OverLocked,
    UnknownCell,
    split_without_loss,
)
from kvota.domain.planning.spread_over_days import (
    DayOutsidePeriod,
    spread_over_days,
    spread_period_over_days,
    sums_by,
)
from tests.worked_numbers import worked

WEIGHTS = st.lists(st.fractions(0, 8, max_denominator=8), min_size=1, max_size=31)


def test_three_deals_are_not_all_wanted_on_the_first_three_days() -> None:
    case, expected = worked("A08")
    assert spread_over_days(case["total"], case["weights"]) == expected
    assert split_without_loss(3, case["weights"])[:3] == [1, 1, 1], "the trap this rule avoids"


@pytest.mark.parametrize("number", ["A12", "A13", "A14"])
def test_the_worked_months_of_three_countries(number: str) -> None:
    case, expected = worked(number)
    total = case.get("total", case.get("total_minor"))
    cells = spread_period_over_days(total, parse_period(case["month"]), work_calendar(case["country"]))
    assert {day.isoformat(): value for day, value in cells.items() if value} == expected["days"]
    assert list(sums_by(cells, "ten_day").values()) == expected["dekads"]
    assert sums_by(cells, "week") == expected["iso_weeks_part"]


def test_a_week_between_two_months_is_the_sum_of_its_days_in_both() -> None:
    case, expected = worked("A15")
    russia = work_calendar("RU")
    march = spread_period_over_days(case["mar"], parse_period("2026-03"), russia)
    april = spread_period_over_days(case["apr"], parse_period("2026-04"), russia)
    assert sums_by(march, "week")["2026-W14"] == expected["mar_part"]
    assert sums_by(april, "week")["2026-W14"] == expected["apr_part"]
    assert sums_by({**march, **april}, "week")["2026-W14"] == expected["week"]


def test_the_rest_of_a_month_is_planned_after_what_happened() -> None:
    case, expected = worked("A24")
    done = {day: case["fact"] if day == 0 else 0 for day in range(11)}
    cells = spread_over_days(case["total"], [1] * 22, locked=done)
    assert cells[11:] == expected
    assert sum(cells) == case["total"]


def test_a_past_day_may_lie_between_days_ahead() -> None:
    assert spread_over_days(10, [1, 1, 1], locked={1: 4}) == [3, 4, 3]


def test_a_negative_total_mirrors_the_positive_one() -> None:
    assert spread_over_days(-3, [1] * 4) == [-value for value in spread_over_days(3, [1] * 4)]
    assert spread_over_days(-10, [1, 1], locked={0: -4}) == [-4, -6]


def test_days_without_any_weight_share_equally() -> None:
    # Half of five is two and a half, rounded up: the first day takes three.
    assert spread_over_days(5, [0, 0]) == [3, 2]


def test_no_days_hold_nothing() -> None:
    assert spread_over_days(0, []) == []
    with pytest.raises(LockedMismatch):
        spread_over_days(1, [])


def test_a_plan_already_exceeded_leaves_nothing_to_spread() -> None:
    with pytest.raises(OverLocked) as refused:
        spread_over_days(100, [1, 1, 1], locked={0: 130})
    assert refused.value.amount == 30


def test_a_finished_month_that_missed_its_plan_cannot_be_spread() -> None:
    with pytest.raises(LockedMismatch) as refused:
        spread_over_days(100, [1, 1], locked={0: 30, 1: 40})
    assert refused.value.amount == 30


def test_senseless_days_are_refused() -> None:
    with pytest.raises(NegativeWeight):
        spread_over_days(1, [1, -1])
    with pytest.raises(UnknownCell):
        spread_over_days(1, [1], locked={1: 1})
    with pytest.raises(DayOutsidePeriod) as refused:
        spread_period_over_days(1, parse_period("2026-11"), work_calendar(""), locked={date(2026, 12, 1): 1})
    assert (refused.value.day, refused.value.key) == ("2026-12-01", "2026-11")


def test_a_short_day_gets_less_when_hours_count() -> None:
    # November 2026 in Russia: 20 working days, one of them short: 19 7/8 days, 159 hours.
    november, russia = parse_period("2026-11"), work_calendar("RU")
    by_hours = spread_period_over_days(159_000, november, russia, unit="hours")
    assert (by_hours[date(2026, 11, 2)], by_hours[date(2026, 11, 3)]) == (8_000, 7_000)
    by_days = spread_period_over_days(159_000, november, russia)
    assert by_days[date(2026, 11, 2)] == by_days[date(2026, 11, 3)] == 7_950


@given(total=st.integers(-(10**12), 10**12), weights=WEIGHTS)
def test_the_days_add_up_and_no_running_sum_is_half_a_unit_off(total: int, weights: list[Fraction]) -> None:
    values = spread_over_days(total, weights)
    assert sum(values) == total
    whole = sum(weights)
    shares = [w / whole if whole else Fraction(1, len(weights)) for w in weights]
    for reached, share in zip(accumulate(values), accumulate(shares), strict=True):
        assert abs(reached - total * share) <= Fraction(1, 2)


@given(total=st.integers(0, 10**6), weights=WEIGHTS, data=st.data())
def test_any_run_of_days_is_within_one_unit_of_its_share(
    total: int, weights: list[Fraction], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(weights)))
    after = data.draw(st.integers(first, len(weights)))
    whole = sum(weights)
    share = Fraction(sum(weights[first:after])) / whole if whole else Fraction(after - first, len(weights))
    assert abs(sum(spread_over_days(total, weights)[first:after]) - total * share) <= 1


@given(total=st.integers(0, 10**6), weights=WEIGHTS, scale=st.fractions(Fraction(1, 100), 100))
def test_only_the_proportions_of_the_days_matter(
    total: int, weights: list[Fraction], scale: Fraction
) -> None:
    assert spread_over_days(total, [w * scale for w in weights]) == spread_over_days(total, weights)


@given(total=st.integers(0, 10**6), weights=WEIGHTS)
def test_a_holiday_gets_nothing_and_no_day_is_negative(total: int, weights: list[Fraction]) -> None:
    values = spread_over_days(total, weights)
    assert min(values) >= 0
    if any(weights):
        assert all(value == 0 for value, weight in zip(values, weights, strict=True) if weight == 0)


@given(
    total=st.integers(0, 10**6),
    weights=WEIGHTS,
    locked=st.dictionaries(st.integers(0, 30), st.integers(0, 10**5), max_size=20),
)
def test_what_happened_is_never_rewritten(
    total: int, weights: list[Fraction], locked: dict[int, int]
) -> None:
    locked = {day: value for day, value in locked.items() if day < len(weights)}
    try:
        values = spread_over_days(total, weights, locked=locked)
    except (OverLocked, LockedMismatch):
        return
    assert sum(values) == total
    assert all(values[day] == value for day, value in locked.items())


@given(
    total=st.integers(0, 10**9), year=st.integers(1999, 2101), country=st.sampled_from(["RU", "CN", "BG", ""])
)
def test_days_weeks_ten_days_and_months_of_a_year_all_sum_to_it(total: int, year: int, country: str) -> None:
    cells: dict[date, int] = {}
    months = parse_period(str(year)).months()
    calendar = work_calendar(country)
    weights = [len(calendar.working_days(month.first_day, month.last_day)) for month in months]
    targets = split_without_loss(total, weights)
    for month, target in zip(months, targets, strict=True):
        cells |= spread_period_over_days(target, month, calendar)
    assert list(sums_by(cells, "month").values()) == targets
    for kind in ("day", "week", "ten_day", "quarter", "year"):
        assert sum(sums_by(cells, kind).values()) == total
    ten_days: dict[str, Any] = sums_by(cells, "ten_day")
    for month, target in zip(months, targets, strict=True):
        assert sum(ten_days[f"{month.key}-D{n}"] for n in (1, 2, 3)) == target
