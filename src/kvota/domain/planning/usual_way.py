"""The usual way to the contract for a funnel of any length: what is assumed where nothing was seen yet."""

from __future__ import annotations

from collections.abc import Sequence
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


# A conversion below a hundredth is still one: nobody could be divided by nothing.
_FINEST = 1_000_000


@dataclass(frozen=True)
class UsualWay:
    """The conversion into the next stage and the mean working weeks of each stage, the first first."""

    conversions: tuple[Fraction, ...]
    mean_weeks: tuple[Fraction, ...]


def usual_way(
    stages: int,
    *,
    conversions: Sequence[Fraction] = USUAL_CONVERSIONS,
    weeks: Sequence[Fraction] = USUAL_WEEKS,
) -> UsualWay:
    """Return what is usual for so many stages before the contract.

    Parameters
    ----------
    conversions, weeks
        Shape (6,): of the usual funnel, or of the one bent to the owner's four numbers.

    Six are that funnel to the digit. Any other number divides the same way in equal parts of its
    losses and of its time, in hundredths; never to nothing.

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

    A company that says 20 % and 20 % and four weeks:

    >>> from kvota.domain.planning.four_numbers import first_funnel
    >>> said = first_funnel(
    ...     lead_to_meeting=Fraction(1, 5),
    ...     meeting_to_deal=Fraction(1, 5),
    ...     average_deal=1,
    ...     cycle_weeks=Fraction(4),
    ... )
    >>> one = usual_way(1, conversions=said.conversions, weeks=said.mean_weeks)
    >>> str(one.conversions[0]), str(one.mean_weeks[0])
    ('1/25', '4')
    """
    if stages < 1:
        raise NoStages(stages=stages)
    if stages == len(conversions):
        return UsualWay(tuple(conversions), tuple(weeks))
    known = np.arange(len(conversions) + 1)
    ends = np.linspace(0, len(conversions), stages + 1)
    losses = np.interp(ends, known, np.cumsum([0.0, *(log(float(share)) for share in conversions)]))
    means = np.interp(ends, known, np.cumsum([0.0, *(float(each) for each in weeks)]))
    return UsualWay(
        tuple(_share(exp(after - before)) for before, after in pairwise(losses)),
        tuple(Fraction(after - before).limit_denominator(100) for before, after in pairwise(means)),
    )


def _share(share: float) -> Fraction:
    return Fraction(share).limit_denominator(100) or max(
        Fraction(share).limit_denominator(_FINEST), Fraction(1, _FINEST)
    )
