"""A contract says the sum of its deal, and its instalments add up to it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kvota.actions.plain_values import DayInTheFuture
from kvota.actions.record_contract import (
    InstalmentsDiffer,
    SameIdOtherContract,
    TooManyInstalments,
    equal_instalments,
    record_contract,
)
from kvota.actions.record_move import record_move
from kvota.actions.record_payment import record_payment
from kvota.actions.undo_move import undo_move
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Event, Instalment
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed


@pytest.fixture
def elena(company, now, today):
    return {"seat": company.seats["Elena"], "now": now, "today": today}


def rank(deal, today: date) -> int:
    return progress(moves_that_count(deal, on=today)).rank


def test_it_signs_the_deal_and_gives_it_its_sum(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    stored = record_contract(deal=deal, amount_minor=120_000, number="11/26", **elena)
    deal.refresh_from_db()
    assert (deal.amount_minor, rank(deal, today)) == (120_000, 7)
    assert (stored.contract.number, stored.contract.occurred_on) == ("11/26", today)
    assert Event.objects.get().kind == "contract_recorded"


def test_instalments_add_up_to_it(company, elena) -> None:
    parts = [(date(2026, 12, 1), 70_000), (date(2027, 1, 1), 50_000)]
    record_contract(deal=company.deal(), amount_minor=120_000, instalments=parts, **elena)
    assert list(Instalment.objects.order_by("due_on").values_list("due_on", "amount_minor")) == parts


def test_instalments_that_do_not_add_up_are_refused(company, elena) -> None:
    with pytest.raises(InstalmentsDiffer) as refused:
        record_contract(
            deal=company.deal(), amount_minor=120_000, instalments=[(date(2026, 12, 1), 119_999)], **elena
        )
    assert refused.value.difference_minor == -1
    assert not Contract.objects.exists()


@pytest.mark.parametrize("parts", [0, 121])
def test_a_sum_is_parted_into_a_few_instalments(parts: int) -> None:
    with pytest.raises(TooManyInstalments):
        equal_instalments(100, parts=parts, first_due_on=date(2026, 11, 30))


def test_a_later_contract_stands_in_the_place_of_the_first(company, elena, now, today) -> None:
    deal = company.deal(amount=100_000)
    move = record_move(
        seat=company.seats["Maria"], deal=deal, stage=company.stages[6], now=now, today=today
    ).move
    record_contract(deal=deal, amount_minor=90_000, **elena)
    assert [contract.amount_minor for contract in Contract.standing()] == [90_000]
    # Undoing the signing takes the contract with it, whichever stands.
    undo_move(seat=company.seats["Maria"], move=move, now=now, today=today)
    assert Contract.of(deal) is None


def test_a_contract_lowered_to_what_was_received_is_paid(company, elena, today) -> None:
    deal = company.deal(amount=100_000)
    record_payment(deal=deal, amount_minor=60_000, **elena)
    record_contract(deal=deal, amount_minor=60_000, **elena)
    assert rank(deal, today) == 8
    record_contract(deal=deal, amount_minor=61_000, **elena)
    assert rank(deal, today) == 7


def test_the_same_id_twice_is_one_contract(company, elena) -> None:
    deal, uid = company.deal(), uuid4()
    for first in (True, False):
        assert record_contract(deal=deal, amount_minor=5, uid=uid, **elena).first is first
    with pytest.raises(SameIdOtherContract):
        record_contract(deal=deal, amount_minor=6, uid=uid, **elena)
    assert Contract.objects.count() == 1


def test_a_contract_of_tomorrow_and_one_by_a_rep_are_refused(company, elena, today) -> None:
    with pytest.raises(DayInTheFuture):
        record_contract(deal=company.deal(), amount_minor=5, signed_on=today + timedelta(days=1), **elena)
    with pytest.raises(NotAllowed):
        record_contract(deal=company.deal("Lyra"), amount_minor=5, **elena | {"seat": company.seats["Maria"]})
