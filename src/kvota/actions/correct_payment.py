"""Put a recorded payment right: a new row stands in its place, the old one stays readable."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import past_day, short_text, sum_of_money
from kvota.actions.record_payment import (
    PaymentStored,
    SameIdOtherPayment,
    leave_payment_event,
    refuse_more_than_due,
)
from kvota.actions.settle_deal import settle_deal, take_back_signing
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.money import Payment
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take


class CorrectedAlready(RuleError):
    """Somebody corrected this payment meanwhile; his row is the one to look at."""

    code = "corrected_already"
    sentence = "this payment was corrected already, to {amount_minor} minor units of {currency}"
    amount_minor: int
    currency: str


def correct_payment(
    *,
    seat: Seat,
    payment: Payment,
    amount_minor: int,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    occurred_on: date | None = None,
    reference: str | None = None,
    confirmed: bool = False,
) -> PaymentStored:
    """Replace a payment by one of another sum or day; zero takes it back altogether.

    When what is left no longer covers the deal, its move to the paid stage is undone, and
    when nothing is left, so is the signing that this payment had brought.
    """
    require(seat, "record_money")
    with transaction.atomic():
        payment, again = lock_standing(payment, uid=uid)
        if again is not None:
            if again.amount_minor != amount_minor:
                raise SameIdOtherPayment()
            return PaymentStored(again, first=False)
        sum_of_money(amount_minor, payment.currency, least=0)
        deal = Deal.objects.select_for_update().get(pk=payment.deal_id) if payment.deal_id else None
        if deal is not None and not confirmed:
            refuse_more_than_due(deal, coming=amount_minor, leaving=payment.amount_minor)
        corrected = Payment.objects.create(
            uid=uid or new_uid(),
            organisation_id=payment.organisation_id,
            deal=deal,
            sequence=take(seat.organisation),
            amount_minor=amount_minor,
            currency=payment.currency,
            occurred_on=past_day(occurred_on or payment.occurred_on, today=today),
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            reference=payment.reference if reference is None else short_text(reference),
            payer=payment.payer,
            replaces=payment,
        )
        moves = []
        if deal is not None:
            moves = settle_deal(deal, seat=seat, today=today, now=now)
            moves += take_back_signing(deal, first_of(corrected), seat=seat, today=today, now=now)
        leave_payment_event("payment_corrected", corrected, moves, seat=seat, now=now)
    return PaymentStored(corrected, moves)


def lock_standing(payment: Payment, *, uid: uuid.UUID | None) -> tuple[Payment, Payment | None]:
    """Lock a payment that is to be replaced; with it, the row of this id that replaced it before."""
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    later = Payment.objects.live().filter(replaces=locked).order_by("-sequence").first()
    if later is not None and later.uid != uid:
        raise CorrectedAlready(amount_minor=later.amount_minor, currency=later.currency)
    return locked, later


def first_of(payment: Payment) -> Payment:
    """The payment as it was first recorded, before its corrections."""
    while payment.replaces is not None:
        payment = payment.replaces
    return payment
