"""Add a unit to the tree, and put a unit under another from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.units import Unit, UnitPlacement, in_force, unit_tree, with_everything_below


class UnitNameNeeded(RuleError):
    code = "unit_name_needed"
    sentence = "a unit needs a name"


class UnitUnderItself(RuleError):
    """A unit cannot stand under itself or under what is below it."""

    code = "unit_under_itself"
    sentence = "{unit} cannot stand under {parent}: that is below it"
    unit: str
    parent: str


def add_unit(*, seat: Seat, name: str, parent: Unit, now: datetime) -> Unit:
    """Store a unit under another, as if it had always stood there."""
    require(seat, "people")
    words = short_text(name, most=120)
    if not words:
        raise UnitNameNeeded()
    with transaction.atomic():
        unit = Unit.objects.create(organisation=seat.organisation, name=words)
        UnitPlacement.objects.create(organisation=seat.organisation, unit=unit, parent=parent)
        _leave(seat, unit, "unit_added", now, parent)
    return unit


def move_unit(*, seat: Seat, unit: Unit, parent: Unit, from_on: date, now: datetime) -> UnitPlacement:
    """Put a unit under another from a day on; its numbers of before stay where they were.

    Locks the company: two moves at once could close a circle that neither sees.
    """
    require(seat, "people")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        if parent.pk in with_everything_below(unit.pk, unit_tree(from_on)):
            raise UnitUnderItself(unit=unit.name, parent=parent.name)
        UnitPlacement.objects.live().filter(in_force(from_on), unit=unit).update(to_on=from_on)
        placed: UnitPlacement = UnitPlacement.objects.create(
            organisation=seat.organisation, unit=unit, parent=parent, from_on=from_on
        )
        _leave(seat, unit, "unit_moved", now, parent)
    return placed


def _leave(seat: Seat, unit: Unit, kind: str, now: datetime, parent: Unit) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"unit:{unit.uid}",
        recorded_at=now,
        payload={"name": unit.name, "parent": str(parent.uid)},
    )
