"""The map of clients: each in one cell, past, present or future, with who has him."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kvota.actions.set_cells_per_rep import set_cells_per_rep
from kvota.analytics.metrics.client_map import ClientMap, client_map
from kvota.analytics.scope import Scope, scope_of
from kvota.domain.planning.scatter import Spread
from kvota.records.models import Client, Seat
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
EVERYBODY = Scope(people=None)


def day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def sold(company: SmallCompany, name: str, *, days_ago: int, owner: str | None = "Maria", **more: Any) -> Any:
    deal = company.deal(name, owner=owner, on=day(days_ago + 5), amount=100_00, **more)
    company.move(deal, 8, on=day(days_ago))
    company.money("payment", deal, 100_00, on=day(days_ago))
    return deal


def place(name: str, industry: str, region: str) -> None:
    Client.objects.filter(name=name).update(industry=industry, region=region)


def asked(company: SmallCompany, scope: Scope = EVERYBODY, as_of: date = TODAY, **more: Any) -> ClientMap:
    take(company.organisation)  # whatever the test has changed in place counts from here
    return client_map(company.organisation, scope=scope, as_of=as_of, **more)


def ages(found: ClientMap) -> dict[str, str]:
    return {one.client.name: one.age for one in found.clients}


@pytest.fixture
def clients(company: SmallCompany) -> SmallCompany:
    """One client of each kind there is."""
    sold(company, "Bought long ago", days_ago=400)
    sold(company, "Bought lately", days_ago=30)
    sold(company, "Comes back", days_ago=900)
    company.deal("Comes back", owner="Ivan", on=day(3), amount=7_00)
    company.deal("Only asked", owner="Chen", on=day(3), amount=9_00)
    lost = company.deal("Said no", owner="Chen", on=day(90))
    company.move(lost, kind="lost", on=day(80))
    company.client("Only known")
    return company


def test_each_client_is_past_present_or_future(clients: SmallCompany) -> None:
    assert ages(asked(clients)) == {
        "Bought long ago": "past",
        "Bought lately": "present",
        "Comes back": "present",
        "Only asked": "future",
        "Said no": "future",
        "Only known": "future",
    }


def test_on_an_earlier_day_the_map_is_that_of_the_day(clients: SmallCompany) -> None:
    then = ages(asked(clients, as_of=day(100)))
    assert (then["Bought long ago"], then["Bought lately"], then["Comes back"]) == (
        "present",
        "future",
        "past",
    )


def test_a_contract_counts_as_bought_and_one_that_was_lost_again_does_not(company: SmallCompany) -> None:
    for name in ("Signed", "Signed, then lost"):
        deal = company.deal(name, on=day(500))
        company.move(deal, 7, on=day(490))
        if name == "Signed":
            company.money("contract", deal, 5_00, on=day(490))
        company.move(deal, kind="lost", on=day(480))
    assert ages(asked(company)) == {"Signed": "past", "Signed, then lost": "future"}


def test_every_client_stands_in_one_cell_and_two_spellings_are_one(clients: SmallCompany) -> None:
    place("Bought lately", "Metal", "South")
    place("Comes back", "METAL", " south ")
    place("Only known", "Metal", "")
    found = asked(clients)
    assert sum(len(cell.clients) for cell in found.cells.values()) == len(found.clients) == 6
    south = found.cells[("metal", "south")]
    assert (south.past, south.present, south.future) == (0, 2, 0)
    assert found.cells[("metal", "")].future == 1


def test_the_industry_of_his_newest_deal_counts_where_the_client_says_none(company: SmallCompany) -> None:
    for industry, days_ago in (("Wood", 50), ("Paper", 20)):
        deal = company.deal("Vega", on=day(days_ago))
        company.version(deal, known_on=day(days_ago), industry=industry)
    assert asked(company).clients[0].industry == "Paper"


def test_who_works_with_a_client_has_him_else_who_sold_last(clients: SmallCompany) -> None:
    owners = {one.client.name: [each.name for each in one.owners] for one in asked(clients).clients}
    assert owners["Comes back"] == ["Ivan"] and owners["Bought long ago"] == ["Maria"]
    assert owners["Only known"] == []


def test_a_cell_whose_owners_have_left_is_nobodys(clients: SmallCompany) -> None:
    place("Only asked", "Metal", "South")
    place("Said no", "Metal", "North")
    assert all(cell.cell != ("metal", "south") for cell in asked(clients).held_by_nobody)
    Seat.objects.filter(person=clients.people["Chen"]).update(to_on=TODAY)
    found = asked(clients)
    assert {cell.cell for cell in found.held_by_nobody} == {("metal", "south"), ("metal", "north")}


def test_a_rep_sees_his_own_clients_and_what_they_are_to_him(clients: SmallCompany) -> None:
    ivan = asked(clients, scope_of(clients.seats["Ivan"], on=TODAY))
    # What Maria sold to "Comes back" is not his to see.
    assert ages(ivan) == {"Comes back": "future"}
    assert ages(asked(clients, scope_of(clients.seats["Denis"], on=TODAY))) == {
        "Bought long ago": "past",
        "Bought lately": "present",
        "Comes back": "present",
    }


def test_sums_are_those_of_his_deals_and_unknown_where_a_rate_is_missing(clients: SmallCompany) -> None:
    company = clients
    company.deal("Abroad", on=day(2), amount=5_00, currency="CNY")
    found = {one.client.name: (one.open_minor, one.paid_minor) for one in asked(company).clients}
    assert found["Comes back"] == (7_00, 100_00)
    assert found["Abroad"][0] is None


def test_a_merged_client_is_on_the_map_once(clients: SmallCompany, now: Any) -> None:
    from kvota.actions.merge_clients import merge_clients

    merge_clients(
        seat=clients.seats["Olga"],
        client=clients.clients["Said no"],
        survivor=clients.clients["Bought lately"],
        now=now,
        today=TODAY,
    )
    found = asked(clients)
    assert "Said no" not in ages(found) and len(found.clients) == 5


def test_work_over_more_cells_than_the_hours_suffice_for_is_named(company: SmallCompany, now: Any) -> None:
    for number in range(14):
        company.deal(f"Client {number}", owner="Maria", on=day(2))
        place(f"Client {number}", "Metal", f"Region {number}")
    maria = scope_of(company.seats["Maria"], on=TODAY)
    assert asked(company, maria).scatter.goal == Spread(over=14, can_be_worked=6)
    assert asked(company).scatter.goal == Spread(over=14, can_be_worked=24)
    organisation = set_cells_per_rep(seat=company.seats["Olga"], cells=15, now=now)
    found = client_map(organisation, scope=maria, as_of=TODAY).scatter
    assert found.goal == Spread(14, 15) and not found.is_assumed


def test_a_plan_cut_by_industry_and_region_stands_in_its_cell(clients: SmallCompany) -> None:
    found = asked(clients, plans={("metal", "south"): 900_00})
    assert found.cells[("metal", "south")].plan_minor == 900_00
    assert asked(clients).cells.get(("metal", "south")) is None
