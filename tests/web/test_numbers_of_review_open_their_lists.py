"""Every figure of Review is a link to a list that is as long, or sums to it, to the coin."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django_scopes import scope

from tests.a_small_company import SmallCompany, a_small_company

LINK = r'<a [^>]*href="([^"]+)"[^>]*data-testid="{}" data-value="(-?\d+)"'
SUM = re.compile(r'data-value="(-?\d+)"><a href="([^"]*/review/actual[^"]*)"')
SUMMED = re.compile(r'data-testid="list-sum" data-value="(-?\d+)"')
LISTED = re.compile(r'data-testid="list-count" data-value="(\d+)"')
STEPS = re.compile(r'data-forward="(\d+)" data-back="(\d+)"')
WHO = ("Olga", "Maria")


def links(html: str, testid: str) -> list[tuple[str, int]]:
    """The figures of one kind: the list each opens, and what it says."""
    return [(unescape(url), int(value)) for url, value in re.findall(LINK.format(testid), html)]


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def first(pattern: re.Pattern[str], html: str) -> int:
    found = pattern.search(html)
    assert found is not None
    return int(found[1])


@pytest.fixture
def company(db: None, today: date) -> SmallCompany:
    """A month with everything in it: moves both ways, losses, contracts, debts, money, changes of amounts."""
    company = a_small_company()
    reps = ("Maria", "Ivan", "Chen", None)
    company.stages[2].usual_action = "meeting"  # what the moves of this story to it are
    with scope(organisation=company.organisation):
        for number in range(24):
            on = today - timedelta(days=55 - 2 * number)
            who = reps[(number + number // 8) % 4]
            deal = company.deal(f"Client {number}", owner=who, on=on, amount=1_000_00 * (number + 1))
            last = min(1 + number % 8, 7)
            for place, rank in enumerate(range(1, last + 1, 2)):
                company.move(deal, rank, on=min(on + timedelta(days=place), today), by=who)
            if number % 5 == 0:
                company.move(deal, 1, on=today - timedelta(days=number % 3), by=who)
            if number % 7 == 0:
                company.move(deal, kind="lost", on=today - timedelta(days=number % 9))
            if last > 5:
                signed = today - timedelta(days=number % 20)
                company.money("contract", deal, 1_000_00 * (number + 1), on=signed)
                company.money("payment", deal, 300_01 * (number + 1), on=today - timedelta(days=number % 10))
                company.money(
                    "invoice",
                    deal,
                    900_00 * (number + 1),
                    on=signed,
                    due_on=today - timedelta(days=number % 4),
                )
            if number % 6 == 0:
                company.version(deal, known_on=today - timedelta(days=2), amount_minor=5_00 * number)
            company.move(deal, kind="touch", by=who, on=today - timedelta(days=number % 15))
    return company


@pytest.mark.parametrize(("who", "when"), [("Olga", "2026-Q4"), ("Maria", "2026-10")])
def test_each_figure_of_the_funnel_opens_as_many_deals(company, signed_in, who, when) -> None:
    client = signed_in(company, who)
    html = body(client, f"/review/funnel?when={when}")
    counts = links(html, "funnel-count")
    assert len(counts) == 7 * 7 + 4 and sum(count for _, count in counts) > 20
    for url, count in counts:
        assert first(LISTED, body(client, url)) == count, url
    ((forward, steps),) = links(html, "funnel-steps")
    ((back, steps_back),) = links(html, "funnel-steps-back")
    found = [STEPS.search(body(client, url)) for url in (forward, back)]
    assert [(int(each[1]), int(each[2])) for each in found if each] == [(steps, 0), (0, steps_back)]
    assert steps_back or when == "2026-10"


@pytest.mark.parametrize(("who", "metric"), [("Olga", "contract"), ("Maria", "meeting"), ("Denis", "call")])
def test_each_count_of_a_measure_opens_a_list_as_long_and_its_parts_sum(
    company, signed_in, who, metric
) -> None:
    client = signed_in(company, who)
    html = body(client, f"/review?when=2026-11&metric={metric}&split=week")
    counts = links(html, "counted")
    whole = re.search(r"<tfoot>(.*?)</tfoot>", html, re.DOTALL)
    assert whole is not None
    total = links(whole[1], "counted")[0][1]
    rows, periods = html.split("counted-people")[1].split("counted-periods")
    people = links(rows.split("<tfoot>")[0], "counted")
    assert sum(count for _, count in people[::2]) == total
    assert sum(count for _, count in links(periods, "counted")) == total
    assert total > 0
    for url, count in counts:
        assert first(LISTED, body(client, url)) == count, url


@pytest.mark.parametrize("who", WHO)
def test_each_sum_owed_opens_a_list_that_sums_to_it(company, signed_in, who) -> None:
    client = signed_in(company, who)
    html = body(client, "/review?when=2026-11&metric=owed")
    sums = links(html, "owed-sum")
    assert len(sums) >= 4 and sums[-2][1] > sums[-1][1] > 0
    assert sum(value for _, value in sums[:-2:2]) == sums[-2][1]
    for url, value in sums:
        page = body(client, url)
        due, overdue = first(SUMMED, page), "show=overdue" in url
        assert due == value, (url, overdue)


@pytest.mark.parametrize(("who", "split"), [("Olga", "ten_day"), ("Maria", "week")])
def test_the_parts_of_a_month_sum_to_it_and_each_opens_its_days_alone(company, signed_in, who, split) -> None:
    client = signed_in(company, who)
    html = body(client, f"/review?when=2026-11&split={split}")
    found = SUM.findall(html.split('data-testid="periods"')[1])
    whole = re.search(r'data-testid="actual-total" data-value="(-?\d+)"', html)
    assert whole is not None and sum(int(value) for value, _ in found) == int(whole[1]) > 0
    for value, url in found:
        assert first(SUMMED, body(client, unescape(url))) == int(value), url


@pytest.mark.parametrize("who", WHO)
def test_each_change_opens_the_deals_that_make_it(company, signed_in, who) -> None:
    client = signed_in(company, who)
    html = body(client, "/review?when=2026-11")
    counts, sums = links(html, "change-count"), links(html, "change-sum")
    assert len(counts) == len(sums) >= 4
    for (url, count), (_url, minor) in zip(counts, sums, strict=True):
        page = body(client, url)
        assert (first(LISTED, page), first(SUMMED, page)) == (count, minor), url
    assert "what-changed" not in body(client, "/review?when=2026-10")  # it is about now
