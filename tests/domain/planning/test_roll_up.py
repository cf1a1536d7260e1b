from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.planning.roll_up import (
    Cover,
    MetricKind,
    NotAdditive,
    NothingToAdd,
    Ratio,
    cover_of_goal,
    over_assigned,
    roll_up_over_people,
    roll_up_over_time,
    roll_up_ratios,
)
from tests.worked_numbers import worked


def test_the_worked_ratio_is_of_sums_and_not_a_mean() -> None:
    case, expected = worked("A21")
    parts = [Ratio(rep["deals"], rep["meetings"]) for rep in case["reps"]]
    assert roll_up_ratios(parts).value == exact(expected["conversion"])
    mean = sum(float(part.value or 0) for part in parts) / 2
    assert mean == pytest.approx(expected["wrong_mean"], abs=1e-6)


def test_a_ratio_of_nothing_is_unknown_and_not_zero() -> None:
    assert Ratio(0, 0).value is None
    assert roll_up_ratios([]).value is None
    assert roll_up_ratios([Ratio(0, 0), Ratio(1, 2)]).value == Fraction(1, 2)


def test_a_flow_adds_over_people_and_time() -> None:
    assert roll_up_over_people("flow", [1, 2, 3]) == 6
    assert roll_up_over_time("flow", [1, 2, 3]) == 6
    assert roll_up_over_time("flow", []) == 0


def test_a_stock_adds_over_people_and_keeps_its_last_value_over_time() -> None:
    assert roll_up_over_people("stock", [10, 20]) == 30
    assert roll_up_over_time("stock", [10, 20, 15]) == 15
    with pytest.raises(NothingToAdd):
        roll_up_over_time("stock", [])


@pytest.mark.parametrize("kind", ["ratio", "distinct"])
def test_what_does_not_add_is_refused_on_both_axes(kind: MetricKind) -> None:
    with pytest.raises(NotAdditive) as over_people:
        roll_up_over_people(kind, [1, 2])
    with pytest.raises(NotAdditive) as over_time:
        roll_up_over_time(kind, [1, 2])
    assert (over_people.value.axis, over_time.value.axis) == ("people", "time")


@pytest.mark.parametrize(
    ("parts", "gap", "status"),
    [
        ([600, 400], 0, "balanced"),
        ([600, 300], -100, "under"),
        ([600, 500], 100, "over"),
        ([], -1_000, "under"),
    ],
)
def test_the_parts_cover_the_goal_or_the_gap_is_said(parts: list[int], gap: int, status: str) -> None:
    cover = cover_of_goal(1_000, parts)
    assert (cover.gap, cover.status) == (gap, status)


def test_over_assignment_raises_what_the_parts_must_reach() -> None:
    assert cover_of_goal(1_001, [1_051], over_assignment=Fraction("0.05")) == Cover(
        1_051, 1_051, 0, "balanced"
    )


def test_the_worked_over_assignment_of_two_levels() -> None:
    case, expected = worked("A19")
    result = over_assigned(case["company"], [exact(share) for share in case["over"]])
    assert result.totals == (expected["departments_total"], expected["reps_total"])
    assert result.compound == exact(expected["compound"])
    assert (result.levels_to_warn_of, result.warn_of_total) == ((), False)


def test_too_much_over_assignment_is_warned_of() -> None:
    result = over_assigned(1_000, [Fraction("0.11"), Fraction("0.10")])
    assert (result.levels_to_warn_of, result.warn_of_total) == ((0,), True)


@given(parts=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1))
def test_a_rolled_up_ratio_lies_between_its_parts(parts: list[tuple[int, int]]) -> None:
    values = [Fraction(above, below) for above, below in parts]
    whole = roll_up_ratios([Ratio(above, below) for above, below in parts]).value
    assert whole is not None
    assert min(values) <= whole <= max(values)
