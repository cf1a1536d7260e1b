"""The page of a head and an owner: what needs them, and what a company without sellers is told."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.clients_in_work import PersonInWork
from kvota.domain.calendar.period import parse_period
from kvota.records.models import Seat
from kvota.web.today.team_now import RepRow
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
    page = browser.get("/").content.decode()
    assert "Begin with the deals you have" in page and "Invite the first rep" in page
    with scope(organisation=company.organisation):
        for name in ("Vega", "Orion"):
            company.move(company.deal(name, owner=None), 2, by=None)
    page = browser.get("/").content.decode()
    assert "Begin with the deals you have" not in page and "Nobody sells here yet" not in page
    assert "The deals have no owner yet" in page and "2 deals in work belong to nobody" in page
    assert 'href="/review/deals"' in page


def test_on_its_first_days_a_company_is_told_what_to_do_next_by_one_button(
    db: None, signed_in: Any, today: date, now: Any
) -> None:
    company: SmallCompany = a_small_company("New")
    roles = {"Maria": "rep", "Denis": "head", "Olga": "owner", "Anna": "analyst"}

    def first_way(who: str) -> tuple[str, list[str]]:
        """The sentence of a person's Today, and where its buttons that matter lead."""
        page = unescape(signed_in(company, who).get("/").content.decode())
        said = re.search(r'data-testid="sentence">\s*(.*?)\s*</h1>', page, re.DOTALL)
        assert said and page.count('data-testid="sentence"') == 1
        assert "Most likely" not in page  # nothing is claimed of nothing
        return said[1], re.findall(r'class="button[^"]*button--primary[^"]*" href="([^"?]+)', page)

    assert {who: first_way(who) for who in roles} == {
        "Maria": ("No clients yet", ["/deal/new"]),
        "Denis": ("Begin with the deals you have", ["/setup/import"]),
        "Olga": ("Begin with the deals you have", ["/setup/import"]),
        "Anna": ("No deals yet", []),
    }
    with scope(organisation=company.organisation):
        company.deal("Vega", on=today)
    assert {who: ways for who in roles for _, ways in [first_way(who)]} == {
        "Maria": [],  # the cards have the buttons
        "Denis": [],  # the goal is the owner's
        "Olga": ["/plan"],
        "Anna": [],
    }
    with scope(organisation=company.organisation):
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2026-11"),
            amount_minor=4_000_000_00,
            now=now,
        )
    assert first_way("Olga") == ("₽4,000,000 to go, 9 working days", [])
    assert first_way("Chen") == ("₽1,000,000 to go, 9 working days", ["/deal/new"])  # no client of his yet


def lines(page: str, testid: str) -> list[tuple[str, str, int | None]]:
    """The lines of a list beside the page: words, address, sum."""
    found = []
    for each in re.findall(rf'data-testid="{testid}">(.*?)</li>', page, re.DOTALL):
        url = re.search(r'href="([^"]+)"', each)
        words = re.search(r"<span>(.*?)</span>", each)
        sums = re.search(r'data-value="(\d+)"', each)
        assert url and words
        found.append((words.group(1), unescape(url.group(1)), int(sums.group(1)) if sums else None))
    return found


def test_an_owner_reads_three_risks_by_money_and_each_opens_what_it_is_made_of(
    house: House, signed_in: Any, today: date
) -> None:
    with scope(organisation=house.company.organisation):
        for number in range(3):
            old = house.company.deal(f"Old {number}", on=date(2026, 9, 1), amount=300_000_00)
            house.company.move(old, 2, on=date(2026, 9, 2))
        late = house.company.deal("Late payer", on=date(2026, 9, 1), amount=200_000_00)
        house.company.money("contract", late, 200_000_00, on=date(2026, 9, 3))
        house.company.money("invoice", late, 200_000_00, on=date(2026, 9, 3), due_on=date(2026, 9, 20))
    browser = signed_in(house.company, "Olga")
    risks = lines(browser.get("/").content.decode(), "risk")
    sums = [minor or 0 for _, _, minor in risks]
    assert len(risks) == 3 and sums == sorted(sums, reverse=True) and sums[-1] > 0
    for words, url, minor in risks:
        opened = browser.get(url)
        assert opened.status_code == 200, words
        told = re.search(rb'data-testid="list-sum" data-value="(\d+)"', opened.content)
        if "show=" in url:
            assert told and int(told.group(1)) == minor, words
    assert lines(signed_in(house.company, "Denis").get("/").content.decode(), "risk") == []


def test_what_waits_for_an_owner_is_gone_when_it_is_decided(house: House, signed_in: Any, now: Any) -> None:
    browser = signed_in(house.company, "Olga")
    waiting = lines(browser.get("/").content.decode(), "decision")
    assert [words for words, _, _ in waiting][:2] == [
        "December 2026 has no goal yet",
        "1 payment has no deal yet",
    ]
    assert all(browser.get(url).status_code == 200 for _, url, _ in waiting)
    with scope(organisation=house.company.organisation):
        set_goal(
            organisation=house.company.organisation,
            seat=house.company.seats["Olga"],
            period=parse_period("2026-12"),
            amount_minor=900_000_00,
            now=now,
        )
    after = [words for words, _, _ in lines(browser.get("/").content.decode(), "decision")]
    assert "December 2026 has no goal yet" not in after


def test_who_has_met_his_plan_needs_no_help_whatever_is_stuck() -> None:
    def closable(plan: int | None, actual: int, loss: int) -> int:
        work = PersonInWork(None, 3, 0, 1, 0, 0, 0, loss_minor=loss)
        return RepRow(Named(1, "", "Maria"), plan, actual, Any, work, 0, 0, ()).closable_minor  # type: ignore[arg-type]

    assert closable(900, 900, 500) == closable(900, 1200, 500) == 0
    assert closable(900, 700, 500) == 200  # help adds more than is missing
    assert closable(900, 100, 500) == closable(None, 100, 500) == 500


def test_clients_in_work_are_told_against_ten_working_days_ago(house: House, signed_in: Any) -> None:
    with scope(organisation=house.company.organisation):
        for number in range(3):
            house.company.deal(f"Fresh {number}", owner="Ivan", on=date(2026, 11, 16))
        gone = house.company.deal("Gone", owner="Maria", on=date(2026, 10, 1))
        house.company.move(gone, 2, on=date(2026, 10, 2))
        house.company.move(gone, kind="lost", on=date(2026, 11, 17))
    page = signed_in(house.company, "Denis").get("/").content.decode()
    rows = re.split(r'data-testid="rep-row">', page)[1:]
    more = {
        re.search(r"<th[^>]*><a[^>]*>(\w+)", row)[1]: re.findall(r'in-work-more">([^<]+)<', row)  # type: ignore[index]
        for row in rows
    }
    assert more == {"Ivan": ["+3"], "Maria": ["−1"]}
