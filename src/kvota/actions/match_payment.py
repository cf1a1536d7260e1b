"""Give a payment that waits without a deal to the deal it was for."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from kvota.actions.correct_payment import lock_standing
from kvota.actions.record_payment import (
    PaymentStored,
    SameIdOtherPayment,
    leave_payment_event,
    refuse_more_than_due,
)
from kvota.actions.settle_deal import settle_deal
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.money import Payment
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take


class MatchedAlready(RuleError):
    code = "matched_already"
    sentence = "this payment belongs to a deal already"


class OtherCurrency(RuleError):
    """A payment in one currency does not cover a deal in another without a rate somebody stands for."""

    code = "other_currency"
    sentence = "the payment is in {payment_currency}, the deal in {deal_currency}"
    payment_currency: str
    deal_currency: str


def match_payment(
    *,
    seat: Seat,
    payment: Payment,
    deal: Deal,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    confirmed: bool = False,
) -> PaymentStored:
    """Replace an unmatched payment by one on the deal, with the same sum and day.

    From then on it is as if it had been recorded there: a contract is made when there is
    none, and a covered deal is paid.
    """
    require(seat, "record_money")
    with transaction.atomic():
        payment, again = lock_standing(payment, uid=uid)
        if again is not None:
            if again.deal_id != deal.pk:
                raise SameIdOtherPayment()
            return PaymentStored(again, first=False)
        if payment.deal_id is not None:
            raise MatchedAlready()
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        if payment.currency != deal.currency:
            raise OtherCurrency(payment_currency=payment.currency, deal_currency=deal.currency)
        if not confirmed:
            refuse_more_than_due(deal, coming=payment.amount_minor)
        matched = Payment.objects.create(
            uid=uid or new_uid(),
            organisation_id=payment.organisation_id,
            deal=deal,
            sequence=take(seat.organisation),
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            occurred_on=payment.occurred_on,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            reference=payment.reference,
            payer=payment.payer,
            replaces=payment,
        )
        moves = settle_deal(deal, seat=seat, today=today, now=now)
        leave_payment_event("payment_matched", matched, moves, seat=seat, now=now)
    return PaymentStored(matched, moves)
