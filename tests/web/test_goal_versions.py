"""Drafts and versions on the page: a banner, publishing with a reason, old versions read and compared."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.publish_goal import begin_draft
from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period
from kvota.records.models import GoalVersion
from tests.web.conftest import House
from tests.web.test_plan_sheet import MONTH, K, send, typed

PLAN = f"/plan?when={MONTH}"


def newest(house: House, **chosen: Any) -> GoalVersion:
    with scope(organisation=house.company.organisation):
        return GoalVersion.objects.filter(**chosen).latest("sequence")


@pytest.fixture
def draft(house: House, now: Any) -> GoalVersion:
    with scope(organisation=house.company.organisation):
        return begin_draft(seat=house.company.seats["Denis"], version=house.goal, now=now)


def test_a_draft_is_begun_changed_and_published_with_its_reason(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    begun = client.post("/plan/draft", {"version": str(house.goal.uid)})
    assert begun["Location"] == f"{PLAN}&state=draft"
    version = newest(house)
    send(client, "change", version, changes=[typed(house, "Maria", "100000")])
    version = newest(house)
    assert 'data-testid="draft-bar"' in client.get(begun["Location"]).content.decode()
    done = client.post("/plan/publish", {"version": str(version.uid), "reason": "the branch opens"})
    assert done["Location"] == PLAN
    published = newest(house)
    assert (published.state, published.reason) == ("published", "the branch opens")
    listed = client.get(f"/plan/versions?when={MONTH}").content.decode()
    assert "the branch opens" in listed
    assert listed.count('data-testid="version-row"') == 4


def test_who_looks_at_the_goal_is_told_of_the_draft(house: House, draft: GoalVersion, signed_in: Any) -> None:
    for who, versions in (("Olga", 2), ("Anna", 2), ("Maria", 1)):
        client = signed_in(house.company, who)
        told = client.get(PLAN).content.decode()
        assert ("A draft by Denis waits." in told) == (versions == 2)
        listed = client.get(f"/plan/versions?when={MONTH}").content.decode()
        assert listed.count('data-testid="version-row"') == versions


def test_a_goal_that_moved_on_asks_before_the_draft_is_published(
    house: House, draft: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    send(client, "change", house.goal, changes=[typed(house, "Maria", "100000")])
    form = {"version": str(draft.uid), "when": MONTH, "state": "draft"}
    asked = client.post("/plan/publish", form)
    assert asked.status_code == 409
    body = asked.content.decode()
    assert "Publish anyway" in body
    link = re.search(r'href="(/plan/compare[^"]+)" data-testid="compare-moved"', body)
    assert link
    compared = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert re.search(r'data-testid="difference-row".*?data-value="12500000"', compared, re.S)
    assert client.post("/plan/publish", {**form, "knowing": "1"}).status_code == 302


def test_a_draft_that_is_set_aside_can_be_read_and_not_changed(
    house: House, draft: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    assert client.post("/plan/set-aside", {"version": str(draft.uid)}).status_code == 302
    again = client.post("/plan/set-aside", {"version": str(draft.uid), "when": MONTH})
    assert again.status_code == 409
    body = client.get(f"{PLAN}&version={draft.uid}").content.decode()
    assert 'data-testid="old-version"' in body
    assert "&amp;edit=" not in body
    answer = send(client, "change", draft, changes=[typed(house, "Maria", "1")])
    assert answer.status_code == 409


def test_a_comparison_shows_the_rows_in_sight_alone(house: House, signed_in: Any) -> None:
    boss = signed_in(house.company, "Olga")
    send(boss, "change", house.goal, changes=[typed(house, "Vega Trade", "800000")])
    path = f"/plan/compare?from={house.goal.uid}&to={newest(house).uid}"
    rows = {
        who: signed_in(house.company, who).get(path).content.decode() for who in ("Olga", "Denis", "Maria")
    }
    assert [body.count('data-testid="difference-row"') for body in rows.values()] == [7, 3, 1]
    assert f'data-value="{-100 * K}"' in rows["Olga"]
    assert f'data-value="{-100 * K}"' not in rows["Maria"]


@pytest.mark.parametrize("path", ["/plan/draft", "/plan/publish", "/plan/set-aside"])
def test_who_sets_no_goals_has_no_drafts(house: House, draft: GoalVersion, signed_in: Any, path: str) -> None:
    for who in ("Maria", "Anna"):
        answer = signed_in(house.company, who).post(path, {"version": str(draft.uid)})
        assert answer.status_code == 403


def test_versions_are_turned_page_by_page_and_the_one_that_counts_stands_on_each(
    house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvota.web.pages.PER_PAGE", 2)
    client = signed_in(house.company, "Olga")
    version: Any = house.goal
    for plan in ("100000", "110000", "120000"):
        version = send(client, "change", version, changes=[typed(house, "Maria", plan)]).json()["version"]

    def listed(page: int) -> list[str]:
        told = client.get(f"/plan/versions?when={MONTH}&page={page}").content.decode()
        return re.findall(r'name="to" value="([^"]+)"', told)

    first, second = listed(1), listed(2)
    assert (len(first), first[0]) == (2, version)
    assert (len(second), second[0], second[-1]) == (3, version, str(house.goal.uid))
    assert len({*first, *second}) == 4


def test_a_goal_is_looked_at_at_each_of_its_grades_and_changed_at_its_target(
    house: House, signed_in: Any, now: Any
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        goal = set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027-Q1"),
            amount_minor=1_000 * K,
            terms={"grades": {"base": "4/5"}},
            now=now,
        )
    client = signed_in(company, "Olga")
    target = client.get("/plan?when=2027-Q1").content.decode()
    assert re.findall(r'data-testid="grade-(\w+)"', target) == ["base", "target"]
    base = client.get("/plan?when=2027-Q1&grade=base").content.decode()
    assert f'data-testid="plan-total" data-value="{800 * K}"' in base
    assert 'data-testid="sheet-lock"' in target and 'data-testid="sheet-lock"' not in base
    sheet = client.get("/plan/sheet", {"version": str(goal.uid), "grade": "base"}).json()
    assert (sheet["may_edit"], sheet["goal_left"], sheet["gaps"]) == (False, None, {})
    sums = {row["name"]: sum(cell[0] for cell in row["cells"]) for row in sheet["rows"]}
    assert sums["Vega Trade"] == 800 * K == sums["Sales-1"] + sums["Sales-2"]
    # What the goal does not have is looked at as its target.
    unknown = client.get("/plan/sheet", {"version": str(goal.uid), "grade": "challenge"}).json()
    assert sum(cell[0] for cell in unknown["rows"][0]["cells"]) == 1_000 * K
    assert "grade-base" not in client.get(PLAN).content.decode()  # that goal has one grade only


@pytest.mark.parametrize(("who", "status"), [("Denis", 403), ("Olga", 302)])
def test_who_leads_a_part_of_the_company_neither_sets_nor_publishes_its_goal(
    house: House, signed_in: Any, now: datetime, who: str, status: int
) -> None:
    client, version = signed_in(house.company, who), {"version": str(house.goal.uid)}
    page = client.get(PLAN).content.decode()
    for button in ("change-goal", "begin-draft"):
        assert (f'data-testid="{button}"' in page) == (status == 302)
    assert ("goal=change" in client.get("/search").content.decode()) == (status == 302)
    assert client.post("/plan/draft", version).status_code == status
    with scope(organisation=house.company.organisation):
        draft = begin_draft(seat=house.company.seats["Olga"], version=house.goal, now=now)
    page = client.get(f"{PLAN}&state=draft").content.decode()
    assert ('data-testid="publish"' in page) == (status == 302)
    assert client.post("/plan/set-aside", {"version": str(draft.uid)}).status_code == status
    with scope(organisation=house.company.organisation):
        draft = begin_draft(seat=house.company.seats["Olga"], version=house.goal, now=now)
    assert client.post("/plan/publish", {"version": str(draft.uid)}).status_code == status
    answer = client.post("/plan/goal", {"when": "2026-11", "amount": "500000", "metric": "revenue"})
    assert answer.status_code == status
    asked = client.get(f"{PLAN}&goal=change").content.decode()
    assert ('name="amount"' in asked) == (status == 302)
