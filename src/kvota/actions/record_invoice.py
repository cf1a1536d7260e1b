"""Record an invoice: what was asked for, and by when it is due."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kvota.actions.plain_values import past_day, short_text, sum_of_money
from kvota.actions.record_payment import MoreThanDue
from kvota.actions.settle_deal import due_on_deal
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Invoice
from kvota.records.people import Seat
from kvota.records.rights import require_on
from kvota.records.row import new_uid
from kvota.records.sequence import take


class DueBeforeIssued(RuleError):
    code = "due_before_issued"
    sentence = "the invoice of {issued_on} is due on {due_on}, before it was written"
    issued_on: date
    due_on: date


class SameIdOtherInvoice(RuleError):
    code = "same_id_other_invoice"
    sentence = "an invoice with this id is stored already and says something else"


def record_invoice(
    *,
    seat: Seat,
    deal: Deal,
    amount_minor: int,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    issued_on: date | None = None,
    due_on: date | None = None,
    number: str = "",
    external_id: str = "",
    confirmed: bool = False,
) -> Invoice:
    """Store an invoice of a deal the seat may see; the same id twice is one.

    Invoices above what the deal is worth must be `confirmed`: the second one of a deal is
    mostly the first one typed again.
    """
    require_on(seat, "record_money", deal.owner_id, on=today)
    day = past_day(issued_on, today=today)
    if due_on is not None and due_on < day:
        raise DueBeforeIssued(issued_on=day, due_on=due_on)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        sum_of_money(amount_minor, deal.currency)
        stored: Invoice | None = Invoice.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            if (stored.deal_id, stored.amount_minor) != (deal.pk, amount_minor):
                raise SameIdOtherInvoice()
            return stored
        if not confirmed:
            asked = Invoice.standing().filter(deal=deal).aggregate(Sum("amount_minor"))
            due = due_on_deal(deal)
            over = (asked["amount_minor__sum"] or 0) + amount_minor - due
            if over > 0:
                raise MoreThanDue(over_minor=over, due_minor=due, currency=deal.currency)
        invoice = Invoice.objects.create(
            uid=uid or new_uid(),
            organisation_id=deal.organisation_id,
            deal=deal,
            sequence=take(seat.organisation),
            amount_minor=amount_minor,
            currency=deal.currency,
            occurred_on=day,
            due_on=due_on,
            number=short_text(number, most=60),
            external_id=short_text(external_id, most=120),
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=invoice.sequence,
            kind="invoice_recorded",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={"invoice": str(invoice.uid), "amount_minor": amount_minor, "currency": deal.currency},
        )
    return invoice
