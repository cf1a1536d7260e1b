"""Scenarios side by side: every number is that of the page of resources with the same levers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.make_scenario import make_scenario, set_scenario_aside
from kvota.actions.set_goal import set_goal
from kvota.actions.set_scenario_goal import set_scenario_goal
from kvota.actions.store_goal import newest_goal_of
from kvota.analytics import columnar_copy
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.scenario import Levers
from kvota.records.models import GoalVersion, Scenario
from tests.a_small_company import SmallCompany, a_small_company
from tests.company_of_text_001 import history_of_text_001

pytestmark = pytest.mark.xdist_group("scenarios")

PAGE = "/plan/scenarios?when=2026-12"
MONTH = "2026-12"


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: Any, today: date, now: Any) -> Iterator[SmallCompany]:
    """The year of text 001, and its goal of a million for December: 20 leads, 10 meetings, 3 + 4 deals.

    Made once for all tests here: telling the year takes longer than most of them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        found = a_small_company("Text One")
        with scope(organisation=found.organisation):
            history_of_text_001(found, today=today)
            set_goal(
                organisation=found.organisation,
                seat=found.seats["Olga"],
                period=parse_period(MONTH),
                amount_minor=1_000_000_00,
                now=now,
            )
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def company(stored: SmallCompany, db: None) -> SmallCompany:
    # What a test stored is taken back, and its numbers are given anew: no copy may remember them.
    columnar_copy.forget_everything()
    stored.organisation.refresh_from_db()
    return stored


def kept(company: SmallCompany, now: Any, name: str, **levers: Any) -> Scenario:
    with scope(organisation=company.organisation):
        return make_scenario(
            seat=company.seats["Olga"],
            name=name,
            period=parse_period(MONTH),
            levers=Levers(**levers),
            now=now,
        )


def columns(body: str) -> list[dict[str, str]]:
    """Each column's numbers by the key of their row."""
    return [
        dict(re.findall(r'data-testid="compared-(\w+)" data-value="([^"]*)"', part))
        for part in body.split('data-testid="column"')[1:]
    ]


