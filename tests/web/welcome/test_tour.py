"""The tour knows a step as done by what was recorded or opened, never by a click on "next"."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from kvota.records.models import Account
from tests.web.conftest import House


def step_on(page: bytes) -> str:
    found = re.search(r'data-tour-step="(\w*)"', page.decode())
    return found.group(1) if found else "none"


@pytest.fixture
def maria(house: House, signed_in: Any) -> Client:
    client: Client = signed_in(house.company, "Maria")
    client.post(reverse("tour"), {"do": "begin"})
    return client


def test_five_real_steps_in_their_order_and_then_it_is_over(maria: Client, house: House) -> None:
    deal = house.deals["Maria"]
    assert step_on(maria.get("/").content) == "move"
    maria.post(reverse("move-deal", args=[deal.uid]), {"stage": "5"})
    assert step_on(maria.get("/").content) == "list"
    assert step_on(maria.get(reverse("deals")).content) == "next", "the page that is read counts at once"
    page = maria.get("/").content.decode()
    assert f'href="{reverse("deal", args=[deal.uid])}"' in page, "the way leads to the deal that was moved"
    maria.post(reverse("next-step", args=[deal.uid]), {"tomorrow": "1"})
    assert step_on(maria.get("/").content) == "plan"
    maria.get(reverse("plan"))
    assert step_on(maria.get("/").content) == "dots"
    answer = maria.get(reverse("review"))
    assert step_on(answer.content) == ""
    assert "That is all of it." in answer.content.decode()


def test_what_others_did_and_what_was_done_before_is_no_step(
    maria: Client, house: House, signed_in: Any
) -> None:
    signed_in(house.company, "Ivan").post(
        reverse("move-deal", args=[house.deals["Ivan"].uid]), {"stage": "5"}
    )
    assert step_on(maria.get("/").content) == "move"
    maria.post(reverse("move-deal", args=[house.deals["Maria"].uid]), {"stage": "5"})
    maria.post(reverse("tour"), {"do": "begin"})
    assert step_on(maria.get("/").content) == "move", "begun anew, it begins at the first step"


def test_a_touch_is_no_move_and_a_step_taken_away_no_step(maria: Client, house: House) -> None:
    deal = house.deals["Maria"]
    maria.post(reverse("move-deal", args=[deal.uid]), {"touch": "1"})
    assert step_on(maria.get("/").content) == "move"
    maria.post(reverse("move-deal", args=[deal.uid]), {"stage": "5"})
    maria.get(reverse("deals"))
    maria.post(reverse("next-step", args=[deal.uid]), {"on": ""})
    assert step_on(maria.get("/").content) == "next"


def test_it_is_remembered_with_the_account_and_left_for_good(
    maria: Client, house: House, signed_in: Any
) -> None:
    maria.get(reverse("plan"))
    elsewhere = signed_in(house.company, "Maria")
    assert step_on(elsewhere.get("/").content) == "move"
    assert Account.objects.get(people=house.company.people["Maria"]).tour["seen"] == ["plan"]
    answer = elsewhere.post(reverse("tour"), {"do": "leave", "back": "/board"})
    assert answer["Location"] == "/board"
    assert step_on(maria.get("/").content) == "none"
    assert elsewhere.post(reverse("tour"), {"do": "leave", "back": "//elsewhere.example"})["Location"] == "/"


def test_the_script_gets_the_strip_alone(maria: Client) -> None:
    strip = maria.get(reverse("tour")).content.decode()
    assert step_on(strip.encode()) == "move"
    assert "<html" not in strip


@pytest.mark.parametrize(("who", "steps"), [("Denis", "1 of 5"), ("Olga", "1 of 4"), ("Anna", "1 of 4")])
def test_who_leads_or_counts_walks_what_his_seat_may_do(
    who: str, steps: str, house: House, signed_in: Any
) -> None:
    client = signed_in(house.company, who)
    assert 'data-testid="begin-tour"' in client.get(reverse("help")).content.decode()
    client.post(reverse("tour"), {"do": "begin"})
    assert f"Step {steps}" in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["Elena", "Adam", "Carla"])
def test_a_seat_without_a_way_through_it_is_offered_none(who: str, house: House, signed_in: Any) -> None:
    client = signed_in(house.company, who)
    client.post(reverse("tour"), {"do": "begin"})
    assert 'data-testid="begin-tour"' not in client.get(reverse("help")).content.decode()
    assert step_on(client.get("/").content) == "none"


def test_who_walks_none_pays_nothing_for_it(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    client.get("/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/moves")
        return len(asked)

    before = queries()
    client.post(reverse("tour"), {"do": "begin"})
    walking = queries()
    client.post(reverse("tour"), {"do": "leave"})
    assert queries() == before < walking <= before + 2


def test_in_another_company_of_the_same_account_it_does_not_go_on(maria: Client, house: House) -> None:
    account = Account.objects.get(people=house.company.people["Maria"])
    account.tour = account.tour | {"company": house.company.organisation.pk + 1}
    account.save()
    with scope(organisation=house.company.organisation):
        assert step_on(maria.get("/").content) == "none"
