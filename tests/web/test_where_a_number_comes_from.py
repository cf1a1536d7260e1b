"""`/plan/why`: the way from the company's goal to a number; whom it tells what; who has opened it."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.change_goal_cells import CellChange, change_goal_cells
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape
from kvota.domain.calendar.period import parse_period
from kvota.records.goal_chain import count_waiting
from kvota.records.models import Event, GoalReading, GoalVersion, Person, Seat, UnitIntent
from tests.web.conftest import House

MONTH = "2026-11"
K = 1_000_00


@pytest.fixture
def goal(house: House, now: datetime) -> GoalVersion:
    """A year of profit shared by what is in hand; Denis then typed Maria's November."""
    company = house.company
    with scope(organisation=company.organisation):
        third = Person.objects.create(organisation=company.organisation, name="Zoe")
        Seat.objects.create(
            organisation=company.organisation, person=third, unit=company.units["Sales-1"], role="rep"
        )
        company.people["Zoe"] = third
        parts = {"Maria": 412, "Ivan": 1288, "Zoe": 300, "Chen": 700, "Boris": 400}
        version = set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2026-12"),
            amount_minor=200 * K,
            revenue_minor=3_100 * K,
            metric="profit",
            terms={"margin": "1/10", "fixed_minor": 110 * K},
            shape=GoalShape(
                weights={company.people[name].pk: Fraction(part * K) for name, part in parts.items()},
                rule="situation",
            ),
            intent="Two new regions.\nThey pay for the third.",
            now=now,
        )
        return change_goal_cells(
            seat=company.seats["Denis"],
            version=version,
            changes=[CellChange(f"p{company.people['Ivan'].pk}", "2026-12", "type", 1_200 * K)],
            now=now,
            reason="He stands in for Petra",
        )


def told(client: Client, house: House, who: str = "", when: str = "2026-12") -> str:
    uid = {**house.company.people, **house.company.units}[who].uid if who else ""
    answer = client.get(f"/plan/why?when={when}&who={uid}")
    assert answer.status_code == 200
    body = re.sub(r"<[^>]+>", " ", answer.content.decode().split('data-testid="way"')[1].split("</ol>")[0])
    return re.sub(r"\s+", " ", body)


def test_each_step_says_its_number_and_why(house: House, goal: GoalVersion, signed_in: Any) -> None:
    said = told(signed_in(house.company, "Olga"), house, "Ivan")
    for words in (
        "A profit of ₽200,000 and fixed costs of ₽110,000 at a margin of 10.0% take a revenue of ₽3,100,000.",
        "Olga set the goal on",
        "64.5% of the plan of",  # Sales-1: 2,000 of 3,100
        "Shared by what is in hand",
        "₽2,000,000 of ₽3,100,000 is 64.5%.",
        "60.0% of the plan of Sales-1",
        "Denis wrote ₽1,200,000 on",
        "because: He stands in for Petra",
        "Not yet allocated in it: ₽88,000.",
    ):
        assert words in said, (words, said)


