"""What a cell of a goal moves when it is typed, freed, locked or bounded, cut by segments and whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.goal_segments import LockedPartsAbove, in_segment, share_segments
from kvota.domain.planning.goal_sheet import Cell, NoSuchCell, Sheet, given_out_beyond
from kvota.domain.planning.goal_tree import LeastAbovePlan, MostBelowPlan, Node, TypedAbovePlan

MONTH = "2027-01"
FIRM = Node("firm", (Node("north", (Node("ann"), Node("bob"))), Node("south", (Node("eve"),))))
START = {"firm": 1000, "north": 600, "south": 400, "ann": 200, "bob": 400, "eve": 400}
PRODUCTS = (7, 9)
NORTH = {"ann": (150, 50), "bob": (100, 300), "eve": (200, 200)}


def sheet(**of: bool) -> Sheet:
    return Sheet(FIRM, {(key, MONTH): Cell(value) for key, value in START.items()}, **of)


def cut() -> Sheet:
    """The same goal by two products; the sums above are those of the people."""
    cells = {(key, MONTH): Cell(value) for key, value in START.items()}
    for number, product in enumerate(PRODUCTS):
        own = {key: parts[number] for key, parts in NORTH.items()}
        own["north"], own["south"] = own["ann"] + own["bob"], own["eve"]
        own["firm"] = own["north"] + own["south"]
        cells |= {(in_segment(key, product), MONTH): Cell(value) for key, value in own.items()}
    return Sheet(FIRM, cells, segments=PRODUCTS)


def values(of: Sheet) -> dict[str, int]:
    return {key: cell.value for (key, _), cell in of.cells.items()}


def test_a_total_typed_is_shared_by_those_below_as_they_are() -> None:
    one = sheet()
    one.type_value("north", MONTH, 300)
    assert values(one) == {**START, "north": 300, "ann": 100, "bob": 200}


def test_a_locked_cell_stays_and_the_others_take_the_rest() -> None:
    one = sheet()
    one.lock("ann", MONTH)
    one.type_value("firm", MONTH, 1500)
    assert values(one) == {**START, "firm": 1500, "north": 900, "south": 600, "bob": 700, "eve": 600}


def test_a_lock_taken_off_lets_the_cell_move_again() -> None:
    one = sheet()
    one.lock("ann", MONTH)
    one.lock("ann", MONTH, locked=False)
    one.type_value("north", MONTH, 300)
    assert values(one)["ann"] == 100


def test_a_bounded_cell_takes_no_more_and_no_less() -> None:
    one = sheet()
    one.bound("bob", MONTH, lo=None, hi=420)
    one.type_value("north", MONTH, 900)
    assert (values(one)["ann"], values(one)["bob"]) == (480, 420)
    one.bound("ann", MONTH, lo=450, hi=None)
    one.type_value("north", MONTH, 600)
    assert (values(one)["ann"], values(one)["bob"]) == (450, 150)


def test_bounds_nobody_can_keep_are_refused() -> None:
    one = sheet()
    one.bound("ann", MONTH, lo=500, hi=None)
    with pytest.raises(LeastAbovePlan):
        one.type_value("north", MONTH, 400)
    two = sheet()
    for who in ("ann", "bob"):
        two.bound(who, MONTH, lo=None, hi=100)
    with pytest.raises(MostBelowPlan):
        two.type_value("north", MONTH, 400)


def test_a_published_goal_refuses_what_a_draft_shows() -> None:
    one, draft = sheet(), sheet(is_draft=True)
    for each in (one, draft):
        each.lock("bob", MONTH)
    with pytest.raises(TypedAbovePlan) as refused:
        one.type_value("ann", MONTH, 300)
    assert (refused.value.node, refused.value.amount) == ("north", 100)
    draft.type_value("ann", MONTH, 300)
    assert given_out_beyond(FIRM, draft.cells, [MONTH]) == [("north", MONTH, 100)]


def test_a_cell_that_is_freed_takes_what_is_left() -> None:
    one = sheet()
    one.type_value("ann", MONTH, 50)
    one.free("ann", MONTH)
    assert values(one) == START


@pytest.mark.parametrize("key", ["nobody", "ann/s5", ""])
def test_a_cell_of_another_goal_is_refused(key: str) -> None:
    with pytest.raises(NoSuchCell):
        sheet().type_value(key, MONTH, 1)


def test_a_total_of_a_goal_that_is_cut_takes_its_segments_along() -> None:
    one = cut()
    one.type_value("north", MONTH, 300)
    found = values(one)
    assert (found["north/s7"], found["north/s9"]) == (125, 175)
    assert found["ann/s7"] + found["ann/s9"] == found["ann"] == 100
    assert found["bob/s7"] + found["bob/s9"] == found["bob"] == 200
    assert found["ann/s7"] + found["bob/s7"] == found["north/s7"]
    assert (found["firm/s7"], found["eve/s7"]) == (450, 200)  # above and beside, nothing moves


def test_a_segment_that_is_typed_leaves_the_total() -> None:
    one = cut()
    one.type_value("north/s7", MONTH, 300)
    found = values(one)
    assert found["north"] == 600
    assert (found["ann/s7"], found["bob/s7"]) == (180, 120)
    assert (found["ann/s9"], found["north/s9"]) == (50, 350)


def test_a_locked_part_of_a_segment_stays() -> None:
    one = cut()
    one.lock("ann/s7", MONTH)
    one.type_value("north", MONTH, 900)
    found = values(one)
    assert (found["ann"], found["ann/s7"], found["ann/s9"]) == (300, 150, 150)
    with pytest.raises(LockedPartsAbove) as refused:
        one.type_value("ann", MONTH, 100)
    assert (refused.value.node, refused.value.amount) == ("ann", 50)


amounts = st.integers(0, 10**9)


@given(
    total=amounts,
    present=st.lists(st.integers(0, 10**6), min_size=6, max_size=6),
    locked=st.sets(st.sampled_from(["ann", "bob", "eve"])),
)
def test_whatever_is_typed_children_never_lack_what_nobody_locked(
    total: int, present: list[int], locked: set[str]
) -> None:
    ann, bob, eve = present[:3]
    start = {"ann": ann, "bob": bob, "eve": eve, "north": ann + bob, "south": eve, "firm": ann + bob + eve}
    one = Sheet(FIRM, {(key, MONTH): Cell(value) for key, value in start.items()}, is_draft=True)
    for who in locked:
        one.lock(who, MONTH)
    one.type_value("firm", MONTH, total)
    found = values(one)
    assert found["firm"] == total == found["north"] + found["south"]
    assert {who: found[who] for who in locked} == {who: start[who] for who in locked}
    beyond = {node for node, _, _ in given_out_beyond(FIRM, one.cells, [MONTH])}
    for unit, people in (("north", ("ann", "bob")), ("south", ("eve",))):
        free = set(people) - locked
        if free and unit not in beyond:
            assert found[unit] == sum(found[who] for who in people)


@given(
    totals=st.lists(st.integers(0, 10**7), min_size=3, max_size=3),
    wanted=st.lists(st.integers(0, 1000), min_size=9, max_size=9),
    shares=st.lists(st.integers(0, 100), min_size=3, max_size=3),
)
def test_segments_sum_down_and_across_whatever_is_wanted(
    totals: list[int], wanted: list[int], shares: list[int]
) -> None:
    ann, bob, eve = totals
    of = {"ann": ann, "bob": bob, "eve": eve, "north": ann + bob, "south": eve, "firm": ann + bob + eve}
    below = {"ann": wanted[:3], "bob": wanted[3:6], "eve": wanted[6:]}
    below["north"] = [a + b for a, b in zip(below["ann"], below["bob"], strict=True)]
    below["south"] = below["eve"]
    whole = sum(shares)
    parts = [of["firm"] * share // whole if whole else 0 for share in shares]
    parts[0] += of["firm"] - sum(parts)
    found = share_segments(FIRM, parts, totals=of, wanted=lambda key, number: Fraction(below[key][number]))
    assert found["firm"] == parts
    for key, values_of in found.items():
        assert sum(values_of) == of[key] and min(values_of) >= 0
    for number in range(3):
        assert found["north"][number] == found["ann"][number] + found["bob"][number]
        assert found["firm"][number] == found["north"][number] + found["south"][number]
