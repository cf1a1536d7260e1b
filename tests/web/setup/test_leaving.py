"""The page of somebody who leaves: what goes over is seen first, and one button takes it back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from kvota.actions.record_move import record_move
from kvota.records.models import Deal, HandOver, Seat
from tests.web.conftest import House


@pytest.fixture
def address(house: House) -> str:
    return reverse("leaving", args=[house.company.people["Boris"].uid])


def owners(house: House) -> dict[str, str]:
    with scope(organisation=house.company.organisation):
        return dict(Deal.objects.values_list("client__name", "owner__name"))


def shown(page: Any, testid: str) -> int:
    found = re.search(rf'data-testid="{testid}" data-value="(-?\d+)"', page.content.decode())
    assert found, testid
    return int(found[1])


def uid(house: House, who: str) -> str:
    return str(house.company.people[who].uid)


def test_the_page_counts_what_goes_over_and_a_preview_changes_nothing(
    house: House, address: str, signed_in: Any
) -> None:
    browser = signed_in(house.company, "Olga")
    page = browser.get(address)
    assert (shown(page, "over-deals"), shown(page, "over-sum"), shown(page, "over-parked")) == (
        1,
        10000003,
        0,
    )
    assert "Signed, unpaid: ₽60,000" in page.content.decode()
    data = {"to": [uid(house, "Chen"), uid(house, "Ivan")], "preview": "1", "last_on": "2026-11-20"}
    page = browser.post(address, data)
    assert page.status_code == 200 and 'value="2026-11-20"' in page.content.decode()
    assert re.search(r'data-testid="share"><th scope="row">Chen', page.content.decode())
    assert owners(house)["Star Boris"] == "Boris"


def test_a_choice_for_one_client_wins_over_the_ticks(house: House, address: str, signed_in: Any) -> None:
    client = house.deals["Boris"].client
    data = {
        "to": uid(house, "Chen"),
        f"client-{client.uid}": uid(house, "Ivan"),
        "last_on": "2026-11-17",
    }
    browser = signed_in(house.company, "Olga")
    page = browser.post(address, data, follow=True).content.decode()
    assert owners(house)["Star Boris"] == "Ivan"
    assert "1 deal went over" in page and 'data-testid="take-back-leaving"' in page


def test_money_that_is_still_owed_may_stay_with_him(house: House, address: str, signed_in: Any) -> None:
    browser = signed_in(house.company, "Olga")
    data = {"to": uid(house, "Chen"), "receivables": "stay", "last_on": "2026-11-17"}
    browser.post(address, data)
    assert owners(house)["Star Boris"] == "Boris"


def test_it_is_taken_back_and_the_page_names_what_stayed(
    house: House, address: str, signed_in: Any, now: Any, today: Any
) -> None:
    company = house.company
    browser = signed_in(company, "Olga")
    browser.post(address, {"to": uid(house, "Chen"), "last_on": "2026-11-17"})
    with scope(organisation=company.organisation):
        deal = Deal.objects.get(pk=house.deals["Boris"].pk)
        record_move(seat=company.seats["Chen"], deal=deal, kind="touch", now=now, today=today)
    page = browser.post(reverse("take-back-leaving", args=[uid(house, "Boris")]), follow=True)
    told = unescape(page.content.decode())
    assert "1 deal stays where it went: somebody has worked on it since. (Star Boris)" in told
    assert 'data-testid="departure"' not in told
    with scope(organisation=company.organisation):
        assert Seat.objects.get(person__name="Boris").to_on is None


def test_nobody_is_an_answer_and_no_answer_is_refused(house: House, address: str, signed_in: Any) -> None:
    browser = signed_in(house.company, "Olga")
    refused = browser.post(address, {"last_on": "2026-11-17"})
    assert refused.status_code == 422 and "Nobody is named to take over" in refused.content.decode()
    for last_on, said in (("2206-11-17", "Check the year"), ("soon", "soon")):
        refused = browser.post(address, {"to": "nobody", "last_on": last_on})
        assert refused.status_code == 422 and said in refused.content.decode()
    with scope(organisation=house.company.organisation):
        assert not HandOver.objects.exists()
    assert browser.post(address, {"to": "nobody", "last_on": "2026-11-17"}).status_code == 302
    assert owners(house)["Star Boris"] == "Boris"


def test_an_administrator_hands_over_what_he_does_not_read(
    house: House, address: str, signed_in: Any, today: Any
) -> None:
    browser = signed_in(house.company, "Adam")
    page = browser.get(address).content.decode()
    assert shown(browser.get(address), "over-deals") == 1
    assert "Star Boris" not in page and "₽" not in page
    client = house.deals["Boris"].client.uid
    last_on = (today - timedelta(days=1)).isoformat()
    data = {"to": uid(house, "Chen"), "last_on": last_on, f"client-{client}": uid(house, "Ivan")}
    browser.post(address, data)
    assert owners(house)["Star Boris"] == "Chen"


def test_the_audit_says_who_left_and_to_whom_the_clients_went(
    house: House, address: str, signed_in: Any
) -> None:
    browser: Client = signed_in(house.company, "Olga")
    browser.post(address, {"to": uid(house, "Chen"), "last_on": "2026-11-17"})
    browser.post(reverse("take-back-leaving", args=[uid(house, "Boris")]))
    told = unescape(browser.get("/setup/audit").content.decode())
    for said in (
        "Boris leaves from 18/11/2026",
        "Who takes over: – → Chen",
        "Boris has left; deals handed over: Star Boris",
        "Who sells: Boris → Chen",
        "The departure of Boris taken back; deals returned: 1",
    ):
        assert said in told, said
    adam = unescape(signed_in(house.company, "Adam").get("/setup/audit").content.decode())
    assert "Star Boris" not in adam
