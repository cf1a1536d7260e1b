"""What deals that do not exist yet will bring: how many come a day, how many of these win in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kvota.domain.forecasting.deal_outcome import Outlook

#: A deal that came four weeks ago counts half in the number that comes each day.
ARRIVALS_HALF_LIFE_DAYS = 28.0

#: How many usual wins are mixed into a person's mean win.
WINS_MIXED_IN = 5.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NewWork:
    """What is expected of new deals within a time ahead.

    Attributes
    ----------
    arrivals_per_day
        Deals that come on a calendar day, weekends included.
    wins
        How many of them bring their money in time.
    mean_amount
        Minor units of a win.
    """

    arrivals_per_day: float
    wins: float
    mean_amount: float

    @property
    def total(self) -> float:
        """Expected money, minor units."""
        return self.wins * self.mean_amount


def arrivals_per_day(
    days_ago: ArrayLike, *, watched_days: int, half_life_days: float = ARRIVALS_HALF_LIFE_DAYS
) -> float:
    """Return how many deals come a day, the last weeks counting most.

    Parameters
    ----------
    days_ago
        Shape (arrivals,), whole days from each arrival to the day of the question; 0 for that day.
    watched_days
        Days of history, that day included. Arrivals before are left out.

    Examples
    --------
    One each day, whatever the half-life:

    >>> round(arrivals_per_day(range(100), watched_days=100), 9)
    1.0

    The same number, all long ago:

    >>> round(arrivals_per_day([90] * 100, watched_days=100), 2)
    0.29
    """
    ago = np.asarray(days_ago, dtype=np.float64)
    ago = ago[(ago >= 0) & (ago < watched_days)]
    if watched_days <= 0:
        return 0.0
    faded = 0.5 ** (1 / half_life_days)
    return float(np.power(faded, ago).sum() * (1 - faded) / (1 - faded**watched_days))


def share_of_arrivals(first_ranks: ArrayLike, *, target: int) -> Floats:
    """Return where new deals stand on the evening of their first day.

    Parameters
    ----------
    first_ranks
        Shape (arrivals,), rank of each that evening; 0 for a deal lost on the same day.
    target
        The rank at which the money counts.

    Returns
    -------
    Shape (target,), shares of ranks 1 to target; those lost at once are missing from the sum.
    Without arrivals all come to the first stage.

    Examples
    --------
    >>> share_of_arrivals([1, 1, 3, 0], target=3).tolist()
    [0.5, 0.0, 0.25]
    """
    ranks = np.asarray(first_ranks, dtype=np.int64)
    if not ranks.size:
        ranks = np.ones(1, dtype=np.int64)
    shares: Floats = np.bincount(np.minimum(ranks, target), minlength=target + 1)[1:] / ranks.size
    return shares


def wins_of_arrivals(outlook: Outlook, shares: Floats) -> Floats:
    """Return the share of new deals that has brought its money by 0, 1, ... days after the first.

    Shape (days + 1,), rising.
    """
    return np.asarray(outlook.by_day[:, :, 0] @ shares, dtype=np.float64)


def new_wins(per_day: float, won_by_age: Floats, *, within: int, after: int = 0) -> float:
    """Return how many deals that are still to come bring their money in the days after + 1 ... within.

    Parameters
    ----------
    per_day
        Deals that come on each day from tomorrow on.
    won_by_age
        Share of them won by each age in days (`wins_of_arrivals`), at least `within` of them.

    Examples
    --------
    Two a day, half of which win on their second day; those of the third day have no time left:

    >>> new_wins(2, np.array([0, 0.5, 0.5]), within=3)
    2.0
    """
    # Who comes on day t has within - t evenings for it.
    return float(per_day * (won_by_age[:within].sum() - won_by_age[:after].sum()))


def mean_win(amounts: ArrayLike, *, usual: float, strength: float = WINS_MIXED_IN) -> float:
    """Return the mean win of a person or a unit, drawn towards what is usual in the company.

    Parameters
    ----------
    amounts
        Shape (wins,), minor units.
    usual
        The company's mean win, minor units.

    Examples
    --------
    >>> mean_win([200, 400], usual=1000, strength=2)
    650.0
    """
    own = np.asarray(amounts, dtype=np.float64)
    return drawn_mean(float(own.sum()), own.size, usual=usual, strength=strength)


def drawn_mean(total: float, wins: int, *, usual: float, strength: float = WINS_MIXED_IN) -> float:
    """Return the same from the sum of the wins and how many they are.

    Examples
    --------
    >>> drawn_mean(600, 2, usual=1000, strength=2)
    650.0
    """
    weight = wins + strength
    return float((total + strength * usual) / weight) if weight else usual
