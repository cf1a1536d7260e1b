"""Record money that came in for a deal; the payment that covers the deal finishes it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import past_day, short_text, sum_of_money
from kvota.actions.settle_deal import due_on_deal, settle_deal
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Payment, received
from kvota.records.moves import Move
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require_on
from kvota.records.row import new_uid
from kvota.records.sequence import take


class MoreThanDue(RuleError):
    """The payments of a deal would be more than its contract. Possible, and mostly a slip of a digit."""

    code = "more_than_due"
    sentence = "{over_minor} minor units of {currency} more than the {due_minor} that are due"
    over_minor: int
    due_minor: int
    currency: str


class PaymentKnown(RuleError):
    """The bank's number of a payment was recorded before: money is not counted twice."""

    code = "payment_known"
    sentence = "a payment with the number {external_id} is recorded already"
    external_id: str


class SameIdOtherPayment(RuleError):
    """The id of a stored payment came back with another content. The first one stays."""

    code = "same_id_other_payment"
    sentence = "a payment with this id is stored already and says something else"


@dataclass(frozen=True)
class PaymentStored:
    """The payment, the moves it brought (to signed, to paid, or undone ones), and whether it is new."""

    payment: Payment
    moves: list[Move] = field(default_factory=list)
    first: bool = True


def record_payment(
    *,
    seat: Seat,
    deal: Deal,
    amount_minor: int,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    occurred_on: date | None = None,
    reference: str = "",
    external_id: str = "",
    payer: str = "",
    confirmed: bool = False,
) -> PaymentStored:
    """Store a payment of a deal the seat may see, in the deal's currency; the same id twice is one.

    A deal without a contract gets one over its amount, signed at the latest that day. The
    payment that covers what is due moves the deal to the paid stage, in this transaction
    and in the name of who recorded it. More than is due must be `confirmed`.
    """
    require_on(seat, "record_money", deal.owner_id, on=today)
    day = past_day(occurred_on, today=today)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        sum_of_money(amount_minor, deal.currency)
        stored = Payment.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            return _already_stored(stored, deal, amount_minor)
        external_id = refuse_known(external_id)
        if not confirmed:
            refuse_more_than_due(deal, coming=amount_minor)
        payment = Payment.objects.create(
            uid=uid or new_uid(),
            organisation_id=deal.organisation_id,
            deal=deal,
            sequence=take(seat.organisation),
            amount_minor=amount_minor,
            currency=deal.currency,
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            reference=short_text(reference),
            external_id=external_id,
            payer=short_text(payer),
        )
        moves = settle_deal(deal, seat=seat, today=today, now=now)
        leave_payment_event("payment_recorded", payment, moves, seat=seat, now=now)
    return PaymentStored(payment, moves)


def refuse_known(external_id: str) -> str:
    """The bank's number, cleaned, unless a payment has it."""
    number = short_text(external_id, most=120)
    if number and Payment.objects.live().filter(external_id=number).exists():
        raise PaymentKnown(external_id=number)
    return number


def refuse_more_than_due(deal: Deal, *, coming: int, leaving: int = 0) -> None:
    """Refuse money above what is due, unless none of it is new."""
    due = due_on_deal(deal)
    over = received(deal) - leaving + coming - due
    if over > 0 and coming > leaving:
        raise MoreThanDue(over_minor=over, due_minor=due, currency=deal.currency)


def leave_payment_event(kind: str, payment: Payment, moves: list[Move], *, seat: Seat, now: datetime) -> None:
    """The one event of an action with a payment: what was stored, and which moves came of it."""
    organisation: Organisation = seat.organisation
    leave_event(
        organisation=organisation,
        sequence=payment.sequence,
        kind=kind,
        seat=seat,
        subject=f"deal:{payment.deal.uid}" if payment.deal else f"payment:{payment.uid}",
        recorded_at=now,
        payload={
            "payment": str(payment.uid),
            "replaces": str(payment.replaces.uid) if payment.replaces else None,
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "moves": [str(move.uid) for move in moves],
        },
    )


def _already_stored(payment: Payment, deal: Deal, amount_minor: int) -> PaymentStored:
    if (payment.deal_id, payment.amount_minor) != (deal.pk, amount_minor):
        raise SameIdOtherPayment()
    brought = Move.objects.filter(deal=deal, recorded_at=payment.recorded_at, author_id=payment.author_id)
    return PaymentStored(payment, list(brought.order_by("sequence")), first=False)
