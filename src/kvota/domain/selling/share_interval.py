"""How sure a share is: the range in which it lies in eight of ten such cases."""

from __future__ import annotations

from math import sqrt

# The normal quantile of 0.9: 80 % lie between its negative and itself.
_EIGHT_IN_TEN = 1.2815515655446004


def share_interval(share: float, trials: int) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 80 %.

    Parameters
    ----------
    share
        Between 0 and 1, as observed.
    trials
        How many cases were decided, 1 or more.

    Returns
    -------
    The low and the high end, between 0 and 1. Unlike the textbook interval it stays inside
    and is not empty at 0 or 1: three of three is not certainty.

    Source: Wilson 1927; Brown, Cai & DasGupta 2001.

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(0.31, 142)]
    [0.263, 0.362]
    >>> [round(end, 3) for end in share_interval(1.0, 3)]
    [0.646, 1.0]
    """
    squared = _EIGHT_IN_TEN**2
    centre = (share + squared / (2 * trials)) / (1 + squared / trials)
    half = (
        _EIGHT_IN_TEN
        / (1 + squared / trials)
        * sqrt(share * (1 - share) / trials + squared / (4 * trials**2))
    )
    return max(0.0, centre - half), min(1.0, centre + half)
