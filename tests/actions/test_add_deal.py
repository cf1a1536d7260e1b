"""A deal needs no more than the name of its client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from kvota.actions.add_deal import ClientNeeded, NobodyToSell, SameIdOtherDeal, add_deal
from kvota.actions.plain_values import DayInTheFuture, SumNotPossible, TextTooLong
from kvota.actions.record_move import PaidComesFromMoney, record_move
from kvota.actions.sign_contract import AmountNeeded
from kvota.records.models import Alias, Client, Contract, Deal, DealVersion, Event, Move, ProductPrice
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


def add(company: SmallCompany, now: datetime, today: date, by: str = "Maria", **said: object):
    return add_deal(**{"seat": company.seats[by], "client": "Vega", "now": now, "today": today, **said})


def test_the_name_of_a_client_is_enough(company, now, today) -> None:
    added = add(company, now, today)

    assert (added.deal.client.name, added.deal.owner.name) == ("Vega", "Maria")
    assert (added.deal.created_on, added.deal.kind, added.deal.currency) == (today, "new", "RUB")
    assert (added.move.stage.rank, added.move.action, added.move.occurred_on) == (1, "call", today)


def test_it_leaves_one_version_one_move_and_one_event(company, now, today) -> None:
    add(company, now, today)
    assert (DealVersion.objects.count(), Move.objects.count()) == (1, 1)
    assert [event.kind for event in Event.objects.all()] == ["deal_added"]


def test_a_client_is_known_whatever_the_case_and_spaces(company, now, today) -> None:
    first = add(company, now, today, client="Alpha  Lyrae")
    second = add(company, now, today, by="Chen", client=" ALPHA lyrae")
    assert first.deal.client == second.deal.client
    assert Client.objects.count() == 1


def test_a_client_is_known_by_another_spelling_that_somebody_declared(company, now, today) -> None:
    vega = add(company, now, today).deal.client
    Alias.objects.create(organisation=company.organisation, kind="client", match_key="vega ltd", means="Vega")
    assert add(company, now, today, client="Vega Ltd").deal.client == vega


def test_the_same_id_twice_is_one_deal(company, now, today) -> None:
    uid = uuid4()
    first = add(company, now, today, uid=uid, amount_minor=5_000)
    again = add(company, now, today, uid=uid, amount_minor=5_000)
    assert (first.first, again.first) == (True, False)
    assert (again.deal, again.move) == (first.deal, first.move)
    assert (Deal.objects.count(), Event.objects.count()) == (1, 1)


def test_the_same_id_for_another_client_is_refused(company, now, today) -> None:
    uid = uuid4()
    add(company, now, today, uid=uid)
    with pytest.raises(SameIdOtherDeal):
        add(company, now, today, uid=uid, client="Lyra")
    assert Deal.objects.count() == 1


def test_without_an_amount_the_price_of_the_product_stands_in(company, now, today) -> None:
    film = company.product("Film")
    for from_on, price in ((None, 150_000), (date(2026, 9, 1), 200_000), (date(2027, 1, 1), 250_000)):
        ProductPrice.objects.create(
            organisation=company.organisation,
            product=film,
            from_on=from_on,
            price_minor=price,
            currency="RUB",
        )
    deal = add(company, now, today, product=film).deal
    assert (deal.amount_minor, deal.amount_assumed) == (200_000, True)
    assert add(company, now, today, product=film, currency="USD").deal.amount_minor is None


def test_without_a_product_the_usual_deal_stands_in(company, now, today) -> None:
    # 1,000.00 and 2,000.01 signed: their mean is 1,500.005, and a half goes up.
    for client, amount in (("Vega", 100_000), ("Lyra", 200_001)):
        signed = company.deal(client, amount=amount)
        record_move(seat=company.seats["Maria"], deal=signed, stage=company.stages[6], now=now, today=today)
    deal = add(company, now, today, client="Orion").deal
    assert (deal.amount_minor, deal.amount_assumed) == (150_001, True)


def test_before_the_first_contract_nothing_is_assumed(company, now, today) -> None:
    deal = add(company, now, today).deal
    assert (deal.amount_minor, deal.amount_assumed) == (None, False)


def test_an_amount_said_is_not_assumed(company, now, today) -> None:
    deal = add(company, now, today, product=company.product("Film"), amount_minor=1).deal
    assert (deal.amount_minor, deal.amount_assumed) == (1, False)


def test_a_client_who_has_signed_before_is_a_repeat_one(company, now, today) -> None:
    signed = company.deal("Vega")
    record_move(seat=company.seats["Maria"], deal=signed, stage=company.stages[6], now=now, today=today)
    assert add(company, now, today).deal.kind == "repeat"


def test_a_deal_may_enter_further_on_and_counts_the_day_it_happened(company, now, today) -> None:
    yesterday = today - timedelta(days=1)
    added = add(company, now, today, stage=company.stages[4], occurred_on=yesterday, action="bid")
    assert (added.move.stage.rank, added.move.action, added.move.occurred_on) == (5, "bid", yesterday)
    assert (added.deal.created_on, added.move.known_on) == (yesterday, today)


def test_a_deal_that_enters_signed_has_its_contract(company, now, today) -> None:
    deal = add(company, now, today, stage=company.stages[6], amount_minor=70_000).deal
    assert Contract.of(deal).amount_minor == 70_000


def test_a_signed_deal_needs_a_sum_and_a_paid_one_its_payment(company, now, today) -> None:
    with pytest.raises(AmountNeeded):
        add(company, now, today, stage=company.stages[6])
    with pytest.raises(PaidComesFromMoney):
        add(company, now, today, stage=company.stages[7], amount_minor=70_000)
    assert not Deal.objects.exists()


def test_a_head_may_add_for_his_people_and_a_rep_only_for_himself(company, now, today) -> None:
    cleo = company.people["Chen"]
    assert add(company, now, today, by="Petra", owner=cleo).deal.owner == cleo
    with pytest.raises(NotAllowed):
        add(company, now, today, by="Maria", owner=cleo)


def test_a_deal_belongs_to_somebody_who_sells(company, now, today) -> None:
    with pytest.raises(NobodyToSell):
        add(company, now, today, by="Denis", owner=company.people["Anna"])


@pytest.mark.parametrize("role", ["Anna", "Elena", "Adam", "Olga"])
def test_who_does_not_sell_adds_no_deal(company, now, today, role: str) -> None:
    with pytest.raises(NotAllowed):
        add(company, now, today, by=role)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"client": "  "}, ClientNeeded),
        ({"client": "x" * 201}, TextTooLong),
        ({"amount_minor": -1}, SumNotPossible),
        ({"amount_minor": 10**18}, SumNotPossible),
        ({"occurred_on": date(2027, 1, 1)}, DayInTheFuture),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(company, now, today, said, refusal) -> None:
    with pytest.raises(refusal):
        add(company, now, today, **said)
    assert not (Deal.objects.exists() or Client.objects.exists() or Event.objects.exists())
