"""A count of deals on a page is a link to a list of just as many, today and at the end of a past month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django_scopes import scope

from tests.a_small_company import SmallCompany, a_small_company
from tests.how_many_examples import walkers

#: `<a href="/review/deals…">12</a>`, bare or with tags around the number.
COUNT = re.compile(r'<a [^>]*href="([^"]*/review/deals[^"]*)"[^>]*>(?:\s|<[^>]+>)*(\d+)\b')
#: A sum of the table of plan and actual, and where it leads.
SUM = re.compile(r'data-value="(-?\d+)"><a href="([^"]*/review/actual[^"]*)"')
SUMMED = re.compile(r'data-testid="list-sum" data-value="(-?\d+)"')
LISTED = re.compile(r'data-testid="list-count" data-value="(\d+)"')
PAGES = ("/", "/board", "/board?show=stuck")


@pytest.fixture
def company(db: None, today: date) -> SmallCompany:
    """Deals of many ages: new, stuck, past hope, without a step, of unknown date, won meanwhile."""
    company = a_small_company()
    with scope(organisation=company.organisation):
        for number in range(40):
            on = today - timedelta(days=90 + number)
            deal = company.deal(f"Left {number}", on=on)
            company.move(deal, 1, on=on)
            company.move(deal, 2, on=on + timedelta(days=1 + number % 9))
            if number % 4:
                company.move(deal, kind="lost", on=on + timedelta(days=12))
        for number, age in enumerate((1, 3, 8, 9, 12, 40, 70)):
            deal = company.deal(f"Waits {number}", on=today - timedelta(days=age), amount=1000 * age)
            company.move(deal, 1, on=today - timedelta(days=age))
        company.deal("Undated", on=None)
    return company


@pytest.mark.parametrize("who", walkers(["Olga", "Denis", "Maria"]))
def test_each_count_of_deals_opens_a_list_of_as_many(company, signed_in, today, who) -> None:
    client = signed_in(company, who)
    before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    found = 0
    for page in PAGES:
        for when in ("", before):
            separator = "&" if "?" in page else "?"
            html = client.get(f"{page}{separator}when={when}").content.decode()
            for url, count in COUNT.findall(html):
                listed = LISTED.search(client.get(unescape(url)).content.decode())
                assert listed is not None and int(listed[1]) == int(count), (page, when, url)
                found += int(count)
    assert found > 20


def test_the_board_of_a_past_month_is_only_looked_at(company, signed_in, today) -> None:
    client = signed_in(company, "Denis")
    before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    then, now = (client.get(f"/board?when={when}").content.decode() for when in (before, ""))
    assert ("data-board-move" in now, "data-board-move" in then) == (True, False)
    assert ("looks-back" in now, "looks-back" in then) == (False, True)
    assert "Waits 0" in now and "Waits 0" not in then


@pytest.mark.parametrize("cut", ["person", "unit", "product"])
def test_each_part_of_the_actual_opens_the_facts_that_sum_to_it(company, signed_in, today, cut) -> None:
    with scope(organisation=company.organisation):
        for number, (owner, product) in enumerate([("Maria", "GTX"), ("Chen", None), (None, "GTX")]):
            deal = company.deal(f"Paid {number}", owner=owner, on=today - timedelta(days=9))
            company.version(
                deal, known_on=today - timedelta(days=9), product=product and company.product(product)
            )
            company.money("payment", deal, 10**number * 100, on=today - timedelta(days=1))
    client = signed_in(company, "Olga")
    table = client.get(f"/review?cut={cut}").content.decode().split('data-testid="plan-actual"')[1]
    found = SUM.findall(table.split("</table>")[0])
    *parts, whole = [int(sum_) for sum_, _ in found]
    assert whole == 111_00 == sum(parts) and len([part for part in parts if part]) >= 2
    for sum_, url in found:
        listed = SUMMED.search(client.get(unescape(url)).content.decode())
        assert listed is not None and listed[1] == sum_, url
