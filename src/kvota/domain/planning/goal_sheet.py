"""A goal as a sheet of cells: what typing, freeing, locking and bounding one of them changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import fit_segments, in_segment, node_and_segment
from kvota.domain.planning.goal_tree import Node, TypedAbovePlan, share_at_node, way_to
from kvota.domain.planning.tree_of_month import tree_of_month

#: The key of a node (with its segment, if any) and the key of a month.
Place = tuple[str, str]


class NoSuchCell(RuleError):
    """The sheet has no such cell: another tree, another month, a segment the goal is not cut by."""

    code = "unknown_goal_cell"
    sentence = "the goal has no cell {node} {month}"
    node: str
    month: str


@dataclass(frozen=True)
class Cell:
    """A value, whether a person wrote or locked it, and between what a spread may move it."""

    value: int
    typed: bool = False
    lo: int | None = None
    hi: int | None = None


@dataclass
class Sheet:
    """The cells of a goal and the rules by which one moves others.

    Parameters
    ----------
    top
        The tree of units and people. A node without a cell in a month has no part in it.
    cells
        Place → cell; minor units of money, or whole things.
    segments
        The ids of the segments the goal is cut by, in order; empty for a goal that is not cut.
    step
        Spread values are multiples of it.
    is_draft
        A draft shows what does not fit; a published goal refuses it.

    A cell that is typed moves the cells below it that nobody typed, in their present proportions.
    Nothing above it or beside it moves: what a parent has beyond its children is shown as not yet
    allocated. In a goal that is cut, a total that changes takes its segments along; a segment that is
    typed leaves the total, and what the segments lack is shown.

    Source: domain.md A2, A6, A7; ux.md S5 (nothing is ever rebalanced silently).
    """

    top: Node
    cells: dict[Place, Cell]
    segments: Sequence[int] = ()
    step: int = 1
    is_draft: bool = False
    _of_month: dict[str, Node] = field(default_factory=dict, repr=False)

    def type_value(self, key: str, month: str, value: int) -> None:
        """Write a value. Below it, free cells share it anew.

        Raises
        ------
        NoSuchCell
            The goal has no such cell.
        TypedAbovePlan
            The typed cells below are more than the value; for a published goal also when the typed
            cells beside it and this one are more than their parent.
        LeastAbovePlan, MostBelowPlan, LockedPartsAbove
            What is locked or bounded below leaves no way to share it.

        Examples
        --------
        >>> firm = Node("firm", (Node("ann"), Node("bob"), Node("eve")))
        >>> start = {"firm": 800, "ann": 100, "bob": 300, "eve": 400}
        >>> sheet = Sheet(firm, {(key, "2027-01"): Cell(value) for key, value in start.items()})
        >>> sheet.lock("eve", "2027-01")
        >>> sheet.type_value("firm", "2027-01", 1100)
        >>> [sheet.cells[key, "2027-01"].value for key in start]
        [1100, 175, 525, 400]
        """
        way, segment = self._way(key, month)
        if not self.is_draft:
            self._refuse_above_parent(way, segment, month, value)
        self._put(key, month, value, typed=True)
        self._share_below(way[-1], segment, month)
        if segment is None and self.segments:
            self._take_segments_along(way[-1], month)

    def free(self, key: str, month: str, *, left: int | None = None) -> None:
        """Let a cell follow again: it takes what its parent has left, the top takes `left`, at least 0."""
        way, segment = self._way(key, month)
        value = max(0, self._left_for(way, segment, month) if len(way) > 1 else left or 0)
        self._put(key, month, value, typed=False)
        self._share_below(way[-1], segment, month)
        if segment is None and self.segments:
            self._take_segments_along(way[-1], month)

    def lock(self, key: str, month: str, *, locked: bool = True) -> None:
        """Keep a cell as it is in every later spread, or let it take part again. No value moves."""
        self._way(key, month)
        self.cells[key, month] = replace(self.cells[key, month], typed=locked)

    def bound(self, key: str, month: str, *, lo: int | None, hi: int | None) -> None:
        """Say between what a cell may be spread. Its value stays until the next spread."""
        self._way(key, month)
        self.cells[key, month] = replace(self.cells[key, month], lo=lo, hi=hi)

    def share_out(self, key: str, month: str) -> None:
        """Give the free cells right below a cell what its own value leaves them; it stays as it is.

        >>> firm = Node("firm", (Node("ann"), Node("bob"), Node("eve")))
        >>> start = {"firm": 800, "ann": 100, "bob": 300, "eve": 0}
        >>> sheet = Sheet(firm, {(key, "m"): Cell(value, key == "eve") for key, value in start.items()})
        >>> sheet.share_out("firm", "m")
        >>> [sheet.cells[key, "m"].value for key in start]
        [800, 200, 600, 0]
        """
        way, segment = self._way(key, month)
        self._share_below(way[-1], segment, month)
        if segment is None and self.segments:
            self._take_segments_along(way[-1], month)

    def _way(self, key: str, month: str) -> tuple[tuple[Node, ...], int | None]:
        node, segment = node_and_segment(key)
        if month not in self._of_month:
            self._of_month[month] = tree_of_month(self.top, month)
        way = way_to(self._of_month[month], node)
        if not way or (key, month) not in self.cells:
            raise NoSuchCell(node=key, month=month)
        return way, segment

    def _put(self, key: str, month: str, value: int, *, typed: bool | None = None) -> None:
        cell = self.cells[key, month]
        self.cells[key, month] = replace(cell, value=value, typed=cell.typed if typed is None else typed)

    def _children(self, node: Node, segment: int | None, month: str) -> list[Node]:
        return [child for child in node.children if (in_segment(child.key, segment), month) in self.cells]

    def _share_below(self, node: Node, segment: int | None, month: str) -> None:
        """Give the free cells below a node what its value leaves them, in their present proportions."""
        children = self._children(node, segment, month)
        if not children:
            return
        own = [self.cells[in_segment(child.key, segment), month] for child in children]
        total = node.asked_below(self.cells[in_segment(node.key, segment), month].value)
        locked = {place: cell.value for place, cell in enumerate(own) if cell.typed}
        stays = sum(locked.values())
        if stays > total and self.is_draft:
            return  # shown as given out beyond the plan; publishing asks again
        shares = share_at_node(
            total,
            node,
            [cell.value for cell in own],
            locked=locked,
            lo={place: cell.lo for place, cell in enumerate(own) if cell.lo is not None},
            hi={place: cell.hi for place, cell in enumerate(own) if cell.hi is not None},
            quantum=self.step,
        )
        for child, before, share in zip(children, own, shares, strict=True):
            if share != before.value:
                self._put(in_segment(child.key, segment), month, share)
                self._share_below(child, segment, month)

    def _take_segments_along(self, node: Node, month: str) -> None:
        """Share the new totals below a node among their segments; locked parts stay."""
        totals = {key: cell.value for (key, of), cell in self.cells.items() if of == month and "/" not in key}
        part = {
            (base, self.segments.index(segment)): cell
            for (key, of), cell in self.cells.items()
            if of == month
            for base, segment in [node_and_segment(key)]
            if segment is not None
        }
        locked = {place: cell.value for place, cell in part.items() if cell.typed}
        own = [part[node.key, number].value for number in range(len(self.segments))]
        shared = fit_segments(
            node, own, totals=totals, wanted=lambda key, number: part[key, number].value, locked=locked
        )
        for key, values in shared.items():
            for segment, value in zip(self.segments, values, strict=True):
                self._put(in_segment(key, segment), month, value)

    def _left_for(self, way: Sequence[Node], segment: int | None, month: str) -> int:
        """What the parent has beyond its other children."""
        parent, node = way[-2], way[-1]
        others = [child for child in self._children(parent, segment, month) if child is not node]
        whole = self.cells.get((in_segment(parent.key, segment), month), Cell(0)).value
        return parent.asked_below(whole) - sum(
            self.cells[in_segment(child.key, segment), month].value for child in others
        )

    def _refuse_above_parent(self, way: Sequence[Node], segment: int | None, month: str, value: int) -> None:
        """Typed cells stay in every later spread, so together they must fit into their parent."""
        if len(way) == 1:
            return
        parent, node = way[-2], way[-1]
        stays = value + sum(
            cell.value
            for child in self._children(parent, segment, month)
            for cell in [self.cells[in_segment(child.key, segment), month]]
            if child is not node and cell.typed
        )
        over = stays - parent.asked_below(
            self.cells.get((in_segment(parent.key, segment), month), Cell(0)).value
        )
        if over > 0:
            raise TypedAbovePlan(node=parent.key, amount=over, month="", currency="")


def given_out_beyond(
    top: Node, cells: Mapping[Place, Cell], months: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Where the children of a node have more than it asks: node key, month, how much. Nothing to publish.

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> cells = {("firm", "m"): Cell(10), ("ann", "m"): Cell(7), ("bob", "m"): Cell(5)}
    >>> given_out_beyond(firm, cells, ["m"])
    [('firm', 'm', 2)]
    """
    found = []
    for month in months:
        children = [child for child in top.children if child.months is None or month in child.months]
        own = cells.get((top.key, month))
        below = [cells[child.key, month].value for child in children if (child.key, month) in cells]
        if own is not None and below and sum(below) > top.asked_below(own.value):
            found.append((top.key, month, sum(below) - top.asked_below(own.value)))
    for child in top.children:
        found += given_out_beyond(child, cells, months)
    return found
