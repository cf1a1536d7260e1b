"""A person leaves: his seats end on a day, his keys at once. What he sold stays his."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from kvota.actions.place_person import end_seats, refuse_nobody_left
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.tokens import Token


class HoldsNoSeat(RuleError):
    code = "holds_no_seat"
    sentence = "{person} holds no seat to leave"
    person: str


@dataclass(frozen=True)
class Left:
    """The seats that ended, the keys that opened till now, and the deals to hand over."""

    seats: int
    tokens: int
    deals: int


def leave_company(*, seat: Seat, person: Person, on: date, now: datetime, today: date) -> Left:
    """End every seat of a person; `on` is the first day he is gone. His keys for the API end now.

    His deals keep him as their owner until `reassign_deals` hands them over: silence
    never gives a client away. The answer says how many there are.
    """
    require(seat, "people")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        held = list(Seat.objects.live().filter(Q(to_on=None) | Q(to_on__gt=on), person=person))
        if not held:
            raise HoldsNoSeat(person=person.name)
        ended = end_seats(held, on=on)
        refuse_nobody_left(on)
        tokens = Token.objects.filter(seat__person=person, revoked_at=None).update(revoked_at=now)
        deals = Deal.objects.live().filter(owner=person).count()
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="person_left",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={"on": on.isoformat(), "ended": ended, "tokens": tokens},
        )
    return Left(seats=len(held), tokens=tokens, deals=deals)
