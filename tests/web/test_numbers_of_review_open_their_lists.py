"""Every figure of Review is a link to a list that is as long, or sums to it, to the coin."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.record_attempt import record_attempt
from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import period_of
from tests.a_small_company import SmallCompany, a_small_company
from tests.how_many_examples import walkers
from tests.web.figures_of import Figure, figures_of

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
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    return answer.content.decode()


def first(pattern: re.Pattern[str], html: str) -> int:
    found = pattern.search(html)
    assert found is not None
    return int(found[1])


@pytest.fixture
def company(db: None, today: date, now: datetime) -> SmallCompany:
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
        for place, (name, seat) in enumerate((("Maria", 3), ("Ivan", 2), ("Maria", -1))):
            record_attempt(
                seat=company.seats[name],
                action="call",
                count=seat,
                now=now,
                today=today,
                occurred_on=today - timedelta(days=place % 2),
            )
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Denis"],
            period=period_of(today, "quarter"),
            amount_minor=9_000_000_00,
            now=now,
        )
    return company


@pytest.mark.parametrize(("who", "when"), [("Olga", "2026-Q4"), ("Maria", "2026-10")])
def test_each_figure_of_the_funnel_opens_as_many_deals(company, signed_in, who, when) -> None:
    client = signed_in(company, who)
    html = body(client, f"/review/funnel?when={when}")
    counts = links(html, "funnel-count")
    assert len(counts) == 7 * 7 + 5 and sum(count for _, count in counts) > 20
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


@pytest.mark.parametrize("who", walkers(WHO))
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


@pytest.mark.parametrize("who", walkers(WHO))
def test_each_change_opens_the_deals_that_make_it(company, signed_in, who) -> None:
    client = signed_in(company, who)
    html = body(client, "/review?when=2026-11")
    counts, sums = links(html, "change-count"), links(html, "change-sum")
    assert len(counts) == len(sums) >= 4
    for (url, count), (_url, minor) in zip(counts, sums, strict=True):
        page = body(client, url)
        assert (first(LISTED, page), first(SUMMED, page)) == (count, minor), url
    assert "what-changed" not in body(client, "/review?when=2026-10")  # it is about now


@pytest.mark.parametrize("who", ["Olga", "Denis", "Maria"])
def test_each_bar_of_the_plan_opens_the_facts_that_make_its_ink(company, signed_in, who) -> None:
    client = signed_in(company, who)
    html = body(client, "/plan?when=2026-Q4")
    bars = links(html, "cell-actual")
    rows = html.count('data-testid="grid-row"')
    assert len(bars) == 3 * rows and sum(value for _, value in bars) > 0  # the sum, October, November
    for url, value in bars if who == "Maria" else bars[1::3]:
        assert first(SUMMED, body(client, url)) == value, url


#: Figures that no list sums to, by the head of their column or the name of their part, and why.
WHY_NOT = {
    "Δ to plan": "the difference of two figures of its row",
    "Δ to date": "the difference of two figures of its row",
    "Likely Δ": "the difference of a forecast and a figure of its row",
    "Plan to date": "the plan of its row cut at today by working days",
    "plan-of-days": "cut from a plan of a month by working days",
    "Attainment": "one figure of its row in the other",
    "Conversion": "one figure of its row in the other, with its range",
    "Likely": "the middle of a distribution, which no facts sum to",
    "8 in 10": "a range of the same distribution",
    "Days, median": "a norm of the stage, not a sum",
    "stuck after": "a norm of the stage, not a sum",
    "days-range": "a norm of the stage, not a sum",
    "readings": "people, each named below and opening his own way",
    "sentence": "the plan less the actual: both open below",
    "sentence-more": "the forecast, and clients by name",
    "pace-line": "the plan cut at today, the actual in it, what is left by the days left",
    "period-before": "the name of a period beside its count",
    "what-a-range-is": "a rule in words",
    "still-to-be-made": "months without a row yet",
    "table-twin": "the points of the drawing above",
    "little-history": "a rule in words",
    "plan-total": "the first row of the grid",
    "grid-row": "a stored number: its parts are the rows below it",
    "changed-row": "one deal, which its name opens",
    "list-count": "the head of the list itself",
}
WALKED = {
    "Olga": (
        *("/plan?when=2026-Q4", "/review?when=2026-11", "/review?when=2026-Q4&cut=unit"),
        *("/review?when=2026-11&cut=product", "/review?when=2026-11&metric=contract"),
        *("/review?when=2026-11&metric=owed", "/review/funnel?when=2026-Q4", "/review/changes"),
        "/review/forecasts",
    ),
    "Maria": ("/plan?when=2026-Q4", "/review?when=2026-11", "/review/funnel?when=2026-Q4"),
}


@pytest.mark.parametrize("who", walkers(WHO))
def test_each_figure_opens_what_makes_it_or_has_a_reason_not_to(company, signed_in, who) -> None:
    client = signed_in(company, who)
    opened, reasons, bare = 0, set(), []
    followed: Counter[tuple[str, tuple[str, ...]]] = Counter()

    def opens(url: str, figure: Figure) -> bool:
        """Figures of one column open one list: three of each are followed, the tests above follow all."""
        kind = (url.partition("?")[0], figure.places[:1])
        followed[kind] += 1
        return followed[kind] > 3 or figure.is_said_by(body(client, url.partition("#")[0]))

    for page in WALKED[who]:
        for figure in figures_of(body(client, page)):
            why = next((name for name in figure.places if name in WHY_NOT), "")
            if figure.url and opens(urljoin(page, figure.url), figure):
                opened += 1
            elif why:
                reasons.add(why)
            else:
                bare.append((page, figure))
    assert not bare, "\n".join(map(str, bare))
    assert opened > 30
    if who == "Olga":
        unused = sorted(set(WHY_NOT) - reasons)
        assert not unused, ", ".join(unused)  # a reason nobody needs any more goes
