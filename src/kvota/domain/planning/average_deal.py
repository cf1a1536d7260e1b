"""The average deal to plan with: few own deals are drawn towards the usual one, large ones stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kvota.domain.planning.reverse_funnel import AverageDealNotPositive

#: How many usual deals are mixed into the mean of the own ones.
DEALS_MIXED_IN: Final = 5

#: A deal above this share of the goal is planned by its name.
LARGE_SHARE: Final = Fraction(3, 10)


@dataclass(frozen=True)
class AverageDeal:
    """An average deal, and the deals that are left out of it because they are planned by name.

    Attributes
    ----------
    amount
        Minor units, rounded down, 1 or more.
    counted
        How many own deals it stands on.
    by_name
        The amounts of the large ones, the largest first.
    """

    amount: int
    counted: int
    by_name: tuple[int, ...]


def average_deal(amounts: Sequence[int], *, usual: int, goal: int | None = None) -> AverageDeal:
    """Return the average deal of a segment.

    Parameters
    ----------
    amounts
        Own deals, minor units.
    usual
        The average over all segments, minor units, above zero: it counts as five own deals.
    goal
        Minor units; a deal above 30 % of it is planned by name. None keeps all.

    Raises
    ------
    AverageDealNotPositive
        The usual deal, or the average itself, is worth nothing.

    Source: domain specification B5.

    Examples
    --------
    >>> average_deal([200_000] * 5, usual=100_000).amount
    150000
    >>> average_deal([200_000] * 5 + [900_000], usual=200_000, goal=1_000_000)
    AverageDeal(amount=200000, counted=5, by_name=(900000,))
    """
    if usual <= 0:
        raise AverageDealNotPositive(value=usual)
    large = [each for each in amounts if goal is not None and each > LARGE_SHARE * goal]
    small = [each for each in amounts if goal is None or each <= LARGE_SHARE * goal]
    found = (sum(small) + DEALS_MIXED_IN * usual) // (len(small) + DEALS_MIXED_IN)
    if found <= 0:
        raise AverageDealNotPositive(value=found)
    return AverageDeal(found, len(small), tuple(sorted(large, reverse=True)))
