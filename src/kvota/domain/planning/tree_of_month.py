"""The tree of a goal in one of its months: who came, left or moved stands where he is then."""

from __future__ import annotations

from dataclasses import replace

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
