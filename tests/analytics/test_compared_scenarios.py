"""A column of the comparison is what the goal needs with its levers, asked by hand."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from kvota.actions.make_scenario import make_scenario
from kvota.actions.record_supply import Said, record_supply
from kvota.actions.set_goal import set_goal
from kvota.actions.set_scenario_goal import set_scenario_goal
from kvota.analytics.metrics.compared_scenarios import (
    chance_of_starts,
    compared_rows,
    compared_scenarios,
    starts_needed,
)
from kvota.analytics.metrics.needed_work import needed_work
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from kvota.records.goals import goals_of_scenarios
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import history_of_text_001

DECEMBER = parse_period("2026-12")
LEVERS = (
    Levers(leads=Fraction(-1, 5)),
    Levers(reps=1, conversion=Fraction(1, 10)),
    Levers(price=Fraction(3, 100), cycle=Fraction(-1, 4), deal=250_000_00),
)


def test_each_column_is_the_need_of_its_levers_and_its_goal_asked_by_hand(
    company: SmallCompany, today: date, now: datetime
) -> None:
    history_of_text_001(company, today=today)
    seat = company.seats["Olga"]
    asked = {"period": DECEMBER, "amount_minor": 1_000_000_00, "now": now}
    set_goal(organisation=company.organisation, seat=seat, **asked)  # type: ignore[arg-type]
    record_supply(
        seat=company.seats["Denis"],
        said=[Said("Fair", DECEMBER.first_day, {"expected": 15})],
        now=now,
        today=today,
    )
    kept = [
        make_scenario(seat=seat, name=str(place), period=DECEMBER, levers=levers, now=now)
        for place, levers in enumerate(LEVERS)
    ]
    own = set_scenario_goal(seat=seat, scenario=kept[2], amount_minor=1_500_000_00, now=now)
    goals = goals_of_scenarios(one.line for one in kept)
    unit = company.units["Sales-1"].pk
    people = frozenset(company.people[name].pk for name in ("Maria", "Ivan"))
    for scope in (whole_company(on=today), Scope(people=people, unit=unit)):
        of = {"scope": scope, "period": DECEMBER, "as_of": today}
        columns = compared_scenarios(company.organisation, scenarios=kept, goals=goals, **of)  # type: ignore[arg-type]
        for column, levers in zip(columns, (NO_CHANGE, *LEVERS), strict=True):
            version = own if column.scenario == kept[2] else None
            by_hand = needed_work(company.organisation, levers=levers, version=version, **of)  # type: ignore[arg-type]
            assert column.work == by_hand
        rows = {row.key: row for row in compared_rows(columns)}
        works = [column.work for column in columns]
        for key, numbers in {
            "goal": [work.plan_minor for work in works],
            "leads": [work.leads for work in works],
            "deals": [work.deals for work in works],
            "calls": [work.calls for work in works],
            "leads_there": [work.leads_there for work in works],
        }.items():
            figures = rows[key].figures
            assert [each.value for each in figures] == numbers
            assert [each.change for each in figures] == [number - numbers[0] for number in numbers]  # type: ignore[operator]
    assert rows["hours_there"].figures[2].is_best
    assert rows["hours_there"].figures[2].eases("more") is True
    assert rows["leads_there"].figures[1].eases("more") is False
    assert rows["goal"].figures[3].eases("") is None
    assert not any(each.is_best for each in rows["leads_there"].figures)  # three of them share the best


def test_chances_are_compared_for_the_same_starts(company: SmallCompany, today: date, now: datetime) -> None:
    history_of_text_001(company, today=today)
    seat = company.seats["Olga"]
    set_goal(
        organisation=company.organisation, seat=seat, period=DECEMBER, amount_minor=1_000_000_00, now=now
    )
    cheaper, dearer = (
        make_scenario(seat=seat, name=name, period=DECEMBER, levers=Levers(price=price), now=now)
        for name, price in (("Cheaper", Fraction(-1, 10)), ("Dearer", Fraction(1, 4)))
    )
    columns = compared_scenarios(
        company.organisation,
        scope=whole_company(on=today),
        period=DECEMBER,
        as_of=today,
        scenarios=[cheaper, dearer],
    )
    as_it_is = columns[0].work
    # It needs more leads, rounded up: its own chance is of those, and higher than with the price as it is.
    assert columns[1].work.chance > as_it_is.chance  # type: ignore[operator]
    starts = starts_needed(as_it_is)
    assert starts["new"] == as_it_is.leads == 20
    assert chance_of_starts(as_it_is, starts) == as_it_is.chance
    (row,) = (row for row in compared_rows(columns) if row.key == "chance")
    here, less, more = (figure.value for figure in row.figures)
    assert less < here < more  # type: ignore[operator]
    assert [figure.is_best for figure in row.figures] == [False, False, True]
    assert row.figures[1].eases(row.better) is False
