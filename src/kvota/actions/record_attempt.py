"""Count a try that reached nobody: one more, or one taken back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kvota.actions.plain_values import past_day
from kvota.actions.record_move import UnknownAction
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.funnels import ACTIONS
from kvota.records.moves import Attempt
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take

MOST_AT_ONCE = 500


class NothingToTakeBack(RuleError):
    """A day cannot have fewer tries than none."""

    code = "nothing_to_take_back"
    sentence = "there are {count} tries to take back on {day}"
    count: int
    day: date


class TriesNotPossible(RuleError):
    code = "tries_not_possible"
    sentence = "{count} tries at once; expected from 1 to {most}, or as many taken back"
    count: int
    most: int


class SameIdOtherTry(RuleError):
    code = "same_id_other_try"
    sentence = "a try with this id is stored already and says something else"


def record_attempt(
    *,
    seat: Seat,
    action: str,
    now: datetime,
    today: date,
    count: int = 1,
    uid: uuid.UUID | None = None,
    occurred_on: date | None = None,
) -> int:
    """Add to the tries of the person on a day; answer how many there are. The same id twice is one."""
    require(seat, "try")
    day = past_day(occurred_on, today=today)
    if action not in ACTIONS:
        raise UnknownAction(action=action[:40])
    if not 1 <= abs(count) <= MOST_AT_ONCE:
        raise TriesNotPossible(count=count, most=MOST_AT_ONCE)
    with transaction.atomic():
        # The counter first: it is the only lock, and two taps at once must not both take
        # back the last try.
        sequence = take(seat.organisation)
        before = tries_on(seat.person_id, action=action, day=day)
        stored = Attempt.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            if (stored.person_id, stored.action, stored.count) != (seat.person_id, action, count):
                raise SameIdOtherTry()
            return before
        if before + count < 0:
            raise NothingToTakeBack(count=before, day=day)
        attempt = Attempt.objects.create(
            uid=uid or new_uid(),
            organisation=seat.organisation,
            person_id=seat.person_id,
            action=action,
            count=count,
            sequence=sequence,
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="attempt_recorded",
            seat=seat,
            subject=f"attempt:{attempt.uid}",
            recorded_at=now,
            payload={"action": action, "count": count, "on": day.isoformat()},
        )
    return before + count


def tries_on(person: int, *, action: str, day: date) -> int:
    """How many tries of an action a person has on a day."""
    counted = Attempt.objects.live().filter(person_id=person, action=action, occurred_on=day)
    return counted.aggregate(Sum("count"))["count__sum"] or 0
