"""How long a client usually stays in a stage, before the company's own history says enough."""

from __future__ import annotations

#: A stage nobody has seen anybody leave: one week.
DEFAULT_STAY_DAYS = 7.0

#: The default weighs as much as twenty clients watched for a week, and fades as others are watched.
PRIOR_DAYS = 140.0

#: Silent for this long, or three times the stuck age where that is longer, counts as lost in statistics.
LEAST_SILENT_DAYS = 60
SILENT_STUCK_AGES = 3


def usual_stay(days_watched: float, exits: int, *, default: float = DEFAULT_STAY_DAYS) -> float:
    """Return the mean stay in a stage, drawn towards a default while little was seen.

    Parameters
    ----------
    days_watched
        Sum of the days all clients were watched in the stage, those still there included.
    exits
        How many left it, onwards or lost.
    default
        Mean stay in days, above zero, as long as nothing was seen.

    Returns
    -------
    Days, above zero.

    Source: domain specification D6 (prior strength 20 deal-weeks per stage).

    Examples
    --------
    >>> usual_stay(0, 0)
    7.0
    >>> round(usual_stay(2_000, 100), 1)
    17.8
    """
    return (PRIOR_DAYS + days_watched) / (PRIOR_DAYS / default + exits)


def silent_limit(stuck_after: float) -> int:
    """Return after how many silent days statistics count a deal as lost.

    Source: domain specification, section 0.

    Examples
    --------
    >>> silent_limit(10), silent_limit(30)
    (60, 90)
    """
    return max(LEAST_SILENT_DAYS, round(SILENT_STUCK_AGES * stuck_after))
