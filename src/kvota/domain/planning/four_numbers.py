"""The funnel of a company without a history: what is usual, bent to the four numbers its owner knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import log, prod
from typing import Final

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.default_hazards import CONVERSIONS, PAID_BY_WEEK, WEEKS_IN_STAGE
from kvota.domain.planning.lag_kernel import Kernel, lag_kernel
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, ConversionOutOfRange

#: From a lead to a meeting are two steps of the usual funnel, from there to the contract four.
STEPS_TO_MEETING: Final = 2

DAYS_A_WEEK: Final = 5

# A delay is a plan's number: ten-thousandths of those who move on, and no endless tail.
_PARTS = 10_000

USUAL_CONVERSIONS: Final = tuple(Fraction(share).limit_denominator(100) for share in CONVERSIONS)
USUAL_WEEKS: Final = tuple(Fraction(weeks).limit_denominator(100) for weeks in WEEKS_IN_STAGE)


class WeeksNotPositive(RuleError):
    """A way to the deal takes no time at all, or less."""

    code = "weeks_not_positive"
    sentence = "the way to the deal takes {weeks} weeks; expected a number above zero"
    weeks: str


class CycleTooLong(RuleError):
    """A way to the deal takes longer than a plan looks ahead."""

    code = "cycle_too_long"
    sentence = "the way to the deal takes {weeks} weeks; expected up to {most}"
    weeks: str
    most: int


#: Beyond four years the stages would wait longer than any plan looks ahead.
LONGEST_CYCLE: Final = 208


@dataclass(frozen=True)
class FirstFunnel:
    """The steps from the first stage to the contract, before there is a history.

    Attributes
    ----------
    conversions, mean_weeks
        Shape (6,), exact: into the next stage, and in the stage before it.
    average_deal
        Minor units.
    """

    conversions: tuple[Fraction, ...]
    mean_weeks: tuple[Fraction, ...]
    average_deal: int

    def delays(self) -> tuple[tuple[Fraction, ...], ...]:
        """The weekly shares of each step (`usual_delay`)."""
        return tuple(usual_delay(weeks) for weeks in self.mean_weeks)

    def kernel(self) -> Kernel:
        """From the first stage to the contract."""
        return lag_kernel(self.conversions, self.delays())


def first_funnel(
    *, lead_to_meeting: Fraction, meeting_to_deal: Fraction, average_deal: int, cycle_weeks: Fraction
) -> FirstFunnel:
    """Return the usual funnel, bent so that it gives exactly what the owner said.

    Parameters
    ----------
    lead_to_meeting, meeting_to_deal
        Above 0 and up to 1: the products of the first two and of the other four conversions.
    average_deal
        Minor units, above zero.
    cycle_weeks
        Working weeks from the lead to the contract, above zero: the sum of the mean weeks.

    Raises
    ------
    ConversionOutOfRange
        `step` 0 is lead to meeting, 1 meeting to deal.
    AverageDealNotPositive, WeeksNotPositive, CycleTooLong
        No plan can be made of it.

    Notes
    -----
    A low conversion is spread over its steps in the proportion of the usual losses, rounded to
    thousandths except the last, which makes the product exact.

    Source: domain specification D6.

    Examples
    --------
    What is usual comes out as it is:

    >>> usual = first_funnel(
    ...     lead_to_meeting=Fraction(1, 2),
    ...     meeting_to_deal=Fraction(3, 10),
    ...     average_deal=200_000,
    ...     cycle_weeks=Fraction(13, 2),
    ... )
    >>> [str(share) for share in usual.conversions]
    ['7/10', '5/7', '3/4', '4/5', '5/8', '4/5']
    >>> [str(weeks) for weeks in usual.mean_weeks]
    ['1', '1', '1', '1', '3/2', '1']
    """
    for step, share in enumerate((lead_to_meeting, meeting_to_deal)):
        if not 0 < share <= 1:
            raise ConversionOutOfRange(step=step, share=str(share))
    if average_deal <= 0:
        raise AverageDealNotPositive(value=average_deal)
    if cycle_weeks <= 0:
        raise WeeksNotPositive(weeks=str(cycle_weeks))
    if cycle_weeks > LONGEST_CYCLE:
        raise CycleTooLong(weeks=str(cycle_weeks), most=LONGEST_CYCLE)
    before, after = USUAL_CONVERSIONS[:STEPS_TO_MEETING], USUAL_CONVERSIONS[STEPS_TO_MEETING:]
    longer = cycle_weeks / sum(USUAL_WEEKS)
    return FirstFunnel(
        (*bent_to(lead_to_meeting, before), *bent_to(meeting_to_deal, after)),
        tuple(weeks * longer for weeks in USUAL_WEEKS),
        average_deal,
    )


def bent_to(whole: Fraction, usual: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return conversions in the proportion of the usual losses whose product is exactly `whole`.

    Parameters
    ----------
    whole
        Above 0 and up to 1.
    usual
        Shape (steps,), each above 0 and below 1.

    Examples
    --------
    >>> [str(share) for share in bent_to(Fraction(1, 4), [Fraction(1, 2), Fraction(1, 2)])]
    ['1/2', '1/2']
    """
    # In logarithms a conversion is a loss, and losses are shared out in proportion.
    power = log(whole) / log(prod(usual))
    found, rest = [], whole
    for share in usual[:-1]:
        near = Fraction(float(share) ** power).limit_denominator(1000)
        # Never below what is left to lose: the last step may not have to convert more than all.
        here = min(max(near, rest), Fraction(1))
        found.append(here)
        rest /= here
    return (*found, rest)


