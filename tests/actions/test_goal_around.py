"""Which goal a period is read with, and who may read it before it counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kvota.actions.goal_around import goal_around
from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period
from kvota.records.models import GoalVersion
from tests.a_small_company import SmallCompany


def goal(company: SmallCompany, key: str, now: datetime, state: str = "published") -> GoalVersion:
    return set_goal(
        organisation=company.organisation,
        period=parse_period(key),
        amount_minor=1_200_000_00,
        state=state,
        now=now,
    )


def test_what_counts_goes_before_a_draft_of_just_this_period(
    company: SmallCompany, now: datetime, today: date
) -> None:
    year = goal(company, "2026", now)
    goal(company, "2026-Q4", now, "draft")
    for key in ("2026-12", "2026-Q4", "2026"):
        around = goal_around(company.seats["Olga"], parse_period(key), on=today)
        assert (around.period.key, around.counting, around.draft) == ("2026", year, None)


@pytest.mark.parametrize("who", ["Olga", "Denis", "Elena", "Anna", "Maria"])
def test_a_draft_covers_its_months_for_all_but_those_it_is_about(
    company: SmallCompany, now: datetime, today: date, who: str
) -> None:
    draft = goal(company, "2026", now, "draft")
    seat = company.seats[who]
    around = goal_around(seat, parse_period("2026-12"), on=today)
    readable = GoalVersion.visible_to(seat, on=today).filter(pk=draft.pk).exists()
    if who == "Maria":
        assert (around.period.key, around.goal, readable) == ("2026-12", None, False)
    else:
        assert (around.period.key, around.draft, readable) == ("2026", draft, True)


def test_months_that_count_are_read_and_no_draft_over_them(
    company: SmallCompany, now: datetime, today: date
) -> None:
    goal(company, "2026-12", now)
    goal(company, "2026-Q4", now, "draft")
    around = goal_around(company.seats["Olga"], parse_period("2026-Q4"), on=today)
    assert (around.period.key, around.goal) == ("2026-Q4", None)
