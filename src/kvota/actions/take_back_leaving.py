"""Take a departure back: his seats hold again, and the deals nobody worked on since are his again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kvota.actions.write_owners import AT_ONCE, write_owners
from kvota.domain.errors import RuleError
from kvota.records.attached_files import AttachedFile
from kvota.records.deals import Deal, DealShare, DealVersion
from kvota.records.events import leave_event
from kvota.records.hand_overs import HandOver
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Move
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.tokens import Token

# Facts by which somebody has made the deal his own since.
TOUCHES = (Move, DealVersion, DealShare, AttachedFile, Contract, Invoice, Payment, Refund)


class DepartureTakenBack(RuleError):
    code = "departure_taken_back"
    nature = "conflict"
    sentence = "the departure of {person} was taken back already"
    person: str


@dataclass(frozen=True)
class TakenBack:
    """The seats that hold again, the deals that are his again, and those that stay where they went."""

    seats: int
    returned: list[Deal]
    stayed: list[Deal]


def take_back_leaving(*, seat: Seat, person: Person, now: datetime, today: date) -> TakenBack:
    """Undo the newest departure of a person as far as nothing else has touched what it changed.

    Before its day all of it goes back. Later a deal stays with its new owner when anything was
    recorded on it since, and a seat when it was given another end or given again.
    """
    require(seat, "people")
    require(seat, "hand_over")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        standing = HandOver.standing(person)
        if standing is None:
            raise DepartureTakenBack(person=person.name)
        hand_over = HandOver.objects.select_for_update().get(pk=standing.pk)
        seats = _give_seats_back(hand_over)
        Token.objects.filter(seat__person=person, revoked_at=hand_over.recorded_at).update(revoked_at=None)
        handed = _handed(hand_over)
        touched = _touched(handed)
        returned = [deal for deal, _number in handed if deal.pk not in touched]
        stayed = [deal for deal, _number in handed if deal.pk in touched]
        if returned:
            _return(hand_over, returned, seat=seat, now=now, today=today)
        hand_over.state = "taken_back"
        hand_over.save(update_fields=["state"])
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="leaving_taken_back",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={
                "seats": seats,
                "returned": [str(deal.uid) for deal in returned],
                "stayed": [str(deal.uid) for deal in stayed],
            },
        )
    return TakenBack(seats=seats, returned=returned, stayed=stayed)


def _give_seats_back(hand_over: HandOver) -> int:
    given = 0
    before = dict(hand_over.ended)
    for held in Seat.objects.live().filter(uid__in=before):
        ends = hand_over.from_on if held.from_on is None else max(hand_over.from_on, held.from_on)
        again = Seat.objects.live().filter(person_id=held.person_id, unit_id=held.unit_id, role=held.role)
        if held.to_on == ends and not again.filter(pk__gt=held.pk).exists():
            held.to_on = date.fromisoformat(before[str(held.uid)]) if before[str(held.uid)] else None
            held.save(update_fields=["to_on"])
            given += 1
    return given


def _handed(hand_over: HandOver) -> list[tuple[Deal, int]]:
    """The deals that went over, locked, with the number of the version that said so."""
    numbers = {deal: number for deal, _heir, number in hand_over.handed}
    uids = sorted(numbers)
    deals: list[Deal] = []
    for start in range(0, len(uids), AT_ONCE):
        found = Deal.objects.live().select_for_update(of=("self",))
        deals += found.filter(uid__in=uids[start : start + AT_ONCE]).order_by("pk")
    return [(deal, numbers[str(deal.uid)]) for deal in deals]


def _touched(handed: list[tuple[Deal, int]]) -> set[int]:
    """The deals on which anything was recorded after they went over."""
    numbers = {deal.pk: number for deal, number in handed}
    if not numbers:
        return set()
    since = min(numbers.values())
    later: list[tuple[Any, ...]] = []
    for model in TOUCHES:
        # By number and not by deal: what came since is found by its index, however many deals went over.
        later += model.objects.filter(sequence__gt=since).values_list("deal_id", "sequence")
    return {deal for deal, number in later if deal in numbers and number > numbers[deal]}


def _return(hand_over: HandOver, deals: list[Deal], *, seat: Seat, now: datetime, today: date) -> None:
    """Write the old owner from the very day he lost them: as if they had never gone."""
    went = DealVersion.objects.get(sequence=hand_over.handed[0][2])
    write_owners(
        [(deal, hand_over.person) for deal in deals],
        by=seat,
        now=now,
        today=today,
        effective_on=went.effective_on,
    )
