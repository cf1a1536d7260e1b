"""Retire a stage where clients stand: they go to another as recorded moves, all of them or none."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from kvota.actions.change_many_deals import SameIdOtherChange
from kvota.actions.change_stage import StageStays, stage_event
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import whole_company
from kvota.domain.errors import RuleError
from kvota.records.funnels import Stage
from kvota.records.many_at_once import ManyAtOnce, OneOfMany
from kvota.records.moves import Move
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take

ROWS_AT_ONCE = 500


class NoStageToGoTo(RuleError):
    """The clients of a retired stage need a stage before the contract, in use, of the same funnel."""

    code = "no_stage_to_go_to"
    sentence = "the clients of {stage} need another open stage of its funnel to go to"
    stage: str


def stages_to_go_to(stage: Stage) -> list[Stage]:
    """Where the clients of a stage can go: the open stages of its funnel that stay in use, in order."""
    in_use = Stage.objects.live().filter(funnel=stage.funnel_id, kind="open", removed_on=None)
    return list(in_use.exclude(pk=stage.pk).order_by("rank"))


def standing_at(stage: Stage, *, on: date) -> list[DealRow]:
    """The deals in work at a stage, parked and silent ones too: what its count says, as a list."""
    organisation = Organisation.objects.get(pk=stage.organisation_id)
    return open_deals(organisation, scope=whole_company(on=on), as_of=on, stage=stage.pk)


def clear_stage(
    *, seat: Seat, stage: Stage, to: Stage, now: datetime, today: date, uid: uuid.UUID | None = None
) -> ManyAtOnce:
    """Retire a stage and move every deal in work that stands there; `put_back` undoes all of it.

    Each deal gets one move of today by the person who retires the stage, and where it was parked
    it is parked again until the same day. What passed through the stage keeps it, and its name. The
    same uid twice is done once.

    Raises NotAllowed, StageStays, NoStageToGoTo or SameIdOtherChange. One transaction: whoever
    else writes in the company waits while it runs.
    """
    require(seat, "setup")
    if stage.kind != "open":
        raise StageStays(stage=str(stage))
    if to not in stages_to_go_to(stage):
        raise NoStageToGoTo(stage=str(stage))
    uid = uid or new_uid()
    with transaction.atomic():
        # Whoever writes a fact takes a number from this row first: from here to the end nobody comes
        # to the stage and nobody leaves it.
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        asked = {"stage": str(stage.uid), "to": str(to.uid)}
        stored = ManyAtOnce.objects.filter(uid=uid).first()
        if stored is not None:
            if (stored.author_id, stored.doing, stored.asked) != (seat.person_id, "retire", asked):
                raise SameIdOtherChange()
            return stored
        standing = standing_at(stage, on=today)
        many: ManyAtOnce = ManyAtOnce.objects.create(
            uid=uid,
            organisation=seat.organisation,
            doing="retire",
            asked=asked,
            author_id=seat.person_id,
            recorded_at=now,
        )
        _move_all(many, standing, to, seat=seat, now=now, today=today)
        OneOfMany.objects.bulk_create(
            (OneOfMany(many=many, deal_id=deal.id, outcome="done") for deal in standing),
            batch_size=ROWS_AT_ONCE,
        )
        stage.removed_on = stage.removed_on or today
        stage.save(update_fields=["removed_on"])
        stage_event(seat, stage, "stage_retired", now, to=str(to.uid), count=len(standing))
    return many


def _move_all(
    many: ManyAtOnce, deals: list[DealRow], to: Stage, *, seat: Seat, now: datetime, today: date
) -> None:
    written: list[Move] = []
    for deal in deals:
        common = {
            "organisation_id": many.organisation_id,
            "deal_id": deal.id,
            "action": "other",
            "occurred_on": today,
            "known_on": today,
            "recorded_at": now,
            "author_id": seat.person_id,
        }
        written.append(Move(uid=uuid.uuid5(many.uid, str(deal.uid)), kind="stage", stage=to, **common))
        if deal.parked_until is not None and deal.parked_until > today:
            # A move ends the parking, and nobody meant to wake the client.
            parked = uuid.uuid5(many.uid, f"{deal.uid} parked")
            written.append(Move(uid=parked, kind="park", park_until=deal.parked_until, **common))
    _write(written, seat)


def _write(moves: list[Move], seat: Seat) -> None:
    if not moves:
        return
    for sequence, move in enumerate(moves, start=take(seat.organisation, len(moves))):
        move.sequence = sequence
    Move.objects.bulk_create(moves, batch_size=ROWS_AT_ONCE)


def put_back(*, seat: Seat, many: ManyAtOnce, now: datetime, today: date) -> None:
    """Use the stage again and undo the moves that led away from it, as far as they still stand.

    What somebody did with a deal since stays: only the move that was nobody's work is taken out.
    """
    require(seat, "setup")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        many.refresh_from_db()
        if many.undone_at is not None:
            return
        stage = Stage.objects.get(uid=many.asked["stage"])
        rows = list(many.rows.filter(outcome="done", undone=False).select_related("deal"))
        ids = {
            uuid.uuid5(many.uid, f"{row.deal.uid}{what}"): row.deal_id
            for row in rows
            for what in ("", " parked")
        }
        standing = list(
            Move.objects.live()
            .filter(deal__in={row.deal_id for row in rows})
            .filter(recorded_at=many.recorded_at, kind__in=["stage", "park"], undone_by=None)
        )
        ours = [move for move in standing if move.uid in ids]
        _write(
            [
                Move(
                    organisation_id=move.organisation_id,
                    deal_id=move.deal_id,
                    kind="undo",
                    action=move.action,
                    undoes=move,
                    occurred_on=move.occurred_on,
                    known_on=today,
                    recorded_at=now,
                    author_id=seat.person_id,
                )
                for move in ours
            ],
            seat,
        )
        given_back = {move.deal_id for move in ours if move.kind == "stage"}
        many.rows.filter(deal__in=given_back).update(undone=True)
        many.undone_at = now
        many.save(update_fields=["undone_at"])
        stage.removed_on = None
        stage.save(update_fields=["removed_on"])
        stage_event(seat, stage, "stage_offered", now, count=len(given_back))
