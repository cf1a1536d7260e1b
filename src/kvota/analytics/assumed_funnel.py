"""What is assumed of a company without a history: its owner's four numbers, else what is usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import prod

from kvota.domain.planning.four_numbers import (
    STEPS_TO_MEETING,
    USUAL_CONVERSIONS,
    USUAL_WEEKS,
    FirstFunnel,
    first_funnel,
)
from kvota.records.assumed_funnels import AssumedFunnel, newest_assumed_funnel
from kvota.records.organisations import Organisation

#: The usual funnel in the words of the four numbers: 1/2, 3/10 and six and a half weeks.
USUAL_LEAD_TO_MEETING = prod(USUAL_CONVERSIONS[:STEPS_TO_MEETING], start=Fraction(1))
USUAL_MEETING_TO_DEAL = prod(USUAL_CONVERSIONS[STEPS_TO_MEETING:], start=Fraction(1))
USUAL_CYCLE_WEEKS = sum(USUAL_WEEKS, Fraction(0))


@dataclass(frozen=True)
class AssumedNumbers:
    """The four numbers. `average_deal_minor` is None where nobody was asked: no sum is usual.

    `given_by` and `given_at` say whose they are; None for the usual ones.
    """

    lead_to_meeting: Fraction
    meeting_to_deal: Fraction
    cycle_weeks: Fraction
    average_deal_minor: int | None
    given_by: str | None = None
    given_at: datetime | None = None

    @property
    def is_given(self) -> bool:
        return self.given_at is not None

    def steps(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Conversion and mean weeks of each of the six steps from the lead to the contract."""
        found = self.funnel(average_deal=self.average_deal_minor or 1)
        return found.conversions, found.mean_weeks

    def funnel(self, *, average_deal: int) -> FirstFunnel:
        """The funnel with an average deal in minor units."""
        return first_funnel(
            lead_to_meeting=self.lead_to_meeting,
            meeting_to_deal=self.meeting_to_deal,
            average_deal=average_deal,
            cycle_weeks=self.cycle_weeks,
        )


def assumed_funnel(organisation: Organisation, *, as_of: date | None = None) -> AssumedNumbers:
    """Return what is assumed before there is a history: the forecast and the reverse funnel read it here.

    Parameters
    ----------
    as_of
        Only what was said by that day counts; everything unless given.

    One query. Source: domain.md D6.
    """
    row: AssumedFunnel | None = newest_assumed_funnel(organisation, as_of=as_of)
    if row is None:
        return AssumedNumbers(USUAL_LEAD_TO_MEETING, USUAL_MEETING_TO_DEAL, USUAL_CYCLE_WEEKS, None)
    return AssumedNumbers(
        *row.shares,
        cycle_weeks=row.weeks,
        average_deal_minor=row.average_deal_minor,
        given_by=row.author.name if row.author else None,
        given_at=row.recorded_at,
    )
