"""`/plan/changes`: what is proposed when somebody leaves, and what a head decides about it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.change_goal_cells import CellChange, change_goal_cells
from kvota.actions.leave_company import leave_company
from kvota.actions.place_person import place_person
from kvota.actions.publish_goal import begin_draft
from kvota.actions.set_goal import set_goal
from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.domain.calendar.period import parse_period
from kvota.records.models import SeatChangeDecision
from tests.cells_of_goal import named_cells
from tests.web.conftest import House

MONTH = "2026-11"


@pytest.fixture
def leaving(house: House, today: date, now: datetime) -> House:
    with scope(organisation=house.company.organisation):
        person = house.company.people["Ivan"]
        seat = house.company.seats["Adam"]
        leave_company(seat=seat, person=person, on=date(2026, 11, 24), now=now, today=today)
    return house


def test_today_and_the_page_say_who_leaves_and_what_would_change(leaving: House, signed_in: Any) -> None:
    client = signed_in(leaving.company, "Denis")
    words = "The goal for November 2026 changes: Ivan leaves, the last day is 23 November 2026"
    assert words in client.get("/").content.decode()
    body = client.get("/plan/changes").content.decode()
    assert words in body
    rows = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r'data-testid="changed-row">(.*?)</tr>', body, re.S)
    ]
    assert rows[0][0] == "Ivan"
    assert rows[0][2] == "₽225,000"
    assert rows[1][0] == "Sales-1: not yet allocated"
    with scope(organisation=leaving.company.organisation):
        assert not SeatChangeDecision.objects.exists()


def test_publishing_changes_the_goal_and_is_asked_once(leaving: House, signed_in: Any) -> None:
    client = signed_in(leaving.company, "Denis")
    body = client.get("/plan/changes?share=others").content.decode()
    fields = dict(re.findall(r'name="(goal|change|share)" value="([^"]+)"', body))
    assert fields["share"] == "others"
    answer = client.post("/plan/changes/decide", {**fields, "do": "published"})
    assert (answer.status_code, answer["Location"]) == (302, "/plan?when=2026-11")
    with scope(organisation=leaving.company.organisation):
        version = newest_goal_of(MONTH)
        assert version
        cells = {name: cell.value for (name, _month), cell in named_cells(version).items()}
        assert cells["Maria"] + cells["Ivan"] == cells["Sales-1"] == 450_000_00
        assert cells["Maria"] > 225_000_00
    # Sent twice, it is about a goal that counts no more.
    assert client.post("/plan/changes/decide", {**fields, "do": "published"}).status_code == 409
    with scope(organisation=leaving.company.organisation):
        assert newest_goal_of(MONTH) == version
    assert "Nothing is proposed" in client.get("/plan/changes").content.decode()


def test_a_draft_and_setting_aside_change_nothing_that_counts(leaving: House, signed_in: Any) -> None:
    client = signed_in(leaving.company, "Olga")
    body = client.get("/plan/changes").content.decode()
    fields = dict(re.findall(r'name="(goal|change|share)" value="([^"]+)"', body))
    client.post("/plan/changes/decide", {**fields, "do": "drafted"})
    with scope(organisation=leaving.company.organisation):
        assert newest_goal_of(MONTH) == leaving.goal
        assert open_draft_of(MONTH) is not None


def test_a_page_opened_before_the_goal_was_changed_reverts_nothing(
    leaving: House, signed_in: Any, now: datetime
) -> None:
    client = signed_in(leaving.company, "Olga")
    fields = dict(
        re.findall(r'name="(goal|change)" value="([^"]+)"', client.get("/plan/changes").content.decode())
    )
    with scope(organisation=leaving.company.organisation):
        draft = begin_draft(seat=leaving.company.seats["Olga"], version=leaving.goal, now=now)
        newer = change_goal_cells(
            seat=leaving.company.seats["Denis"],
            version=leaving.goal,
            changes=[CellChange(f"p{leaving.company.people['Maria'].pk}", MONTH, "type", 1_000_00)],
            now=now,
        )
    answer = client.post("/plan/changes/decide", {**fields, "do": "published"})
    assert answer.status_code == 409
    assert "Denis changed this goal" in answer.content.decode()
    answer = client.post("/plan/changes/decide", {**fields, "goal": str(draft.uid), "do": "published"})
    assert answer.status_code == 404
    with scope(organisation=leaving.company.organisation):
        assert newest_goal_of(MONTH) == newer


@pytest.mark.parametrize(("who", "status"), [("Maria", 403), ("Elena", 403), ("Petra", 200)])
def test_only_who_sets_goals_is_asked_and_each_about_his_own(
    leaving: House, signed_in: Any, who: str, status: int
) -> None:
    answer = signed_in(leaving.company, who).get("/plan/changes")
    assert answer.status_code == status
    assert "Ivan leaves" not in answer.content.decode()


def test_a_move_between_units_tells_a_head_his_own_numbers_and_lets_him_draft_it(
    house: House, signed_in: Any, today: date, now: datetime
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        goal = set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027-Q1"),
            amount_minor=1_200_000_00,
            now=now,
        )
        typed = {"Sales-1": 222_000_00, "Sales-2": 100_000_00}
        goal = change_goal_cells(
            seat=company.seats["Olga"],
            version=goal,
            changes=[
                CellChange(f"u{company.units[unit].pk}", "2027-02", "type", minor)
                for unit, minor in typed.items()
            ],
            now=now,
        )
        place_person(
            seat=company.seats["Adam"],
            person=company.people["Ivan"],
            unit=company.units["Sales-2"],
            role="rep",
            from_on=date(2027, 2, 1),
            now=now,
            today=today,
            ends=[company.seats["Ivan"]],
        )
    client = signed_in(company, "Petra")
    body = client.get("/plan/changes").content.decode()
    assert "₽211,000" in body  # 100,000 and Ivan's 111,000
    assert "₽222,000" not in body
    assert "Sales-1" not in body[body.index("<main") :]
    assert 'data-testid="beyond-sight"' in body
    assert 'value="published"' not in body
    fields = dict(re.findall(r'name="(goal|change)" value="([^"]+)"', body))
    assert client.post("/plan/changes/decide", {**fields, "do": "published"}).status_code == 403
    assert 'value="published"' in signed_in(company, "Olga").get("/plan/changes").content.decode()
    assert client.post("/plan/changes/decide", {**fields, "do": "drafted"}).status_code == 302
    with scope(organisation=company.organisation):
        assert newest_goal_of("2027-Q1") == goal
