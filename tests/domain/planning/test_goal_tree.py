from __future__ import annotations

import time
from collections.abc import Collection
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_sheet import Cell, Sheet
from kvota.domain.planning.goal_tree import (
    LeastAbovePlan,
    MostBelowPlan,
    Node,
    NodeBoundsCrossed,
    TypedAbovePlan,
    spread_down,
    unallocated,
)
from kvota.domain.planning.roll_up import cover_of_goal, over_assigned
from tests.worked_numbers import worked

ANN, BOB, EVE = (Node(name, weight=Fraction(1)) for name in ("ann", "bob", "eve"))


# --- the rule, slowly: fractions, one level after another, everything counted anew ---


def weight_of(node: Node) -> Fraction:
    return sum((weight_of(child) for child in node.children), Fraction(0)) if node.children else node.weight


def slow_parts(total: int, weights: list[Fraction], locked: dict[int, int], quantum: int) -> list[int]:
    free = [place for place in range(len(weights)) if place not in locked]
    steps, residue = divmod(total - sum(locked.values()), quantum)
    if not sum(weights[place] for place in free):
        weights = [Fraction(1)] * len(weights)
    whole = sum((weights[place] for place in free), Fraction(0))
    exact = {place: steps * weights[place] / whole for place in free}
    values = {place: int(exact[place]) for place in free}
    first_served = sorted(free, key=lambda place: (values[place] - exact[place], -weights[place], place))
    for place in first_served[: steps - sum(values.values())]:
        values[place] += 1
    values = {place: value * quantum for place, value in values.items()}
    if free:
        values[max(free, key=lambda place: (weights[place], -place))] += residue
    return [locked[place] if place in locked else values[place] for place in range(len(weights))]


def slow_spread(total: int, node: Node, typed: dict[str, int], quantum: int) -> dict[str, int]:
    cells = {node.key: total}
    if node.children:
        locked = {place: typed[child.key] for place, child in enumerate(node.children) if child.key in typed}
        asked = cover_of_goal(total, [], over_assignment=node.over).target
        if len(locked) == len(node.children):
            asked = sum(locked.values())
        weights = [weight_of(child) for child in node.children]
        for child, part in zip(node.children, slow_parts(asked, weights, locked, quantum), strict=True):
            cells |= slow_spread(part, child, typed, quantum)
    return cells


@st.composite
def trees(draw: st.DrawFn, *, over: bool = False) -> Node:
    """A company of one to four units of none to four people, and perhaps people beside the units."""
    names = iter(range(100))
    weights = st.fractions(0, 9, max_denominator=6)
    shares = st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 3)]) if over else st.just(Fraction(0))

    def people(least: int) -> tuple[Node, ...]:
        return tuple(
            Node(f"p{next(names)}", weight=draw(weights)) for _ in range(draw(st.integers(least, 4)))
        )

    units = tuple(
        Node(f"u{next(names)}", people(0), over=draw(shares)) for _ in range(draw(st.integers(1, 4)))
    )
    return Node("top", units + people(0), over=draw(shares))


def keys_below(node: Node) -> list[str]:
    return [key for child in node.children for key in (child.key, *keys_below(child))]


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    tree = draw(trees(over=True))
    some = st.dictionaries(st.sampled_from(keys_below(tree)), st.integers(0, 300), max_size=4)
    return {
        "total": draw(st.integers(0, 10**6)),
        "node": tree,
        "typed": draw(some),
        "quantum": draw(st.sampled_from([1, 7, 100])),
    }


@given(question=questions())
def test_a_tree_is_spread_as_the_rule_says_read_slowly(question: dict[str, Any]) -> None:
    total, node, typed, quantum = (question[key] for key in ("total", "node", "typed", "quantum"))
    try:
        quick = spread_down(total, node, typed=typed, quantum=quantum)
    except TypedAbovePlan:
        return
    slow = slow_spread(total, node, typed, quantum)
    assert quick == slow
    assert list(quick) == list(slow)  # each unit before what is below it


@given(question=questions())
def test_all_sums_hold_and_typed_cells_stay(question: dict[str, Any]) -> None:
    total, node, typed, quantum = (question[key] for key in ("total", "node", "typed", "quantum"))
    try:
        cells = spread_down(total, node, typed=typed, quantum=quantum)
    except TypedAbovePlan:
        return
    assert {key: cells[key] for key in typed} == typed
    every_child_typed = {"top"} if all(child.key in typed for child in node.children) else set()
    every_child_typed |= {
        unit.key for unit in node.children if unit.children and {n.key for n in unit.children} <= set(typed)
    }
    assert set(unallocated(node, cells)) <= every_child_typed


@given(question=questions(), data=st.data())
def test_bounds_hold_or_are_refused_by_the_node(question: dict[str, Any], data: st.DataObject) -> None:
    total, node, typed = (question[key] for key in ("total", "node", "typed"))
    keys = st.sampled_from(keys_below(node))
    lo = data.draw(st.dictionaries(keys, st.integers(0, 300), max_size=4))
    hi = {
        key: lo.get(key, 0) + room
        for key, room in data.draw(st.dictionaries(keys, st.integers(0, 10**5), max_size=4)).items()
    }
    try:
        cells = spread_down(total, node, typed=typed, lo=lo, hi=hi, quantum=question["quantum"])
    except (TypedAbovePlan, LeastAbovePlan, MostBelowPlan) as refused:
        assert refused.node in {"top", *keys_below(node)}
        assert refused.amount > 0
        return
    for key, value in cells.items():
        if key not in typed:
            assert lo.get(key, 0) <= value <= hi.get(key, value)


