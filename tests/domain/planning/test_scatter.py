"""Scatter: a goal, and each of its reps, against the cells their hours suffice for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.scatter import USUAL_CELLS, CellsOutOfRange, Spread, scatter

cells = st.frozensets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")))


def some(count: int) -> frozenset[tuple[str, str]]:
    return frozenset(("metal", str(number)) for number in range(count))


def test_fourteen_cells_for_one_rep_are_eight_too_many() -> None:
    found = scatter({1: some(14)})
    assert found.goal == Spread(over=14, can_be_worked=6) and found.goal.is_scattered and found.is_assumed


def test_just_as_many_as_can_be_worked_are_not_scattered() -> None:
    assert not scatter({1: some(6)}).goal.is_scattered
    assert scatter({1: some(7)}).goal.is_scattered
    told = scatter({1: some(7)}, cells_per_rep=7)
    assert not told.goal.is_scattered and not told.is_assumed


def test_two_reps_work_twice_as_many_though_one_of_them_is_scattered() -> None:
    found = scatter({1: some(10), 2: some(2)})
    assert found.goal == Spread(10, 12)
    assert [found.by_rep[rep].is_scattered for rep in (1, 2)] == [True, False]


def test_nobody_can_work_nothing() -> None:
    assert scatter({}).goal == Spread(0, 0) and not scatter({}).goal.is_scattered


@pytest.mark.parametrize("wrong", [0, -1, 1_001])
def test_cells_that_no_rep_can_work_are_refused(wrong: int) -> None:
    with pytest.raises(CellsOutOfRange):
        scatter({}, cells_per_rep=wrong)


@given(by_rep=st.dictionaries(st.integers(1, 5), cells), each=st.none() | st.integers(1, 9))
def test_a_goal_is_spread_over_the_union_and_scattered_only_beyond_all_its_reps(
    by_rep: dict[int, frozenset[tuple[str, str]]], each: int | None
) -> None:
    found = scatter(by_rep, cells_per_rep=each)
    assert found.goal.over == len({cell for own in by_rep.values() for cell in own})
    assert found.goal.can_be_worked == len(by_rep) * (each or USUAL_CELLS)
    if found.goal.is_scattered:
        assert any(one.is_scattered for one in found.by_rep.values()) or not by_rep
