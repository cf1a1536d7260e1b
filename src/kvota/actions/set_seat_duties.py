"""Say in words what a seat answers for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.actions.plain_values import TextTooLong, free_text
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_CHARACTERS = 4000


def set_seat_duties(*, seat: Seat, held: Seat, duties: str, now: datetime) -> Seat:
    """Write the duties of a seat. The same words again write nothing."""
    require(seat, "people")
    words = free_text(duties)
    if len(words) > MOST_CHARACTERS:
        raise TextTooLong(length=len(words), most=MOST_CHARACTERS)
    with transaction.atomic():
        held = Seat.objects.select_for_update().get(pk=held.pk)
        if held.duties == words:
            return held
        before, held.duties = held.duties, words
        held.save(update_fields=["duties"])
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="seat_duties_set",
            seat=seat,
            subject=f"seat:{held.uid}",
            recorded_at=now,
            payload={"before": before, "after": words},
        )
    return held
