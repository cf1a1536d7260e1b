"""Invite a person: a name, a seat, a sign-in."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.open_for_seat import ensure_account
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import ROLES, Person, Seat
from kvota.records.sequence import take
from kvota.records.units import Unit, in_force, unit_tree


class UnknownRole(RuleError):
    code = "unknown_role"
    sentence = "the role {role} is not known; expected one of {roles}"
    role: str
    roles: str


class UnknownUnit(RuleError):
    code = "unknown_unit"
    sentence = "there is no unit named {unit}"
    unit: str


class NameNeeded(RuleError):
    code = "name_needed"
    sentence = "a person needs a name"


def top_unit(organisation: Organisation, *, on: date) -> Unit:
    """The unit above all others."""
    top = min(unit for unit, parent in unit_tree(on).items() if parent is None)
    return Unit.objects.get(pk=top)


def invite_person(
    *,
    organisation: Organisation,
    name: str,
    role: str,
    today: date,
    now: datetime,
    unit_name: str = "",
    login: str = "",
    invited_by: Seat | None = None,
) -> Seat:
    """Give a person, known or new, a seat with that role. Asking for the same seat again returns it."""
    name = " ".join(name.split())
    if not name:
        raise NameNeeded()
    if role not in ROLES:
        raise UnknownRole(role=role, roles=", ".join(ROLES))
    with transaction.atomic():
        unit = top_unit(organisation, on=today)
        if unit_name:
            found = Unit.objects.live().filter(name__iexact=unit_name).first()
            if found is None:
                raise UnknownUnit(unit=unit_name)
            unit = found
        person = Person.objects.live().filter(name__iexact=name).first()
        if person is None:
            person = Person.objects.create(organisation=organisation, name=name)
        ensure_account(person, login=login)
        held = Seat.objects.live().filter(in_force(today), person=person, unit=unit, role=role).first()
        if held is not None:
            seat: Seat = held
            return seat
        # A first seat has no beginning: what the person did before kvota came is his too.
        first = not Seat.objects.live().filter(person=person).exists()
        seat = Seat.objects.create(
            organisation=organisation, person=person, unit=unit, role=role, from_on=None if first else today
        )
        leave_event(
            organisation=organisation,
            sequence=take(organisation),
            kind="person_invited",
            seat=invited_by,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={"role": role, "unit": str(unit.uid)},
        )
    return seat
