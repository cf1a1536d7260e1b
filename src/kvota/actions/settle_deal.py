"""Bring a deal to the stage its money says: paid when covered, signed when something was received."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from kvota.actions.sign_contract import AmountNeeded, sign_contract
from kvota.domain.selling.client_progress import progress
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.records.money import Contract, Payment, Refund, payments_that_count, received
from kvota.records.moves import Move, moves_that_count, present_funnel
from kvota.records.people import Seat
from kvota.records.sequence import take


def due_on_deal(deal: Deal) -> int:
    """What the client owes for the whole deal: its contract, else its amount."""
    contract = Contract.of(deal)
    amount = deal.amount_minor if contract is None else contract.amount_minor
    if amount is None:
        raise AmountNeeded()
    return amount


def settle_deal(deal: Deal, *, seat: Seat, today: date, now: datetime) -> list[Move]:
    """Write the moves that follow from the money of a locked deal, inside the caller's transaction.

    Money that came without a contract makes one: nobody pays for what he has not agreed
    to. A deal that is covered no more leaves the paid stage by an undo. Returns the moves
    written, for the event of the caller.
    """
    funnel = present_funnel(deal, progress(moves_that_count(deal, on=today)))
    paid, signed = stage_of_kind(funnel, "paid"), stage_of_kind(funnel, "signed")
    came = payments_that_count(deal)
    written: list[Move] = []
    if came and signed and Contract.of(deal) is None:
        written.append(move_by_money(signed, deal, day=came[0][0], seat=seat, today=today, now=now))
        sign_contract(written[0], deal, signed_on=came[0][0])
    covered = covered_on(came, due_on_deal(deal)) if came else None
    if paid is not None and covered is not None:
        state = progress(moves_that_count(deal, on=today))
        if state.rank < paid.rank or state.is_lost:
            written.append(move_by_money(paid, deal, day=covered, seat=seat, today=today, now=now))
    if covered is None:
        standing = _standing_moves(deal, on=today).filter(stage__kind="paid")
        written += [_undo(move, seat=seat, today=today, now=now) for move in standing]
    return written


def take_back_signing(deal: Deal, first: Payment, *, seat: Seat, today: date, now: datetime) -> list[Move]:
    """Undo the signing that a payment brought, once no money is left on the deal.

    A payment and what it brought were written by one person at one instant; nothing else was.
    """
    if received(deal):
        return []
    brought = _standing_moves(deal, on=today).filter(
        stage__kind="signed", recorded_at=first.recorded_at, author_id=first.author_id
    )
    return [_undo(move, seat=seat, today=today, now=now) for move in brought]


def is_covered(deal: Deal) -> bool:
    """Whether the money a deal kept, refunds taken off, reaches what was due."""
    given_back = Refund.standing().filter(deal=deal).aggregate(Sum("amount_minor"))
    kept = received(deal) - (given_back["amount_minor__sum"] or 0)
    contract = Contract.of(deal)
    due = deal.amount_minor if contract is None else contract.amount_minor
    return kept > 0 and kept >= (due or 0)


def covered_on(came: list[tuple[date, int]], due: int) -> date | None:
    """The day on which the payments reached what was due."""
    together = 0
    for day, amount in came:
        together += amount
        if together >= due:
            return day
    return None


def stage_of_kind(funnel: int, kind: str) -> Stage | None:
    stages = Stage.objects.live().filter(funnel_id=funnel, kind=kind, removed_on=None)
    stage: Stage | None = stages.order_by("rank").first()
    return stage


def _standing_moves(deal: Deal, *, on: date) -> QuerySet[Move]:
    """The moves to a stage that stand; those of a file dated after today are left to their day."""
    moves: QuerySet[Move] = Move.objects.live().filter(
        Q(occurred_on=None) | Q(occurred_on__lte=on), deal=deal, kind__in=["stage", "reopen"], undone_by=None
    )
    return moves


def move_by_money(stage: Stage, deal: Deal, *, day: date, seat: Seat, today: date, now: datetime) -> Move:
    # A payment known late is dated before the deal's last moves. Moves are read by their
    # days: dated the same, the deal would fall back behind its own payment.
    last = progress(moves_that_count(deal, on=today)).last_on
    return Move.objects.create(
        organisation_id=deal.organisation_id,
        deal=deal,
        sequence=take(seat.organisation),
        kind="stage",
        stage=stage,
        action="other",
        occurred_on=max(day, last or day),
        known_on=today,
        recorded_at=now,
        author_id=seat.person_id,
    )


def _undo(move: Move, *, seat: Seat, today: date, now: datetime) -> Move:
    return Move.objects.create(
        organisation_id=move.organisation_id,
        deal_id=move.deal_id,
        sequence=take(seat.organisation),
        kind="undo",
        action=move.action,
        undoes=move,
        occurred_on=move.occurred_on,
        known_on=today,
        recorded_at=now,
        author_id=seat.person_id,
    )
