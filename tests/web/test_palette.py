"""The palette finds everything in sight, and nothing else."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django_scopes import scope

from kvota.actions.merge_clients import merge_clients
from tests.web.conftest import House


def found(client: Any, letters: str = "") -> dict[str, list[str]]:
    """The words of each group."""
    html = client.get("/search", {"q": letters}).content.decode()
    groups = re.split(r'data-testid="found-(\w+)"', html)[1:]
    return {
        key: [text.strip() for text in re.findall(r'data-testid="found"><span>([^<]+)', body)]
        for key, body in zip(groups[::2], groups[1::2], strict=True)
    }


def test_without_letters_it_says_what_can_be_done_and_where_one_can_go(house: House, signed_in: Any) -> None:
    rep = found(signed_in(house.company, "Maria"))
    assert rep["actions"] == ["Record a move", "New deal"]
    assert rep["screens"] == [
        *("Today", "Board", "Plan", "Resources", "Hours", "Coverage"),
        *("What it takes", "Check", "Map of clients", "Market"),
        *("My moves and undo", "Help"),
    ]
    head = found(signed_in(house.company, "Denis"))
    assert "Record a move" in head["actions"] and "Change the goal" not in head["actions"]
    assert "Change the goal" in found(signed_in(house.company, "Olga"))["actions"]
    assert {"Review", "Funnel and speed", "Receivables"} <= set(head["screens"])
    admin = found(signed_in(house.company, "Adam"))
    assert {"Stages", "People and units", "Audit"} <= set(admin["screens"])
    assert "Record a move" not in admin["actions"]


def test_letters_find_deals_clients_and_people_in_sight(house: House, signed_in: Any) -> None:
    client = house.deals["Ivan"].client
    letters = client.name[:4]
    head = found(signed_in(house.company, "Denis"), letters)
    assert client.name in head["deals"] and client.name in head["clients"]
    assert "Ivan" in found(signed_in(house.company, "Denis"), "Iva")["people"]
    rep = found(signed_in(house.company, "Maria"), letters)
    assert client.name not in rep.get("deals", []) + rep.get("clients", [])
    assert "people" not in found(signed_in(house.company, "Maria"), "Iva")


def test_the_name_of_a_merged_client_leads_to_whom_he_is(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    old, stays = house.deals["Maria"].client, house.deals["Ivan"].client
    with scope(organisation=house.company.organisation):
        merge_clients(seat=house.company.seats["Olga"], client=old, survivor=stays, now=now, today=today)
    browser = signed_in(house.company, "Denis")
    assert found(browser, old.name)["clients"] == [stays.name]
    html = browser.get("/search", {"q": old.name}).content.decode()
    assert reverse("client", args=[stays.uid]) in html and reverse("client", args=[old.uid]) not in html
    assert f'<span class="small muted">{old.name}</span>' in html


def test_words_of_a_screen_find_it_in_the_readers_language(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    client.post("/language", {"language": "ru"})
    assert found(client, "воронк")["screens"] == ["Воронка и скорость"]


def test_nothing_found_says_what_was_asked(house: House, signed_in: Any) -> None:
    html = signed_in(house.company, "Maria").get("/search", {"q": "qqxx"}).content.decode()
    assert "Nothing you can see is called qqxx." in html
