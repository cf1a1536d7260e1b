"""Give a person a seat from a day on: in his first unit, in another one, or as the new head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kvota.actions.invite_person import UnknownRole
from kvota.actions.plain_values import free_text
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import ROLES, Person, Seat
from kvota.records.rights import MAY, require
from kvota.records.sequence import take
from kvota.records.units import Unit, in_force


class SeatHeldAlready(RuleError):
    code = "seat_held_already"
    sentence = "{person} holds this seat already"
    person: str


class NobodyWouldSetUp(RuleError):
    """Somebody must stay who can let people in; otherwise the company is locked out of itself."""

    code = "nobody_would_set_up"
    sentence = "nobody would be left from {day} on who may manage people"
    day: date


def place_person(
    *,
    seat: Seat,
    person: Person,
    unit: Unit,
    role: str,
    from_on: date,
    now: datetime,
    today: date,
    ends: Sequence[Seat] = (),
    duties: str = "",
) -> Seat:
    """Store a new seat and end others on the day it begins.

    `ends` are the seats that give way: the person's own in his old unit when he moves, the
    former head's when the unit gets a new one. Days before stay as they were: what was
    sold there is still counted there.
    """
    require(seat, "people")
    if role not in ROLES:
        raise UnknownRole(role=role[:40], roles=", ".join(ROLES))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        held = Seat.objects.live().filter(in_force(from_on), person=person, unit=unit, role=role)
        if held.exclude(pk__in=[one.pk for one in ends]).exists():
            raise SeatHeldAlready(person=person.name)
        ended = end_seats(ends, on=from_on)
        placed = Seat.objects.create(
            organisation=seat.organisation,
            person=person,
            unit=unit,
            role=role,
            duties=free_text(duties),
            from_on=from_on,
        )
        refuse_nobody_left(from_on)
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="person_placed",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={
                "seat": str(placed.uid),
                "unit": str(unit.uid),
                "role": role,
                "from_on": from_on.isoformat(),
                "ended": ended,
            },
        )
    return placed


def end_seats(seats: Sequence[Seat], *, on: date) -> list[str]:
    """End seats on a day (it is the first without them); return their ids, for the event."""
    for one in seats:
        # A seat that was to begin later never begins: its span becomes empty, not negative.
        one.to_on = on if one.from_on is None else max(on, one.from_on)
        one.save(update_fields=["to_on"])
    return [str(one.uid) for one in seats]


def refuse_nobody_left(day: date) -> None:
    """Refuse the last departure of somebody who may manage people."""
    managing = [role for role, doings in MAY.items() if "people" in doings]
    if not Seat.objects.live().filter(in_force(day), role__in=managing).exists():
        raise NobodyWouldSetUp(day=day)
