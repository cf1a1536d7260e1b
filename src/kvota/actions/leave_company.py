"""A person leaves: his seats end on a day, his keys at once, and others take over his clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kvota.actions.add_deal import require_seller
from kvota.actions.carry_out_hand_over import carry_out_hand_over
from kvota.actions.place_person import end_seats, refuse_nobody_left
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.hand_overs import HandOver
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.selling import Client
from kvota.records.sequence import take
from kvota.records.tokens import Token


class HoldsNoSeat(RuleError):
    code = "holds_no_seat"
    sentence = "{person} holds no seat to leave"
    person: str


class LeavesAlready(RuleError):
    """Two departures at once would hand the same clients over twice."""

    code = "leaves_already"
    nature = "conflict"
    sentence = "{person} leaves after {day} already; take that back first"
    person: str
    day: date


class LastDayFar(RuleError):
    """A year away is a slip of the finger."""

    code = "last_day_far"
    sentence = "{day} is more than {days} days from today"
    day: date
    days: int


class OwnHeir(RuleError):
    code = "own_heir"
    sentence = "{person} cannot take over from himself"
    person: str


MOST_DAYS = 366


@dataclass(frozen=True)
class Left:
    """The seats that ended, the keys that opened till now, the deals that keep his name, and the record."""

    seats: int
    tokens: int
    deals: int
    hand_over: HandOver


def leave_company(
    *,
    seat: Seat,
    person: Person,
    on: date,
    now: datetime,
    today: date,
    heirs: Sequence[Person] = (),
    choices: Mapping[Client, Person] | None = None,
    receivables_go: bool = True,
) -> Left:
    """End every seat of a person; `on` is the first day he is gone. His keys for the API end now.

    The `heirs` share his clients evenly from that day on, but for those somebody chose for; what
    was sold before stays his. Without heirs the deals keep his name: silence gives no client away.
    When the day has come already the deals go over at once, else the worker sees to it.
    """
    require(seat, "people")
    if heirs or choices:
        require(seat, "hand_over")
    if abs((on - today).days) > MOST_DAYS:
        raise LastDayFar(day=on - timedelta(days=1), days=MOST_DAYS)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        _refuse(person, [*heirs, *(choices or {}).values()], today=today)
        held = list(Seat.objects.live().filter(Q(to_on=None) | Q(to_on__gt=on), person=person))
        if not held and not (heirs or choices):
            raise HoldsNoSeat(person=person.name)
        before = [[str(one.uid), one.to_on and one.to_on.isoformat()] for one in held]
        ended = end_seats(held, on=on)
        if held:
            refuse_nobody_left(on)
        tokens = Token.objects.filter(seat__person=person, revoked_at=None).update(revoked_at=now)
        hand_over: HandOver = HandOver.objects.create(
            organisation=seat.organisation,
            person=person,
            from_on=on,
            heirs=[str(heir.uid) for heir in heirs],
            choices={str(client.uid): str(heir.uid) for client, heir in (choices or {}).items()},
            receivables_go=receivables_go,
            ended=before,
            decided_by=seat,
            recorded_at=now,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="person_left",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={"on": on.isoformat(), "ended": ended, "tokens": tokens, "heirs": hand_over.heirs},
        )
    # Behind the commit: what he has to hand over is read from the copy, which knows stored facts only.
    if on <= today:
        hand_over = carry_out_hand_over(hand_over, by=seat, now=now, today=today)
    deals = Deal.objects.live().filter(owner=person).count()
    return Left(seats=len(held), tokens=tokens, deals=deals, hand_over=hand_over)


def _refuse(person: Person, heirs: Sequence[Person], *, today: date) -> None:
    planned = HandOver.objects.filter(person=person, state="planned").first()
    if planned is not None:
        raise LeavesAlready(person=person.name, day=planned.last_on)
    for heir in dict.fromkeys(heirs):
        if heir.pk == person.pk:
            raise OwnHeir(person=person.name)
        require_seller(heir, on=today)
