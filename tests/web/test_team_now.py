"""The page of a head and an owner: what needs them, and what a company without sellers is told."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django_scopes import scope

from kvota.records.models import Seat
from tests.a_small_company import SmallCompany, a_small_company
from tests.web.conftest import House


def test_the_number_beside_the_deals_without_a_step_is_that_of_the_list_it_opens(
    house: House, signed_in: Any
) -> None:
    browser = signed_in(house.company, "Olga")
    page = browser.get("/").content.decode()
    found = re.search(r'<h3><span>No next step</span><a class="num" href="([^"]+)">(\d+)</a>', page)
    assert found
    opened = browser.get(unescape(found[1])).content.decode()
    assert f'data-testid="list-count" data-value="{found[2]}"' in opened


def test_deals_without_an_owner_are_not_called_a_company_where_nobody_sells(
    db: None, signed_in: Any, today: date
) -> None:
    company: SmallCompany = a_small_company("Imported")
    with scope(organisation=company.organisation):
        Seat.objects.filter(role__in=["rep", "head"]).update(to_on=today)
    browser = signed_in(company, "Olga")
    assert "Nobody sells here yet" in browser.get("/").content.decode()
    with scope(organisation=company.organisation):
        for name in ("Vega", "Orion"):
            company.move(company.deal(name, owner=None), 2, by=None)
    page = browser.get("/").content.decode()
    assert "Nobody sells here yet" not in page
    assert "The deals have no owner yet" in page and "2 deals in work belong to nobody" in page
    assert 'href="/review/deals"' in page
