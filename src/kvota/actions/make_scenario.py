"""Make a scenario of a goal, say it otherwise, or set it aside. None of them changes what counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.actions.seen_scenario import SeenScenario, refuse_unless_open
from kvota.actions.set_goal import GoalTooShort
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.planning.scenario import Levers, levers_plain
from kvota.records.events import leave_event
from kvota.records.goals import Scenario
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

LONGEST_NAME = 80
#: More than these beside one goal nobody compares; the others are set aside first.
MOST_OPEN = 12


class ScenarioNameNeeded(RuleError):
    """Among several futures one without a name cannot be spoken of."""

    code = "scenario_name_needed"
    sentence = "the scenario has no name"


class ScenarioNameTaken(RuleError):
    """Two open scenarios of one goal with the same name cannot be told apart."""

    code = "scenario_name_taken"
    nature = "conflict"
    sentence = "there is a scenario {name!r} of this goal already"
    name: str


class TooManyScenarios(RuleError):
    """So many are open beside this goal already."""

    code = "too_many_scenarios"
    nature = "conflict"
    sentence = "{most} scenarios of this goal are open already"
    most: int


def make_scenario(*, seat: Seat, name: str, period: Period, levers: Levers, now: datetime) -> Scenario:
    """Keep a future under a name beside the goal of a month, quarter or year.

    Parameters
    ----------
    name
        1 to 80 characters, no other open scenario of the period has it.
    levers
        What would be different; none of them moved is allowed: it may have a goal of its own.

    Returns
    -------
    The scenario. No number anywhere changes by it.
    """
    require(seat, "make_scenario")
    if period.kind not in {"month", "quarter", "year"}:
        raise GoalTooShort(key=period.key)
    row = Scenario(name=_name(name), period=period.key, levers=levers_plain(levers))
    with transaction.atomic():
        row.sequence = take(seat.organisation)
        _refuse_name_or_number(row)
        return _store(row, "scenario_made", seat=seat, now=now)


def change_scenario(
    *,
    seat: Seat,
    scenario: Scenario,
    now: datetime,
    name: str | None = None,
    levers: Levers | None = None,
    seen: SeenScenario | None = None,
) -> Scenario:
    """Say a scenario otherwise: a new row that supersedes it. Saying the same writes nothing.

    `seen` is what the page showed when it was opened: refused where somebody was quicker.
    """
    require(seat, "make_scenario")
    row = _like(scenario)
    row.name = scenario.name if name is None else _name(name)
    row.levers = scenario.levers if levers is None else levers_plain(levers)
    says_the_same = (row.name, row.levers) == (scenario.name, scenario.levers)
    if says_the_same and seen is None:
        return scenario
    with transaction.atomic():
        row.sequence = take(seat.organisation)
        refuse_unless_open(scenario, seen)
        if says_the_same:
            return scenario
        _refuse_name_or_number(row)
        return _store(row, "scenario_changed", seat=seat, now=now)


def set_scenario_aside(*, seat: Seat, scenario: Scenario, now: datetime) -> Scenario:
    """Take a scenario out of the comparison. It stays in the history, with its goal."""
    require(seat, "make_scenario")
    row = _like(scenario)
    row.state = "set_aside"
    with transaction.atomic():
        row.sequence = take(seat.organisation)
        refuse_unless_open(scenario)
        return _store(row, "scenario_set_aside", seat=seat, now=now)


def _like(scenario: Scenario) -> Scenario:
    return Scenario(
        line=scenario.line,
        name=scenario.name,
        period=scenario.period,
        levers=scenario.levers,
        supersedes=scenario,
    )


def _refuse_name_or_number(row: Scenario) -> None:
    others = Scenario.standing().filter(period=row.period, state="open").exclude(line=row.line)
    names = [name.casefold() for name in others.values_list("name", flat=True)]
    if row.name.casefold() in names:
        raise ScenarioNameTaken(name=row.name)
    if len(names) >= MOST_OPEN:
        raise TooManyScenarios(most=MOST_OPEN)


def _store(row: Scenario, kind: str, *, seat: Seat, now: datetime) -> Scenario:
    row.organisation, row.recorded_at, row.author_id = seat.organisation, now, seat.person_id
    row.save()
    payload: dict[str, Any] = {"period": row.period, "name": row.name, "levers": row.levers}
    if row.supersedes is not None:
        payload["before"] = {"name": row.supersedes.name, "levers": row.supersedes.levers}
    leave_event(
        organisation=seat.organisation,
        sequence=row.sequence,
        kind=kind,
        seat=seat,
        subject=f"scenario:{row.line}",
        recorded_at=now,
        payload=payload,
    )
    return row


def _name(text: str) -> str:
    name = short_text(text, most=LONGEST_NAME)
    if not name:
        raise ScenarioNameNeeded()
    return name