def retyped(
    total: int, top: Node, cells: dict[str, int], *, locked: Collection[str] = (), quantum: int = 1
) -> dict[str, int]:
    """The cells of a month after the top was given another value."""
    sheet = Sheet(top, {(key, "m"): Cell(value, key in locked) for key, value in cells.items()}, step=quantum)
    sheet.type_value(top.key, "m", total)
    return {key: cell.value for (key, _), cell in sheet.cells.items()}


@given(question=questions(), total=st.integers(0, 10**6))
def test_a_new_total_keeps_the_present_proportions(question: dict[str, Any], total: int) -> None:
    node, quantum = question["node"], question["quantum"]
    cells = spread_down(question["total"], node, typed={}, quantum=quantum)
    again = retyped(total, node, cells, quantum=quantum)

    def slowly(value: int, at: Node) -> dict[str, int]:
        found = {at.key: value}
        present = [Fraction(cells[child.key]) for child in at.children]
        if present:
            asked = cover_of_goal(value, [], over_assignment=at.over).target
            for child, part in zip(at.children, slow_parts(asked, present, {}, quantum), strict=True):
                same = part == cells[child.key]
                found |= (
                    {key: cells[key] for key in (child.key, *keys_below(child))}
                    if same
                    else slowly(part, child)
                )
        return found

    assert again == slowly(total, node)


# --- over-assignment ---


def test_each_level_asks_its_own_share_more_of_the_next() -> None:
    case, expected = worked("A19")
    first, second = (Fraction(share) for share in case["over"])
    unit = Node("unit", (ANN, BOB), over=second)
    firm = Node("firm", (unit,), over=first)
    cells = spread_down(case["company"], firm, typed={})
    assert cells["unit"] == expected["departments_total"]
    assert cells["ann"] + cells["bob"] == expected["reps_total"]
    assert (cells["unit"], cells["ann"] + cells["bob"]) == over_assigned(
        case["company"], [first, second]
    ).totals
    assert unallocated(firm, cells) == {}


def test_what_nobody_owns_is_counted_with_the_over_assignment() -> None:
    firm = Node("firm", (ANN, BOB), over=Fraction(1, 10))
    assert unallocated(firm, {"firm": 1000, "ann": 500, "bob": 500}) == {"firm": 100}
    assert unallocated(firm, {"firm": 1000, "ann": 600, "bob": 500}) == {}
    assert unallocated(firm, {"firm": 1000, "ann": 600, "bob": 600}) == {"firm": -100}


def test_half_a_unit_of_over_assignment_goes_up() -> None:
    assert Node("firm", over=Fraction(1, 2)).asked_below(1) == 2


def test_a_new_total_is_shared_again_with_the_over_assignment() -> None:
    firm = Node("firm", (ANN, BOB), over=Fraction(1, 10))
    cells = {"firm": 1000, "ann": 800, "bob": 300}
    assert retyped(2000, firm, cells, locked={"bob"}) == {"firm": 2000, "ann": 1900, "bob": 300}


# --- refusals ---

UNIT = Node("unit", (ANN, BOB))
FIRM = Node("firm", (UNIT, EVE))


@pytest.mark.parametrize(
    ("error", "node", "amount", "more"),
    [
        (TypedAbovePlan, "firm", 20, {"typed": {"eve": 120}}),
        (LeastAbovePlan, "firm", 30, {"lo": {"unit": 50, "eve": 80}}),
        (LeastAbovePlan, "unit", 13, {"lo": {"ann": 80}}),
        (LeastAbovePlan, "unit", 3, {"typed": {"bob": 60}, "lo": {"ann": 10}}),
        (MostBelowPlan, "unit", 47, {"hi": {"ann": 10, "bob": 10}}),
        (NodeBoundsCrossed, "ann", 1, {"lo": {"ann": 6}, "hi": {"ann": 5}}),
    ],
)
def test_an_impossible_spread_is_refused_at_its_node(
    error: type[RuleError], node: str, amount: int, more: dict[str, Any]
) -> None:
    with pytest.raises(error) as refused:
        spread_down(100, FIRM, **{"typed": {}} | more)
    assert refused.value.fields == {"node": node, "amount": amount, "month": "", "currency": ""}


def test_bounds_of_a_typed_cell_and_of_strangers_are_ignored() -> None:
    cells = spread_down(
        100, FIRM, typed={"eve": 40}, lo={"eve": 50, "nobody": 1}, hi={"eve": 10, "firm": 1, "nobody": 0}
    )
    assert (cells["eve"], cells["unit"]) == (40, 60)


def test_a_negative_total_is_spread_as_its_mirror() -> None:
    assert spread_down(-100, FIRM, typed={}) == {
        key: -value for key, value in spread_down(100, FIRM, typed={}).items()
    }
    assert spread_down(-100, FIRM, typed={"eve": -40})["unit"] == -60
    with pytest.raises(TypedAbovePlan):
        spread_down(-100, FIRM, typed={"eve": -120})


# --- size ---


def test_a_thousand_people_twelve_months_and_ten_products_take_a_second() -> None:
    chance = Random(4)
    firm = Node(
        "firm",
        tuple(
            Node(
                f"u{unit}",
                tuple(Node(f"p{unit}-{n}", weight=Fraction(chance.randrange(1, 400), 7)) for n in range(20)),
            )
            for unit in range(50)
        ),
    )
    begun = time.process_time()
    cells = sum(len(spread_down(10**9 + 7 * n, firm, typed={}, quantum=100)) for n in range(12 * 10))
    assert cells == 120 * (1 + 50 + 1_000)
    assert time.process_time() - begun < 1
