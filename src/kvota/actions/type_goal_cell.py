"""Write a number into the goal's grid: it stays, and what is below it is shared anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kvota.actions.change_goal_cells import CellChange, cells_changed, change_goal_cells
from kvota.records.goal_nodes import NodeMonth
from kvota.records.goals import GoalVersion
from kvota.records.people import Seat


def type_goal_cell(
    *,
    seat: Seat,
    version: GoalVersion,
    node: str,
    month: str,
    value_minor: int | None,
    now: datetime,
) -> GoalVersion:
    """Type a value into a cell, or free it again with None; a new version keeps the old one readable.

    What changes is what `cells_that_change` says. Refused with who changed the goal when the version
    is not the newest.
    """
    return change_goal_cells(seat=seat, version=version, changes=[_change(node, month, value_minor)], now=now)


def cells_that_change(
    version: GoalVersion, *, node: str, month: str, value_minor: int | None, seen: Collection[str] | None
) -> dict[NodeMonth, int]:
    """The cells that typing a value would change, with their new values.

    The cell itself and, in its month, the untyped cells below it, in their present proportions. The
    parent keeps its number: what its children lack or have too much is shown. A freed cell takes what
    its parent has left. Refused when the typed cells of one parent alone would be above it, and for a
    node that is not among those `seen`; None for all.
    """
    changed = cells_changed(version, [_change(node, month, value_minor)], seen=seen)
    return {place: cell.value for place, cell in changed.items()}


def _change(node: str, month: str, value: int | None) -> CellChange:
    return CellChange(node, month, "free" if value is None else "type", value)
