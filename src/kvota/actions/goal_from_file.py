"""What a workbook of a goal says otherwise than the goal: as changes of cells, none of which is made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kvota.actions.change_goal_cells import CellChange
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.domain.planning.goal_sheet import Cell, NoSuchCell
from kvota.domain.planning.goal_tree import Node
from kvota.records.goal_nodes import NodeMonth

#: A cell of the file in minor units; None where the file has no number.
InFile = Callable[[str, str], int | None]


class SumOverwritten(RuleError):
    """A sum of months was typed over: which month is meant cannot be known."""

    code = "goal_sum_overwritten"
    sentence = "the sum {period} of {who} was typed over; type its months"
    who: str
    period: str


@dataclass(frozen=True)
class FileDifference:
    """A cell that somebody typed in the file."""

    key: str
    month: str
    before: int
    after: int


def differences_of_file(
    top: Node, cells: Mapping[NodeMonth, Cell], segments: Sequence[int], *, months: Sequence[str], of: InFile
) -> list[FileDifference]:
    """The cells that were typed in the file, from the top down.

    A row that has parts is a formula in the file: what its parts sum to now, and what it had not given
    out. Where it shows that, or what it showed when it was written, nobody typed it.
    """
    found: list[FileDifference] = []

    def recomputed(node: Node, segment: int | None, month: str) -> int:
        """What the formulas of the file show now, reading what was typed below."""
        key = in_segment(node.key, segment)
        stored = cells[key, month].value
        below = [child for child in node.children if (in_segment(child.key, segment), month) in cells]
        said = of(key, month)
        if not below:
            if said is not None and said != stored:
                found.append(FileDifference(key, month, stored, said))
            return stored if said is None else said
        place = len(found)
        parts = sum(recomputed(child, segment, month) for child in below)
        left = stored - sum(cells[in_segment(child.key, segment), month].value for child in below)
        if said is None or said in {stored, parts + left}:
            return parts + left if said is None else said
        found.insert(place, FileDifference(key, month, stored, said))
        return said

    for month in months:
        for segment in (None, *segments):
            if (in_segment(top.key, segment), month) in cells:
                recomputed(top, segment, month)
    return found


def changes_of_file(
    top: Node, cells: Mapping[NodeMonth, Cell], segments: Sequence[int], differences: Sequence[FileDifference]
) -> list[CellChange]:
    """The changes after which the goal says what the file says, and nothing else has moved.

    A typed cell is shared below by the rules of the grid; here what is below it stays as the file has it.
    """
    wanted = {(each.key, each.month): each.after for each in differences}
    nodes = {node.key: node for node in _nodes(top)}
    stays: dict[NodeMonth, Cell] = {}
    for each in differences:
        node, segment = node_and_segment(each.key)
        if node not in nodes:
            raise NoSuchCell(node=each.key, month=each.month)
        own = (None, *segments) if segment is None else (segment,)
        for below in _nodes(nodes[node]):
            for part in own:
                place = (in_segment(below.key, part), each.month)
                if place in cells and place not in wanted:
                    stays[place] = cells[place]
    typed = [CellChange(key, month, "type", value) for (key, month), value in wanted.items()]
    kept = [
        change
        for (key, month), cell in stays.items()
        for change in (
            CellChange(key, month, "type", cell.value),
            *(() if cell.typed else (CellChange(key, month, "unlock"),)),
        )
    ]
    return typed + kept


def _nodes(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in _nodes(child))]
