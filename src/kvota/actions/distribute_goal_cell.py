"""Share a cell of a goal among the cells below it by a rule, or a year among its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kvota.actions.change_goal_cells import CellChange
from kvota.actions.goal_cell_names import refused_by_name
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.domain.planning.goal_sheet import Cell, NoSuchCell
from kvota.domain.planning.goal_tree import TypedAbovePlan, way_to
from kvota.records.goal_nodes import NodeMonth, kept_cells, step_of, tree_of
from kvota.records.goals import GoalVersion

#: Child key → its weight; None for the proportions in which the cells stand now.
Weights = Mapping[str, Fraction] | None


def changes_to_distribute(
    version: GoalVersion, *, key: str, month: str, weights: Weights, value: int | None = None
) -> list[CellChange]:
    """The changes that share a cell among its free children, after `value` was typed into it if given.

    Locked children stay; the others take the rest by their weights, within their bounds, and stay free.
    What is below each of them follows in its present proportions. Five queries at most.
    """
    cells = kept_cells(version, month=month)
    children = children_of(version, key, cells, month)
    if (key, month) not in cells:
        raise NoSuchCell(node=key, month=month)
    total = cells[key, month].value if value is None else value
    own = [cells[child, month] for child in children]
    wanted = [
        Fraction(cell.value) if weights is None else weights.get(node_and_segment(child)[0], Fraction(0))
        for child, cell in zip(children, own, strict=True)
    ]
    typed = [] if value is None else [CellChange(key, month, "type", value)]
    with refused_by_name(version.organisation, month):
        shares = _shares(version, key, total, own, wanted)
    return typed + [
        change
        for child, cell, share in zip(children, own, shares, strict=True)
        if not cell.typed
        for change in (CellChange(child, month, "type", share), CellChange(child, month, "unlock"))
    ]


def changes_of_total(
    version: GoalVersion, *, key: str, months: Sequence[str], value: int
) -> list[CellChange]:
    """The changes that make the months of a row sum to a value. Locked months stay, others keep their shape.

    Months are no cells of a spread of their own, so they stay free. Two queries.
    """
    cells = kept_cells(version, month__in=list(months))
    there = [month for month in months if (key, month) in cells]
    if not there:
        raise NoSuchCell(node=key, month=months[0] if months else "")
    own = [cells[key, month] for month in there]
    with refused_by_name(version.organisation, there[0]):
        shares = _shares(version, key, value, own, [Fraction(cell.value) for cell in own])
    return [
        change
        for month, cell, share in zip(there, own, shares, strict=True)
        if not cell.typed and share != cell.value
        for change in (CellChange(key, month, "type", share), CellChange(key, month, "unlock"))
    ]


def children_of(version: GoalVersion, key: str, cells: Mapping[NodeMonth, Cell], month: str) -> list[str]:
    """The keys of the cells below one, in the same segment."""
    node, segment = node_and_segment(key)
    way = way_to(tree_of(version), node)
    if not way:
        raise NoSuchCell(node=key, month=month)
    below = [in_segment(child.key, segment) for child in way[-1].children]
    return [child for child in below if (child, month) in cells]


def _shares(
    version: GoalVersion, key: str, total: int, own: Sequence[Cell], wanted: Sequence[Fraction]
) -> list[int]:
    locked = {place: cell.value for place, cell in enumerate(own) if cell.typed}
    over = sum(locked.values()) - total
    if own and over > 0:
        raise TypedAbovePlan(node=key, amount=over, month="", currency="")
    if not own or len(locked) == len(own):
        return [cell.value for cell in own]
    return split_without_loss(
        total,
        wanted,
        locked=locked,
        lo={place: cell.lo for place, cell in enumerate(own) if cell.lo is not None},
        hi={place: cell.hi for place, cell in enumerate(own) if cell.hi is not None},
        quantum=step_of(version),
    )
