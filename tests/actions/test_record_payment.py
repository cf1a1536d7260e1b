"""Money decides when a deal is paid: three taps of finance, head or owner."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kvota.actions.plain_values import DayInTheFuture, SumNotPossible
from kvota.actions.record_move import record_move
from kvota.actions.record_payment import MoreThanDue, PaymentKnown, SameIdOtherPayment, record_payment
from kvota.actions.sign_contract import AmountNeeded
from kvota.domain.selling.client_progress import Progress, progress
from kvota.records.models import Contract, Deal, Event, Move, Payment
from kvota.records.money import received
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed


@pytest.fixture
def pay(company, now, today):
    def record(deal: Deal, amount_minor: int, *, by: str = "Elena", **said: object):
        seat = company.seats[by]
        said = {"now": now, "today": today, **said}
        return record_payment(seat=seat, deal=deal, amount_minor=amount_minor, **said)

    return record


def stands(deal: Deal, today: date) -> Progress:
    return progress(moves_that_count(deal, on=today))


def signed(company, now, today, amount: int = 100_000) -> Deal:
    deal = company.deal(amount=amount)
    record_move(seat=company.seats["Maria"], deal=deal, stage=company.stages[6], now=now, today=today)
    return deal


def test_the_payment_that_covers_the_deal_moves_it_to_paid(company, pay, now, today) -> None:
    deal = signed(company, now, today)
    stored = pay(deal, 100_000, reference="Invoice 7")
    assert stands(deal, today).rank == 8
    assert [(move.stage.kind, move.author.name) for move in stored.moves] == [("paid", "Elena")]


def test_one_event_names_the_payment_and_the_moves_it_brought(company, pay, now, today) -> None:
    deal = signed(company, now, today)
    stored = pay(deal, 100_000)
    event = Event.objects.get(kind="payment_recorded")
    assert event.subject == f"deal:{deal.uid}"
    assert event.payload == {
        "payment": str(stored.payment.uid),
        "replaces": None,
        "amount_minor": 100_000,
        "currency": "RUB",
        "moves": [str(stored.moves[0].uid)],
    }


def test_a_part_leaves_the_deal_signed_and_the_rest_finishes_it(company, pay, now, today) -> None:
    deal = signed(company, now, today)
    assert pay(deal, 99_999).moves == []
    assert stands(deal, today).rank == 7
    pay(deal, 1)
    assert (stands(deal, today).rank, received(deal)) == (8, 100_000)


def test_money_without_a_contract_makes_one_and_signs(company, pay, today) -> None:
    deal = company.deal(amount=100_000)
    company.move(deal, 5)
    pay(deal, 40_000, occurred_on=date(2026, 11, 10))
    contract = Contract.of(deal)
    assert (contract.amount_minor, contract.occurred_on) == (100_000, date(2026, 11, 10))
    assert stands(deal, today).rank == 7


def test_a_payment_of_last_week_does_not_fall_behind_the_moves_of_this_week(company, pay, today) -> None:
    deal = company.deal(amount=100_000)
    company.move(deal, 6, on=date(2026, 11, 16))
    pay(deal, 100_000, occurred_on=date(2026, 11, 10))
    assert stands(deal, today).rank == 8
    assert Payment.objects.get().occurred_on == date(2026, 11, 10)


def test_the_deal_is_paid_on_the_day_the_money_was_enough(company, pay, today) -> None:
    deal = company.deal(amount=100_000)
    pay(deal, 60_000, occurred_on=date(2026, 11, 16))
    pay(deal, 40_000, occurred_on=date(2026, 11, 9))  # found later, came earlier
    assert stands(deal, today).since_on == date(2026, 11, 16)


def test_money_from_a_lost_client_opens_the_deal_again(company, pay, today) -> None:
    deal = company.deal(amount=100_000)
    company.move(deal, 3)
    company.move(deal, kind="lost", on=date(2026, 11, 5))
    pay(deal, 100_000)
    state = stands(deal, today)
    assert (state.rank, state.is_lost, state.cycle) == (8, False, 2)


def test_a_real_payment_puts_an_assumed_one_aside(company, pay, today) -> None:
    deal = company.deal(amount=100_000)
    company.money("contract", deal, 100_000, on=date(2026, 11, 2))
    company.money("payment", deal, 100_000, on=date(2026, 11, 2), assumed=True)
    pay(deal, 30_000, confirmed=True)
    assert received(deal) == 30_000


def test_the_same_id_twice_is_one_payment(company, pay, now, today) -> None:
    deal, uid = signed(company, now, today), uuid4()
    first, again = pay(deal, 100_000, uid=uid), pay(deal, 100_000, uid=uid)
    assert (first.first, again.first, again.payment) == (True, False, first.payment)
    assert [move.uid for move in again.moves] == [move.uid for move in first.moves]
    assert Payment.objects.count() == 1


def test_the_same_id_with_another_sum_is_refused_and_the_first_stays(company, pay, now, today) -> None:
    deal, uid = signed(company, now, today), uuid4()
    pay(deal, 60_000, uid=uid)
    with pytest.raises(SameIdOtherPayment):
        pay(deal, 40_000, uid=uid)
    assert received(deal) == 60_000


def test_more_than_is_due_is_asked_about(company, pay, now, today) -> None:
    deal = signed(company, now, today)
    pay(deal, 60_000)
    with pytest.raises(MoreThanDue) as refused:
        pay(deal, 40_001)
    assert (refused.value.over_minor, refused.value.due_minor) == (1, 100_000)
    assert received(deal) == 60_000
    pay(deal, 40_001, confirmed=True)
    assert (received(deal), stands(deal, today).rank) == (100_001, 8)


def test_the_number_of_the_bank_is_recorded_once(company, pay, now, today) -> None:
    deal = signed(company, now, today)
    pay(deal, 60_000, external_id="B-17")
    with pytest.raises(PaymentKnown):
        pay(deal, 40_000, external_id=" B-17 ")


def test_a_deal_without_an_amount_says_so(company, pay) -> None:
    with pytest.raises(AmountNeeded):
        pay(company.deal(amount=None), 10_000)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("amount", "refusal"), [(0, SumNotPossible), (-5, SumNotPossible), (10**18, SumNotPossible)]
)
def test_a_sum_that_cannot_be_is_refused(company, pay, amount: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        pay(company.deal(), amount)


def test_tomorrows_money_has_not_come(company, pay, today) -> None:
    with pytest.raises(DayInTheFuture):
        pay(company.deal(), 1, occurred_on=today + timedelta(days=1))
    assert not (Payment.objects.exists() or Move.objects.exists() or Event.objects.exists())


@pytest.mark.parametrize("role", ["Denis", "Olga", "Elena"])
def test_head_owner_and_finance_record_money(company, pay, role: str) -> None:
    assert pay(company.deal(), 1, by=role).first


@pytest.mark.parametrize("role", ["Maria", "Anna", "Adam", "Carla"])
def test_the_others_do_not(company, pay, role: str) -> None:
    with pytest.raises(NotAllowed):
        pay(company.deal(), 1, by=role)
