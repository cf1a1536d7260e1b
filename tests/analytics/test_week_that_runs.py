"""The week that runs, in what a goal needs: only its days from today on, and what has not come yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kvota.actions.record_supply import Said, record_supply
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import Stages, history_of_text_001

NOVEMBER, DECEMBER = parse_period("2026-11"), parse_period("2026-12")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def stages(company: SmallCompany, today: date, now: datetime) -> Stages:
    made = history_of_text_001(company, today=today)
    for period in (NOVEMBER, DECEMBER):
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=period,
            amount_minor=4_000_000_00,
            now=now,
        )
    said = [Said("Fair", MONDAY + timedelta(days=7 * week), {"expected": 10}) for week in range(6)]
    record_supply(seat=company.seats["Denis"], said=said, now=now, today=today)
    return made


def november(company: SmallCompany, day: date, scope: Scope | None = None) -> NeededWork:
    return needed_work(
        company.organisation, scope=scope or whole_company(on=day), period=NOVEMBER, as_of=day, reading="rest"
    )


def test_a_unit_keeps_its_part_of_the_leads_to_the_last_day(company: SmallCompany, stages: Stages) -> None:
    who = frozenset(company.people[name].pk for name in ("Maria", "Ivan"))
    unit = Scope(people=who, unit=company.units["Sales-1"].pk)
    found = {day: november(company, date(2026, 11, day), unit) for day in (27, 29, 30)}
    assert [str(one.supply_share) for one in found.values()] == ["1/2", "1/2", "1/2"]
    last = found[30]
    assert (last.weeks, last.leads_there) == (("2026-W49",), 1)
    assert [lamp.name for lamp in last.lamps] == ["leads", "hours", "technology"]
    assert last.last_days
    assert last.is_too_late


def test_hours_of_days_that_are_over_are_gone(company: SmallCompany, stages: Stages) -> None:
    there = [float(november(company, date(2026, 11, day)).lamp("hours").there) for day in (23, 27, 29)]
    assert there == [100.5, 20.1, 0.0]


def test_leads_that_came_this_week_are_not_there_to_come(company: SmallCompany, stages: Stages) -> None:
    assert november(company, MONDAY).leads_there == 10
    for place in range(7):
        deal = company.deal(f"Fair {place}", on=MONDAY, source="Fair", kind="new")
        company.move(deal, stage=stages.lead, on=MONDAY)
    assert november(company, MONDAY).leads_there == 3
    assert november(company, date(2026, 11, 29)).leads_there == 3
    for place in range(5):
        deal = company.deal(f"Site {place}", on=MONDAY, source="Site", kind="new")
        company.move(deal, stage=stages.lead, on=MONDAY)
    assert november(company, MONDAY).leads_there == 0


def test_a_week_that_runs_is_asked_as_much_as_its_days_hold(company: SmallCompany, stages: Stages) -> None:
    found = needed_work(
        company.organisation,
        scope=whole_company(on=date(2026, 12, 4)),
        period=DECEMBER,
        as_of=date(2026, 12, 4),
        reading="rest",
    )
    # One Friday and four whole weeks: 21 days.
    first, second, *_rest = found.hours_by_week.values()
    assert second == 5 * first
    assert sum(found.leads_by_week.values()) == found.leads
    whole = {
        day: needed_work(
            company.organisation,
            scope=whole_company(on=day),
            period=NOVEMBER,
            as_of=day,
            reading="whole",
        )
        for day in (MONDAY, date(2026, 11, 27), date(2026, 11, 30))
    }
    # Of 80 leads for four weeks of five days a quarter falls on the last one, a twentieth on its Friday, and
    # on the Monday of a week of December a day of twenty-one.
    assert [(one.leads, sum(one.leads_by_week.values())) for one in whole.values()] == [
        (80, 20),
        (80, 4),
        (80, 3),
    ]
