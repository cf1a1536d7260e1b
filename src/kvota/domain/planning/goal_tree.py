"""A goal from the company down to each person, level by level, with typed cells kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from kvota.domain.money.rounding import round_half_up
from kvota.domain.money.split_without_loss import (
    BoundsCrossed,
    CapInfeasible,
    FloorInfeasible,
    OverLocked,
    split_in_proportion,
    split_without_loss,
    whole_proportions,
)


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


class LeastAbovePlan(FloorInfeasible):
    """The least values right below a node need more than its plan leaves them; fields as `TypedAbovePlan`."""

    code = "least_above_plan"
    sentence = "the least values below {node} need {amount} more than its plan leaves them"
    node: str
    amount: int
    month: str
    currency: str


class MostBelowPlan(CapInfeasible):
    """The most values right below a node cannot hold its plan; fields as `TypedAbovePlan`."""

    code = "most_below_plan"
    sentence = "the most values below {node} leave {amount} of its plan that none of them can take"
    node: str
    amount: int
    month: str
    currency: str


class NodeBoundsCrossed(BoundsCrossed):
    """A node's least is above its most; fields as `TypedAbovePlan`."""

    code = "node_bounds_crossed"
    sentence = "the least of {node} is {amount} above its most"
    node: str
    amount: int
    month: str
    currency: str


#: What a tree refuses by the key of a node; whoever knows its name, month and currency says them.
REFUSED_AT_NODE = (TypedAbovePlan, LeastAbovePlan, MostBelowPlan, NodeBoundsCrossed)


@dataclass(frozen=True)
class Node:
    """A unit with what is below it, or a person.

    Parameters
    ----------
    key
        Names the node.
    children
        What is right below a unit.
    weight
        Of a person, zero or more; the weight of a unit is its people's.
    over
        Over-assignment: the share by which the plans right below this unit are meant to exceed its own.
    months
        Those in which somebody who came, left or moved stands at this place; None for all. `tree_of_month`
        leaves the others out.
    """

    key: str
    children: tuple[Node, ...] = ()
    weight: Fraction = Fraction(0)
    over: Fraction = Fraction(0)
    months: frozenset[str] | None = None

    def total_weight(self) -> Fraction:
        """The weight of everything below, or its own for a person."""
        return self._whole_weight

    def asked_below(self, value: int) -> int:
        """What the plans right below should add up to when this node's own is `value`.

        >>> Node("firm", over=Fraction(5, 100)).asked_below(10_000_010)
        10500011
        """
        return round_half_up(value * (1 + self.over)) if self.over else value

    @cached_property
    def _whole_weight(self) -> Fraction:
        if not self.children:
            return self.weight
        return sum((child._whole_weight for child in self.children), Fraction(0))

    @cached_property
    def _proportions(self) -> list[int]:
        """The weights of the children as whole numbers, worked out once for all months and products."""
        return whole_proportions([child._whole_weight for child in self.children])


def spread_down(
    total: int,
    top: Node,
    *,
    typed: Mapping[str, int],
    lo: Mapping[str, int] | None = None,
    hi: Mapping[str, int] | None = None,
    quantum: int = 1,
) -> dict[str, int]:
    """Share a total over a tree; typed cells stay, free ones divide the rest by weight.

    Parameters
    ----------
    total
        Minor units for the top node.
    top
        The tree. A branch without any weight gets nothing while another branch has some.
    typed
        Node key → the value a person wrote there, in minor units.
    lo, hi
        Node key → its least and most, minor units; a missing least is zero. They count among the
        children of one parent, as typed cells do: what a person must have at least does not raise
        his unit. Those of a typed cell, of the top and of keys that are not in the tree are ignored.
    quantum
        The step of the shares, minor units.

    Returns
    -------
    Node key → value, for every node, each unit before what is below it. Children sum to what their
    parent asks of them (`Node.asked_below`: its value, with its over-assignment) unless all of them
    are typed below it: then the rest is allocated to nobody, see `unallocated`.

    Raises
    ------
    TypedAbovePlan
        The typed cells under a node are above what it asks of them.
    LeastAbovePlan, MostBelowPlan
        The bounds under a node cannot hold what it asks.
    NodeBoundsCrossed
        A node's least is above its most.

    Notes
    -----
    1,000 people in 50 units for 120 totals (12 months of 10 products) take about 0.25 s.

    Source: domain.md A2, A7.

    Examples
    --------
    >>> ann, bob = Node("ann", weight=Fraction(1)), Node("bob", weight=Fraction(1))
    >>> firm = Node("firm", (ann, bob))
    >>> spread_down(1000, firm, typed={"bob": 400})
    {'firm': 1000, 'ann': 600, 'bob': 400}
    >>> spread_down(1000, firm, typed={}, hi={"ann": 300})
    {'firm': 1000, 'ann': 300, 'bob': 700}
    >>> spread_down(1000, Node("firm", (ann, bob), over=Fraction(1, 10)), typed={})
    {'firm': 1000, 'ann': 550, 'bob': 550}
    """
    cells: dict[str, int] = {}
    waiting = [(top, total)]
    while waiting:
        node, value = waiting.pop()
        cells[node.key] = value
        if node.children:
            parts = _parts(value, node, typed=typed, lo=lo or {}, hi=hi or {}, quantum=quantum)
            waiting += zip(node.children[::-1], parts[::-1], strict=True)
    return cells


