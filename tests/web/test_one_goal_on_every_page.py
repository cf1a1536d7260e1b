"""A period is read with one goal: on the pages of the goal, its resources and scenarios, and by the API."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.make_scenario import make_scenario
from kvota.actions.set_goal import set_goal
from kvota.analytics.metric_registry import registry
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.scenario import Levers
from kvota.records.models import GoalVersion, Scenario
from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def company(db: None) -> SmallCompany:
    return a_small_company("One Goal")


def goal(company: SmallCompany, key: str, amount: int, now: Any, state: str = "published") -> GoalVersion:
    with scope(organisation=company.organisation):
        return set_goal(
            organisation=company.organisation,
            period=parse_period(key),
            amount_minor=amount,
            state=state,
            now=now,
        )


def scenario(company: SmallCompany, key: str, now: Any) -> Scenario:
    with scope(organisation=company.organisation):
        return make_scenario(
            seat=company.seats["Olga"],
            name="One more",
            period=parse_period(key),
            levers=Levers(reps=1),
            now=now,
        )


def compared(client: Any, when: str) -> str:
    body = client.get(f"/plan/scenarios?when={when}").content.decode()
    found = re.search(r'data-testid="compared-goal" data-value="(\d*)"', body)
    return found[1] if found else ""


def minor(plan: str) -> int:
    """A sum as the API tells it, in minor units as the pages hold it."""
    return int(Fraction(plan) * 100)


def to_find(client: Any, query: str) -> str:
    body = client.get(f"/plan/funnel?show=whole&{query}").content.decode()
    found = re.search(r'data-testid="to-find" data-value="(\d*)"', body)
    return found[1] if found else ""


def test_the_page_and_both_apis_read_the_goal_that_counts_beside_an_open_draft(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    goal(company, "2026", 12_000_000_00, now)
    goal(company, "2026-Q4", 9_000_000_00, now, "draft")
    kept = scenario(company, "2026-Q4", now)
    client = signed_in(company, "Olga")
    plan = client.get("/api/needed?when=2026-Q4").json()["plan"]
    assert 0 < minor(plan) < 9_000_000_00
    assert client.get(f"/api/scenarios/{kept.line}").json()["as_it_is"]["plan"] == plan
    assert compared(client, "2026-Q4") == to_find(client, "when=2026-Q4") == str(minor(plan))


@pytest.mark.parametrize(("who", "status"), [("Olga", 200), ("Elena", 200), ("Anna", 200), ("Maria", 404)])
def test_a_draft_is_read_on_every_page_or_on_none(
    company: SmallCompany, signed_in: Any, now: Any, who: str, status: int
) -> None:
    goal(company, "2026-12", 1_000_000_00, now)
    draft = goal(company, "2026-12", 2_000_000_00, now, "draft")
    client = signed_in(company, who)
    asked = f"when=2026-12&version={draft.uid}"
    for path in ("/plan", "/plan/funnel", "/plan/file", "/api/needed"):
        assert (path, client.get(f"{path}?{asked}").status_code) == (path, status)
    listed = client.get("/plan/versions?when=2026-12").content.decode()
    assert (str(draft.uid) in listed) == (status == 200)


def test_a_draft_of_the_year_is_the_goal_of_its_months_where_nothing_counts(
    company: SmallCompany, signed_in: Any, now: Any
) -> None:
    goal(company, "2026", 12_000_000_00, now, "draft")
    kept = scenario(company, "2026", now)
    for who in ("Olga", "Anna"):
        client = signed_in(company, who)
        plan = client.get("/api/needed?when=2026-12").json()["plan"]
        assert compared(client, "2026-12") == to_find(client, "when=2026-12") == str(minor(plan))
        of_scenario = client.get(f"/api/scenarios/{kept.line}?when=2026-12").json()
        assert of_scenario["as_it_is"]["plan"] == plan
        assert client.get("/plan?when=2026-12")["Location"] == "/plan?when=2026&state=draft"
    rep = signed_in(company, "Maria")
    assert rep.get("/api/needed?when=2026-12").json()["plan"] is None
    assert to_find(rep, "when=2026-12") == ""
    assert rep.get("/plan?when=2026-12").status_code == 200


@pytest.mark.parametrize("when", ["2026-W50", "2026-12-15", "2026-12-D2"])
def test_the_need_of_a_week_is_refused_and_not_that_of_its_month(
    company: SmallCompany, signed_in: Any, now: Any, when: str
) -> None:
    counting = goal(company, "2026-12", 1_000_000_00, now)
    kept = scenario(company, "2026-12", now)
    client = signed_in(company, "Olga")
    for path in ("/api/needed?", f"/api/needed?version={counting.uid}&", f"/api/scenarios/{kept.line}?"):
        answer = client.get(f"{path}when={when}")
        assert (answer.status_code, answer.json()["error"]) == (422, "need_of_other_period")
        assert "a month, a quarter or a year" in answer.json()["message"]


def test_a_goal_of_contracts_is_no_goal_in_money(company: SmallCompany, signed_in: Any, now: Any) -> None:
    with scope(organisation=company.organisation):
        counted = next(
            key
            for key, one in registry(company.organisation).items()
            if one.can_be_spread and one.unit == "count"
        )
        version = set_goal(
            organisation=company.organisation,
            period=parse_period("2026-12"),
            amount_minor=500,
            metric=counted,
            now=now,
        )
    client = signed_in(company, "Olga")
    for path in ("/plan/funnel", "/api/needed"):
        assert client.get(f"{path}?when=2026-12&version={version.uid}").status_code == 404
    assert client.get(f"/plan?when=2026-12&metric={counted}&version={version.uid}").status_code == 200
