from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.control.required_pace import DayOutOfRange, Pace, pace, usual_course
from kvota.domain.money.split_without_loss import NegativeWeight
from tests.worked_numbers import worked


@pytest.mark.parametrize("number", ["E09", "E10"])
def test_the_worked_paces(number: str) -> None:
    case, expected = worked(number)
    weights = case.get("weights") or [1] * case["all"]
    now = pace(case["plan"], case["fact"], done=case["done"], weights=weights)
    assert now.index is not None
    assert now.required is not None
    assert float(now.expected) == pytest.approx(expected["expected"], abs=1e-6)
    assert float(now.index) == pytest.approx(expected["pace_index"], abs=1e-6)
    assert float(now.gap) == pytest.approx(expected["gap"], abs=1e-6)
    assert float(now.required) == pytest.approx(expected["required_per_weight"], abs=1e-6)


def test_a_month_that_opens_with_holidays_has_no_index() -> None:
    now = pace(100, 0, done=3, weights=[0, 0, 0, 1, 1])
    assert now == Pace(expected=Fraction(0), index=None, gap=Fraction(0), required=Fraction(50))


def test_after_the_last_day_nothing_can_be_required() -> None:
    assert pace(100, 80, done=2, weights=[1, 1]) == Pace(
        expected=Fraction(100), index=Fraction(4, 5), gap=Fraction(-20), required=None
    )


def test_a_plan_already_exceeded_requires_less_than_nothing() -> None:
    assert pace(100, 130, done=1, weights=[1, 1]).required == -30


def test_a_week_of_holidays_expects_its_plan_only_when_it_is_over() -> None:
    assert pace(5, 0, done=6, weights=[0] * 7).expected == 0
    assert pace(5, 0, done=7, weights=[0] * 7).expected == 5


def test_impossible_days_are_refused() -> None:
    for done in (-1, 3):
        with pytest.raises(DayOutOfRange):
            pace(1, 1, done=done, weights=[1, 1])
    with pytest.raises(NegativeWeight):
        pace(1, 1, done=1, weights=[1, -1])


def test_three_months_of_history_count_half() -> None:
    # All money on the last day, three times: half of that, half of equal days.
    assert usual_course([[0, 0, 0, 9]] * 3, 4) == [Fraction(1, 8)] * 3 + [Fraction(5, 8)]


def test_months_of_other_lengths_are_matched_from_their_ends() -> None:
    short, long = [0, 10], [0, 0, 0, 10]
    assert usual_course([short, long], 3)[-1] == max(usual_course([short, long], 3))
    assert usual_course([short], 3) == usual_course([long], 3)


def test_without_history_the_days_are_equal() -> None:
    assert usual_course([], 4) == [Fraction(1, 4)] * 4
    assert usual_course([[0, 0]], 4) == [Fraction(1, 4)] * 4
    with pytest.raises(DayOutOfRange):
        usual_course([], 0)


@given(
    months=st.lists(st.lists(st.integers(-5, 1_000), min_size=15, max_size=23), max_size=6),
    days=st.integers(1, 23),
)
def test_a_course_is_a_share_of_every_day(months: list[list[int]], days: int) -> None:
    course = usual_course(months, days)
    assert len(course) == days
    assert sum(course) == 1
    assert min(course) > 0


@given(
    plan=st.integers(0, 10**9),
    actual=st.integers(0, 10**9),
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=31),
    data=st.data(),
)
def test_what_is_there_and_what_is_required_make_the_plan(
    plan: int, actual: int, weights: list[int], data: st.DataObject
) -> None:
    done = data.draw(st.integers(0, len(weights) - 1))
    now = pace(plan, actual, done=done, weights=weights)
    assert now.required is not None
    assert actual + now.required * sum(weights[done:]) == plan
    assert now.expected + now.gap == actual
