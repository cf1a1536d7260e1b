"""The usual way to the contract for a funnel of any length: what is assumed where nothing was seen yet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, log

import numpy as np

from kvota.domain.errors import RuleError
from kvota.domain.planning.four_numbers import USUAL_CONVERSIONS, USUAL_WEEKS


class NoStages(RuleError):
    """A funnel without a stage before the contract has no way to the deal."""

    code = "no_stages"
    sentence = "the funnel has {stages} stages before the contract; expected one or more"
    stages: int


@dataclass(frozen=True)
class UsualWay:
    """The conversion into the next stage and the mean working weeks of each stage, the first first."""

    conversions: tuple[Fraction, ...]
    mean_weeks: tuple[Fraction, ...]


def usual_way(stages: int) -> UsualWay:
    """Return what is usual for so many stages before the contract.

    Six are the usual funnel to the digit. Any other number divides the same way in equal parts of its
    losses and of its time, in hundredths.

    Raises
    ------
    NoStages
        Fewer than one.

    Source: domain specification D6.

    Examples
    --------
    >>> [str(share) for share in usual_way(6).conversions]
    ['7/10', '5/7', '3/4', '4/5', '5/8', '4/5']
    >>> [str(share) for share in usual_way(1).conversions], str(usual_way(1).mean_weeks[0])
    (['3/20'], '13/2')
    """
    if stages < 1:
        raise NoStages(stages=stages)
    if stages == len(USUAL_CONVERSIONS):
        return UsualWay(USUAL_CONVERSIONS, USUAL_WEEKS)
    known = np.arange(len(USUAL_CONVERSIONS) + 1)
    ends = np.linspace(0, len(USUAL_CONVERSIONS), stages + 1)
    losses = np.interp(ends, known, np.cumsum([0.0, *(log(float(share)) for share in USUAL_CONVERSIONS)]))
    weeks = np.interp(ends, known, np.cumsum([0.0, *(float(each) for each in USUAL_WEEKS)]))
    return UsualWay(
        tuple(Fraction(exp(after - before)).limit_denominator(100) for before, after in pairwise(losses)),
        tuple(Fraction(after - before).limit_denominator(100) for before, after in pairwise(weeks)),
    )
