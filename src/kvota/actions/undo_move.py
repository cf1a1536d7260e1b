"""Take back a move: a later row says so, the move itself stays readable."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Payment
from kvota.records.moves import Move
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require
from kvota.records.row import new_uid
from kvota.records.sequence import take


class AlreadyUndone(RuleError):
    code = "already_undone"
    nature = "conflict"
    sentence = "this move was undone already"


class NotYoursToUndo(RuleError):
    """A move is undone by who made it or by his head."""

    code = "not_yours_to_undo"
    nature = "forbidden"
    sentence = "only {by} or the head of the unit can undo this move"
    by: str


class UndoTheMoneyInstead(RuleError):
    """A payment moved the deal; the payment must be corrected, not the move."""

    code = "undo_the_money_instead"
    sentence = "a payment moved this deal to paid; correct the payment"


def undo_move(*, seat: Seat, move: Move, now: datetime, today: date, uid: uuid.UUID | None = None) -> Move:
    """Undo a move of a deal the seat may see. The same undo sent twice is one undo.

    Everything derived answers as if the move had never been, from the next request on.
    """
    require(seat, "move")
    with transaction.atomic():
        Deal.objects.select_for_update().get(pk=move.deal_id)
        move = Move.objects.select_related("stage", "author").get(pk=move.pk)
        undo = Move.objects.filter(undoes=move).first()
        if undo is not None:
            if uid is not None and undo.uid == uid:
                return undo
            raise AlreadyUndone()
        if move.kind == "undo":
            raise AlreadyUndone()
        if seat.role == "rep" and move.author_id != seat.person_id:
            raise NotYoursToUndo(by=move.author.name if move.author else "")
        paid = move.stage is not None and move.stage.kind == "paid"
        if paid and Payment.standing().filter(deal_id=move.deal_id, amount_minor__gt=0).exists():
            raise UndoTheMoneyInstead()
        sequence = take(seat.organisation)
        try:
            undo = Move.objects.create(
                uid=uid or new_uid(),
                organisation_id=move.organisation_id,
                deal_id=move.deal_id,
                sequence=sequence,
                kind="undo",
                action=move.action,
                undoes=move,
                occurred_on=move.occurred_on,
                known_on=today,
                recorded_at=now,
                author_id=seat.person_id,
            )
        except IntegrityError:
            raise AlreadyUndone() from None
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="move_undone",
            seat=seat,
            subject=f"deal:{move.deal.uid}",
            recorded_at=now,
            payload={"move": str(move.uid), "undo": str(undo.uid)}
            | acting_for(seat, move.deal.owner_id, on=today),
        )
    return undo
