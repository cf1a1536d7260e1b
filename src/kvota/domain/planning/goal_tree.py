"""A goal from the company down to each person, level by level, with typed cells kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.money.split_without_loss import split_without_loss


@dataclass(frozen=True)
class Node:
    """A unit with what is below it, or a person. `key` names it; the weight of a unit is its people's."""

    key: str
    children: tuple[Node, ...] = ()
    weight: Fraction = Fraction(0)

    def total_weight(self) -> Fraction:
        """The weight of everything below, or its own for a person."""
        if not self.children:
            return self.weight
        return sum((child.total_weight() for child in self.children), Fraction(0))


def spread_down(total: int, top: Node, *, typed: Mapping[str, int], quantum: int = 1) -> dict[str, int]:
    """Share a total over a tree; typed cells stay, free ones divide the rest by weight.

    Parameters
    ----------
    total
        Minor units for the top node.
    top
        The tree. A branch without any weight gets nothing while another branch has some.
    typed
        Node key → the value a person wrote there, in minor units.
    quantum
        The step of the shares, minor units.

    Returns
    -------
    Node key → value, for every node. Children sum to their parent unless all of them are
    typed below it: then the rest is allocated to nobody, see `unallocated`.

    Raises
    ------
    OverLocked
        The typed cells under a node are above the node's own value.

    Source: domain.md A2, A7.

    Examples
    --------
    >>> ann, bob = Node("ann", weight=Fraction(1)), Node("bob", weight=Fraction(1))
    >>> firm = Node("firm", (ann, bob))
    >>> spread_down(1000, firm, typed={"bob": 400})
    {'firm': 1000, 'ann': 600, 'bob': 400}
    """
    cells = {top.key: total}
    if not top.children:
        return cells
    locked = {place: typed[child.key] for place, child in enumerate(top.children) if child.key in typed}
    everyone_typed = len(locked) == len(top.children)
    asked = min(total, sum(locked.values())) if everyone_typed else total
    shares = split_without_loss(
        asked, [child.total_weight() for child in top.children], locked=locked, quantum=quantum
    )
    for child, share in zip(top.children, shares, strict=True):
        cells |= spread_down(share, child, typed=typed, quantum=quantum)
    return cells


def unallocated(top: Node, cells: Mapping[str, int]) -> dict[str, int]:
    """What each unit's plan has beyond its children's plans: owned by nobody yet.

    Negative where the children were promised more than the unit. Units whose children
    sum exactly are left out.

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> unallocated(firm, {"firm": 1000, "ann": 600, "bob": 160})
    {'firm': 240}
    """
    found: dict[str, int] = {}
    if top.children:
        rest = cells[top.key] - sum(cells[child.key] for child in top.children)
        if rest:
            found[top.key] = rest
        for child in top.children:
            found |= unallocated(child, cells)
    return found