def _parts(
    value: int,
    node: Node,
    *,
    typed: Mapping[str, int],
    lo: Mapping[str, int],
    hi: Mapping[str, int],
    quantum: int,
) -> list[int]:
    if not (typed or lo or hi):
        return split_in_proportion(node.asked_below(value), node._proportions, quantum=quantum)
    locked, least, most = (
        {place: cells[child.key] for place, child in enumerate(node.children) if child.key in cells}
        for cells in (typed, lo, hi)
    )
    _refuse_crossed(node, locked, least, most)
    asked = node.asked_below(value)
    return share_at_node(asked, node, node._proportions, locked=locked, lo=least, hi=most, quantum=quantum)


def _refuse_crossed(
    node: Node, locked: Mapping[int, int], lo: Mapping[int, int], hi: Mapping[int, int]
) -> None:
    for place, most in hi.items():
        above = lo.get(place, 0) - most
        if above > 0 and place not in locked:
            raise NodeBoundsCrossed(node=node.children[place].key, amount=above, month="", currency="")


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


def share_at_node(
    total: int,
    node: Node,
    weights: Sequence[Fraction | int],
    *,
    locked: Mapping[int, int],
    lo: Mapping[int, int] | None = None,
    hi: Mapping[int, int] | None = None,
    quantum: int,
) -> list[int]:
    """Return the values of a node's children; what is left when all are typed belongs to nobody.

    Parameters
    ----------
    total
        What the children are asked for together (`Node.asked_below`), minor units.
    weights
        Shape (children,): how they share what is not locked; their present values, say.
    locked, lo, hi
        Place among the children → the value that stays, the least, the most.

    Raises
    ------
    TypedAbovePlan, LeastAbovePlan, MostBelowPlan
        By the key of the node: what stays or is bounded leaves no way.

    >>> share_at_node(1000, Node("firm"), [100, 300, 400], locked={2: 400}, quantum=1)
    [150, 450, 400]
    """
    typed = sum(locked.values())
    above = typed - total if total >= 0 else total - typed
    if above > 0:
        raise TypedAbovePlan(node=node.key, amount=above, month="", currency="")
    asked = typed if len(locked) == len(weights) else total
    try:
        return split_without_loss(asked, weights, locked=locked, lo=lo, hi=hi, quantum=quantum)
    except FloorInfeasible as refused:
        raise LeastAbovePlan(node=node.key, amount=refused.amount, month="", currency="") from None
    except CapInfeasible as refused:
        raise MostBelowPlan(node=node.key, amount=refused.amount, month="", currency="") from None


def unallocated(top: Node, cells: Mapping[str, int]) -> dict[str, int]:
    """What each unit asks of its children beyond their plans: owned by nobody yet.

    Negative where the children were promised more than the unit asks, its over-assignment included.
    Units whose children sum exactly are left out.

    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> unallocated(firm, {"firm": 1000, "ann": 600, "bob": 160})
    {'firm': 240}
    """
    found: dict[str, int] = {}
    if top.children:
        rest = top.asked_below(cells[top.key]) - sum(cells[child.key] for child in top.children)
        if rest:
            found[top.key] = rest
        for child in top.children:
            found |= unallocated(child, cells)
    return found
