"""A company that counts in 4-4-5 weeks: one setting, and every plan, actual and day follows it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kvota
from kvota.actions.change_company import GoalsByOtherMonths, change_company
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import TenDaysOfWeeks, parse_period
from kvota.language.formats import formats_for
from kvota.records.models import Organisation
from tests.a_small_company import SmallCompany

PACKAGE = Path(kvota.__file__).parent
#: Where the month itself is meant: what a person sets, and what is written to a file of settings.
OF_THE_MONTH = {"records/organisations.py"}


@pytest.fixture
def weeks(company: SmallCompany, now: Any) -> SmallCompany:
    company.organisation = change(company, now, weeks_445=True, ten_day=False)
    return company


def change(company: SmallCompany, now: Any, **changes: Any) -> Organisation:
    for seat in company.seats.values():
        seat.organisation = company.organisation
    return change_company(seat=company.seats["Olga"], changes=changes, now=now)


def goal(company: SmallCompany, key: str, amount: int, now: Any) -> Any:
    period = parse_period(key, fiscal_start=company.organisation.fiscal)
    return set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period,
        amount_minor=amount,
        now=now,
    )


def test_a_years_goal_goes_to_its_months_and_their_working_days(weeks: SmallCompany, now: Any) -> None:
    version = goal(weeks, "2027", 52_000_000_00, now)
    by_month: Counter[str] = Counter()
    top = version.cells.filter(person=None).order_by("unit_id").first().unit
    for cell in version.cells.filter(unit=top):
        by_month[cell.month] += cell.value_minor
    assert sum(by_month.values()) == 52_000_000_00
    assert list(sorted(by_month)) == [f"2027-{month:02}" for month in range(1, 13)]
    # August and September 2027 have no holiday: 20 and 25 working days, to the rouble.
    assert abs(4 * by_month["2027-09"] - 5 * by_month["2027-08"]) <= 5 * 1_00


def test_money_counts_for_the_month_whose_days_hold_it(weeks: SmallCompany, now: Any) -> None:
    deal = weeks.deal("Vega", on=date(2026, 10, 1))
    weeks.money("payment", deal, 100, on=date(2026, 10, 26))  # the first day of November
    weeks.money("payment", deal, 20, on=date(2026, 11, 22))  # its last
    weeks.money("payment", deal, 3, on=date(2026, 11, 23))
    as_of = date(2026, 11, 30)
    asked = {"scope": whole_company(on=as_of), "as_of": as_of}
    found = {
        key: actual(
            weeks.organisation,
            period=parse_period(key, fiscal_start=weeks.organisation.fiscal),
            **asked,  # type: ignore[arg-type]
        ).minor
        for key in ("2026-10", "2026-11", "2026-12", "2026-Q4")
    }
    assert found == {"2026-10": 0, "2026-11": 120, "2026-12": 3, "2026-Q4": 123}


def test_the_plan_of_a_quarter_is_that_of_its_months(weeks: SmallCompany, now: Any, today: date) -> None:
    goal(weeks, "2026-Q4", 900_000_00, now)
    fiscal = weeks.organisation.fiscal
    asked: dict[str, Any] = {"scope": whole_company(on=today), "as_of": today}
    quarter = parse_period("2026-Q4", fiscal_start=fiscal)
    plans = [
        plan_actual(weeks.organisation, period=part, **asked).planned_minor
        for part in (quarter, *quarter.children("month"))
    ]
    assert plans[0] == 900_000_00 == sum(plan or 0 for plan in plans[1:])
    weekly = [
        plan_actual(weeks.organisation, period=week, **asked).planned_minor or 0
        for week in quarter.children("week")
    ]
    assert sum(weekly) == 900_000_00  # whole weeks: none is shared by two months


def test_months_become_others_only_while_no_goal_stands_by_them(company: SmallCompany, now: Any) -> None:
    goal(company, "2026-12", 900_000_00, now)
    with pytest.raises(GoalsByOtherMonths):
        change(company, now, weeks_445=True, ten_day=False)
    assert change(company, now, fiscal_start=4).fiscal == 4  # moves no calendar month


def test_neither_the_weeks_nor_their_first_month_change_under_a_goal(weeks: SmallCompany, now: Any) -> None:
    goal(weeks, "2026-12", 900_000_00, now)
    for changes in ({"weeks_445": False}, {"fiscal_start": 4}):
        with pytest.raises(GoalsByOtherMonths):
            change(weeks, now, **changes)


def test_weeks_and_ten_days_exclude_each_other(weeks: SmallCompany, now: Any) -> None:
    with pytest.raises(TenDaysOfWeeks):
        change(weeks, now, ten_day=True)
    assert change(weeks, now, ten_day=True, weeks_445=False).ten_day


@pytest.mark.parametrize(
    ("language", "month", "year"),
    [
        ("en", "November 2026, 26 Oct – 22 Nov", "2026"),
        ("zh-hans", "2026年11月（10月26日–11月22日）", "2026年"),
    ],
)
def test_a_month_of_weeks_says_its_days(weeks: SmallCompany, language: str, month: str, year: str) -> None:
    formats, fiscal = formats_for(language), weeks.organisation.fiscal
    said = formats.period(parse_period("2026-11", fiscal_start=fiscal))
    assert said.replace("\u00a0", " ") == month
    assert formats.period(parse_period("2026", fiscal_start=fiscal)) == year


def test_every_period_of_a_company_is_asked_with_its_fiscal_year() -> None:
    """`organisation.fiscal_start` is only the month: a period asked with it forgets the weeks."""
    forgetful = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"organisation\.fiscal_start", path.read_text(encoding="utf-8"))
    ]
    assert set(forgetful) <= OF_THE_MONTH
