"""An owner without a history says four numbers of his business; they are assumed until deals say more."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db import transaction

from kvota.domain.planning.four_numbers import first_funnel
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange
from kvota.records.assumed_funnels import AssumedFunnel
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def say_four_numbers(
    *,
    seat: Seat,
    lead_to_meeting: Fraction,
    meeting_to_deal: Fraction,
    average_deal_minor: int,
    cycle_weeks: Fraction,
    now: datetime,
) -> AssumedFunnel:
    """Store the four numbers; earlier ones stay readable. Refused out of range, each by its name.

    Shares are above 0 and at most 1, the average deal is minor units of the company's currency, the
    weeks are working weeks from the lead to the contract.
    """
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    try:
        first_funnel(
            lead_to_meeting=lead_to_meeting,
            meeting_to_deal=meeting_to_deal,
            average_deal=average_deal_minor,
            cycle_weeks=cycle_weeks,
        )
    except ConversionOutOfRange as refused:
        # A person counts the steps from one.
        raise ConversionOutOfRange(step=refused.step + 1, share=refused.share) from None
    with transaction.atomic():
        sequence = take(organisation)
        row: AssumedFunnel = AssumedFunnel.objects.create(
            organisation=organisation,
            lead_to_meeting=str(lead_to_meeting),
            meeting_to_deal=str(meeting_to_deal),
            average_deal_minor=average_deal_minor,
            cycle_weeks=str(cycle_weeks),
            sequence=sequence,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="four_numbers_said",
            seat=seat,
            subject=f"assumed:{row.uid}",
            recorded_at=now,
            payload={
                "lead_to_meeting": row.lead_to_meeting,
                "meeting_to_deal": row.meeting_to_deal,
                "average_deal_minor": average_deal_minor,
                "cycle_weeks": row.cycle_weeks,
            },
        )
    return row
