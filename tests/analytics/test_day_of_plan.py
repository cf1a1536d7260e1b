"""The day of the plan says the same as the forecast of every period it could be asked of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from kvota.analytics.metrics.day_of_plan import LOOKS_BEYOND_DAYS, DayOfPlan, day_of_plan
from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, period_of
from tests.a_small_company import SmallCompany, a_small_company

PLANS = [40_000_00, 60_000_00, 90_000_00, 130_000_00, 180_000_00]


def a_company_that_wins(today: date, *, wins: int) -> SmallCompany:
    """Deals of the last year that were paid one after another, and some that are open."""
    company = a_small_company()
    with scope(organisation=company.organisation):
        for number in range(wins):
            on = today - timedelta(days=35 + number * 7)
            deal = company.deal(f"Won {number}", on=on, amount=10_000_00 + number * 100_00)
            for rank in (1, 3, 5, 7):
                company.move(deal, rank, on=on + timedelta(days=rank * 2))
            paid = on + timedelta(days=20)
            company.money("payment", deal, 10_000_00 + number * 100_00, on=paid)
            company.move(deal, 8, on=paid)
        for number in range(12):
            on = today - timedelta(days=1 + number)
            deal = company.deal(f"Open {number}", on=on, amount=12_000_00)
            company.move(deal, 1 + number % 7, on=on)
    return company


def asked(company: SmallCompany, today: date, plan: int) -> DayOfPlan:
    with scope(organisation=company.organisation):
        return day_of_plan(
            company.organisation,
            scope=whole_company(on=today),
            period=period_of(today, "month"),
            as_of=today,
            plan_minor=plan,
            basis="cash",
        )


def test_each_day_is_the_first_whose_forecast_reaches_the_plan(db: Any, today: date) -> None:
    company = a_company_that_wins(today, wins=40)
    month = period_of(today, "month")

    def reaches(day: date, plan: int, which: str) -> bool:
        period = Period(f"{month.first_day}/{day}", "day", month.first_day, day)
        with scope(organisation=company.organisation):
            likely = forecast(company.organisation, scope=whole_company(on=today), period=period, as_of=today)
        return bool(getattr(likely, which) >= plan)

    named = 0
    for plan in PLANS:
        found = asked(company, today, plan)
        for which, day in (
            ("high_minor", found.early_on),
            ("middle_minor", found.middle_on),
            ("low_minor", found.late_on),
        ):
            assert (day is not None and day <= month.last_day) == reaches(month.last_day, plan, which)
            if day is None:
                assert not reaches(found.looked_to, plan, which)
                continue
            named += 1
            assert reaches(day, plan, which)
            assert day == today or not reaches(day - timedelta(days=1), plan, which)
        order = [day or date.max for day in (found.early_on, found.middle_on, found.late_on)]
        assert order == sorted(order)
        assert found.looked_to <= month.last_day + timedelta(days=LOOKS_BEYOND_DAYS)
    assert named >= 5


def test_a_plan_that_is_met_names_no_day(db: Any, today: date) -> None:
    company = a_company_that_wins(today, wins=40)
    with scope(organisation=company.organisation):
        deal = company.deal("Paid now", on=today)
        company.money("payment", deal, 500_000_00, on=today)
    found = asked(company, today, 500_000_00)
    assert found.reached and found.middle_on is None


@pytest.mark.parametrize("wins", [0, 5])
def test_too_little_history_names_no_day(db: Any, today: date, wins: int) -> None:
    found = asked(a_company_that_wins(today, wins=wins), today, 60_000_00)
    assert not found.carried
    assert (found.early_on, found.middle_on, found.late_on) == (None, None, None)
