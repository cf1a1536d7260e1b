"""What starts in which week: with the leads, the hours and the clients there are, and no more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from kvota.actions.record_supply import Said, record_supply
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.needed_work import needed_work
from kvota.analytics.metrics.start_weeks import StartWeeks, start_weeks
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import Stages, history_of_text_001

DECEMBER = parse_period("2026-12")


@pytest.fixture
def stages(company: SmallCompany, today: date) -> Stages:
    return history_of_text_001(company, today=today)


def goals(company: SmallCompany, now: datetime, minor: int, *months: str) -> None:
    for month in months:
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period(month),
            amount_minor=minor,
            now=now,
        )


def promise(company: SmallCompany, now: datetime, today: date, leads: int) -> None:
    """So many in each of thirteen weeks from the last of November on."""
    said = [
        Said("Fair", date(2026, 11, 30) + timedelta(weeks=week), {"expected": leads}) for week in range(13)
    ]
    record_supply(seat=company.seats["Denis"], said=said, now=now, today=today)


def of(company: SmallCompany, who: str) -> Scope:
    person = company.people[who].pk
    return Scope(people=frozenset({person}), person=person)


def starts(company: SmallCompany, today: date, scope: Scope | None = None, **asked: object) -> StartWeeks:
    found = start_weeks(
        company.organisation,
        scope=scope or whole_company(on=today),
        period=DECEMBER,
        as_of=today,
        **asked,  # type: ignore[arg-type]
    )
    assert found is not None
    return found


def test_a_small_share_of_the_leads_adds_up_to_whole_ones_in_time(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    goals(company, now, 4_000_000_00, "2026-11", "2026-12", "2027-01")
    promise(company, now, today, 3)
    maria = of(company, "Maria")
    need = needed_work(company.organisation, scope=maria, period=DECEMBER, as_of=today)
    lamp = need.lamp("leads")
    assert lamp is not None and lamp.there is not None
    assert float(lamp.there) == 3.75
    found = starts(company, today, maria)
    # Three quarters of a lead a week, from the third week on.
    assert [week.promised for week in found.weeks] == [0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1]
    assert [week.new for week in found.weeks] == [0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert [month.short_minor for month in found.months] == [49_500_000, 85_000_000, 0]


def test_the_starts_follow_the_levers(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    goals(company, now, 1_000_000_00, "2026-12")
    dear = Levers(price=Fraction(9), leads=Fraction(1), reps=1)
    as_it_is, dearer = (starts(company, today, levers=levers) for levers in (NO_CHANGE, dear))
    assert [sum(week.new for week in each.weeks) for each in (as_it_is, dearer)] == [20, 2]
    assert dearer.weeks[1].hours_there - as_it_is.weeks[1].hours_there == 26
    promise(company, now, today, 3)
    assert [week.promised for week in starts(company, today, levers=dear).weeks] == [0, 0] + 11 * [6]


def test_the_share_of_the_leads_is_that_of_each_month(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    """On the last day of November no week of it is left, and half of the sellers still get half."""
    goals(company, now, 4_000_000_00, "2026-12")
    promise(company, now, today, 10)
    people = frozenset(company.people[who].pk for who in ("Maria", "Ivan"))
    found = start_weeks(
        company.organisation,
        scope=Scope(people=people, unit=company.units["Sales-1"].pk),
        period=parse_period("2026-11"),
        as_of=date(2026, 11, 30),
    )
    assert found is not None
    assert [week.promised for week in found.weeks] == 13 * [5]


def test_each_active_client_gets_one_offer_in_the_quarter(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    goals(company, now, 8_000_000_00, "2026-12", "2027-01", "2027-02")
    chen = of(company, "Chen")
    for name, day in (("One", 2), ("Two", 3)):
        deal = company.deal(name, owner="Chen", on=date(2026, 10, day), kind="repeat")
        for stage in (stages.lead, stages.contract, stages.paid):
            company.move(deal, stage=stage, on=date(2026, 10, day + 1), by="Chen")
        company.money("contract", deal, 100_000_00, on=date(2026, 10, day + 1))
        company.money("payment", deal, 100_000_00, on=date(2026, 10, day + 1))
    need = needed_work(company.organisation, scope=chen, period=DECEMBER, as_of=today)
    assert need.facts.active_clients == 2
    offers = [week.repeat for week in starts(company, today, chen).weeks]
    assert offers == [1, 1] + 11 * [0]
    assert sum(week.repeat for week in starts(company, today).weeks) <= 32


def test_a_start_takes_the_same_hours_in_the_weeks_the_need_and_the_sharing(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    """Clients who bought are visited first: two hours, an hour and a half, and of two of five the same."""
    stages.lead.usual_action = "visit"
    stages.lead.save()
    goals(company, now, 1_000_000_00, "2026-12")
    need = needed_work(company.organisation, scope=whole_company(on=today), period=DECEMBER, as_of=today)
    new, repeat = need.hours_of_a_start("new"), need.hours_of_a_start("repeat")
    assert repeat == 2 + Fraction(3, 2) + Fraction(2, 5) * Fraction(3, 2)
    found = starts(company, today)
    count = {sale: sum(getattr(week, sale) for week in found.weeks) for sale in ("new", "repeat")}
    assert sum(need.hours_by_week.values()) == Fraction(131, 2)
    assert sum(week.hours for week in found.weeks) == count["new"] * new + count["repeat"] * repeat


def test_of_the_week_that_runs_the_days_to_come_have_hours(
    company: SmallCompany, today: date, now: datetime
) -> None:
    goals(company, now, 1_000_000_00, "2026-12")
    found = {
        day: starts(company, date(2026, 11, day), levers=Levers(deal=200_000_00)).weeks[0]
        for day in (23, 27, 29)
    }
    assert [week.hours_there for week in found.values()] == [104, Fraction(104, 5), 0]
