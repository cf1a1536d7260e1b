"""Whole things spread over periods: the parts sum to the whole, and no part comes later than it is due."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil


def whole_over_time(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Return how many of `total` are due in each period, in whole things.

    Parameters
    ----------
    total
        Zero or more.
    weights
        Shape (periods,), zero or more, one or more of them; without any weight all periods are alike.

    Returns
    -------
    Shape (periods,), summing to `total` exactly. By the end of each period at least the exact share is
    there: rounded up, because half a lead is no lead.

    Source: domain specification A3 (cumulative rounding), B1 (whole people).

    Examples
    --------
    >>> whole_over_time(20, [1, 1, 1])
    (7, 7, 6)
    """
    shares = weights if any(weights) else [1] * len(weights)
    whole = sum(shares, Fraction(0))
    ends = [ceil(total * so_far / whole) for so_far in accumulate(shares, initial=Fraction(0))]
    return tuple(after - before for before, after in pairwise(ends))
