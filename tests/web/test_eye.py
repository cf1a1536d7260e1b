"""The eye: no sum anywhere on the pages a rep shows to a client until he opens it again."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import period_of
from tests.web.conftest import House
from tests.web.test_renewal import renewed, state_on

# 98,765 stands nowhere but in the sums of one deal, 54,321 in those of one goal.
DEAL, GOAL = 98_765_00, 54_321_00
SUM = re.compile(r"98.?765|98[.,]8|54.?321|54[.,]3|₽|RUB|value=\"\d+[.,]\d\d\"")


@pytest.fixture
def pages(house: House, today: Any, now: Any) -> list[str]:
    with scope(organisation=house.company.organisation):
        deal = house.company.deal("Lyra", amount=DEAL)
        house.company.move(deal, 7)
        house.company.money("contract", deal, DEAL, on=today)
        seat = house.company.seats["Denis"]
        set_goal(
            organisation=house.company.organisation,
            seat=seat,
            period=period_of(today, "month"),
            amount_minor=GOAL,
            now=now,
        )
    return [
        "/",
        f"/deal/{deal.uid}",
        f"/deal/{deal.uid}/move",
        f"/client/{deal.client.uid}",
        "/board",
        "/plan",
        "/move?q=Ly",
        "/steps-left",
    ]


def test_a_closed_eye_hides_every_sum_in_words_names_and_fields(
    house: House, pages: list[str], signed_in: Any
) -> None:
    client = signed_in(house.company, "Maria")
    shown = {path: SUM.findall(unescape(client.get(path).content.decode())) for path in pages}
    assert all(found for path, found in shown.items()), shown
    answer = client.post("/eye", {"close": "1", "next": pages[1]})
    assert (answer.status_code, answer["Location"]) == (302, pages[1])
    hidden = {path: SUM.findall(without_unit(client.get(path).content.decode())) for path in pages}
    assert {path: found for path, found in hidden.items() if found} == {}
    assert "Show the sums" in client.get("/").content.decode()
    client.post("/eye", {})
    again = {path: SUM.findall(unescape(client.get(path).content.decode())) for path in pages}
    assert again == shown


def without_unit(body: str) -> str:
    """A page without the unit beside an empty field: which currency is no secret."""
    return re.sub(r'<span class="money__unit">[^<]*</span>', "", unescape(body))


def test_a_page_that_lies_open_closes_its_eye_too(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    state = state_on(client.get("/"))
    client.post("/eye", {"close": "1"})
    answer = renewed(client, "/", state)
    assert answer.status_code == 200
    assert "•••" in answer.content.decode()


def test_what_a_file_holds_is_not_hidden(house: House, pages: list[str], signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    client.post("/eye", {"close": "1"})
    assert "98765" in client.get("/review/export/deals.csv").content.decode().replace(",", "")
