"""A goal cut by new and repeat, or by product: every sum holds, in every direction."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from kvota.actions.change_goal_cells import CellChange, change_goal_cells
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.analytics.metrics.plan import segment_cells
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.records.goal_nodes import kept_cells, segments_of, tree_of
from kvota.records.models import GoalSegment, GoalVersion
from tests.a_small_company import SmallCompany

NEW_AND_REPEAT = (Slice(Fraction(3), kind="new"), Slice(Fraction(1), kind="repeat"))


@pytest.fixture
def set_year(company: SmallCompany, now: datetime) -> Any:
    def of(amount: int = 12_345_678_00, **shape: Any) -> GoalVersion:
        return set_goal(
            organisation=company.organisation,
            period=parse_period("2027"),
            amount_minor=amount,
            now=now,
            seat=company.seats["Olga"],
            shape=GoalShape(**{"slices": NEW_AND_REPEAT, **shape}),
        )

    return of


def sums_hold(version: GoalVersion) -> None:
    """Children sum to their node in the total and in each segment, and segments to the total."""
    cells = {place: cell.value for place, cell in kept_cells(version).items()}
    segments = segments_of(version)

    def walk(node: Any, month: str) -> None:
        assert sum(cells[in_segment(node.key, one), month] for one in segments) == cells[node.key, month]
        for part in (None, *segments) if node.children else ():
            below = sum(cells[in_segment(child.key, part), month] for child in node.children)
            assert below == cells[in_segment(node.key, part), month]
        for child in node.children:
            walk(child, month)

    tree = tree_of(version)
    for month in {month for _, month in cells}:
        walk(tree, month)
    assert sum(value for (key, _), value in cells.items() if key == tree.key) == version.revenue_minor


def test_all_sums_hold_when_a_goal_is_cut(set_year: Any) -> None:
    version = set_year()
    assert version.cut == "kind"
    sums_hold(version)


def test_each_segment_has_its_share(set_year: Any) -> None:
    version = set_year(1_200_000_00)
    new, repeat = (GoalSegment.objects.get(pk=pk) for pk in segments_of(version))
    assert (new.kind, repeat.kind) == ("new", "repeat")
    top = tree_of(version).key
    of = {
        segment: sum(
            cell.value
            for (key, _), cell in kept_cells(version).items()
            if node_and_segment(key) == (top, segment)
        )
        for segment in (new.pk, repeat.pk)
    }
    # Each month is rounded to whole roubles by itself.
    assert abs(of[new.pk] - 900_000_00) <= 12_00 and sum(of.values()) == 1_200_000_00


def test_who_sells_another_mix_is_planned_another_mix(company: SmallCompany, set_year: Any) -> None:
    people = company.people
    wanted = {(people[name].pk, 0): Fraction(1) for name in ("Maria", "Ivan", "Chen")}
    wanted |= {(people["Boris"].pk, 1): Fraction(1)}
    version = set_year(1_200_000_00, wanted=wanted)
    sums_hold(version)
    new, repeat = segments_of(version)
    cells = kept_cells(version)
    boris = f"p{people['Boris'].pk}"
    assert cells[in_segment(boris, new), "2027-03"].value == 0
    assert cells[boris, "2027-03"] == cells[in_segment(boris, repeat), "2027-03"]


def test_sums_hold_with_over_assignment_too(set_year: Any) -> None:
    version = set_year(1_200_000_00, over={"units": Fraction(1, 10)})
    cells = kept_cells(version)
    tree = tree_of(version)
    unit = tree.children[0]
    below = sum(cells[child.key, "2027-03"].value for child in unit.children)
    assert below == unit.asked_below(cells[unit.key, "2027-03"].value) > cells[unit.key, "2027-03"].value


def test_a_typed_total_and_a_typed_segment_stay_when_the_goal_is_set_anew(
    company: SmallCompany, set_year: Any, now: datetime
) -> None:
    version = set_year()
    new, _ = segments_of(version)
    maria, ivan = (f"p{company.people[name].pk}" for name in ("Maria", "Ivan"))
    changed = change_goal_cells(
        seat=company.seats["Olga"],
        version=version,
        changes=[
            CellChange(maria, "2027-03", "type", 100_000_00),
            CellChange(in_segment(ivan, new), "2027-04", "type", 50_000_00),
        ],
        now=now,
    )
    assert kept_cells(changed)[maria, "2027-03"].value == 100_000_00
    again = set_year(13_000_000_00)
    assert kept_cells(again)[maria, "2027-03"].value == 100_000_00
    assert kept_cells(again)[in_segment(ivan, new), "2027-04"].value == 50_000_00
    sums_hold(again)


def test_what_is_planned_by_segment_is_read_from_one_place(
    company: SmallCompany, set_year: Any, today: Any
) -> None:
    version = set_year()
    found = segment_cells(company.organisation, months=["2027-03"], as_of=today)
    top = int(tree_of(version).key[1:])
    cells = kept_cells(version)
    for segment in segments_of(version):
        assert found[top, None, segment, "2027-03"] == cells[in_segment(f"u{top}", segment), "2027-03"].value
