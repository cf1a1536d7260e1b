"""The funnel read backwards: from wanted contracts to the people each stage needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from kvota.domain.errors import RuleError


class ConversionOutOfRange(RuleError):
    """A conversion is not a share above 0 and up to 1."""

    code = "conversion_out_of_range"
    sentence = "conversion {step} is {share}; expected a share above 0 and up to 1 (write 30 % as 0.3)"
    step: int
    share: str


class NegativeGoal(RuleError):
    """A goal is below zero."""

    code = "negative_goal"
    sentence = "the goal is {value}; expected zero or more"
    value: int


class AverageDealNotPositive(RuleError):
    """The usual deal is worth nothing, so no number of deals makes a goal."""

    code = "average_deal_not_positive"
    sentence = "the average deal is {value}; expected a sum above zero"
    value: int


@dataclass(frozen=True)
class FunnelNeed:
    """How many must come to each stage, the stage nearest the contract first.

    Attributes
    ----------
    whole
        Whole people, rounded up at every stage.
    exact
        The chain without any rounding.
    """

    whole: tuple[int, ...]
    exact: tuple[Fraction, ...]


def people_needed(deals: int, conversions: Sequence[Fraction]) -> FunnelNeed:
    """Return how many people each stage needs for the wanted contracts.

    Parameters
    ----------
    deals
        Contracts wanted, zero or more.
    conversions
        Shape (stages,): share of those in a stage who reach the next, above 0 and up to 1,
        the stage nearest the contract first. Exact: as a float, 7 / 0.07 is 99.99999999999999.

    Raises
    ------
    ConversionOutOfRange
        Zero too: no number of leads saves a stage that nobody passes. `step` counts from 0.
    NegativeGoal
        Fewer than no contracts.

    Notes
    -----
    People are whole at every stage, as the source does it, so the chain can ask for one more
    than rounding only at the end. Time between the stages is not in it.

    Source: seed text 001, step 2 (3 contracts, 10 meetings, 20 leads).

    Examples
    --------
    >>> people_needed(3, [Fraction(3, 10), Fraction(1, 2)]).whole
    (10, 20)
    """
    if deals < 0:
        raise NegativeGoal(value=deals)
    whole: list[int] = []
    exact: list[Fraction] = []
    for step, share in enumerate(conversions):
        if not 0 < share <= 1:
            raise ConversionOutOfRange(step=step, share=str(share))
        whole.append(ceil((whole[-1] if whole else deals) / share))
        exact.append((exact[-1] if exact else deals) / share)
    return FunnelNeed(tuple(whole), tuple(exact))


def deals_for_revenue(revenue: Fraction | int, average_deal: int) -> int:
    """Return the whole deals that bring a revenue; a revenue below one deal needs one.

    Parameters
    ----------
    revenue, average_deal
        Minor units of one currency.

    Raises
    ------
    AverageDealNotPositive, NegativeGoal
        No count of deals makes sense.

    Examples
    --------
    >>> deals_for_revenue(600_000, 200_000), deals_for_revenue(1, 200_000)
    (3, 1)
    """
    if average_deal <= 0:
        raise AverageDealNotPositive(value=average_deal)
    if revenue < 0:
        raise NegativeGoal(value=int(revenue))
    return ceil(Fraction(revenue) / average_deal)
