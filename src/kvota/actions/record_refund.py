"""Record money given back to a client."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kvota.actions.plain_values import past_day, short_text, sum_of_money
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Payment, Refund, received
from kvota.records.people import Seat
from kvota.records.rights import require_on
from kvota.records.row import new_uid
from kvota.records.sequence import take


class MoreThanReceived(RuleError):
    """No more can be given back than came in."""

    code = "more_than_received"
    sentence = "only {left_minor} minor units of {currency} are left to give back"
    left_minor: int
    currency: str


class PaymentOfAnotherDeal(RuleError):
    code = "payment_of_another_deal"
    sentence = "the payment to give back belongs to another deal"


class SameIdOtherRefund(RuleError):
    code = "same_id_other_refund"
    sentence = "a refund with this id is stored already and says something else"


def record_refund(
    *,
    seat: Seat,
    deal: Deal,
    amount_minor: int,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    payment: Payment | None = None,
    occurred_on: date | None = None,
    reference: str = "",
) -> Refund:
    """Store a refund on a deal the seat may see; the same id twice is one.

    It lowers the money received from its own day on. The deal stays where it stands: it
    was paid, and what was reached is never taken back by what came after.
    """
    require_on(seat, "record_money", deal.owner_id, on=today)
    day = past_day(occurred_on, today=today)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        sum_of_money(amount_minor, deal.currency)
        stored: Refund | None = Refund.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            if (stored.deal_id, stored.amount_minor) != (deal.pk, amount_minor):
                raise SameIdOtherRefund()
            return stored
        if payment is not None and payment.deal_id != deal.pk:
            raise PaymentOfAnotherDeal()
        given_back = Refund.standing().filter(deal=deal).aggregate(Sum("amount_minor"))
        left = received(deal) - (given_back["amount_minor__sum"] or 0)
        if amount_minor > left:
            raise MoreThanReceived(left_minor=left, currency=deal.currency)
        refund = Refund.objects.create(
            uid=uid or new_uid(),
            organisation_id=deal.organisation_id,
            deal=deal,
            payment=payment,
            sequence=take(seat.organisation),
            amount_minor=amount_minor,
            currency=deal.currency,
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            reference=short_text(reference),
        )
        leave_event(
            organisation=seat.organisation,
            sequence=refund.sequence,
            kind="refund_recorded",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={"refund": str(refund.uid), "amount_minor": amount_minor, "currency": deal.currency},
        )
    return refund
