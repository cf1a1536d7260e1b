"""A larger goal keeps the months that have their own, and a re-plan keeps what is over and what was typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import MonthsAboveGoal
from kvota.actions.type_goal_cell import type_goal_cell
from kvota.analytics.verify import faults_found
from kvota.domain.calendar.period import parse_period
from kvota.records.goal_nodes import company_months
from kvota.records.models import GoalVersion
from tests.a_small_company import SmallCompany

K = 1_000_00  # a thousand roubles in kopecks
# Working days of Russia in 2026: 15 19 21 22 19 21 23 21 22 | 22 20 22. Today is 22 November.


@pytest.fixture
def set_for(company: SmallCompany, now: datetime) -> Any:
    def goal(when: str, amount: int, **more: Any) -> GoalVersion:
        return set_goal(
            organisation=company.organisation,
            period=parse_period(when),
            amount_minor=amount,
            **{"now": now, **more},
        )

    return goal


@pytest.fixture
def type_in(company: SmallCompany, now: datetime, today: date) -> Any:
    def typed(version: GoalVersion, key: str, month: str, value: int | None) -> GoalVersion:
        return type_goal_cell(
            seat=company.seats["Olga"],
            version=version,
            node=key,
            month=month,
            value_minor=value,
            now=now,
        )

    return typed


def months(version: GoalVersion) -> list[int]:
    """The company's plan of each month, in thousands."""
    found = company_months(version)
    return [found[month] // K for month in sorted(found)]


def test_a_month_keeps_its_own_goal_inside_a_quarter(set_for: Any) -> None:
    own = set_for("2026-12", 1_200 * K)
    quarter = set_for("2026-Q4", 3_300 * K)
    assert months(quarter) == [1_100, 1_000, 1_200]  # 2,100 over 22 and 20 days
    assert quarter.terms["kept"] == {"2026-12": "own_goal"}
    kept = quarter.cells.filter(month="2026-12")
    assert sorted(kept.values_list("value_minor", flat=True)) == sorted(
        own.cells.values_list("value_minor", flat=True)
    )


def test_a_quarter_keeps_its_months_inside_a_year(set_for: Any) -> None:
    set_for("2026-12", 1_200 * K)
    set_for("2026-Q4", 3_300 * K)
    year = set_for("2026", 3_300 * K + 183 * K)  # 183 working days before October
    assert months(year) == [15, 19, 21, 22, 19, 21, 23, 21, 22, 1_100, 1_000, 1_200]
    assert year.terms["kept"] == dict.fromkeys(["2026-10", "2026-11", "2026-12"], "own_goal")
    assert faults_found() == []


def test_a_goal_below_the_months_it_must_keep_is_refused_by_their_names(set_for: Any) -> None:
    set_for("2026-12", 1_200 * K)
    with pytest.raises(MonthsAboveGoal) as refused:
        set_for("2026-Q4", 100 * K)
    assert refused.value.fields == {"months": ("2026-12",), "amount": 1_100 * K, "currency": "RUB"}
    assert GoalVersion.objects.count() == 1


def test_what_no_open_month_can_take_belongs_to_nobody_yet(set_for: Any) -> None:
    for month in ("2026-10", "2026-11", "2026-12"):
        set_for(month, 100 * K)
    quarter = set_for("2026-Q4", 400 * K)
    assert months(quarter) == [100, 100, 100]
    assert quarter.revenue_minor == 400 * K


def test_the_first_goal_of_a_year_spreads_over_all_of_it(set_for: Any) -> None:
    year = set_for("2026", 247 * K)
    assert months(year) == [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22]
    assert year.terms["kept"] == {}


def test_a_year_set_anew_keeps_the_months_that_are_over(set_for: Any) -> None:
    set_for("2026", 247 * K)
    again = set_for("2026", 247 * K + 42 * K)  # 42 working days in November and December
    assert months(again) == [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 40, 44]
    assert again.terms["kept"] == {f"2026-{month:02}": "closed" for month in range(1, 11)}


def test_a_year_set_anew_keeps_what_was_typed(company: SmallCompany, set_for: Any, type_in: Any) -> None:
    first = set_for("2026", 247 * K)
    maria = f"p{company.people['Maria'].pk}"
    typed = type_in(first, f"u{company.units['top'].pk}", "2026-12", 10 * K)
    typed = type_in(typed, maria, "2026-11", 4 * K)
    again = set_for("2026", 247 * K)
    assert months(again) == [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 32, 10]
    assert again.terms["kept"]["2026-12"] == "typed"
    assert again.terms["kept_cells"] == 1
    assert again.cells.get(person=company.people["Maria"], month="2026-11").value_minor == 4 * K


def test_a_kept_month_stays_kept_until_its_cell_is_let_go(
    company: SmallCompany, set_for: Any, type_in: Any
) -> None:
    set_for("2026-12", 1_200 * K)
    set_for("2026-Q4", 3_300 * K)
    again = set_for("2026-Q4", 3_500 * K)
    assert again.terms["kept"] == {"2026-10": "closed", "2026-12": "own_goal"}
    assert months(again) == [1_100, 1_200, 1_200]
    free = type_in(again, f"u{company.units['top'].pk}", "2026-12", None)
    last = set_for("2026-Q4", 3_200 * K)
    assert free.pk != last.pk
    assert last.terms["kept"] == {"2026-10": "closed"}
    assert months(last) == [1_100, 1_000, 1_100]


def test_a_month_kept_by_the_year_is_kept_by_a_quarter_that_comes_later(set_for: Any) -> None:
    set_for("2026-12", 1_200 * K)
    year = set_for("2026", 1_200 * K + 225 * K)
    assert year.terms["kept_from"] == {"2026-12": "2026-12"}
    quarter = set_for("2026-Q4", 3_300 * K)
    assert months(quarter) == [1_100, 1_000, 1_200]
    # The quarter is the year's own now; set anew, only what is open and has no goal of its own moves.
    assert set_for("2026", 4_000 * K).terms["kept_from"] == {
        "2026-10": "2026-Q4",
        "2026-11": "2026-Q4",
        "2026-12": "2026-12",
    }
    assert months(set_for("2026-Q4", 3_500 * K)) == [1_100, 1_200, 1_200]


def test_a_months_new_goal_counts_in_the_quarter_set_anew(set_for: Any) -> None:
    set_for("2026-12", 1_200 * K)
    set_for("2026-Q4", 3_300 * K)
    set_for("2026-12", 900 * K)
    assert months(set_for("2026-Q4", 3_300 * K)) == [1_100, 1_300, 900]


def test_a_period_that_is_all_over_can_be_put_right(set_for: Any) -> None:
    set_for("2025", 100 * K)
    again = set_for("2025", 247 * K)
    assert again.terms["kept"] == {}
    assert sum(company_months(again).values()) == 247 * K
