"""How fast the clients in work turn into money, and how many must be in work."""

from __future__ import annotations

from fractions import Fraction

from kvota.domain.errors import RuleError

DAYS_IN_A_MONTH = 30


class CycleNotPositive(RuleError):
    """A deal takes no time, so that a speed cannot be told."""

    code = "cycle_not_positive"
    sentence = "the usual deal takes {days} days; expected more than zero"
    days: str


def pipeline_velocity(
    open_deals: int, win_rate: Fraction, average_deal: int, cycle_days: Fraction | int
) -> Fraction:
    """Return the money a day that the open deals promise. An indicator, not a forecast.

    Parameters
    ----------
    win_rate
        Share of deals won, 0 to 1.
    average_deal
        Minor units.
    cycle_days
        Mean days from the first stage to the contract, above 0.

    Raises
    ------
    CycleNotPositive
        A speed over no time is not a number.

    Source: domain specification E1.

    Examples
    --------
    40 open deals, 15 % won, 200,000 each, 60 days:

    >>> pipeline_velocity(40, Fraction("0.15"), 200_000, 60)
    Fraction(20000, 1)
    """
    if cycle_days <= 0:
        raise CycleNotPositive(days=str(cycle_days))
    return open_deals * win_rate * average_deal / Fraction(cycle_days)


def clients_needed_in_work(
    starts_a_month: Fraction | int, mean_days_in_work: Fraction | int, *, days_in_month: int = DAYS_IN_A_MONTH
) -> Fraction:
    """Return how many clients are in work at a time when so many start every month.

    Parameters
    ----------
    mean_days_in_work
        Of all who start, those lost early too: the mean of won deals alone is far too long.

    Source: Little 1961 (L = λW).

    Examples
    --------
    20 starts a month that stay two months on average:

    >>> clients_needed_in_work(20, 60)
    Fraction(40, 1)
    """
    return Fraction(starts_a_month) * mean_days_in_work / days_in_month
