"""The cells of a goal by the names people know: what a version says, however it is stored."""

from __future__ import annotations

from typing import Any

from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.records.goal_nodes import kept_cells
from kvota.records.goals import GoalVersion
from kvota.records.models import Person, Unit


def named_cells(version: GoalVersion, **chosen: Any) -> dict[tuple[str, str], Cell]:
    """(Name of the unit or person, month) → its cell, segments aside."""
    names = {f"u{pk}": name for pk, name in Unit.objects.values_list("pk", "name")}
    names |= {f"p{pk}": name for pk, name in Person.objects.values_list("pk", "name")}
    cells = kept_cells(version, segment=None, **chosen)
    return {(names[node_and_segment(key)[0]], month): cell for (key, month), cell in cells.items()}
