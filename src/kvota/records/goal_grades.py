"""A goal in its three grades: what is the least of it, the target, and what is a challenge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args

from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.grade_of_goal import grade_of_goal
from kvota.records.goal_nodes import NodeMonth, cells_of, counting_versions, step_of, tree_of
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.organisations import Organisation

Grade = Literal["base", "target", "challenge"]
GRADES: tuple[Grade, ...] = get_args(Grade)


def grades_of(version: GoalVersion) -> dict[Grade, Fraction]:
    """The grades a goal has, each as a share of the target, which is always one of them. No query."""
    typed = version.terms.get("grades", {})
    return {
        grade: Fraction(typed[grade]) if grade in typed else Fraction(1)
        for grade in GRADES
        if grade == "target" or grade in typed
    }


def graded_cells(version: GoalVersion, grade: Grade) -> dict[NodeMonth, int]:
    """Every cell of a goal at a grade, segments aside: all sums hold as at the target. Four queries.

    Empty for a grade the goal does not have.
    """
    factor = grades_of(version).get(grade)
    if factor is None:
        return {}
    target = cells_of(version)[0]
    if grade == "target":
        return target
    tree = tree_of(version)
    period = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    months = [month.key for month in period.months() if (tree.key, month.key) in target]
    apart, placed = _apart(tree, target)
    graded = grade_of_goal(placed, apart, months, factor=factor, quantum=step_of(version))
    return {(key.partition("@")[0], month): value for (key, month), value in graded.items()}


def _apart(tree: Node, cells: Mapping[NodeMonth, int]) -> tuple[Node, dict[NodeMonth, int]]:
    """The tree with another key for each place of who moved: nobody is shared with in two units at once."""
    places: dict[NodeMonth, str] = {}

    def named(node: Node) -> Node:
        children = []
        for child in node.children:
            if child.months is None:
                children.append(named(child))
            else:
                key = f"{child.key}@{node.key}"
                places.update({(child.key, month): key for month in child.months})
                children.append(replace(child, key=key))
        return replace(node, children=tuple(children))

    top = named(tree)
    return top, {(places.get(place, place[0]), place[1]): value for place, value in cells.items()}


def graded_cells_that_count(
    organisation: Organisation,
    *,
    months: Sequence[str],
    grade: Grade,
    counts: str = REVENUE,
    until: datetime | None = None,
) -> dict[tuple[int | None, int | None, str], int]:
    """Unit, person and month → the plan at a grade, as known by a moment; as `cells_that_count`.

    A month whose goal has no such grade has no plan at it.
    """
    counting = counting_versions(organisation, months=months, counts=counts, until=until)
    versions = GoalVersion.objects.select_related("organisation").in_bulk(set(counting.values()))
    found: dict[tuple[int | None, int | None, str], int] = {}
    for pk, version in versions.items():
        for (key, month), value in graded_cells(version, grade).items():
            if counting.get(month) == pk:
                number = int(key[1:])
                found[(number, None, month) if key[0] == "u" else (None, number, month)] = value
    return found