def usual_delay(mean_weeks: Fraction) -> tuple[Fraction, ...]:
    """Return how many weeks a step takes when each working day is as likely as the last to end it.

    Parameters
    ----------
    mean_weeks
        Working weeks, zero or more.

    Returns
    -------
    The share of those who move on after 0, 1, 2 ... weeks, in ten-thousandths, exactly 1
    together. Who enters does so on any day of the week alike. The mean is right to within a
    hundredth of a week as long as it is below twenty.

    Source: domain specification D6.

    Examples
    --------
    >>> [round(float(share), 2) for share in usual_delay(Fraction(1))][:4]
    [0.33, 0.45, 0.15, 0.05]
    """
    if mean_weeks < 0:
        raise WeeksNotPositive(weeks=str(mean_weeks))
    if mean_weeks * DAYS_A_WEEK <= 1:
        # Less than a day: whoever comes late on the last day of a week moves on in the next.
        shares = (1 - mean_weeks, mean_weeks)
        return shares if mean_weeks else shares[:1]
    stays = 1 - 1 / (DAYS_A_WEEK * float(mean_weeks))
    edges, week = [0], 0
    while edges[-1] < _PARTS:
        # Not moved on by the end of this week, over the five days on which he may have come.
        later = sum(stays ** (DAYS_A_WEEK * week + left) for left in range(DAYS_A_WEEK)) / DAYS_A_WEEK
        edges.append(round(_PARTS * (1 - later)))
        week += 1
    return tuple(Fraction(b - a, _PARTS) for a, b in pairwise(edges))


def payment_step() -> tuple[Fraction, tuple[Fraction, ...]]:
    """Return the way from the contract to the money as one more step: its conversion and its delay.

    A contract is not paid in the week of its signature; 7 % have not been paid after seven weeks
    and do not count here.

    Examples
    --------
    >>> share, delay = payment_step()
    >>> share, [str(part * share) for part in delay][:3]
    (Fraction(93, 100), ['0', '1/10', '1/4'])
    """
    paid = [Fraction(0), *(Fraction(share).limit_denominator(100) for share in PAID_BY_WEEK)]
    return paid[-1], (Fraction(0), *((b - a) / paid[-1] for a, b in pairwise(paid)))
