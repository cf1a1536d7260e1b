"""The usual swing of a weekly figure, and the weeks that do not belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, log

from kvota.domain.errors import RuleError

# Constants of the XmR chart: 3 / 1.128 and 3.268 (Wheeler 2000).
_LIMIT_PER_RANGE = 2.66
_UPPER_RANGE = 3.268

#: Counts with a lower mean are judged by exact Poisson limits instead.
LOW_COUNT_MEAN = 3.0
_MOST_MEAN = 100.0  # exp(-746) is 0.0 and would sum to nothing for ever
_TAIL = 0.00135  # what lies beyond three sigma on one side


class TooFewWeeks(RuleError):
    """A swing cannot be seen in fewer than two figures."""

    code = "too_few_weeks"
    sentence = "{weeks} figures show no swing; expected two or more"
    weeks: int


@dataclass(frozen=True)
class ProcessLimits:
    """The limits of a steady process.

    Attributes
    ----------
    mean, range_mean
        Mean of the figures, and of the changes from one to the next.
    upper, lower
        A single figure outside these has a cause of its own. The lower one may be below zero.
    range_upper
        A single change above this has a cause of its own.
    """

    mean: float
    range_mean: float
    upper: float
    lower: float
    range_upper: float


def process_limits(figures: Sequence[float]) -> ProcessLimits:
    """Return the limits of a figure from its history (10 to 26 weeks are a good base).

    Raises
    ------
    TooFewWeeks
        There is no change to measure.

    Source: Wheeler 1993; domain specification E6.

    Examples
    --------
    >>> limits = process_limits([12, 15, 11, 14, 13, 16, 12, 14, 13, 15])
    >>> round(limits.mean, 2), round(limits.lower, 2), round(limits.upper, 2)
    (13.5, 6.7, 20.3)
    """
    if len(figures) < 2:
        raise TooFewWeeks(weeks=len(figures))
    mean = sum(figures) / len(figures)
    changes = [abs(after - before) for before, after in pairwise(figures)]
    swing = sum(changes) / len(changes)
    return ProcessLimits(
        mean, swing, mean + _LIMIT_PER_RANGE * swing, mean - _LIMIT_PER_RANGE * swing, _UPPER_RANGE * swing
    )


def signals(figures: Sequence[float], *, mean: float, upper: float, lower: float) -> list[tuple[int, int]]:
    """Return the figures that a steady process would hardly show, as (number from 0, rule).

    Rule 1: outside the limits. Rule 2: the eighth or later in a row on one side of the mean.
    Rule 3: the third of four in a row that are nearer to the same limit than to the mean.
    Each is reported at the last figure of its run; a figure on the mean ends a run.

    Examples
    --------
    >>> signals([13, 6, 14], mean=13.5, upper=20.3, lower=6.7)
    [(1, 1)]
    """
    found = []
    side = [(figure > mean) - (figure < mean) for figure in figures]
    near = [
        s if (figure > (mean + upper) / 2 or figure < (mean + lower) / 2) else 0
        for figure, s in zip(figures, side, strict=True)
    ]
    for last, figure in enumerate(figures):
        if figure > upper or figure < lower:
            found.append((last, 1))
        if side[last] and last >= 7 and len(set(side[last - 7 : last + 1])) == 1:
            found.append((last, 2))
        window = near[max(last - 3, 0) : last + 1]
        if near[last] and window.count(near[last]) >= 3:
            found.append((last, 3))
    return found


@dataclass(frozen=True)
class LowCountLimits:
    """Limits of a figure that is seldom more than two or three a week.

    Attributes
    ----------
    signal_from
        The smallest count that hardly happens by chance.
    zero_weeks
        How many empty weeks in a row hardly happen by chance.
    a_low_week_signals
        Whether a single empty week says anything.
    """

    signal_from: int
    zero_weeks: int
    a_low_week_signals: bool


class MeanOutOfRange(RuleError):
    """A count never happens, or is far from low."""

    code = "mean_out_of_range"
    sentence = "the mean count is {mean}; expected above zero and up to {most}"
    mean: float
    most: float


def low_count_limits(mean: float) -> LowCountLimits:
    """Return exact Poisson limits of a weekly count, 0.00135 on each side.

    Raises
    ------
    MeanOutOfRange
        Nothing can be expected of a count that never happens; above 100 it is not low.

    Source: domain specification E6.

    Examples
    --------
    Two deals a week on average: eight are news, and so are four weeks without any.

    >>> low_count_limits(2)
    LowCountLimits(signal_from=8, zero_weeks=4, a_low_week_signals=False)
    """
    if not 0 < mean <= _MOST_MEAN:
        raise MeanOutOfRange(mean=mean, most=_MOST_MEAN)
    chance = exp(-mean)
    below, count = 0.0, 0
    while 1 - below > _TAIL:
        below += chance
        count += 1
        chance *= mean / count
    weeks = ceil(log(1 / _TAIL) / mean)
    return LowCountLimits(count, weeks, weeks == 1)
