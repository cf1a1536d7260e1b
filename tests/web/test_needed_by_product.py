"""A goal cut by product: each product's part, deal and deals on the page and by the API, exact in sum."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.domain.calendar.period import period_of
from tests.a_small_company import SmallCompany, a_small_company
from tests.api.keys import key_of

K = 1_000_00


@pytest.fixture
def company(db: None, today: date, now: Any) -> SmallCompany:
    """Two deals of GTX are worth 300 and 100 thousand; Vega never sold. The goal: GTX 600, Vega 300."""
    small = a_small_company()
    with scope(organisation=small.organisation):
        gtx, vega = small.product("GTX"), small.product("Vega")
        for name, minor in (("Orion", 300 * K), ("Lyra", 100 * K)):
            deal = small.deal(name, amount=minor, on=today - timedelta(days=90), product=gtx)
            small.move(deal, 7, on=today - timedelta(days=60))
            small.money("contract", deal, minor, on=today - timedelta(days=60))
            small.money("payment", deal, minor, on=today - timedelta(days=50))
        set_goal(
            organisation=small.organisation,
            seat=small.seats["Olga"],
            period=period_of(today, "month").next(),
            amount_minor=900 * K,
            now=now,
            shape=GoalShape(slices=(Slice(Fraction(2), product=gtx.pk), Slice(Fraction(1), product=vega.pk))),
        )
    return small


def rows(page: str) -> list[tuple[str, str, str]]:
    """Name, goal and deals of each row of the table."""
    found = []
    for row in page.split('data-testid="product-row"')[1:]:
        name = re.sub("<[^>]*>", "", row.split("</th>")[0].partition(">")[2])
        numbers = [
            re.search(rf'data-testid="product-{one}" data-value="(\d*)"', row) for one in ("goal", "deals")
        ]
        found.append((name, *(number[1] for number in numbers)))  # type: ignore[index]
    return found


def test_each_product_has_its_part_and_its_deals_and_one_that_never_sold_asks_for_its_deal(
    company: SmallCompany, signed_in: Any
) -> None:
    olga, path = signed_in(company, "Olga"), "/plan/funnel?when=2026-12"
    page = unescape(olga.get(path).content.decode())
    # Two deals of GTX are 200 thousand each on average: 600 take three of them.
    assert rows(page) == [("GTX", str(600 * K), "3"), ("Vega", str(300 * K), "")]
    assert "Vega never sold: type what a deal is worth" in page
    assert 'data-testid="deals-of-products" data-value=""' in page, "a sum without Vega would be none"
    field = re.search(r'name="(deal-[0-9a-f-]{36})" form="levers-form"', page)[1]  # type: ignore[index]
    typed = unescape(olga.get(f"{path}&{field}=70000").content.decode())
    assert rows(typed) == [("GTX", str(600 * K), "3"), ("Vega", str(300 * K), "5")]
    assert 'data-testid="deals-of-products" data-value="8"' in typed and 'value="70000"' in typed
    dearer = unescape(olga.get(f"{path}&{field}=70000&price=50").content.decode())
    assert [deals for *_, deals in rows(dearer)] == ["2", "3"]
    assert olga.get(f"{path}&{field}=0").status_code == 422


def test_the_api_tells_the_same_and_a_goal_that_is_not_cut_has_no_such_table(
    company: SmallCompany, signed_in: Any, now: Any, today: date
) -> None:
    client = Client(headers={"Authorization": f"Bearer {key_of(company, 'Olga', now)}"})
    gtx, vega = client.get("/api/needed?when=2026-12").json()["products"]
    assert (gtx["product"], gtx["goal"], gtx["average_deal"], gtx["deals"]) == (
        "GTX",
        "600000.00",
        "200000.00",
        3,
    )
    assert (vega["average_deal"], vega["deals"], vega["average_of"]) == (None, None, 0)
    with scope(organisation=company.organisation):
        month = period_of(today, "month").next().next()
        set_goal(organisation=company.organisation, period=month, amount_minor=K, now=now)
    page = signed_in(company, "Olga").get("/plan/funnel?when=2027-01").content.decode()
    assert 'data-testid="ladder"' in page and "by-product" not in page


def test_more_products_ask_no_more_questions(company: SmallCompany, signed_in: Any, now: Any) -> None:
    olga, path = signed_in(company, "Olga"), "/plan/funnel?when=2026-12"

    def asked() -> tuple[int, int]:
        olga.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = olga.get(path).content.decode()
        return len(rows(page)), len(queries)

    few = asked()
    with scope(organisation=company.organisation):
        slices = [Slice(product=company.product(f"P{place}").pk) for place in range(9)]
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=period_of(now.date(), "month").next(),
            amount_minor=901 * K,
            now=now,
            shape=GoalShape(slices=tuple(slices)),
        )
    assert (few[0], asked()) == (2, (9, few[1]))
