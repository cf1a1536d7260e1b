"""A goal from the company down to each person, level by level, with typed cells kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.money.split_without_loss import OverLocked, split_without_loss


class TypedAbovePlan(OverLocked):
    """The typed cells right below a node are more than the node's own plan.

    `month` and `currency` are empty here: a tree knows neither; the action that asked adds them.
    """

    code = "typed_above_plan"
    sentence = "the typed cells below {node} are {amount} above its plan"
    node: str
    amount: int
    month: str
    currency: str


@dataclass(frozen=True)
class Node:
    """A unit with what is below it, or a person. `key` names it; the weight of a unit is its people's.

    `months` are those in which somebody who came, left or moved stands at this place; None for all of
    them. `tree_of_month` leaves the others out.
    """

    key: str
    children: tuple[Node, ...] = ()
    weight: Fraction = Fraction(0)
    months: frozenset[str] | None = None

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
    TypedAbovePlan
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
    weights = [child.total_weight() for child in top.children]
    shares = _shared(total, top, weights, locked=locked, quantum=quantum)
    for child, share in zip(top.children, shares, strict=True):
        cells |= spread_down(share, child, typed=typed, quantum=quantum)
    return cells


def share_again(
    total: int, top: Node, *, cells: Mapping[str, int], typed: Collection[str], quantum: int = 1
) -> dict[str, int]:
    """Give a node another value; the untyped cells below share it in their present proportions.

    Parameters
    ----------
    total
        The node's new value, minor units.
    top
        The node with what is below it. A child without a cell has no part in this goal.
    cells
        Node key → the present value of every cell of the month.
    typed
        The keys of the cells that a person wrote. Present values that are all zero count as equal.

    Returns
    -------
    Node key → value of the node and of what changes below it; every other cell stays as it is.

    Raises
    ------
    TypedAbovePlan
        The typed cells under a node are above what the node would have.

    Source: domain.md A2, A7; ux.md S5 (nothing is ever rebalanced silently).

    Examples
    --------
    >>> firm = Node("firm", (Node("ann"), Node("bob"), Node("eve")))
    >>> share_again(1100, firm, cells={"firm": 800, "ann": 100, "bob": 300, "eve": 400}, typed={"eve"})
    {'firm': 1100, 'ann': 175, 'bob': 525}
    """
    changed = {top.key: total}
    children = [child for child in top.children if child.key in cells]
    if not children:
        return changed
    present = [cells[child.key] for child in children]
    locked = {place: present[place] for place, child in enumerate(children) if child.key in typed}
    shares = _shared(total, top, present, locked=locked, quantum=quantum)
    for child, before, share in zip(children, present, shares, strict=True):
        if share != before:
            changed |= share_again(share, child, cells=cells, typed=typed, quantum=quantum)
    return changed


def way_to(top: Node, key: str) -> tuple[Node, ...]:
    """The nodes from the top down to the one of that key; empty when it is not in the tree.

    >>> [node.key for node in way_to(Node("firm", (Node("team", (Node("ann"),)), Node("bob"))), "ann")]
    ['firm', 'team', 'ann']
    """
    if top.key == key:
        return (top,)
    for child in top.children:
        below = way_to(child, key)
        if below:
            return (top, *below)
    return ()


def _shared(
    total: int, node: Node, weights: Sequence[Fraction | int], *, locked: Mapping[int, int], quantum: int
) -> list[int]:
    """The values of a node's children; what is left when all are typed belongs to nobody."""
    typed = sum(locked.values())
    if typed > total:
        raise TypedAbovePlan(node=node.key, amount=typed - total, month="", currency="")
    asked = typed if len(locked) == len(weights) else total
    return split_without_loss(asked, weights, locked=locked, quantum=quantum)


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
