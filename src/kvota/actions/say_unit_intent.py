"""A head says in his own words what his unit wants with the company's goal."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.goals import GoalVersion, UnitIntent
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import NotAllowed, require, units_in_sight
from kvota.records.sequence import take
from kvota.records.units import Unit

LONGEST = 1_000


class IntentTooLong(RuleError):
    code = "intent_too_long"
    sentence = "the words have {length} characters; expected {most} at most"
    length: int
    most: int


def say_unit_intent(
    *, seat: Seat, version: GoalVersion, unit: Unit, text: str, today: date, now: datetime
) -> UnitIntent | None:
    """Store the words of a unit; they stand under the company's for everybody in it and below.

    The earlier ones stay in the table; an empty text takes them back. Nothing is stored where nothing
    changes. Only of a unit whose figures he reads.
    """
    require(seat, "set_goal")
    if unit.pk not in units_in_sight(seat, on=today):
        raise NotAllowed(role=seat.role, doing="set_goal")
    said = text.strip().replace("\r\n", "\n")
    if len(said) > LONGEST:
        raise IntentTooLong(length=len(said), most=LONGEST)
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        if intents_of(version).get(unit.pk, "") == said:
            return None
        intent: UnitIntent = UnitIntent.objects.create(
            organisation=organisation,
            period=version.period,
            counts=version.counts,
            unit=unit,
            text=said,
            sequence=sequence,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="unit_intent_said",
            seat=seat,
            subject=f"unit:{unit.uid}",
            recorded_at=now,
            payload={"period": version.period},
        )
    return intent


def intents_of(version: GoalVersion) -> dict[int, str]:
    """Unit id → its words as they stand, those taken back left out. One query."""
    rows = UnitIntent.objects.filter(period=version.period, counts=version.counts).order_by("sequence")
    said = dict(rows.values_list("unit_id", "text"))
    return {unit: text for unit, text in said.items() if text}
