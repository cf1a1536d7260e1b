"""A payment is never overwritten: a later row stands in its place."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from kvota.actions.correct_payment import CorrectedAlready, correct_payment
from kvota.actions.match_payment import MatchedAlready, OtherCurrency, match_payment
from kvota.actions.record_payment import MoreThanDue, record_payment
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Event, Payment
from kvota.records.money import received
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed


@pytest.fixture
def elena(company, now, today):
    return {"seat": company.seats["Elena"], "now": now, "today": today}


def rank(deal, today: date) -> int:
    return progress(moves_that_count(deal, on=today)).rank


def test_a_smaller_sum_takes_the_deal_back_from_paid(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    paid = record_payment(deal=deal, amount_minor=100_000, **elena).payment
    corrected = correct_payment(payment=paid, amount_minor=10_000, **elena)
    assert (received(deal), rank(deal, today)) == (10_000, 7)
    assert [move.kind for move in corrected.moves] == ["undo"]
    assert Event.objects.filter(kind="payment_corrected").count() == 1


def test_a_void_payment_takes_back_all_it_brought(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    company.move(deal, 5)
    paid = record_payment(deal=deal, amount_minor=100_000, **elena).payment
    correct_payment(payment=paid, amount_minor=0, **elena)
    assert (received(deal), rank(deal, today), Contract.of(deal)) == (0, 5, None)
    # All is still there to be read.
    assert list(Payment.objects.order_by("sequence").values_list("amount_minor", flat=True)) == [100_000, 0]


def test_a_void_payment_leaves_a_signature_that_was_there_before(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    company.money("contract", deal, 100_000, on=date(2026, 11, 2), move=company.move(deal, 7))
    paid = record_payment(deal=deal, amount_minor=100_000, **elena).payment
    correct_payment(payment=paid, amount_minor=0, **elena)
    assert (rank(deal, today), Contract.of(deal).amount_minor) == (7, 100_000)


def test_a_void_payment_leaves_the_signature_while_other_money_stands(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    first = record_payment(deal=deal, amount_minor=50_000, **elena).payment
    record_payment(deal=deal, amount_minor=50_000, **elena)
    correct_payment(payment=first, amount_minor=0, **elena)
    assert (received(deal), rank(deal, today)) == (50_000, 7)


def test_a_corrected_correction_counts_once(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    first = record_payment(deal=deal, amount_minor=50_000, **elena).payment
    second = correct_payment(payment=first, amount_minor=70_000, **elena).payment
    correct_payment(payment=second, amount_minor=100_000, occurred_on=date(2026, 11, 9), **elena)
    assert (received(deal), rank(deal, today)) == (100_000, 8)
    assert [payment.occurred_on for payment in Payment.standing()] == [date(2026, 11, 9)]


def test_the_row_that_was_corrected_meanwhile_is_not_corrected_again(company, elena) -> None:
    paid = record_payment(deal=company.deal(amount=100_000), amount_minor=50_000, **elena).payment
    correct_payment(payment=paid, amount_minor=60_000, **elena)
    with pytest.raises(CorrectedAlready) as refused:
        correct_payment(payment=paid, amount_minor=40_000, **elena)
    assert refused.value.amount_minor == 60_000


def test_the_same_correction_sent_twice_is_one(company, elena) -> None:
    paid = record_payment(deal=company.deal(amount=100_000), amount_minor=50_000, **elena).payment
    uid = uuid4()
    for first in (True, False):
        again = correct_payment(payment=paid, amount_minor=60_000, uid=uid, **elena)
        assert again.first is first
    assert Payment.objects.count() == 2


def test_a_correction_above_what_is_due_is_asked_about_and_one_downwards_never(company, elena) -> None:
    deal = company.deal(amount=100_000)
    paid = record_payment(deal=deal, amount_minor=300_000, confirmed=True, **elena).payment
    with pytest.raises(MoreThanDue):
        correct_payment(payment=paid, amount_minor=400_000, **elena)
    correct_payment(payment=paid, amount_minor=200_000, **elena)
    assert received(deal) == 200_000


def test_an_unmatched_payment_is_given_to_its_deal(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    waiting = company.money("payment", None, 100_000, on=date(2026, 11, 12), payer="Orion Ltd")
    matched = match_payment(payment=waiting, deal=deal, **elena).payment
    assert (matched.payer, matched.occurred_on) == ("Orion Ltd", date(2026, 11, 12))
    assert (received(deal), rank(deal, today)) == (100_000, 8)
    assert list(Payment.standing()) == [matched]
    assert Event.objects.get().kind == "payment_matched"


def test_a_payment_is_matched_once(company, elena) -> None:
    waiting = company.money("payment", None, 1_000, on=date(2026, 11, 12))
    uid = uuid4()
    deal = company.deal(amount=100_000)
    first = match_payment(payment=waiting, deal=deal, uid=uid, **elena)
    assert match_payment(payment=waiting, deal=deal, uid=uid, **elena).payment == first.payment
    with pytest.raises(MatchedAlready):
        match_payment(payment=first.payment, deal=deal, **elena)
    with pytest.raises(CorrectedAlready):
        match_payment(payment=waiting, deal=deal, **elena)


def test_money_of_another_currency_is_not_matched(company, elena) -> None:
    waiting = company.money("payment", None, 1_000, on=date(2026, 11, 12), currency="USD")
    with pytest.raises(OtherCurrency):
        match_payment(payment=waiting, deal=company.deal(), **elena)


def test_a_rep_corrects_and_matches_nothing(company, elena) -> None:
    waiting = company.money("payment", None, 1_000, on=date(2026, 11, 12))
    with pytest.raises(NotAllowed):
        correct_payment(payment=waiting, amount_minor=0, **elena | {"seat": company.seats["Maria"]})
    with pytest.raises(NotAllowed):
        match_payment(payment=waiting, deal=company.deal(), **elena | {"seat": company.seats["Maria"]})
