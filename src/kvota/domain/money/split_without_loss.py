"""One whole number shared out by weights, so that the parts always add up to it.

How this works, from the easy case up. The total is shared in proportion to the weights; what
is left after rounding down goes, one unit each, to the largest fractions. Locked cells are
taken off the total first. A cell that its share would push over a bound is set on that bound
("frozen") and the others share what remains, again and again until no bound is crossed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from kvota.domain.errors import RuleError


class NegativeWeight(RuleError):
    """A weight is below zero."""

    code = "negative_weight"
    sentence = "a weight is below zero; expected zero or more"


class BadQuantum(RuleError):
    """The step of rounding is below one unit."""

    code = "bad_quantum"
    sentence = "the step of rounding is below one; expected a whole number from one up"


class BoundsCrossed(RuleError):
    """A cell's least is above its most."""

    code = "bounds_crossed"
    sentence = "the least of a cell is above its most"


class UnknownCell(RuleError):
    """A lock or a bound names a cell that is not there."""

    code = "unknown_cell"
    sentence = "there is no cell {cell}; the cells are numbered from 0 to {last}"
    cell: int
    last: int


class OverLocked(RuleError):
    """The locked cells alone are more than the total."""

    code = "over_locked"
    sentence = "the locked cells are {amount} above the total"
    amount: int


class LockedMismatch(RuleError):
    """Every cell is locked and they do not add up to the total."""

    code = "locked_mismatch"
    sentence = "every cell is locked and {amount} of the total belongs to none of them"
    amount: int


class FloorInfeasible(RuleError):
    """The least amounts together need more than there is to share."""

    code = "floor_infeasible"
    sentence = "the least amounts of the free cells need {amount} more than is left to share"
    amount: int


class CapInfeasible(RuleError):
    """The most amounts together cannot hold what there is to share."""

    code = "cap_infeasible"
    sentence = "the most amounts of the free cells leave {amount} that no cell can take"
    amount: int


Cells = Mapping[int, int]


def split_without_loss(
    total: int,
    weights: Sequence[Fraction | int],
    *,
    locked: Cells | None = None,
    lo: Cells | None = None,
    hi: Cells | None = None,
    quantum: int = 1,
) -> list[int]:
    """Share a total by weights; locked cells stay, bounds hold, the parts add up exactly.

    Parameters
    ----------
    total
        Whole units (minor units of money, deals, calls); may be negative.
    weights
        Shape (cells,), zero or more, exact. All zero counts as all equal.
    locked
        Cell number → its value. Bounds of a locked cell are ignored.
    lo, hi
        Cell number → its least and most. A missing `lo` is zero (for a negative total it is
        a missing `hi` that is zero).
    quantum
        The step cells are rounded to, one or more. Bounds beat it, and what does not fill
        a step goes to the largest weight.

    Returns
    -------
    Shape (cells,), summing to `total`. A cell without bounds is less than one quantum from its
    exact share (and the cell of the largest weight takes the residue).

    Raises
    ------
    NegativeWeight, BadQuantum, BoundsCrossed, UnknownCell
        The question makes no sense.
    OverLocked, LockedMismatch, FloorInfeasible, CapInfeasible
        No answer exists. `amount` says by how much; nothing is bent in silence.

    Notes
    -----
    Ties go to the larger weight, then to the earlier cell. Days of a month use
    `spread_over_days` instead: largest remainders on equal days would put three deals on the
    first three days.

    Source: Hamilton's method (Balinski & Young 1982); the freezing of bounds is that of
    flexible lengths in CSS.

    Examples
    --------
    1,000,000 by 3 : 2 : 2 with the second cell kept at 300,000:

    >>> split_without_loss(1_000_000, [3, 2, 2], locked={1: 300_000})
    [420000, 300000, 280000]
    """
    locked, lo, hi = locked or {}, lo or {}, hi or {}
    if any(weight < 0 for weight in weights):
        raise NegativeWeight
    if quantum < 1:
        raise BadQuantum
    for cell in (*locked, *lo, *hi):
        if not 0 <= cell < len(weights):
            raise UnknownCell(cell=cell, last=len(weights) - 1)
    if total < 0:
        mirrored = split_without_loss(
            -total, weights, locked=_negated(locked), lo=_negated(hi), hi=_negated(lo), quantum=quantum
        )
        return [-value for value in mirrored]

    free = [cell for cell in range(len(weights)) if cell not in locked]
    floor = {cell: lo.get(cell, 0) for cell in free}
    cap = {cell: hi[cell] for cell in free if cell in hi}
    if any(floor[cell] > cap[cell] for cell in cap):
        raise BoundsCrossed
    rest = total - sum(locked.values())
    _refuse_impossible(rest, free, floor, cap)

    shares = dict(zip(free, whole_proportions([weights[cell] for cell in free]), strict=True))
    # A share is never below zero, so without bounds there is nothing to freeze.
    frozen = _frozen_at_bounds(rest, shares, floor, cap) if lo or hi else {}
    open_cells = {cell: shares[cell] for cell in free if cell not in frozen}
    rest -= sum(frozen.values())
    rounded = _largest_remainders(rest, open_cells, quantum)
    if any(value < floor[cell] or (cell in cap and value > cap[cell]) for cell, value in rounded.items()):
        rounded = _largest_remainders(rest, open_cells, 1)

    answer = {**locked, **frozen, **rounded}
    return [answer[cell] for cell in range(len(weights))]


