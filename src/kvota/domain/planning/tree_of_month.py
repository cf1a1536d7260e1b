"""The tree of a goal in one of its months: who came, left or moved stands where he is then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from kvota.domain.planning.goal_tree import Node


def tree_of_month(top: Node, month: str) -> Node:
    """Return the tree without those who do not stand at their place in that month.

    Examples
    --------
    Ivan moves from the first team to the second in March:

    >>> here, there = Node("ivan", months=frozenset({"02"})), Node("ivan", months=frozenset({"03"}))
    >>> firm = Node("firm", (Node("one", (Node("ann"), here)), Node("two", (there,))))
    >>> [[who.key for who in team.children] for team in tree_of_month(firm, "03").children]
    [['ann'], ['ivan']]
    """
    children = tuple(
        tree_of_month(child, month) for child in top.children if child.months is None or month in child.months
    )
    same = len(children) == len(top.children) and all(
        one is other for one, other in zip(children, top.children, strict=True)
    )
    return top if same else replace(top, children=children)


def with_homes(
    top: Node,
    homes: Mapping[str, Mapping[str, str | None]],
    months: Sequence[str],
    *,
    weights: Mapping[str, Fraction],
) -> Node:
    """Return the tree in which those who came, left or moved stand where they are in each month.

    Parameters
    ----------
    homes
        Key of a person → first month → key of the unit from that month on, None for nowhere. Before
        the first of these months he is where the tree has him. A unit the tree does not have is its top.
    months
        The months of the goal, in order.
    weights
        Key of a person → his weight.

    Examples
    --------
    >>> firm = Node("firm", (Node("ann", weight=Fraction(1)), Node("bob", weight=Fraction(1))))
    >>> found = with_homes(firm, {"bob": {"02": None}, "eve": {"03": "firm"}}, ["01", "02", "03"],
    ...     weights={"eve": Fraction(2)})
    >>> [[who.key for who in tree_of_month(found, month).children] for month in ("01", "02", "03")]
    [['ann', 'bob'], ['ann'], ['ann', 'eve']]
    """
    parents: dict[str, str] = {}
    known: dict[str, Node] = {top.key: top}
    waiting = [top]
    while waiting:
        node = waiting.pop()
        for child in node.children:
            parents[child.key], known[child.key] = node.key, child
            waiting.append(child)
    added: dict[str, list[Node]] = {}
    for key, changes in homes.items():
        stands: dict[str, set[str]] = {}
        for month in months:
            begun = [first for first in sorted(changes) if first <= month]
            unit = changes[begun[-1]] if begun else parents.get(key)
            if unit is not None:
                stands.setdefault(unit if unit in known else top.key, set()).add(month)
        own = known[key].weight if key in known else weights.get(key, Fraction(0))
        for unit, of in stands.items():
            added.setdefault(unit, []).append(Node(key, weight=own, months=frozenset(of)))

    def placed(node: Node) -> Node:
        stay = tuple(placed(child) for child in node.children if child.key not in homes)
        return replace(node, children=(*stay, *added.get(node.key, ())))

    return placed(top)
