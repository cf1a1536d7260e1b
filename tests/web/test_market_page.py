"""Market facts on their page, and our deals against each competitor."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.urls import reverse
from django_scopes import scope

from kvota.records.models import CompetitorNamed, LostReason, MarketFact
from tests.web.conftest import House

GOOD = {
    "industry": "Metal",
    "potential_clients": "1,340",
    "growth": "-2.5",
    "competitors": "Altair, Orion Parts，Rigel",
    "source": "trade register",
    "on_day": "2026-11-01",
}


def body(client: Any, path: str = "/plan/market") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_a_fact_is_added_in_place_exact_with_its_source(house: House, signed_in: Any) -> None:
    denis = signed_in(house.company, "Denis")
    assert denis.post("/plan/market/add", GOOD).status_code == 302
    page = body(denis)
    assert 'data-testid="list-count" data-value="1"' in page and "−2.5%" in page and "1,340" in page
    with scope(organisation=house.company.organisation):
        fact = MarketFact.objects.get()
        assert str(fact.growth) == "-1/40" and fact.competitors == ["Altair", "Orion Parts", "Rigel"]
    # Anybody who plans reads it; of two of one segment the newer is marked.
    denis.post("/plan/market/add", GOOD | {"on_day": "2026-11-10"})
    page = body(signed_in(house.company, "Maria"))
    assert page.count('data-testid="fact"') == 2 and page.count(">newest<") == 1
    assert 'data-value="0"' in body(denis, "/plan/market?industry=Wood").split('data-testid="facts"')[0]


def test_what_is_refused_stays_typed(house: House, signed_in: Any) -> None:
    denis = signed_in(house.company, "Denis")
    for wrong in (
        {"source": " "},
        {"potential_clients": "many"},
        {"growth": "fast"},
        {"growth": "-100"},
        {"growth": "99999999999"},
        {"on_day": "2027-01-01"},
        {"on_day": "soon"},
        {"potential_clients": "99999999999"},
        {"industry": "x" * 121},
    ):
        answer = denis.post("/plan/market/add", GOOD | wrong)
        page = unescape(answer.content.decode())
        assert answer.status_code == 422, wrong
        assert 'data-testid="refusal"' in page and 'value="Altair, Orion Parts，Rigel"' in page
    with scope(organisation=house.company.organisation):
        assert not MarketFact.objects.exists()
    assert signed_in(house.company, "Anna").post("/plan/market/add", GOOD).status_code == 403


def test_a_loss_may_say_to_whom_and_nobody_has_to(house: House, signed_in: Any) -> None:
    company = house.company
    maria = signed_in(company, "Maria")
    deal = house.deals["Maria"]
    sheet = body(maria, reverse("move-sheet", args=[deal.uid]))
    assert (
        'name="competitor"' in sheet and "required" not in sheet.split('name="competitor"')[1].split(">")[0]
    )
    with scope(organisation=company.organisation):
        why = LostReason.objects.get(to_competitor=True)
    move = reverse("move-deal", args=[deal.uid])
    assert maria.post(move, {"lost": str(why.uid), "competitor": "Altair"}).status_code == 302
    page = body(maria)
    row = page.split('data-testid="against-row"')[1]
    assert "Altair" in row
    url, count = re.search(r'href="([^"]+)" data-testid="against-lost" data-value="(\d+)"', row).groups()  # type: ignore[union-attr]
    listed = body(maria, url)
    assert count == "1" and deal.client.name in listed and 'data-testid="list-count" data-value="1"' in listed
    # Offered again where the next one is lost.
    other = body(signed_in(company, "Chen"), reverse("move-sheet", args=[house.deals["Chen"].uid]))
    assert '<option value="Altair">' in other


def test_a_competitor_is_named_on_a_deal_and_taken_back(house: House, signed_in: Any) -> None:
    maria, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    path, page = reverse("name-competitor", args=[deal.uid]), reverse("deal", args=[deal.uid])
    assert maria.post(path, {"name": "Orion Parts"}).status_code == 302
    assert "Orion Parts" in body(maria, page)
    assert 'data-testid="against-open" data-value="1"' in body(maria)
    maria.post(path, {"take_back": "Orion Parts"})
    assert "against-open" not in body(maria)
    assert maria.post(path, {"name": " "}).status_code == 422
    assert maria.post(path, {"name": "x" * 121}).status_code == 422
    theirs = reverse("name-competitor", args=[house.deals["Chen"].uid])
    assert maria.post(theirs, {"name": "Altair"}).status_code == 404
    with scope(organisation=house.company.organisation):
        assert CompetitorNamed.objects.count() == 2