def _negated(cells: Cells) -> dict[int, int]:
    return {cell: -value for cell, value in cells.items()}


def _refuse_impossible(rest: int, free: list[int], floor: Cells, cap: Cells) -> None:
    if rest < 0:
        raise OverLocked(amount=-rest)
    if not free:
        if rest:
            raise LockedMismatch(amount=rest)
        return
    if sum(floor.values()) > rest:
        raise FloorInfeasible(amount=sum(floor.values()) - rest)
    if len(cap) == len(free) and sum(cap.values()) < rest:
        raise CapInfeasible(amount=rest - sum(cap.values()))


def whole_proportions(weights: Sequence[Fraction | int]) -> list[int]:
    """Return whole numbers of the same proportions, to be kept where many totals are split alike.

    Examples
    --------
    >>> whole_proportions([Fraction(1, 2), Fraction(1, 3), 1])
    [3, 2, 6]
    """
    if all(type(weight) is int for weight in weights):
        return [int(weight) for weight in weights]
    exact = [Fraction(weight) for weight in weights]
    scale = lcm(*(weight.denominator for weight in exact))
    return [weight.numerator * (scale // weight.denominator) for weight in exact]


def split_in_proportion(total: int, shares: Sequence[int], *, quantum: int = 1) -> list[int]:
    """Return the parts `split_without_loss` gives for whole weights, without locks and bounds, quickly.

    Parameters
    ----------
    total
        Whole units; may be negative.
    shares
        Shape (cells,), one or more cells, whole and zero or more (`whole_proportions`). All zero
        counts as all equal.

    Raises
    ------
    NegativeWeight, BadQuantum
        As `split_without_loss`.

    Notes
    -----
    About 2 microseconds a cell in a tree of units of 20, most of it for the sorting of fractions.

    Examples
    --------
    >>> split_in_proportion(1_000_000, [3, 2, 2])
    [428572, 285714, 285714]
    """
    if min(shares) < 0:
        raise NegativeWeight
    if quantum < 1:
        raise BadQuantum
    if total < 0:
        return [-value for value in split_in_proportion(-total, shares, quantum=quantum)]
    whole = sum(shares)
    if not whole:
        shares, whole = [1] * len(shares), len(shares)
    steps, residue = divmod(total, quantum)
    products = [steps * share for share in shares]
    values = [product // whole * quantum for product in products]
    missing = steps - sum(values) // quantum
    if missing:
        # Equal fractions go to the larger share, then to the earlier cell.
        rests = [-(product % whole) for product in products]
        order = sorted(zip(rests, [-share for share in shares], range(len(shares)), strict=True))
        for _, _, cell in order[:missing]:
            values[cell] += quantum
    if residue:
        values[shares.index(max(shares))] += residue
    return values


def _equal_when_all_zero(shares: Mapping[int, int]) -> Mapping[int, int]:
    return shares if any(shares.values()) else dict.fromkeys(shares, 1)


def _frozen_at_bounds(rest: int, shares: Mapping[int, int], floor: Cells, cap: Cells) -> dict[int, int]:
    """Return the cells that must stand on a bound, and on which.

    A round freezes the side whose cells break their bounds by more in total: only that side is
    sure to stay broken when the remainder is shared again. Each round freezes at least one
    cell, so there are at most as many rounds as cells.
    """
    frozen: dict[int, int] = {}
    while len(frozen) < len(shares):
        left = _equal_when_all_zero({cell: share for cell, share in shares.items() if cell not in frozen})
        whole = sum(left.values())
        spare = rest - sum(frozen.values())
        # Distances are kept multiplied by the sum of weights, so that they stay whole numbers.
        below = {c: floor[c] * whole - spare * w for c, w in left.items() if spare * w < floor[c] * whole}
        above = {
            c: spare * w - cap[c] * whole for c, w in left.items() if c in cap and spare * w > cap[c] * whole
        }
        if not below and not above:
            break
        if sum(below.values()) >= sum(above.values()):
            frozen |= {cell: floor[cell] for cell in below}
        if sum(above.values()) >= sum(below.values()):
            frozen |= {cell: cap[cell] for cell in above}
    return frozen


def _largest_remainders(rest: int, shares: Mapping[int, int], quantum: int) -> dict[int, int]:
    if not shares:
        return {}
    return dict(zip(shares, split_in_proportion(rest, list(shares.values()), quantum=quantum), strict=True))
