from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.money.rounding import round_half_up
from kvota.domain.planning.goal_tree import Node, spread_down, unallocated
from kvota.domain.planning.grade_of_goal import Cell, GradeFactorOutOfRange, grade_of_goal

MONTHS = ["2027-01", "2027-02", "2027-03"]


@st.composite
def targets(draw: st.DrawFn) -> tuple[Node, dict[Cell, int]]:
    weights = st.fractions(0, 9, max_denominator=4)
    units = tuple(
        Node(
            f"u{unit}",
            tuple(Node(f"p{unit}{n}", weight=draw(weights)) for n in range(draw(st.integers(0, 3)))),
        )
        for unit in range(draw(st.integers(1, 3)))
    )
    firm = Node("firm", units)
    target: dict[Cell, int] = {}
    for month in MONTHS:
        cells = spread_down(draw(st.integers(0, 10**6)), firm, typed={})
        target |= {(key, month): value for key, value in cells.items()}
    return firm, target


@given(asked=targets(), factor=st.fractions("1/10", 3, max_denominator=20), quantum=st.sampled_from([1, 100]))
def test_every_sum_of_a_grade_is_exact(
    asked: tuple[Node, dict[Cell, int]], factor: Fraction, quantum: int
) -> None:
    firm, target = asked
    graded = grade_of_goal(target, firm, MONTHS, factor=factor, quantum=quantum)
    assert set(graded) == set(target)
    year = sum(target["firm", month] for month in MONTHS)
    assert sum(graded["firm", month] for month in MONTHS) == round_half_up(year * factor)
    for month in MONTHS:
        cells = {key: value for (key, of), value in graded.items() if of == month}
        assert unallocated(firm, cells) == {}
    for cell, value in graded.items():
        assert value <= target[cell] if factor <= 1 else value >= target[cell]


@given(asked=targets())
def test_the_grade_of_one_is_the_target(asked: tuple[Node, dict[Cell, int]]) -> None:
    firm, target = asked
    assert grade_of_goal(target, firm, MONTHS, factor=Fraction(1)) == target


def test_what_nobody_owned_and_over_assignment_keep_their_share() -> None:
    firm = Node("firm", (Node("ann"), Node("bob")))
    target = {("firm", "m"): 1000, ("ann", "m"): 600, ("bob", "m"): 200}
    base = grade_of_goal(target, firm, ["m"], factor=Fraction(1, 2))
    assert base == {("firm", "m"): 500, ("ann", "m"): 300, ("bob", "m"): 100}
    more = {("firm", "m"): 1000, ("ann", "m"): 600, ("bob", "m"): 500}
    challenge = grade_of_goal(more, firm, ["m"], factor=Fraction(6, 5))
    assert challenge == {("firm", "m"): 1200, ("ann", "m"): 720, ("bob", "m"): 600}


def test_who_has_no_cell_in_a_month_has_no_part_in_it() -> None:
    firm = Node("firm", (Node("ann"), Node("bob")))
    target = {("firm", "m"): 10, ("ann", "m"): 10, ("firm", "n"): 10, ("ann", "n"): 5, ("bob", "n"): 5}
    graded = grade_of_goal(target, firm, ["m", "n"], factor=Fraction(2))
    assert graded == {cell: 2 * value for cell, value in target.items()}


@pytest.mark.parametrize("factor", [0, -1])
def test_a_grade_is_above_zero(factor: int) -> None:
    firm = Node("firm")
    with pytest.raises(GradeFactorOutOfRange):
        grade_of_goal({("firm", "m"): 1}, firm, ["m"], factor=Fraction(factor))
