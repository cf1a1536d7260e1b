"""Base and challenge of a goal: every sum holds as at the target, on the screen, the shell and the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.leave_company import leave_company
from kvota.actions.place_person import place_person
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.records.goal_grades import graded_cells, grades_of
from kvota.records.goal_nodes import cells_of, tree_of
from kvota.records.models import GoalVersion
from tests.a_small_company import SmallCompany, a_small_company

K = 1_000_00
MONTHS = ("2027-01", "2027-02", "2027-03")


@pytest.fixture
def company(db: None) -> Iterator[SmallCompany]:
    small = a_small_company()
    with scope(organisation=small.organisation):
        yield small


def graded(company: SmallCompany, now: datetime, **terms: Any) -> GoalVersion:
    return set_goal(
        organisation=company.organisation,
        period=parse_period("2027-Q1"),
        amount_minor=1_000 * K,
        terms={"grades": {"base": "9/10", "challenge": "6/5"}, **terms},
        now=now,
    )


def sums_hold(version: GoalVersion, cells: dict[tuple[str, str], int]) -> None:
    for month in MONTHS:
        waiting = [tree_of_month(tree_of(version), month)]
        while waiting:
            node = waiting.pop()
            if node.children:
                assert sum(cells[child.key, month] for child in node.children) == cells[node.key, month]
                waiting += node.children


def test_a_base_is_nowhere_above_the_target_and_a_challenge_nowhere_below(
    company: SmallCompany, now: datetime, today: date
) -> None:
    # Somebody leaves and somebody moves within the goal: they stand in one unit in each month.
    leave_company(
        seat=company.seats["Adam"], person=company.people["Chen"], on=date(2027, 2, 1), now=now, today=today
    )
    place_person(
        seat=company.seats["Adam"],
        person=company.people["Ivan"],
        unit=company.units["Sales-2"],
        role="rep",
        from_on=date(2027, 3, 1),
        now=now,
        today=today,
        ends=[company.seats["Ivan"]],
    )
    version = graded(company, now)
    target = cells_of(version)[0]
    base, challenge = graded_cells(version, "base"), graded_cells(version, "challenge")
    top = tree_of(version).key
    assert sum(base[top, month] for month in MONTHS) == 900 * K
    assert sum(challenge[top, month] for month in MONTHS) == 1_200 * K
    assert base.keys() == challenge.keys() == target.keys()
    assert all(base[place] <= target[place] <= challenge[place] for place in target)
    for cells in (target, base, challenge):
        sums_hold(version, cells)


def test_a_goal_without_grades_has_its_target_alone(company: SmallCompany, now: datetime) -> None:
    version = graded(company, now, grades={})
    assert grades_of(version) == {"target": Fraction(1)}
    assert graded_cells(version, "base") == {}
    assert graded_cells(version, "target") == cells_of(version)[0]


def test_plan_and_actual_are_held_against_the_grade_that_was_asked(
    company: SmallCompany, now: datetime, today: date
) -> None:
    graded(company, now)

    def planned(grade: Any, when: str = "2027-Q1") -> tuple[int | None, list[int | None]]:
        report = plan_actual(
            company.organisation,
            scope=whole_company(on=today),
            period=parse_period(when),
            as_of=today,
            by="person",
            grade=grade,
        )
        return report.plan_minor, [row.plan_minor for row in report.rows]

    for grade, whole in (("challenge", 1_200 * K), ("base", 900 * K)):
        plan, of_people = planned(grade)
        assert plan == whole == sum(each or 0 for each in of_people)
        assert all(abs((each or 0) - whole // 4) <= 3_00 for each in of_people)
    assert planned("target")[0] == 1_000 * K
    assert planned("base", "2027") == (None, [None] * 4)  # nine months have no goal at all
