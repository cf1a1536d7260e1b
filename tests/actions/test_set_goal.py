"""A goal is spread over months, units and people, and always adds up."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from kvota.actions.change_goal_cells import GoalChangedMeanwhile
from kvota.actions.set_goal import GoalOutOfRange, GoalTooShort, set_goal
from kvota.actions.type_goal_cell import type_goal_cell
from kvota.domain.calendar.period import parse_period
from kvota.domain.money.split_without_loss import OverLocked
from kvota.records.models import GoalVersion
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany
from tests.cells_of_goal import named_cells


def cells(version: GoalVersion, month: str) -> dict[str, int]:
    """Name of the unit or person → its plan of the month."""
    return {name: cell.value for (name, _), cell in named_cells(version, month=month).items()}


def goal(company: SmallCompany, now: datetime, when: str = "2026-12", amount: int = 1_200_000_00, **more):
    return set_goal(
        organisation=company.organisation,
        seat=company.seats["Denis"],
        period=parse_period(when),
        amount_minor=amount,
        now=now,
        **more,
    )


def test_a_month_goes_down_the_tree_and_sums(company, now) -> None:
    found = cells(goal(company, now), "2026-12")
    assert found["Vega Trade"] == 1_200_000_00
    assert found["Sales-1"] == found["Sales-2"] == 600_000_00
    assert found["Maria"] == found["Ivan"] == 300_000_00


def test_a_quarter_is_shared_by_working_days(company, now) -> None:
    # Russia 2026: 22, 20 and 22 working days in October, November and December.
    version = goal(company, now, "2026-Q4", 6_400_000_00)
    top = [cells(version, f"2026-{month}")["Vega Trade"] for month in (10, 11, 12)]
    assert top == [2_200_000_00, 2_000_000_00, 2_200_000_00]


def test_weights_share_by_person(company, now) -> None:
    people = {name: company.people[name].pk for name in ("Maria", "Ivan", "Chen", "Boris")}
    weights = {people["Maria"]: Fraction(3), people["Ivan"]: Fraction(1), people["Chen"]: Fraction(2)}
    found = cells(goal(company, now, amount=600_00, weights=weights), "2026-12")
    assert (found["Maria"], found["Ivan"], found["Chen"], found["Boris"]) == (300_00, 100_00, 200_00, 0)


def test_a_typed_cell_stays_when_its_goal_is_set_anew(company, now, today) -> None:
    version = goal(company, now)
    key = f"p{company.people['Maria'].pk}"
    typed = type_goal_cell(
        seat=company.seats["Denis"],
        version=version,
        node=key,
        month="2026-12",
        value_minor=400_000_00,
        now=now,
    )
    found = cells(typed, "2026-12")
    assert (found["Maria"], found["Ivan"], found["Sales-1"]) == (400_000_00, 300_000_00, 600_000_00)
    assert cells(version, "2026-12")["Maria"] == 300_000_00  # the old version never changes

    again = set_goal(
        organisation=company.organisation,
        seat=company.seats["Denis"],
        period=parse_period("2026-12"),
        amount_minor=1_400_000_00,
        now=now,
    )
    found = cells(again, "2026-12")
    assert (found["Maria"], found["Ivan"], found["Sales-1"]) == (400_000_00, 300_000_00, 700_000_00)


def test_what_nobody_owns_stays_with_the_parent(company, now, today) -> None:
    version = goal(company, now)
    for name in ("Maria", "Ivan"):
        version = type_goal_cell(
            seat=company.seats["Denis"],
            version=version,
            node=f"p{company.people[name].pk}",
            month="2026-12",
            value_minor=250_000_00,
            now=now,
        )
    found = cells(version, "2026-12")
    assert found["Sales-1"] - found["Maria"] - found["Ivan"] == 100_000_00


def test_typed_cells_above_their_total_are_refused_with_the_sum(company, now, today) -> None:
    version = goal(company, now)
    with pytest.raises(OverLocked) as refused:
        type_goal_cell(
            seat=company.seats["Denis"],
            version=version,
            node=f"p{company.people['Maria'].pk}",
            month="2026-12",
            value_minor=700_000_00,
            now=now,
        )
    assert refused.value.amount == 100_000_00
    assert GoalVersion.objects.count() == 1


def test_a_page_opened_before_somebody_elses_change_is_told_whose(company, now, today) -> None:
    old = goal(company, now)
    goal(company, now, amount=900_000_00)
    with pytest.raises(GoalChangedMeanwhile) as refused:
        type_goal_cell(
            seat=company.seats["Olga"],
            version=old,
            node=f"p{company.people['Maria'].pk}",
            month="2026-12",
            value_minor=1,
            now=now,
        )
    assert refused.value.by == "Denis"


@pytest.mark.parametrize("when", ["2026-12-18", "2026-W47", "2026-12-D1"])
def test_days_weeks_and_ten_days_follow_from_the_month(company, now, when) -> None:
    with pytest.raises(GoalTooShort):
        goal(company, now, when)


@pytest.mark.parametrize("amount", [0, -1, 10**18])
def test_a_goal_that_cannot_be_is_refused(company, now, amount) -> None:
    with pytest.raises(GoalOutOfRange):
        goal(company, now, amount=amount)


def test_a_rep_sets_no_goal(company, now, today: date) -> None:
    with pytest.raises(NotAllowed):
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Maria"],
            period=parse_period("2026-12"),
            amount_minor=1,
            now=now,
        )
