"""A goal a grade easier or harder: base and challenge beside the target, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import round_half_up
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.goal_tree import Node

#: The key of a node and the key of a month.
Cell = tuple[str, str]


class GradeFactorOutOfRange(RuleError):
    """A grade is a share of the target above zero."""

    code = "grade_factor_out_of_range"
    sentence = "a grade of {factor} of the target; expected a number above zero, such as 4/5 or 6/5"
    factor: str


def grade_of_goal(
    target: Mapping[Cell, int], top: Node, months: Sequence[str], *, factor: Fraction, quantum: int = 1
) -> dict[Cell, int]:
    """Return the cells of the goal times a factor, in the proportions of the target.

    Parameters
    ----------
    target
        (node key, month key) → minor units, zero or more. The top node has a cell in every month; a
        node without one has no part in that month.
    top
        The tree of the target.
    months
        Keys of the months, in order.
    factor
        Above zero: 4/5 for a base, 6/5 for a challenge.
    quantum
        The step of the cells, minor units.

    Returns
    -------
    The same keys. The months of the top sum to the target's sum times the factor, rounded half up; in
    each month children sum to their parent wherever they did in the target, and stand to it as they
    did elsewhere (over-assignment, or what nobody owned). A base is nowhere above its target, a
    challenge nowhere below: this beats the quantum.

    Raises
    ------
    GradeFactorOutOfRange
        The factor is zero or less.

    Source: domain.md A6 (nested spread: the months of the top first, then down each month).

    Examples
    --------
    >>> firm = Node("firm", (Node("ann"), Node("bob")))
    >>> target = {("firm", "01"): 100, ("ann", "01"): 67, ("bob", "01"): 33}
    >>> grade_of_goal(target, firm, ["01"], factor=Fraction(4, 5))
    {('firm', '01'): 80, ('ann', '01'): 54, ('bob', '01'): 26}
    """
    if factor <= 0:
        raise GradeFactorOutOfRange(factor=str(factor))
    of_months = [target[top.key, month] for month in months]
    total = round_half_up(factor * sum(of_months))
    totals = _no_less_no_more(total, of_months, quantum=quantum)
    graded: dict[Cell, int] = {}
    for month, value in zip(months, totals, strict=True):
        graded |= _down(value, top, target, month, quantum)
    return graded


def _down(value: int, top: Node, target: Mapping[Cell, int], month: str, quantum: int) -> dict[Cell, int]:
    graded: dict[Cell, int] = {}
    waiting = [(top, value)]
    while waiting:
        node, value = waiting.pop()
        graded[node.key, month] = value
        children = [child for child in node.children if (child.key, month) in target]
        if children:
            present = [target[child.key, month] for child in children]
            below = _below(value, target[node.key, month], sum(present))
            shares = _no_less_no_more(below, present, quantum=quantum)
            waiting += [*zip(children, shares, strict=True)][::-1]
    return graded


def _below(value: int, before: int, below_before: int) -> int:
    """What the children get: as much of their parent as they had of it."""
    return round_half_up(Fraction(value * below_before, before)) if before else below_before


def _no_less_no_more(total: int, present: Sequence[int], *, quantum: int) -> list[int]:
    bounds = dict(enumerate(present))
    if total <= sum(present):
        return split_without_loss(total, present, hi=bounds, quantum=quantum)
    return split_without_loss(total, present, lo=bounds, quantum=quantum)