def page(client: Any, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def seen(client: Any, path: str) -> str:
    """What the page of a form says it has shown."""
    found = re.search(r'name="seen" value="([^"]*)"', page(client, path))
    assert found
    return found[1]


def test_three_values_become_three_columns_beside_the_goal_as_it_is(
    company: SmallCompany, signed_in: Any
) -> None:
    client = signed_in(company, "Olga")
    sent = {"when": MONTH, "fewer_leads": "20", "more_reps": "1", "dearer": "3"}
    answer = client.post("/plan/scenarios/compare", sent)
    assert answer.status_code == 302
    body = page(client, answer["Location"])
    as_it_is, *others = columns(body)
    assert [as_it_is[key] for key in ("goal", "leads", "deals", "average_deal")] == [
        *("100000000", "20", "7", "20000000"),
    ]
    assert [one["average_deal"] for one in others] == ["20000000", "20000000", "20600000"]
    assert Fraction(others[1]["hours_there"]) > Fraction(as_it_is["hours_there"])
    assert "Leads −20%" in body and "1 more rep" in body and "Price +3%" in body
    # The same three values once more: they are there already.
    client.post("/plan/scenarios/compare", sent)
    with scope(organisation=company.organisation):
        assert [one.levers for one in Scenario.objects.order_by("id")] == [
            {"leads": "-1/5"},
            {"reps": 1},
            {"price": "3/100"},
        ]


def test_a_difference_is_said_with_its_sign_and_a_word_and_the_best_is_named(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    kept(company, now, "Dearer", price=Fraction(1, 2))
    body = page(signed_in(company, "Olga"))
    as_it_is, dearer = columns(body)
    assert 'data-testid="compared-verdict" data-value="feasible_only_with">only with promised leads<' in body
    change = int(dearer["leads"]) - int(as_it_is["leads"])
    assert change < 0
    assert f'data-testid="change-leads">−{-change}, better<' in body
    assert 'data-testid="change-average_deal">+₽100,000, better<' in body.replace("\xa0", "")
    best = re.findall(r'is-best" data-row="(\w+)"', body)
    assert best.count("leads") == best.count("average_deal") == 1
    assert "goal" not in best


def test_each_number_opens_the_page_of_resources_with_the_levers_in_its_fields(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Both", price=Fraction(25, 1000), reps=2, deal=300_000_00)
    client = signed_in(company, "Olga")
    body = page(client)
    url = re.search(rf'href="(/plan/funnel[^"]*{scenario.line}[^"]*)"', body)
    assert url
    opened = page(client, url[1].replace("&amp;", "&"))
    assert 'name="price" inputmode="text" autocomplete="off" class="input--short" value="2.5"' in opened
    assert 'name="reps" inputmode="text" autocomplete="off" class="input--short" value="2"' in opened
    assert re.search(r'name="deal"[^>]*value="300,000"', opened)
    needed = re.search(r'data-testid="needed-leads" data-value="(\d+)"', opened)
    assert needed and needed[1] == columns(body)[1]["leads"]
    assert columns(body)[1]["average_deal"] == "30750000"


def test_a_scenario_that_changes_nothing_is_the_goal_as_it_is_to_the_digit(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    kept(company, now, "Nothing")
    as_it_is, same = columns(page(signed_in(company, "Denis")))
    assert as_it_is == same


def test_its_own_goal_stands_in_its_column_and_opens_in_the_grid(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Less")
    with scope(organisation=company.organisation):
        set_scenario_goal(seat=company.seats["Olga"], scenario=scenario, amount_minor=500_000_00, now=now)
    client = signed_in(company, "Olga")
    body = page(client)
    assert [one["goal"] for one in columns(body)] == ["100000000", "50000000"]
    grid = re.search(r'href="([^"]*)" data-testid="open-own-goal"', body)
    assert grid
    opened = page(client, grid[1].replace("&amp;", "&"))
    assert 'data-testid="scenario-bar"' in opened
    assert 'data-testid="plan-total" data-value="50000000"' in opened
    # A number typed into it stays in it.
    with scope(organisation=company.organisation):
        version = GoalVersion.objects.get(scenario=scenario)
    cell = {"node": f"p{company.people['Maria'].pk}", "month": MONTH, "value": "70000", "accept": "1"}
    answer = client.post("/plan/cell", {"version": str(version.uid), "when": MONTH, **cell})
    assert f"scenario={scenario.line}" in answer["Location"]
    assert "70,000" in page(client, answer["Location"])
    # Who reads and does not set goals sees the scenario, and may not type.
    looked = signed_in(company, "Anna").get(f"/plan?when={MONTH}&scenario={scenario.line}")
    assert (looked.status_code, b"data-sheet-edits" in looked.content) == (200, False)


def test_a_refused_value_keeps_all_that_was_typed_and_makes_nothing(
    company: SmallCompany, signed_in: Any
) -> None:
    sent = {"when": MONTH, "fewer_leads": "20", "more_reps": "one", "dearer": "3"}
    client = signed_in(company, "Olga")
    answer = client.post("/plan/scenarios/compare", sent)
    body = answer.content.decode()
    assert (answer.status_code, 'value="20"' in body, 'value="one"' in body) == (422, True, True)
    nothing = client.post("/plan/scenarios/compare", {"when": MONTH})
    assert nothing.status_code == 422
    with scope(organisation=company.organisation):
        assert not Scenario.objects.exists()


def test_what_was_worked_out_is_kept_under_a_name(company: SmallCompany, signed_in: Any) -> None:
    client = signed_in(company, "Anna")
    form = page(client, f"/plan/scenarios/keep?when={MONTH}&price=3&reps=1")
    assert 'value="Price +3%, 1 more rep"' in form
    sent = {"when": MONTH, "name": "", "price": "3", "reps": "1", "leads": "", "goal": "counts"}
    refused = client.post("/plan/scenarios/keep", sent)
    assert (
        refused.status_code,
        b'name="price" inputmode="text" autocomplete="off" placeholder="0" value="3"' in refused.content,
    ) == (422, True)
    sent |= {"name": "Both", "goal": "total", "amount": "1,200,000"}
    assert client.post("/plan/scenarios/keep", sent).status_code == 302
    with scope(organisation=company.organisation):
        made = Scenario.objects.get()
        assert (made.name, made.levers, made.period) == ("Both", {"price": "3/100", "reps": 1}, MONTH)
        assert GoalVersion.objects.get(scenario=made).revenue_minor == 1_200_000_00
    shown = seen(client, f"/plan/scenario/{made.line}")
    again = client.post(f"/plan/scenario/{made.line}", sent | {"reps": "2", "goal": "copy", "seen": shown})
    assert again.status_code == 302
    with scope(organisation=company.organisation):
        assert Scenario.standing().get().levers == {"price": "3/100", "reps": 2}
        assert GoalVersion.objects.filter(scenario__line=made.line).count() == 1
    client.post(f"/plan/scenario/{made.line}/aside", {"when": MONTH})
    assert len(columns(page(client))) == 1


def test_publishing_says_what_it_does_and_the_goal_says_what_it_was_planned_with(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100), reps=1)
    client = signed_in(company, "Olga")
    address = f"/plan/scenario/{scenario.line}/publish"
    assert "The goal stays at" in page(client, address) and "price +3%, 1 more rep" in page(client, address)
    answer = client.post(address, {"reason": "agreed with marketing", "seen": seen(client, address)})
    assert answer.status_code == 302
    body = page(client, answer["Location"])
    found = re.search(r'href="([^"]*)" data-testid="planned-levers">([^<]*)<', body)
    assert found and found[2] == "price +3%, 1 more rep"
    opened = page(client, found[1].replace("&amp;", "&").split("#")[0])
    assert 'class="input--short" value="3"' in opened and 'data-testid="planned-with"' in opened
    assert 'data-testid="counts-now"' in page(client)
    with scope(organisation=company.organisation):
        counting = newest_goal_of(MONTH)
    assert counting is not None
    assert (counting.reason, counting.revenue_minor) == ("agreed with marketing", 1_000_000_00)


def test_the_page_of_publishing_says_the_profit_that_is_asked_for(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    with scope(organisation=company.organisation):
        set_goal(
            organisation=company.organisation,
            period=parse_period(MONTH),
            metric="profit",
            amount_minor=300_000_00,
            revenue_minor=1_000_000_00,
            terms={"margin": "3/10", "fixed_minor": 0},
            now=now,
        )
        scenario = kept(company, now, "More")
        set_scenario_goal(seat=company.seats["Olga"], scenario=scenario, amount_minor=1_200_000_00, now=now)
    body = page(signed_in(company, "Olga"), f"/plan/scenario/{scenario.line}/publish").replace("\xa0", "")
    assert "becomes ₽1,200,000" in body and "a profit: ₽360,000, until now ₽300,000" in body


def test_a_rep_reads_neither_the_name_nor_the_levers_a_goal_was_planned_with(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Ivan goes", price=Fraction(3, 100), reps=-1)
    olga = signed_in(company, "Olga")
    address = f"/plan/scenario/{scenario.line}/publish"
    assert olga.post(address, {"seen": seen(olga, address)}).status_code == 302
    pages = [f"{each}?when={MONTH}" for each in ("/plan", "/plan/funnel", "/plan/versions", "/plan/why")]
    ivan = signed_in(company, "Ivan")
    for each in pages:
        body = page(ivan, each)
        assert (
            "Ivan goes" not in body and "rep fewer" not in body and 'data-testid="planned-with"' not in body
        )
    # Who leads reads it, and the goal was set by a reason of its own or by none.
    for each in pages[:2]:
        assert 'data-testid="planned-with"' in page(signed_in(company, "Denis"), each)
    assert "The goal was set" in page(ivan, pages[2])


def test_the_scenarios_of_a_year_are_those_of_its_months_too(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    with scope(organisation=company.organisation):
        set_goal(
            organisation=company.organisation,
            period=parse_period("2027"),
            amount_minor=12_000_000_00,
            state="draft",
            now=now,
        )
        make_scenario(
            seat=company.seats["Olga"],
            name="A year",
            period=parse_period("2027"),
            levers=Levers(reps=1),
            now=now,
        )
    for who in ("Olga", "Elena"):
        body = page(signed_in(company, who), "/plan/scenarios?when=2027-02")
        assert "A year" in body and "draft of the goal for 2027" in body
        assert len({one["goal"] for one in columns(body)}) == 1
    # Its numbers open with the draft, for those too who are not shown one otherwise.
    url = re.search(r'href="(/plan/funnel[^"]*)" class="num', body)
    assert url
    assert 'data-testid="to-find"' in page(signed_in(company, "Elena"), url[1].replace("&amp;", "&"))


def test_without_a_goal_there_is_one_next_step(company: SmallCompany, signed_in: Any) -> None:
    body = page(signed_in(company, "Olga"), "/plan/scenarios?when=2027-05")
    assert 'href="/plan?when=2027-05"' in body and 'data-testid="compared"' not in body


def test_who_saves_second_is_told_what_the_first_kept_and_keeps_what_he_typed(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100))
    address = f"/plan/scenario/{scenario.line}"
    olga, denis = signed_in(company, "Olga"), signed_in(company, "Denis")
    sent = {"name": "Dearer", "price": "3", "goal": "counts", "seen": seen(olga, address)}
    assert denis.post(address, sent | {"price": "10", "reps": "1"}).status_code == 302
    late = olga.post(address, sent | {"name": "Dearer in December"})
    body = late.content.decode()
    assert late.status_code == 409
    assert 'value="Dearer in December"' in body
    assert 'data-testid="meanwhile"' in body and "price +10%, 1 more rep" in body
    # The same without a change of his own, and without saying what was seen, is no way around it.
    assert olga.post(address, sent | {"price": "10", "reps": "1"}).status_code == 409
    assert olga.post(address, sent | {"seen": ""}).status_code == 409
    with scope(organisation=company.organisation):
        assert Scenario.standing().get().levers == {"price": "1/10", "reps": 1}
    # Knowing what the other kept he may replace it; its goal alone is a change too.
    sent |= {"goal": "total", "amount": "1,200,000", "seen": seen(olga, address)}
    assert olga.post(address, sent).status_code == 302
    assert denis.post(address, {**sent, "goal": "counts"}).status_code == 409


@pytest.mark.parametrize("typed", [{"amount": "5,000,000"}, {}])
def test_nothing_is_published_but_what_the_page_said(
    company: SmallCompany, signed_in: Any, now: Any, typed: dict[str, str]
) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100))
    address = f"/plan/scenario/{scenario.line}"
    olga, denis = signed_in(company, "Olga"), signed_in(company, "Denis")
    shown = seen(olga, f"{address}/publish")
    if typed:
        own = {"name": "Dearer", "price": "3", "goal": "total", "seen": seen(denis, address)} | typed
        assert denis.post(address, own).status_code == 302
    else:
        with scope(organisation=company.organisation):
            set_goal(
                organisation=company.organisation,
                seat=company.seats["Denis"],
                period=parse_period(MONTH),
                amount_minor=2_000_000_00,
                now=now,
            )
    with scope(organisation=company.organisation):
        before = newest_goal_of(MONTH)
    refused = olga.post(f"{address}/publish", {"reason": "as seen", "seen": shown})
    body = refused.content.decode()
    assert (refused.status_code, 'value="as seen"' in body) == (409, True)
    assert ("₽5,000,000" if typed else "₽2,000,000") in body.replace("\xa0", "")
    assert olga.post(f"{address}/publish", {"reason": "unseen"}).status_code == 409
    with scope(organisation=company.organisation):
        assert newest_goal_of(MONTH) == before
    again = re.search(r'name="seen" value="([^"]*)"', body)
    assert again and olga.post(f"{address}/publish", {"seen": again[1]}).status_code == 302


@pytest.mark.parametrize("who", ["Maria", "Adam", "Carla"])
def test_who_reads_one_plan_or_none_finds_no_scenarios(
    company: SmallCompany, signed_in: Any, now: Any, who: str
) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100))
    client = signed_in(company, who)
    assert client.get(PAGE).status_code == 404
    assert client.get(f"/plan/funnel?when={MONTH}&scenario={scenario.line}").status_code == 404
    assert client.get(f"/plan/scenario/{scenario.line}").status_code in {403, 404}
    assert client.post("/plan/scenarios/compare", {"dearer": "3"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "makes", "publishes"),
    [("Elena", 403, 403), ("Anna", 200, 403), ("Denis", 200, 403), ("Olga", 200, 200)],
)
def test_who_makes_and_who_publishes(
    company: SmallCompany, signed_in: Any, now: Any, who: str, makes: int, publishes: int
) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100))
    client = signed_in(company, who)
    body = page(client)
    assert client.get(f"/plan/scenario/{scenario.line}").status_code == makes
    assert client.get(f"/plan/scenario/{scenario.line}/publish").status_code == publishes
    assert ('data-testid="what-if"' in body) == (makes == 200)
    assert ('data-testid="publish-scenario"' in body) == (publishes == 200)