def test_a_rep_reads_his_number_the_share_and_the_words_and_nobodys_sum(
    house: House, goal: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Maria")
    said = told(client, house)
    assert "Your part of it: ₽412,000." in said
    assert "21% of the plan of Sales-1" in said
    for sum_ in ("2,000,000", "3,100,000", "1,200,000", "1,288,000", "200,000", "88,000"):
        assert sum_ not in said
    assert "Two new regions." in client.get("/plan/why?when=2026-12").content.decode()
    assert client.get(f"/plan/why?when=2026-12&who={house.company.people['Ivan'].uid}").status_code == 404


def test_the_share_of_two_is_told_to_neither(house: House, goal: GoalVersion, signed_in: Any) -> None:
    said = told(signed_in(house.company, "Chen"), house)
    assert "Your part of it" in said
    assert "of the plan of Sales-2" not in said


def test_a_month_says_its_working_days(house: House, signed_in: Any, now: datetime) -> None:
    with scope(organisation=house.company.organisation):
        set_goal(
            organisation=house.company.organisation,
            period=parse_period("2027-Q1"),
            amount_minor=900 * K,
            shape=GoalShape(season={"2027-02": Fraction(11, 10)}),
            now=now,
        )
    said = told(signed_in(house.company, "Maria"), house, when="2027-02")
    assert "February 2027 has 19 of the 56 working days of the goal for Q1 2027." in said
    assert "counts 110% of an ordinary one" in said


def test_opening_it_is_kept_once_and_a_reading_page_changes_nothing(
    house: House, goal: GoalVersion, signed_in: Any, now: datetime
) -> None:
    client, company = signed_in(house.company, "Maria"), house.company
    client.get("/plan/why?when=2026-12")
    with scope(organisation=company.organisation):
        assert not GoalReading.objects.exists()
    for _ in range(2):
        answer = client.post("/plan/why/seen", {"when": "2026-12"})
        assert (answer.status_code, answer["Location"]) == (302, "/plan/why?when=2026-12")
    with scope(organisation=company.organisation):
        reading = GoalReading.objects.get()
        assert (reading.person.name, reading.own_minor) == ("Maria", 412 * K)
        assert Event.objects.filter(kind="goal_chain_opened").count() == 1
    body = signed_in(company, "Denis").get("/plan/why?when=2026-12").content.decode()
    assert "1 of 3 have seen" in body
    assert re.findall(r'data-testid="not-opened">(\w+)', body) == ["Ivan", "Zoe"]


def test_another_version_asks_only_whose_number_changed(
    house: House, goal: GoalVersion, signed_in: Any, now: datetime
) -> None:
    company = house.company
    for who in ("Maria", "Chen"):
        signed_in(company, who).post("/plan/why/seen", {"when": "2026-12"})
    with scope(organisation=company.organisation):
        change = CellChange(f"p{company.people['Maria'].pk}", "2026-12", "type", 400 * K)
        change_goal_cells(seat=company.seats["Denis"], version=goal, changes=[change], now=now)
    body = signed_in(company, "Olga").get("/plan/why?when=2026-12").content.decode()
    assert re.findall(r'data-testid="not-opened">(\w+)', body) == ["Boris", "Ivan", "Maria", "Zoe"]


def test_today_leads_there_once_and_then_by_a_plain_link(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    body = client.get("/").content.decode()
    assert "Your plan for November 2026: ₽225,000." in body
    client.post("/plan/why/seen", {"when": MONTH})
    body = client.get("/").content.decode()
    assert 'data-testid="own-number"' not in body
    assert 'data-testid="why-number"' in body


def test_today_of_who_leads_says_how_many_have_not_looked_and_opens_their_names(
    house: House, signed_in: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    company = house.company
    line = re.compile(r'href="([^"]+)" data-testid="not-opened-yet" data-value="(\d+)"')

    def waiting(who: str, path: str = "/") -> Any:
        client = signed_in(company, who)
        found = line.search(client.get(path).content.decode())
        if found is None:
            return None
        names = re.findall(
            r'data-testid="not-opened">(\w+)', client.get(found[1].partition("#")[0]).content.decode()
        )
        assert len(names) == int(found[2])
        return names

    assert (waiting("Denis"), waiting("Petra")) == (["Ivan", "Maria"], ["Boris", "Chen"])
    assert waiting("Olga") == ["Boris", "Chen", "Ivan", "Maria"]
    for who in ("Maria", "Ivan"):
        signed_in(company, who).post("/plan/why/seen", {"when": MONTH})
    assert waiting("Denis") is None and waiting("Anna") is None and waiting("Maria") is None
    with scope(organisation=company.organisation):
        version = GoalVersion.objects.get()
        change = CellChange(f"p{company.people['Ivan'].pk}", MONTH, "type", 100 * K)
        change_goal_cells(seat=company.seats["Denis"], version=version, changes=[change], now=now)
    assert waiting("Denis") == ["Ivan"], "his number is another one now"
    with scope(organisation=company.organisation), django_assert_num_queries(1):
        assert count_waiting(month=MONTH, people=None, but=0) == 3
    with scope(organisation=company.organisation):
        assert count_waiting(month="2031-01", people=None, but=0) == 0, "no goal counts"


def test_a_head_says_it_in_his_words_and_those_below_read_them(
    house: House, goal: GoalVersion, signed_in: Any
) -> None:
    company = house.company
    client = signed_in(company, "Denis")
    fields = {"version": str(goal.uid), "unit": str(company.units["Sales-1"].uid), "when": "2026-12"}
    assert client.post("/plan/why/words", {**fields, "text": "The north first."}).status_code == 302
    assert "The north first." in told(signed_in(company, "Maria"), house)
    assert "The north first." not in told(signed_in(company, "Chen"), house)
    long = client.post("/plan/why/words", {**fields, "text": "north " * 400})
    assert long.status_code == 422
    assert "north north" in long.content.decode()
    assert "2,399 characters" in long.content.decode()
    with scope(organisation=company.organisation):
        assert UnitIntent.objects.count() == 1


@pytest.mark.parametrize(("who", "unit", "status"), [("Maria", "Sales-1", 403), ("Denis", "Sales-2", 403)])
def test_nobody_speaks_for_a_unit_that_is_not_his(
    house: House, goal: GoalVersion, signed_in: Any, who: str, unit: str, status: int
) -> None:
    fields = {"version": str(goal.uid), "unit": str(house.company.units[unit].uid), "text": "Mine"}
    assert signed_in(house.company, who).post("/plan/why/words", fields).status_code == status


def test_who_has_no_number_is_told_so(house: House, signed_in: Any, today: date) -> None:
    answer = signed_in(house.company, "Denis").post("/plan/why/seen", {"when": MONTH})
    assert answer.status_code == 422
    assert "has no number of yours" in answer.content.decode()
    assert signed_in(house.company, "Carla").get("/plan/why").status_code == 200
    assert signed_in(house.company, "Carla").post("/plan/why/seen", {"when": MONTH}).status_code == 404
