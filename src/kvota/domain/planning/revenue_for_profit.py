"""How much must be sold to earn a profit, with what is sold, fixed costs and commission known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import up_to_step
from kvota.domain.money.split_without_loss import BadQuantum


class NoPositiveMargin(RuleError):
    """Each sale costs as much as it brings, or more."""

    code = "no_positive_margin"
    sentence = "nothing is left of a sale after its costs and commission: no revenue earns this profit"


class SharesNotOne(RuleError):
    """The shares of the mix are not the whole."""

    code = "shares_not_one"
    sentence = "the shares of the mix do not add up to 1"


class CommissionUnsteady(RuleError):
    """The commission rate falls as revenue grows so that no revenue fits its own rate."""

    code = "commission_unsteady"
    sentence = "no revenue agrees with the commission rate it brings; the rates must not fall with revenue"


@dataclass(frozen=True)
class ProfitGoal:
    """The revenue that earns a profit.

    Attributes
    ----------
    revenue
        Minor units, brought up to the step: net of value-added tax.
    exact
        The same before the step.
    margin
        What is left of each unit of revenue.
    per_share
        Shape (mix,): change of `exact` when a part's share grows by one whole; negative for a
        part that earns.
    """

    revenue: int
    exact: Fraction
    margin: Fraction
    per_share: tuple[Fraction, ...]


def revenue_for_profit(
    profit: int,
    mix: Sequence[tuple[Fraction, Fraction]],
    *,
    fixed: int = 0,
    commission: Fraction = Fraction(0),
    quantum: int = 1,
) -> ProfitGoal:
    """Return the revenue that leaves a profit after variable and fixed costs.

    Parameters
    ----------
    profit, fixed
        Minor units of one currency.
    mix
        Shape (parts, 2): the share of a product group in revenue and its margin, both as
        shares of 1. The shares add up to 1.
    commission
        Share of revenue paid to sellers, and any other cost that grows with revenue.
    quantum
        Step the revenue is brought up to, 1 or more.

    Returns
    -------
    Revenue 0 when profit and fixed costs together are zero or less.

    Raises
    ------
    SharesNotOne
        A part of revenue has no margin, or two.
    NoPositiveMargin
        A bigger plan would only lose more.
    BadQuantum
        The step is below 1.

    Source: domain specification A8.

    Examples
    --------
    1,200,000 of profit, 300,000 of fixed costs, 60 % sold at 25 % and 40 % at 35 %, commission 4 %:

    >>> mix = [(Fraction("0.6"), Fraction("0.25")), (Fraction("0.4"), Fraction("0.35"))]
    >>> goal = revenue_for_profit(1_200_000, mix, fixed=300_000, commission=Fraction("0.04"), quantum=1_000)
    >>> goal.revenue, goal.margin
    (6000000, Fraction(1, 4))
    """
    if quantum < 1:
        raise BadQuantum
    if sum(share for share, _ in mix) != 1:
        raise SharesNotOne
    margin = sum((share * margin for share, margin in mix), Fraction(0)) - commission
    if margin <= 0:
        raise NoPositiveMargin
    needed = max(profit + fixed, 0)
    per_share = tuple(-needed * part / margin**2 for _, part in mix)
    return ProfitGoal(up_to_step(needed / margin, quantum), needed / margin, margin, per_share)


def profit_of_revenue(revenue: int, margin: Fraction, *, fixed: int = 0) -> int:
    """Return the profit a revenue leaves, in whole minor units: the inverse of `revenue_for_profit`.

    Parameters
    ----------
    revenue, fixed
        Minor units of one currency.
    margin
        What is left of each unit of revenue, as a share of 1.

    Returns
    -------
    The largest whole profit the revenue earns; below zero where the fixed costs take more. For the revenue
    that `revenue_for_profit` found, exactly the profit it was found for: brought up to a whole unit it earns
    less than one more, as no margin is above 1.

    Examples
    --------
    >>> profit_of_revenue(6_000_000, Fraction(1, 4), fixed=300_000)
    1200000
    >>> revenue_for_profit(1_000, [(Fraction(1), Fraction(3, 7))]).revenue
    2334
    >>> profit_of_revenue(2_334, Fraction(3, 7))
    1000
    """
    return floor(revenue * margin) - fixed


def revenue_with_tiered_commission(
    profit: int,
    mix: Sequence[tuple[Fraction, Fraction]],
    rate_at: Callable[[int], Fraction],
    *,
    fixed: int = 0,
    quantum: int = 1,
) -> ProfitGoal:
    """Return the revenue for a profit when the commission rate itself depends on revenue.

    Parameters
    ----------
    rate_at
        Revenue in minor units → commission as a share of it, not falling.

    Raises
    ------
    CommissionUnsteady
        Twenty steps did not settle: the rate falls somewhere as revenue grows.
    SharesNotOne, NoPositiveMargin, BadQuantum
        As `revenue_for_profit`.

    Examples
    --------
    5 % up to 5,000,000 and 10 % above it; the plan lands in the dearer bracket:

    >>> def rate_at(revenue: int) -> Fraction:
    ...     return Fraction(5, 100) if revenue <= 5_000_000 else Fraction(10, 100)
    >>> revenue_with_tiered_commission(1_100_000, [(Fraction(1), Fraction("0.25"))], rate_at).revenue
    7333334
    """
    # From below: the first revenue that fits its own rate is then the smallest one.
    rate = rate_at(0)
    for _ in range(20):
        goal = revenue_for_profit(profit, mix, fixed=fixed, commission=rate, quantum=quantum)
        if rate_at(goal.revenue) == rate:
            return goal
        rate = rate_at(goal.revenue)
    raise CommissionUnsteady


def margin_after_discount(margin: Fraction, discount: Fraction) -> Fraction:
    """Return what is left of a discounted price; the cost stays, the price falls.

    Raises
    ------
    NoPositiveMargin
        The discount gives the thing away.

    Examples
    --------
    A margin of 25 % does not become 15 % after a discount of 10 %, but a sixth:

    >>> margin_after_discount(Fraction(1, 4), Fraction(1, 10))
    Fraction(1, 6)
    """
    if discount >= 1:
        raise NoPositiveMargin
    return 1 - (1 - margin) / (1 - discount)
