"""Plan against actual, with numbers worked out by hand: Russia, November 2026, 20 working days."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.plan import plan
from kvota.analytics.metrics.plan_actual import burn_up, plan_actual
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)


@pytest.fixture
def paid(company: SmallCompany, now: datetime) -> SmallCompany:
    """A goal of 800,000 for November, 200,000 for each rep; Maria brought 90,000 and Chen 30,000."""
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Denis"],
        period=parse_period("2026-11"),
        amount_minor=800_000_00,
        now=now,
    )
    for who, amount, on in (("Maria", 90_000_00, 9), ("Chen", 30_000_00, 17)):
        deal = company.deal(f"Star {who}", owner=who, on=date(2026, 10, 5))
        company.money("payment", deal, amount, on=date(2026, 11, on))
    return company


def report(company: SmallCompany, when: str = "2026-11", **more):
    return plan_actual(
        company.organisation, scope=whole_company(on=TODAY), period=parse_period(when), as_of=TODAY, **more
    )


def test_gap_attainment_and_what_each_day_left_must_bring(paid) -> None:
    found = report(paid)
    assert (found.plan_minor, found.actual_minor, found.gap_minor) == (800_000_00, 120_000_00, -680_000_00)
    assert found.attainment == Fraction(3, 20)
    # 2-3 November, 5-6, 9-13, 16-17: eleven of twenty days are over, nine are left with today.
    assert (found.working_days, found.working_days_left, found.to_date_minor) == (20, 9, 440_000_00)
    assert found.pace == Fraction(3, 11)
    assert found.required_minor == 75_555_56  # 680,000 over nine days, rounded up


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 4), TODAY, date(2026, 11, 30)])
def test_a_day_is_either_gone_or_left_and_never_both(paid, day) -> None:
    found = plan_actual(
        paid.organisation, scope=whole_company(on=day), period=parse_period("2026-11"), as_of=day
    )
    gone = (found.to_date_minor or 0) // 40_000_00  # the plan of a day
    assert gone + found.working_days_left == found.working_days == 20


def test_the_pace_is_exact_where_the_plan_of_a_day_is_not_whole(paid, now) -> None:
    set_goal(organisation=paid.organisation, period=parse_period("2026-11"), amount_minor=1_000_01, now=now)
    found = report(paid)
    assert found.to_date_minor == 550_01  # 55,000.55 kopecks, in whole ones
    assert found.pace == Fraction(120_000_00) / (Fraction(1_000_01) * 11 / 20)


def test_nothing_is_due_before_the_first_working_day_is_over(paid) -> None:
    found = plan_actual(
        paid.organisation,
        scope=whole_company(on=date(2026, 11, 2)),
        period=parse_period("2026-11"),
        as_of=date(2026, 11, 2),
    )
    assert (found.to_date_minor, found.pace, found.working_days_left) == (0, None, 20)


def test_when_a_period_is_over_all_of_its_plan_is_due(paid) -> None:
    day = date(2026, 12, 1)
    found = plan_actual(
        paid.organisation, scope=whole_company(on=day), period=parse_period("2026-11"), as_of=day
    )
    assert (found.to_date_minor, found.working_days_left, found.required_minor) == (800_000_00, 0, None)
    assert found.pace == found.attainment


def test_rows_by_person_unit_and_product_sum_to_the_whole(paid) -> None:
    for by in ("person", "unit", "product"):
        assert sum(row.actual_minor for row in report(paid, by=by).rows) == 120_000_00, by
    people = {row.of.name: (row.plan_minor, row.actual_minor) for row in report(paid, by="person").rows}
    assert people["Maria"] == (200_000_00, 90_000_00)
    assert people["Ivan"] == (200_000_00, 0)


def test_ten_days_and_weeks_are_the_sums_of_their_days(paid) -> None:
    scope = whole_company(on=TODAY)

    def of(when: str) -> int | None:
        return plan(paid.organisation, scope=scope, period=parse_period(when), as_of=TODAY).minor

    assert [of(f"2026-11-D{part}") for part in (1, 2, 3)] == [240_000_00, 320_000_00, 240_000_00]
    assert of("2026-11-04") == 0  # a holiday
    assert sum(of(f"2026-W{week}") or 0 for week in (45, 46, 47, 48, 49)) == 800_000_00


def test_a_person_in_the_table_has_the_plan_he_has_alone(paid) -> None:
    maria = paid.people["Maria"].pk
    for when in ("2026-11", "2026-Q4", "2026-W49", "2026-11-D2", "2026-12"):
        alone = plan(
            paid.organisation,
            scope=Scope(people=frozenset({maria}), person=maria),
            period=parse_period(when),
            as_of=TODAY,
        )
        rows = {row.of.name: row.planned_minor for row in report(paid, when, by="person").rows}
        assert rows.get("Maria") == alone.minor
        assert sum(alone.days.values()) == (alone.minor or 0)


@pytest.mark.parametrize("when", ["2026-11", "2026-Q4", "2026-W49", "2026-11-D2", "2026-12", "2026-10"])
def test_what_is_due_of_a_row_is_the_sum_of_its_days_before_today(paid, now, when) -> None:
    # An amount whose days are not whole: rounding must fall where the days' own rounding does.
    set_goal(organisation=paid.organisation, period=parse_period("2026-11"), amount_minor=1_000_01, now=now)
    set_goal(organisation=paid.organisation, period=parse_period("2026-12"), amount_minor=777_77, now=now)
    for on in (date(2026, 11, 1), TODAY, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31)):
        asked = {"scope": whole_company(on=on), "period": parse_period(when), "as_of": on}
        for row in plan_actual(paid.organisation, **asked, by="person").rows:
            if row.of is None or row.plan_minor is None:
                continue
            alone = Scope(people=frozenset({row.of.id}), person=row.of.id)
            days = plan(paid.organisation, **(asked | {"scope": alone})).days
            assert row.to_date_minor == sum(minor for day, minor in days.items() if day < on)
            assert row.gap_to_date_minor == row.actual_minor - row.to_date_minor


def test_a_row_of_a_period_with_a_month_without_goal_has_nothing_due(paid) -> None:
    rows = report(paid, "2026-Q4", by="person").rows
    assert [row.planned_minor for row in rows] != [] and {row.to_date_minor for row in rows} == {None}


def test_without_a_goal_the_plan_is_unknown_and_not_zero(company) -> None:
    found = report(company)
    assert (found.plan_minor, found.gap_minor, found.attainment, found.required_minor) == (None,) * 4
    assert found.actual_minor == 0


def test_a_person_sees_his_own_plan(paid) -> None:
    maria = paid.people["Maria"].pk
    scope = Scope(people=frozenset({maria}), person=maria)
    found = plan_actual(paid.organisation, scope=scope, period=parse_period("2026-11"), as_of=TODAY)
    assert (found.plan_minor, found.actual_minor) == (200_000_00, 90_000_00)


def test_the_burn_up_ends_at_the_plan_and_stops_at_today(paid) -> None:
    days = burn_up(
        paid.organisation, scope=whole_company(on=TODAY), period=parse_period("2026-11"), as_of=TODAY
    )
    assert days[-1].plan_minor == 800_000_00
    assert [day.actual_minor for day in days if day.on.day in (8, 9, 17, 18, 19)] == [
        0,
        90_000_00,
        120_000_00,
        120_000_00,
        None,
    ]


def test_another_goal_for_the_month_replaces_the_plan_from_its_day_on(paid, now) -> None:
    set_goal(
        organisation=paid.organisation,
        seat=paid.seats["Denis"],
        period=parse_period("2026-11"),
        amount_minor=400_000_00,
        now=now,
    )
    assert report(paid).plan_minor == 400_000_00


def test_a_year_with_one_planned_month_is_compared_with_nothing(paid) -> None:
    found = report(paid, "2026")
    assert (found.planned_minor, found.actual_minor, found.months_set) == (800_000_00, 120_000_00, 1)
    assert found.months_without == tuple(f"2026-{m:02}" for m in range(1, 13) if m != 11)
    assert (found.plan_minor, found.gap_minor, found.attainment) == (None, None, None)
    assert (found.to_date_minor, found.pace, found.required_minor) == (None, None, None)
    for by in ("person", "unit"):
        for row in report(paid, "2026", by=by).rows:
            assert row.planned_minor, row.of
            assert (row.plan_minor, row.gap_minor, row.attainment, len(row.months_without)) == (
                *(None, None, None),
                11,
            )
    days = burn_up(paid.organisation, scope=whole_company(on=TODAY), period=parse_period("2026"), as_of=TODAY)
    assert {day.plan_minor for day in days} == {None}


def test_a_year_whose_every_month_has_a_goal_is_compared(paid, now) -> None:
    for month in (*range(1, 11), 12):
        set_goal(
            organisation=paid.organisation,
            period=parse_period(f"2026-{month:02}"),
            amount_minor=100_000_00,
            now=now,
        )
    found = report(paid, "2026", by="person")
    assert (found.plan_minor, found.attainment) == (1_900_000_00, Fraction(12, 190))
    assert {row.plan_minor for row in found.rows if row.of} == {475_000_00}