def test_each_column_asks_a_constant_more_and_three_are_shown(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    client = signed_in(company, "Olga")
    client.get(PAGE)
    counts = []
    for place in range(4):
        kept(company, now, f"Price {place}", price=Fraction(place + 1, 100))
        with CaptureQueriesContext(connection) as asked:
            body = page(client)
        counts.append(len(asked))
    assert counts[2] - counts[1] == counts[1] - counts[0] <= 20
    assert len(columns(body)) == 4
    assert counts[3] <= counts[2] + 2
    assert 'data-testid="choose-scenarios"' in body


def test_another_companys_scenario_does_not_exist(
    company: SmallCompany, house: Any, signed_in: Any, now: Any
) -> None:
    scenario = kept(company, now, "Dearer by three", price=Fraction(3, 100))
    client = signed_in(house.company, "Olga")
    for path in ("", "/publish"):
        assert client.get(f"/plan/scenario/{scenario.line}{path}").status_code == 404
    assert client.post(f"/plan/scenario/{scenario.line}/aside").status_code == 404
    assert client.get(f"/plan/funnel?scenario={scenario.line}").status_code == 404
    assert client.get(f"/plan?scenario={scenario.line}").status_code == 404
    assert "Dearer by three" not in page(client, f"/plan/scenarios?with={scenario.line}")


def test_a_scenario_set_aside_is_compared_no_more(company: SmallCompany, signed_in: Any, now: Any) -> None:
    scenario = kept(company, now, "Dearer", price=Fraction(3, 100))
    with scope(organisation=company.organisation):
        set_scenario_aside(seat=company.seats["Olga"], scenario=scenario, now=now)
    client = signed_in(company, "Olga")
    assert len(columns(page(client, f"{PAGE}&with={scenario.line}"))) == 1
    answer = client.post(f"/plan/scenario/{scenario.line}/publish")
    assert (answer.status_code, urlsplit(PAGE).path in answer.content.decode()) == (409, True)
