"""Hand deals over to another person, many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction

from kvota.actions.add_deal import require_seller
from kvota.actions.write_owners import write_owners
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.rights import own_people_in_sight, require
from kvota.records.sequence import take


@dataclass(frozen=True)
class HandedOver:
    """What became of one deal: handed over, his already, or not in the sight of who asked."""

    deal: Deal
    outcome: Literal["handed_over", "his_already", "not_found"]


def reassign_deals(
    *, seat: Seat, deals: Iterable[Deal], person: Person, now: datetime, today: date
) -> list[HandedOver]:
    """Make a person the owner of deals from today on; what was sold before stays with whom it was.

    Answers row by row, in the order asked: a deal the seat may not see is left alone and
    the others go through. One event for all.
    """
    require(seat, "reassign")
    require_seller(person, on=today)
    asked = list({deal.pk: deal for deal in deals}.values())
    with transaction.atomic():
        # Of his own sight: who stands in for a head does not share out that head's clients.
        own = own_people_in_sight(seat, on=today)
        visible = Deal.open_to(seat.person_id, own).filter(pk__in=[deal.pk for deal in asked])
        locked = {
            deal.pk: deal
            for deal in Deal.objects.select_for_update().filter(pk__in=visible.values("pk")).order_by("pk")
        }
        handed = [deal for deal in locked.values() if deal.owner_id != person.pk]
        before = {str(deal.uid): deal.owner_id for deal in handed}
        if handed:
            write_owners([(deal, person) for deal in handed], by=seat, now=now, today=today)
            leave_event(
                organisation=seat.organisation,
                sequence=take(seat.organisation),
                kind="deals_reassigned",
                seat=seat,
                subject=f"person:{person.uid}",
                recorded_at=now,
                payload={"deals": _with_owners(before)},
            )
    changed = {deal.pk for deal in handed}
    return [
        HandedOver(
            locked.get(deal.pk, deal),
            "not_found" if deal.pk not in locked else "handed_over" if deal.pk in changed else "his_already",
        )
        for deal in asked
    ]


def _with_owners(before: dict[str, int | None]) -> list[list[str | None]]:
    """The deals with the person each belonged to, by uid: names stay in one place."""
    uids = dict(Person.objects.filter(pk__in={pk for pk in before.values() if pk}).values_list("pk", "uid"))
    return [[deal, str(uids[owner]) if owner else None] for deal, owner in before.items()]
