"""A goal cut by product, industry, region or new and repeat: its parts sum down the tree and across."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.spread_two_ways import MatrixInfeasible, spread_two_ways

#: What a node has of each segment, in the order of the segments.
Parts = list[int]
#: Node key and number of the segment -> how it would be shared; any scale.
Wanted = Callable[[str, int], Fraction | int]


def in_segment(key: str, segment: int | None) -> str:
    """The key of the part of a node that lies in a segment.

    >>> in_segment("u1", 5), in_segment("u1", None)
    ('u1/s5', 'u1')
    """
    return key if segment is None else f"{key}/s{segment}"


def node_and_segment(key: str) -> tuple[str, int | None]:
    """A key taken apart; what is no number after the mark names no segment.

    >>> node_and_segment("p3/s5"), node_and_segment("p3")
    (('p3', 5), ('p3', None))
    """
    node, _, segment = key.partition("/s")
    return node, int(segment) if segment.isdecimal() else None


class LockedPartsAbove(RuleError):
    """The locked parts of a node, or of a segment below it, are more than there is.

    `month` and `currency` are added by the action that asked, as for `TypedAbovePlan`.
    """

    code = "locked_parts_above"
    sentence = "the locked segments of {node} are {amount} above its plan"
    node: str
    amount: int
    month: str
    currency: str


def share_segments(
    top: Node,
    parts: Sequence[int],
    *,
    totals: Mapping[str, int],
    wanted: Wanted,
    locked: Mapping[tuple[str, int], int] | None = None,
) -> dict[str, Parts]:
    """Give every node below a node its part of each segment; both directions sum exactly.

    Parameters
    ----------
    top
        The node with what is below it; children without a total have no part in this goal.
    parts
        Shape (segments,): what the node has of each, minor units or whole things; together its total.
    totals
        Node key → the total of each node, already shared.
    wanted
        How a node's total would divide: the present parts, or the shares of the past.
    locked
        Node key and number of a segment → a part that stays as it is.

    Returns
    -------
    Node key → its parts, for the node and everything below. The parts of a child sum to the child's
    total, and those of the children in one segment sum to the node's in it.

    Raises
    ------
    LockedPartsAbove
        Locked parts leave less than nothing for the others.
    MatrixInfeasible
        What is locked leaves no table with these totals.

    Source: domain.md A6 (both margins fixed: controlled rounding).

    Examples
    --------
    Two people, two products; Ann has sold the first three times as often, and keeps to it:

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> past = {("ann", 0): 3, ("ann", 1): 1, ("bob", 0): 1, ("bob", 1): 3}
    >>> share_segments(firm, [60, 40], totals={"firm": 100, "ann": 50, "bob": 50},
    ...     wanted=lambda node, segment: past[node, segment])
    {'firm': [60, 40], 'ann': [42, 8], 'bob': [18, 32]}
    """
    found = {top.key: list(parts)}
    children = [child for child in top.children if child.key in totals]
    if not children:
        return found
    kept = locked or {}
    rows = [totals[child.key] for child in children]
    # What no child owns yet is owned by no child in any segment.
    below = list(parts) if sum(rows) == sum(parts) else parts_of(sum(rows), parts)
    table = _fitted(top, children, rows, below, wanted, kept)
    for child, line in zip(children, table, strict=True):
        found |= share_segments(child, line, totals=totals, wanted=wanted, locked=kept)
        found[child.key] = line
    return found


def _fitted(
    top: Node,
    children: Sequence[Node],
    rows: list[int],
    columns: list[int],
    wanted: Wanted,
    locked: Mapping[tuple[str, int], int],
) -> list[Parts]:
    """The table of children by segments; what is locked is taken out, and put back afterwards."""
    seed = [[wanted(child.key, number) for number in range(len(columns))] for child in children]
    stays = [[locked.get((child.key, number), 0) for number in range(len(columns))] for child in children]
    for place, child in enumerate(children):
        rows[place] -= sum(stays[place])
        if rows[place] < 0:
            raise LockedPartsAbove(node=child.key, amount=-rows[place], month="", currency="")
    for number in range(len(columns)):
        columns[number] -= sum(line[number] for line in stays)
        if columns[number] < 0:
            raise LockedPartsAbove(node=top.key, amount=-columns[number], month="", currency="")
    free = [
        [
            Fraction(0) if (child.key, number) in locked else Fraction(share)
            for number, share in enumerate(line)
        ]
        for child, line in zip(children, seed, strict=True)
    ]
    try:
        table = spread_two_ways(free, rows, columns)
    except MatrixInfeasible:
        # Nobody wanted a segment that has a sum, or somebody has nothing to put his sum into: the product
        # of the two sums is the table nearest to knowing nothing.
        free = [
            [
                Fraction(0) if (child.key, number) in locked else Fraction(row * column)
                for number, column in enumerate(columns)
            ]
            for child, row in zip(children, rows, strict=True)
        ]
        table = spread_two_ways(free, rows, columns)
    return [
        [cell + kept for cell, kept in zip(line, own, strict=True)]
        for line, own in zip(table, stays, strict=True)
    ]


def fit_segments(
    top: Node,
    wish: Sequence[Fraction | int],
    *,
    totals: Mapping[str, int],
    wanted: Wanted,
    locked: Mapping[tuple[str, int], int],
) -> dict[str, Parts]:
    """Divide a node and everything below it among segments: by the wish above, else from below.

    Parameters
    ----------
    wish
        Shape (segments,): the weights by which the node's own total divides.
    totals, wanted, locked
        As `share_segments`; what is locked of the node itself counts too.

    Returns
    -------
    As `share_segments`. Where locked parts leave no table with the wish above, `parts_from_below`.

    Raises
    ------
    LockedPartsAbove
        The locked parts of a node are more than its total.

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> totals = {"firm": 100, "ann": 60, "bob": 40}
    >>> fit_segments(firm, [9, 1], totals=totals, wanted=lambda node, part: 1, locked={("ann", 0): 10})
    {'firm': [30, 70], 'ann': [10, 50], 'bob': [20, 20]}
    """
    own = {number: value for (key, number), value in locked.items() if key == top.key}
    over = sum(own.values()) - totals[top.key]
    if over > 0:
        raise LockedPartsAbove(node=top.key, amount=over, month="", currency="")
    below = {place: value for place, value in locked.items() if place[0] != top.key}
    try:
        parts = parts_of(totals[top.key], wish, locked=own)
        return share_segments(top, parts, totals=totals, wanted=wanted, locked=below)
    except (MatrixInfeasible, LockedPartsAbove):
        return parts_from_below(top, totals=totals, wanted=wanted, count=len(wish), locked=locked)


def parts_from_below(
    top: Node, *, totals: Mapping[str, int], wanted: Wanted, count: int, locked: Mapping[tuple[str, int], int]
) -> dict[str, Parts]:
    """Divide the total of each person among segments, locked parts kept, and sum upwards.

    For where locked parts leave no table with the sums wanted above: then what people were given
    decides what the units have of each segment. Locked parts of units are left out; what a unit has
    beyond its children goes by its own wish. Both directions sum exactly.

    Raises
    ------
    LockedPartsAbove
        The locked parts of one person are more than his total.

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> parts_from_below(firm, totals={"firm": 100, "ann": 60, "bob": 40}, wanted=lambda node, part: 1,
    ...     count=2, locked={("ann", 0): 50})
    {'firm': [70, 30], 'ann': [50, 10], 'bob': [20, 20]}
    """
    children = [child for child in top.children if child.key in totals]
    own = [wanted(top.key, number) for number in range(count)]
    if not children:
        kept = {number: locked[top.key, number] for number in range(count) if (top.key, number) in locked}
        over = sum(kept.values()) - totals[top.key]
        if over > 0:
            raise LockedPartsAbove(node=top.key, amount=over, month="", currency="")
        return {top.key: parts_of(totals[top.key], own, locked=kept)}
    below: dict[str, Parts] = {}
    for child in children:
        below |= parts_from_below(child, totals=totals, wanted=wanted, count=count, locked=locked)
    rest = parts_of(totals[top.key] - sum(totals[child.key] for child in children), own)
    sums = [sum(below[child.key][number] for child in children) + rest[number] for number in range(count)]
    return {top.key: sums, **below}


def parts_of(
    total: int, wanted: Sequence[Fraction | int], *, locked: Mapping[int, int] | None = None
) -> Parts:
    """Return a total divided among segments, locked parts kept (domain.md A2).

    >>> parts_of(100, [1, 1, 2], locked={0: 40})
    [40, 20, 40]
    """
    return split_without_loss(total, wanted, locked=locked or {})
