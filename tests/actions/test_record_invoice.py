"""Asked for, and by when."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from kvota.actions.record_invoice import DueBeforeIssued, SameIdOtherInvoice, record_invoice
from kvota.actions.record_payment import MoreThanDue
from kvota.records.models import Event, Invoice
from kvota.records.rights import NotAllowed


@pytest.fixture
def elena(company, now, today):
    return {"seat": company.seats["Elena"], "now": now, "today": today}


def test_an_invoice_has_a_day_and_a_term(company, elena, today) -> None:
    invoice = record_invoice(
        deal=company.deal(amount=100_000), amount_minor=40_000, due_on=date(2026, 12, 18), number="7", **elena
    )
    assert (invoice.occurred_on, invoice.due_on, invoice.number) == (today, date(2026, 12, 18), "7")
    assert Event.objects.get().kind == "invoice_recorded"


def test_invoices_above_the_deal_are_asked_about(company, elena) -> None:
    deal = company.deal(amount=100_000)
    record_invoice(deal=deal, amount_minor=60_000, **elena)
    with pytest.raises(MoreThanDue) as refused:
        record_invoice(deal=deal, amount_minor=60_000, **elena)
    assert refused.value.over_minor == 20_000
    record_invoice(deal=deal, amount_minor=60_000, confirmed=True, **elena)
    assert Invoice.objects.count() == 2


def test_the_same_id_twice_is_one_invoice(company, elena) -> None:
    deal, uid = company.deal(amount=100_000), uuid4()
    first = record_invoice(deal=deal, amount_minor=60_000, uid=uid, **elena)
    assert record_invoice(deal=deal, amount_minor=60_000, uid=uid, **elena) == first
    with pytest.raises(SameIdOtherInvoice):
        record_invoice(deal=deal, amount_minor=50_000, uid=uid, **elena)


def test_it_is_not_due_before_it_was_written(company, elena) -> None:
    with pytest.raises(DueBeforeIssued):
        record_invoice(deal=company.deal(), amount_minor=1, due_on=date(2026, 11, 1), **elena)


def test_a_rep_writes_no_invoice(company, elena) -> None:
    with pytest.raises(NotAllowed):
        record_invoice(deal=company.deal(), amount_minor=1, **elena | {"seat": company.seats["Maria"]})
