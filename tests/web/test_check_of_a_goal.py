"""The five principles on their page, and the focus of each quarter."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django_scopes import scope

from kvota.records.models import QuarterFocus
from tests.web.conftest import House

FIVE = ["number", "foreseeable", "attainable", "focus", "dated"]


def body(client: Any, path: str = "/plan/check?when=2026-11") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def verdicts(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-testid="principle-(\w+)" data-value="(\w+)"', page))


def test_the_five_stand_in_their_order_each_with_its_sentence(house: House, signed_in: Any) -> None:
    page = body(signed_in(house.company, "Olga"))
    assert list(verdicts(page)) == FIVE
    assert verdicts(page)["number"] == "met" and verdicts(page)["foreseeable"] == "not_met"
    assert "The goal is ₽900,000." in page and "No market fact." in page
    assert "Without a focus: Q4 2026" in page
    unmet = int(re.search(r'data-testid="unmet" data-value="(\d)"', page)[1])  # type: ignore[index]
    assert unmet == list(verdicts(page).values()).count("not_met")


def test_every_way_of_a_principle_leads_somewhere(house: House, signed_in: Any) -> None:
    olga = signed_in(house.company, "Olga")
    ways = re.findall(
        r'<a class="link" href="(/[^"]+)"', body(olga).split('class="principles"')[1].split("</ol>")[0]
    )
    assert len(ways) >= 5
    assert {olga.get(way).status_code for way in ways} == {200}


def test_a_market_fact_and_a_focus_are_said_where_they_are_met(house: House, signed_in: Any) -> None:
    olga = signed_in(house.company, "Olga")
    olga.post("/plan/market/add", {"source": "trade register", "potential_clients": "340", "growth": "4.5"})
    olga.post("/plan/focus", {"when": "2026-11", "quarter": "2026-Q4", "words": "mills in the south"})
    page = body(olga)
    assert "The whole market: 340 potential clients, +4.5% a year (trade register, 18" in page
    assert verdicts(page)["focus"] == "met" and "mills in the south" in page
    # The focus has a day of its own accord and nobody yet: the fifth principle says so.
    assert verdicts(page)["dated"] == "not_met"


def test_a_rep_reads_the_focus_and_does_not_set_it(house: House, signed_in: Any) -> None:
    signed_in(house.company, "Denis").post("/plan/focus", {"quarter": "2026-Q4", "words": "mills"})
    maria = signed_in(house.company, "Maria")
    page = body(maria)
    assert "mills" in page and 'data-testid="set-focus"' not in page
    assert maria.post("/plan/focus", {"quarter": "2026-Q4", "words": "hers"}).status_code == 404
    assert signed_in(house.company, "Anna").post(
        "/plan/focus", {"quarter": "2026-Q4", "words": "hers"}
    ).status_code in {403, 422}


def test_what_is_refused_stays_typed(house: House, signed_in: Any) -> None:
    denis = signed_in(house.company, "Denis")
    answer = denis.post("/plan/focus", {"when": "2026-11", "quarter": "2026-Q4", "words": "x" * 301})
    assert answer.status_code == 422 and "x" * 301 in answer.content.decode()
    assert denis.post("/plan/focus", {"quarter": "2026-11", "words": "a"}).status_code == 422
    with scope(organisation=house.company.organisation):
        assert not QuarterFocus.objects.exists()


def test_without_a_rate_the_check_says_what_is_missing(house: House, signed_in: Any) -> None:
    with scope(organisation=house.company.organisation):
        house.company.deal("Abroad", amount=5_00, currency="CNY")
    page = body(signed_in(house.company, "Olga"))
    assert "CNY" in page and list(verdicts(page)) == FIVE
