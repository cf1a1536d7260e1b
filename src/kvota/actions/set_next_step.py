"""Agree the next step of a deal: a day and a few words. Or take it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import coming_day, short_text
from kvota.records.deal_history import keep_version
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require


def set_next_step(
    *,
    seat: Seat,
    deal: Deal,
    on: date | None,
    now: datetime,
    today: date,
    words: str = "",
    gives_back: bool = False,
) -> Deal:
    """Store the next step of a deal the seat may see; without a day the deal has none any more.

    The same step said twice is stored once. An undo `gives_back` also a day that has passed.
    """
    require(seat, "edit_deal")
    if on is not None and not gives_back:
        coming_day(on, today=today)
    step = short_text(words) if on is not None else ""
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        if (deal.next_step_on, deal.next_step) == (on, step):
            return deal
        before = deal.next_step_on
        sequence = keep_version(
            deal,
            {"next_step_on": on, "next_step": step},
            seat=seat,
            today=today,
            now=now,
            from_today=True,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="next_step_set",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={"on": on and on.isoformat(), "before": before and before.isoformat()}
            | acting_for(seat, deal.owner_id, on=today),
        )
    return deal
