"""Ask for the leads of a goal to be shared out, tell how far it is, and keep the answer.

An attempt has a number. Whoever begins another one, or takes the best so far, gives the row the next
number, and what an older attempt still finds is not written any more: nobody has to be stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kvota.domain.errors import RuleError
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.work_sharings import WorkSharing


class NothingFoundYet(RuleError):
    """The best so far is taken before the first answer, or after the last one."""

    code = "nothing_found_yet"
    nature = "conflict"
    sentence = "there is no answer to take: none is found yet, or it was taken already"


class SharingMovedOn(RuleError):
    """Somebody has begun it again or taken the best so far. Not a fault: this attempt ends here."""

    code = "sharing_moved_on"
    nature = "conflict"
    sentence = "this attempt is over: it was begun again, or its best was taken"


def begin_sharing(
    *, seat: Seat, unit: int, period: str, now: datetime, again: bool = False
) -> tuple[WorkSharing, bool]:
    """Ask for it to be worked out; return the row, and whether somebody must be sent to work on it.

    One that is asked for already stays as it is, so that a button pressed twice asks once; `again` is for
    one nobody works on any more. The answer of before stays in sight meanwhile.
    """
    require(seat, "set_goal")
    with transaction.atomic():
        # The company's row keeps two first requests from both making one.
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        held: WorkSharing | None = WorkSharing.objects.filter(unit_id=unit, period=period).first()
        if held is not None and held.is_under_way and not again:
            return held, False
        row = held or WorkSharing(organisation_id=seat.organisation_id, unit_id=unit, period=period)
        row.state, row.attempt = "waiting", row.attempt + 1
        row.progress, row.best, row.refusal = {}, None, {}
        row.heartbeat_at, row.author_id = now, seat.person_id
        row.save()
    return row, True


def say_how_far(sharing: WorkSharing, *, now: datetime, **progress: Any) -> None:
    """Let the page see how far this attempt is. Raises SharingMovedOn when it is over."""
    _write(sharing, state="working", progress=progress, heartbeat_at=now)


def keep_best(
    sharing: WorkSharing, *, best: Mapping[str, Any], worked_from: Mapping[Any, str], now: datetime
) -> None:
    """Remember the best answer so far. Raises SharingMovedOn when the attempt is over."""
    _write(sharing, best={"found": best, "worked_from": worked_from}, heartbeat_at=now)


def end_sharing(sharing: WorkSharing, *, now: datetime) -> None:
    """Let the best of this attempt be the answer. Raises SharingMovedOn when the attempt is over."""
    _write(sharing, **_answered(sharing, now))


def refuse_sharing(sharing: WorkSharing, *, refusal: Mapping[str, Any], now: datetime) -> None:
    """Remember why it cannot be worked out; the answer of before stays."""
    _write(sharing, state="refused", refusal=dict(refusal), progress={}, heartbeat_at=now)


def take_best(*, seat: Seat, sharing: WorkSharing, now: datetime) -> None:
    """End the attempt and keep the best it has found."""
    require(seat, "set_goal")
    with transaction.atomic():
        held: WorkSharing = WorkSharing.objects.select_for_update().get(pk=sharing.pk)
        if not held.is_under_way or held.best is None:
            raise NothingFoundYet
        for name, value in _answered(held, now).items():
            setattr(held, name, value)
        held.attempt += 1
        held.save()


def _answered(sharing: WorkSharing, now: datetime) -> dict[str, Any]:
    best = sharing.best or {}
    return {
        "state": "done",
        "answer": best.get("found"),
        "worked_from": best.get("worked_from", {}),
        "best": None,
        "progress": {},
        "refusal": {},
        "answered_at": now,
    }


def _write(sharing: WorkSharing, **columns: Any) -> None:
    """One short statement that asks by the attempt's number: who is late changes nothing."""
    found = WorkSharing.objects.filter(pk=sharing.pk, attempt=sharing.attempt)
    if not found.filter(state__in=("waiting", "working")).update(**columns):
        raise SharingMovedOn
    for name, value in columns.items():
        setattr(sharing, name, value)
