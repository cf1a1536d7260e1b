"""Money given back lowers what was received and leaves the deal where it stands."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kvota.actions.plain_values import DayInTheFuture
from kvota.actions.record_payment import record_payment
from kvota.actions.record_refund import (
    MoreThanReceived,
    PaymentOfAnotherDeal,
    SameIdOtherRefund,
    record_refund,
)
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Event, Refund
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed


@pytest.fixture
def elena(company, now, today):
    return {"seat": company.seats["Elena"], "now": now, "today": today}


@pytest.fixture
def paid(company, elena):
    deal = company.deal(amount=100_000)
    record_payment(deal=deal, amount_minor=100_000, occurred_on=date(2026, 11, 10), **elena)
    return deal


def test_a_refund_has_its_own_day_and_the_deal_stays_paid(paid, elena, today) -> None:
    refund = record_refund(deal=paid, amount_minor=30_000, reference="Damaged", **elena)
    assert (refund.occurred_on, refund.amount_minor, refund.reference) == (today, 30_000, "Damaged")
    assert progress(moves_that_count(paid, on=today)).rank == 8
    assert Event.objects.filter(kind="refund_recorded").count() == 1


def test_no_more_is_given_back_than_came_in(paid, elena) -> None:
    record_refund(deal=paid, amount_minor=60_000, **elena)
    with pytest.raises(MoreThanReceived) as refused:
        record_refund(deal=paid, amount_minor=40_001, **elena)
    assert refused.value.left_minor == 40_000


def test_the_same_id_twice_is_one_refund(paid, elena) -> None:
    uid = uuid4()
    first = record_refund(deal=paid, amount_minor=60_000, uid=uid, **elena)
    assert record_refund(deal=paid, amount_minor=60_000, uid=uid, **elena) == first
    with pytest.raises(SameIdOtherRefund):
        record_refund(deal=paid, amount_minor=1, uid=uid, **elena)
    assert Refund.objects.count() == 1


def test_it_may_name_the_payment_it_gives_back_of_the_same_deal(company, paid, elena) -> None:
    refund = record_refund(deal=paid, amount_minor=1, payment=paid.payments.get(), **elena)
    assert refund.payment == paid.payments.get()
    other = record_payment(deal=company.deal("Lyra", amount=100_000), amount_minor=5, **elena).payment
    with pytest.raises(PaymentOfAnotherDeal):
        record_refund(deal=paid, amount_minor=1, payment=other, **elena)


def test_neither_tomorrow_nor_by_a_rep(company, paid, elena, today) -> None:
    with pytest.raises(DayInTheFuture):
        record_refund(deal=paid, amount_minor=1, occurred_on=today + timedelta(days=1), **elena)
    with pytest.raises(NotAllowed):
        record_refund(deal=paid, amount_minor=1, **elena | {"seat": company.seats["Maria"]})
