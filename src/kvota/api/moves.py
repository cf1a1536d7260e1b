"""`/api/moves`: record what was done with a client, read what was recorded, take it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import model_validator

from kvota.actions.record_move import Recorded, UnknownStage, record_move
from kvota.actions.undo_move import undo_move
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.moves import Move
from kvota.records.people import Person

router = Router(tags=["moves"])
MOST_ROWS = 500


class MoveIn(Schema, extra="forbid"):
    """One move. `id` is made by the device: the same id twice is one move."""

    id: UUID
    deal: UUID
    kind: str = "stage"
    stage: int | None = Field(None, description="rank of the stage reached, 1 for the first")
    action: str = ""
    occurred_on: date | None = None
    park_until: date | None = None
    lost_reason: UUID | None = None
    competitor: str = Field("", max_length=120, description="to whom it was lost; with a loss only")
    note: str = Field("", max_length=2000)
    funnel: UUID | None = Field(
        None, description="whose rank it is; the funnel the deal entered unless it was carried over"
    )
    seen_stage: int | None = Field(None, description="the rank the person saw; refused when it changed since")

    @model_validator(mode="after")
    def only_a_loss_names_a_competitor(self) -> MoveIn:
        if self.competitor and self.kind != "lost":
            raise ValueError("only a loss names a competitor")
        return self


class MoveOut(Schema):
    id: UUID
    sequence: int
    deal: UUID
    kind: str
    action: str
    stage: int | None
    occurred_on: date | None
    known_on: date
    recorded_at: datetime
    author: UUID | None
    undone: bool


class RecordedOut(MoveOut):
    steps: int
    deal_stage: int


def move_out(move: Move) -> dict[str, Any]:
    return {
        "id": move.uid,
        "sequence": move.sequence,
        "deal": move.deal.uid,
        "kind": move.kind,
        "action": move.action,
        "stage": move.stage.rank if move.stage else None,
        "occurred_on": move.occurred_on,
        "known_on": move.known_on,
        "recorded_at": move.recorded_at,
        "author": move.author.uid if move.author else None,
        "undone": hasattr(move, "undone_by"),
    }


def recorded_out(recorded: Recorded, author: Person) -> dict[str, Any]:
    """The answer to a recorded move. A move just stored is not asked whether it was undone."""
    if recorded.first:
        recorded.move.author = author
        Move.undone_by.related.set_cached_value(recorded.move, None)
    return move_out(recorded.move) | {"steps": recorded.steps, "deal_stage": recorded.after.rank}


@router.post("", response={200: RecordedOut, 201: RecordedOut})
def record(request: Any, move: MoveIn) -> Status[dict[str, Any]]:
    """201 when recorded, 200 with the first answer when it was sent before; 404 for a foreign deal."""
    deal = Deal.one_visible_to(request.seat, move.deal, on=request.today)
    if deal is None:
        raise Http404
    stage = None
    if move.stage is not None:
        stage = Stage.at(_funnel(request, deal, move), move.stage)
        if stage is None:
            raise UnknownStage(stage=str(move.stage))
    reason = None
    if move.lost_reason is not None:
        reason = get_object_or_404(
            LostReason.visible_to(request.seat, on=request.today), uid=move.lost_reason
        )
    recorded = record_move(
        seat=request.seat,
        deal=deal,
        uid=move.id,
        kind=move.kind,
        stage=stage,
        action=move.action,
        occurred_on=move.occurred_on,
        park_until=move.park_until,
        lost_reason=reason,
        competitor=move.competitor,
        note=move.note,
        seen_rank=move.seen_stage,
        now=request.now,
        today=request.today,
    )
    return Status(201 if recorded.first else 200, recorded_out(recorded, request.seat.person))


def _funnel(request: Any, deal: Deal, move: MoveIn) -> int:
    """The funnel whose rank was sent: the one named, else the one the deal entered."""
    if move.funnel is None:
        return deal.funnel_id
    return get_object_or_404(Funnel.visible_to(request.seat, on=request.today), uid=move.funnel).pk


@router.get("", response=list[MoveOut])
def recorded_moves(
    request: Any,
    after: int = Query(0, ge=0, description="only moves with a higher sequence"),
    limit: int = Query(100, ge=1, le=MOST_ROWS),
) -> list[dict[str, Any]]:
    """The moves of the deals in sight, in the order they were committed."""
    moves = (
        Move.visible_to(request.seat, on=request.today)
        .filter(sequence__gt=after)
        .select_related("deal", "stage", "author", "undone_by")
        .order_by("sequence")[:limit]
    )
    return [move_out(move) for move in moves]


@router.post("/{uuid:uid}/undo", response=MoveOut)
def undo(request: Any, uid: UUID) -> dict[str, Any]:
    """Take a move back. 409 when it was taken back before, 404 when it is not yours to see."""
    move = Move.visible_to(request.seat, on=request.today).filter(uid=uid).select_related("deal").first()
    if move is None:
        raise Http404
    return move_out(undo_move(seat=request.seat, move=move, now=request.now, today=request.today))
