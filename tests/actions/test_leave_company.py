"""Somebody leaves: his clients get new owners from the day after, and one action takes all of it back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kvota import clock
from kvota.actions.add_deal import NobodyToSell
from kvota.actions.leave_company import LeavesAlready, OwnHeir, leave_company
from kvota.actions.record_move import record_move
from kvota.actions.split_deal import split_deal
from kvota.actions.take_back_leaving import DepartureTakenBack, take_back_leaving
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.clients_of_a_leaver import clients_of_a_leaver
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import Scope
from kvota.analytics.verify import faults_found
from kvota.domain.calendar.period import period_of
from kvota.jobs.hand_over_due import hand_over_due
from kvota.records.models import Deal, Event, HandOver, Seat, Token
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

CLIENTS = {"Vega": 900_000_00, "Lyra": 400_000_00, "Rigel": 300_000_00, "Deneb": 100_000_00}


@pytest.fixture
def olga(company: SmallCompany, now: datetime, today: date) -> dict[str, Any]:
    """Maria has four open clients, one signed and unpaid deal, one that was paid and one lost."""
    on = today - timedelta(days=10)
    for client, minor in CLIENTS.items():
        company.move(company.deal(client, amount=minor, on=on), 3, on=on)
    owing = company.deal("Mizar", amount=700_000_00, on=on)
    company.move(owing, 7, on=on)
    company.money("contract", owing, 700_000_00, on=on)
    paid = company.deal("Altair", amount=50_000_00, on=on)
    company.move(paid, 8, on=on)
    company.money("contract", paid, 50_000_00, on=on)
    company.money("payment", paid, 50_000_00, on=on)
    lost = company.deal("Procyon", on=on)
    company.move(lost, kind="lost", on=on)
    return {"seat": company.seats["Olga"], "now": now, "today": today}


def owners(company: SmallCompany) -> dict[str, str]:
    return dict(Deal.objects.values_list("client__name", "owner__name"))


def clients_of(company: SmallCompany, who: str, on: date) -> set[str]:
    scope = Scope(people=frozenset({company.people[who].pk}))
    return {row.client.name for row in open_deals(company.organisation, scope=scope, as_of=on)}


def tomorrow_comes(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))


def test_what_goes_over_is_counted_before_anything_changes(company, olga, today) -> None:
    maria = company.people["Maria"]
    left = clients_of_a_leaver(company.organisation, maria, as_of=today)
    assert [client.client.name for client in left.clients] == ["Vega", "Mizar", "Lyra", "Rigel", "Deneb"]
    assert (left.minor, left.owed_minor, left.owing) == (2_400_000_00, 700_000_00, 1)
    stays = clients_of_a_leaver(company.organisation, maria, as_of=today, receivables_go=False)
    assert {row.client.name for row in stays.staying} == {"Mizar"} and len(stays.clients) == 4


def test_the_deals_go_over_on_the_day_after_the_last_one(company, olga, now, today, monkeypatch) -> None:
    maria, ivan = company.people["Maria"], company.people["Ivan"]
    tomorrow = today + timedelta(days=1)
    left = leave_company(person=maria, on=tomorrow, heirs=[ivan], **olga)
    assert (left.hand_over.state, hand_over_due(), set(owners(company).values())) == ("planned", 0, {"Maria"})
    company.move(company.deal("Bellatrix", on=today), 2, on=today)  # begun on the last day: it goes along

    tomorrow_comes(monkeypatch, now)
    assert (hand_over_due(), hand_over_due()) == (1, 0)
    history = {"Altair": "Maria", "Procyon": "Maria"}
    assert owners(company) == {client: "Ivan" for client in (*CLIENTS, "Mizar", "Bellatrix")} | history
    assert clients_of(company, "Maria", today) == {*CLIENTS, "Mizar", "Bellatrix"}
    assert (clients_of(company, "Maria", tomorrow), len(clients_of(company, "Ivan", tomorrow))) == (set(), 6)
    his = Scope(people=frozenset({maria.pk}))
    earned = actual(company.organisation, scope=his, period=period_of(today, "month"), as_of=tomorrow)
    assert earned.minor == 50_000_00
    assert [event.kind for event in Event.objects.order_by("sequence")] == [
        "person_left",
        "clients_handed_over",
    ]
    assert faults_found() == []


def test_several_share_the_clients_evenly_but_for_those_somebody_chose_for(company, olga, today) -> None:
    ivan, chen, boris = (company.people[who] for who in ("Ivan", "Chen", "Boris"))
    chosen = {company.clients["Vega"]: boris}
    leave_company(
        person=company.people["Maria"],
        on=today,
        heirs=[ivan, chen],
        choices=chosen,
        receivables_go=False,
        **olga,
    )
    assert owners(company) == {
        "Vega": "Boris",
        "Lyra": "Ivan",
        "Rigel": "Chen",
        "Deneb": "Chen",
        "Mizar": "Maria",
        "Altair": "Maria",
        "Procyon": "Maria",
    }


def test_before_its_day_all_of_a_departure_is_taken_back(company, olga, now, today, monkeypatch) -> None:
    maria = company.people["Maria"]
    token = Token.objects.create(
        organisation=company.organisation, seat=company.seats["Maria"], secret_hash="x", created_at=now
    )
    leave_company(person=maria, on=today + timedelta(days=1), heirs=[company.people["Ivan"]], **olga)
    done = take_back_leaving(person=maria, **olga)
    assert (done.seats, done.returned, done.stayed) == (1, [], [])
    assert Seat.objects.get(person=maria).to_on is None
    token.refresh_from_db()
    assert token.revoked_at is None
    tomorrow_comes(monkeypatch, now)
    assert (hand_over_due(), set(owners(company).values())) == (0, {"Maria"})
    with pytest.raises(DepartureTakenBack):
        take_back_leaving(person=maria, **olga)


def test_afterwards_what_nobody_worked_on_is_his_again_and_the_rest_is_named(
    company, olga, now, today
) -> None:
    maria, ivan = company.people["Maria"], company.people["Ivan"]
    leave_company(person=maria, on=today, heirs=[ivan], **olga)
    vega = Deal.objects.get(client__name="Vega")
    record_move(seat=company.seats["Ivan"], deal=vega, kind="touch", now=now, today=today)
    rigel = Deal.objects.get(client__name="Rigel")
    half = {ivan: 5_000, company.people["Chen"]: 5_000}
    split_deal(seat=company.seats["Denis"], deal=rigel, shares=half, now=now, today=today)
    done = take_back_leaving(person=maria, **olga)
    assert {deal.client.name for deal in done.stayed} == {"Vega", "Rigel"}
    assert {deal.client.name for deal in done.returned} == {"Lyra", "Deneb", "Mizar"}
    assert (owners(company)["Vega"], owners(company)["Lyra"]) == ("Ivan", "Maria")
    assert clients_of(company, "Ivan", today) == {"Vega", "Rigel"}
    assert faults_found() == []


def test_a_seat_that_was_given_another_end_since_keeps_it(company, olga, today) -> None:
    maria = company.people["Maria"]
    leave_company(person=maria, on=today, heirs=[company.people["Ivan"]], **olga)
    Seat.objects.filter(person=maria).update(to_on=today + timedelta(days=5))
    assert take_back_leaving(person=maria, **olga).seats == 0
    assert Seat.objects.get(person=maria).to_on == today + timedelta(days=5)


def test_an_heir_who_has_left_too_gets_nothing(company, olga, now, today, monkeypatch) -> None:
    ivan, chen = company.people["Ivan"], company.people["Chen"]
    tomorrow = today + timedelta(days=1)
    leave_company(person=company.people["Maria"], on=tomorrow, heirs=[ivan, chen], **olga)
    leave_company(person=ivan, on=tomorrow, heirs=[chen], **olga)
    tomorrow_comes(monkeypatch, now)
    assert hand_over_due() == 2
    assert {who for client, who in owners(company).items() if client in CLIENTS} == {"Chen"}


def test_without_an_heir_the_deals_keep_the_name_until_somebody_decides(company, olga, today) -> None:
    maria = company.people["Maria"]
    assert leave_company(person=maria, on=today, **olga).deals == 7
    leave_company(person=maria, on=today, heirs=[company.people["Ivan"]], **olga)
    assert owners(company)["Vega"] == "Ivan"
    assert HandOver.objects.count() == 2


def test_what_makes_no_sense_is_refused_and_changes_nothing(company, olga, today) -> None:
    maria, ivan = company.people["Maria"], company.people["Ivan"]
    tomorrow = today + timedelta(days=1)
    with pytest.raises(OwnHeir):
        leave_company(person=maria, on=tomorrow, heirs=[maria], **olga)
    with pytest.raises(NobodyToSell):
        leave_company(person=maria, on=tomorrow, heirs=[company.people["Adam"]], **olga)
    assert not HandOver.objects.exists() and Seat.objects.get(person=maria).to_on is None
    leave_company(person=maria, on=tomorrow, heirs=[ivan], **olga)
    with pytest.raises(LeavesAlready):
        leave_company(person=maria, on=tomorrow, heirs=[ivan], **olga)


def test_who_manages_people_hands_over_and_nobody_else_does(company, olga, today) -> None:
    maria, ivan = company.people["Maria"], company.people["Ivan"]
    for who in ("Ivan", "Denis", "Elena", "Anna", "Carla"):
        with pytest.raises(NotAllowed):
            leave_company(person=maria, on=today, heirs=[ivan], **(olga | {"seat": company.seats[who]}))
        with pytest.raises(NotAllowed):
            take_back_leaving(person=maria, **(olga | {"seat": company.seats[who]}))
    leave_company(person=maria, on=today, heirs=[ivan], **(olga | {"seat": company.seats["Adam"]}))
    assert owners(company)["Vega"] == "Ivan"
