"""Rename, add, move and retire the stages of a funnel. History keeps every stage it knew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.events import Event, leave_event
from kvota.records.funnels import ACTIONS, Stage
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

LONGEST = 120


class StageNameNeeded(RuleError):
    code = "stage_name_needed"
    sentence = "a stage needs a name"


class StageRenamedSince(RuleError):
    """An undo gives back what was; it does not throw away what somebody said later."""

    code = "stage_renamed_since"
    nature = "conflict"
    sentence = "the stage {stage} was changed again since"
    stage: str


class StageStays(RuleError):
    """The contract and the money end every funnel."""

    code = "stage_stays"
    sentence = "the stage {stage} cannot be moved or retired: the contract and the money end every funnel"
    stage: str


class StageInUse(RuleError):
    """Clients stand there; `clear_stage` retires it and moves them."""

    code = "stage_in_use"
    sentence = "{count} clients stand at the stage {stage}"
    stage: str
    count: int


def rename_stage(
    *, seat: Seat, stage: Stage, name: str, language: str, usual_action: str, now: datetime
) -> Stage:
    """Give a stage another name in one language, and its usual action."""
    require(seat, "setup")
    words = short_text(name, most=LONGEST)
    if not words:
        raise StageNameNeeded()
    column = f"name_{language[:2]}"
    was = {column: getattr(stage, column), "usual_action": stage.usual_action}
    action = usual_action if usual_action in ACTIONS else stage.usual_action
    now_says = {column: words, "usual_action": action}
    if was != now_says:
        _say(seat, stage, was, now_says, now)
    return stage


def take_back_renaming(*, seat: Seat, stage: Stage, now: datetime) -> Stage:
    """Give a stage the name and the usual action it had before it was renamed last, if it still has those."""
    require(seat, "setup")
    renamings = Event.objects.filter(kind="stage_renamed", subject=f"stage:{stage.uid}")
    renamed = renamings.order_by("-sequence").first()
    was, said = (renamed.payload.get(part, {}) if renamed else {} for part in ("before", "after"))
    if not was or any(getattr(stage, column) != value for column, value in said.items()):
        raise StageRenamedSince(stage=str(stage))
    _say(seat, stage, said, was, now)
    return stage


def _say(seat: Seat, stage: Stage, was: dict[str, str], now_says: dict[str, str], now: datetime) -> None:
    with transaction.atomic():
        for column, value in now_says.items():
            setattr(stage, column, value)
        stage.save(update_fields=list(now_says))
        stage_event(seat, stage, "stage_renamed", now, before=was, after=now_says)


def add_stage(*, seat: Seat, after: Stage, name: str, language: str, now: datetime) -> Stage:
    """Put a new open stage behind another; those behind it move on by one."""
    require(seat, "setup")
    words = short_text(name, most=LONGEST)
    if not words:
        raise StageNameNeeded()
    if after.kind != "open":
        raise StageStays(stage=str(after))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        Stage.objects.filter(funnel=after.funnel, rank__gt=after.rank).update(rank=F("rank") + 1)
        stage = Stage.objects.create(
            organisation=seat.organisation,
            funnel=after.funnel,
            rank=after.rank + 1,
            kind="open",
            **{f"name_{language[:2]}": words},
        )
        stage_event(seat, stage, "stage_added", now)
    return stage


def swap_stages(*, seat: Seat, stage: Stage, earlier: bool, now: datetime) -> Stage:
    """Move an open stage one place earlier or later."""
    require(seat, "setup")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        beside = Stage.objects.live().filter(funnel=stage.funnel, kind="open", removed_on=None)
        if earlier:
            other = beside.filter(rank__lt=stage.rank).order_by("-rank").first()
        else:
            other = beside.filter(rank__gt=stage.rank).order_by("rank").first()
        if stage.kind != "open" or other is None:
            raise StageStays(stage=str(stage))
        stage.rank, other.rank = other.rank, stage.rank
        stage.save(update_fields=["rank"])
        other.save(update_fields=["rank"])
        stage_event(seat, stage, "stage_moved", now)
    return stage


def retire_stage(*, seat: Seat, stage: Stage, standing: int, today: date, now: datetime) -> Stage:
    """Offer a stage no more; what passed through it keeps its name. `standing` clients refuse it."""
    require(seat, "setup")
    if stage.kind != "open":
        raise StageStays(stage=str(stage))
    if standing:
        raise StageInUse(stage=str(stage), count=standing)
    with transaction.atomic():
        stage.removed_on = today
        stage.save(update_fields=["removed_on"])
        stage_event(seat, stage, "stage_retired", now)
    return stage


def offer_stage(*, seat: Seat, stage: Stage, now: datetime) -> Stage:
    """Take the retiring of a stage back: it stands where it stood."""
    require(seat, "setup")
    with transaction.atomic():
        stage.removed_on = None
        stage.save(update_fields=["removed_on"])
        stage_event(seat, stage, "stage_offered", now)
    return stage


def stage_event(seat: Seat, stage: Stage, kind: str, now: datetime, **more: Any) -> None:
    """One event; the epoch rises because every derived figure of the funnel reads the ranks anew."""
    sequence = take(seat.organisation)
    Organisation.objects.filter(pk=seat.organisation_id).update(epoch=F("epoch") + 1)
    leave_event(
        organisation=seat.organisation,
        sequence=sequence,
        kind=kind,
        seat=seat,
        subject=f"stage:{stage.uid}",
        recorded_at=now,
        payload={"rank": stage.rank, "name": str(stage)} | more,
    )
