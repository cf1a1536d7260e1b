"""Add a person with his first seat, and a sign-in when he is to have one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.invite_person import NameNeeded, UnknownRole
from kvota.actions.open_for_seat import ensure_account
from kvota.actions.plain_values import free_text, short_text
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.people import ROLES, Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.units import Unit


class NameTaken(RuleError):
    """Two people may share a name; mostly it is the same person typed twice."""

    code = "name_taken"
    sentence = "there is a person named {name} already"
    name: str


def add_person(
    *,
    seat: Seat,
    name: str,
    unit: Unit,
    role: str,
    now: datetime,
    today: date,
    from_on: date | None = None,
    login: str = "",
    duties: str = "",
    confirmed: bool = False,
) -> Seat:
    """Store a person and the seat he holds from a day on, today unless said.

    With a `login` he gets a sign-in without a password: a one-time address opens it. A
    name that is there already must be `confirmed`.
    """
    require(seat, "people")
    name = short_text(name, most=150)
    if not name:
        raise NameNeeded()
    if role not in ROLES:
        raise UnknownRole(role=role[:40], roles=", ".join(ROLES))
    with transaction.atomic():
        sequence = take(seat.organisation)
        if not confirmed and Person.objects.live().filter(name__iexact=name).exists():
            raise NameTaken(name=name)
        person = Person.objects.create(organisation=seat.organisation, name=name)
        if login:
            ensure_account(person, login=short_text(login, most=140))
        given = Seat.objects.create(
            organisation=seat.organisation,
            person=person,
            unit=unit,
            role=role,
            duties=free_text(duties),
            from_on=from_on or today,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="person_added",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={"seat": str(given.uid), "unit": str(unit.uid), "role": role, "signs_in": bool(login)},
        )
    return given
