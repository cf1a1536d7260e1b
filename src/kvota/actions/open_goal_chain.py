"""Somebody opens the way from the company's goal to his own number."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.goal_chain import own_reading
from kvota.records.goals import GoalReading, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.sequence import take


class NoNumberOfYours(RuleError):
    """The goal holds nothing of who asks: there is no way to show him."""

    code = "no_number_of_yours"
    sentence = "the goal for {key} has no number of yours"
    key: str


def open_goal_chain(*, seat: Seat, version: GoalVersion, now: datetime) -> GoalReading | None:
    """Keep that he saw where his number comes from. Nothing is stored the second time."""
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        own = own_reading(version, seat.person_id)
        if own is None:
            raise NoNumberOfYours(key=version.period)
        if own.opened_at is not None:
            return None
        reading, _new = GoalReading.objects.update_or_create(
            organisation=organisation,
            version=version,
            person_id=seat.person_id,
            defaults={"own_minor": own.own_minor, "opened_at": now},
        )
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="goal_chain_opened",
            seat=seat,
            subject=f"person:{seat.person.uid}",
            recorded_at=now,
            payload={"period": version.period},
        )
    return reading
