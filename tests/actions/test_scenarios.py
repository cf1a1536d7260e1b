"""A scenario is kept beside a goal and changes nothing until it is published; nothing of it is lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kvota.actions import make_scenario as making
from kvota.actions.change_goal_cells import CellChange, change_goal_cells
from kvota.actions.make_scenario import (
    ScenarioNameNeeded,
    ScenarioNameTaken,
    TooManyScenarios,
    change_scenario,
    make_scenario,
    set_scenario_aside,
)
from kvota.actions.plain_values import TextTooLong
from kvota.actions.publish_goal import GoalMovedOn
from kvota.actions.publish_scenario import publish_scenario
from kvota.actions.seen_scenario import ScenarioChangedMeanwhile, ScenarioSetAside
from kvota.actions.set_goal import GoalTooShort, set_goal
from kvota.actions.set_scenario_goal import (
    MarginOfGoalUnknown,
    NoGoalToVary,
    RevenueWithoutProfit,
    drop_scenario_goal,
    set_scenario_goal,
)
from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.actions.undo_goal_change import undo_goal_change
from kvota.analytics.metrics.plan import plan
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.exact_number import exact
from kvota.domain.planning.scenario import Levers, levers_said
from kvota.records.goal_nodes import kept_cells
from kvota.records.models import Event, GoalVersion, Scenario
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany
from tests.cells_of_goal import named_cells

MONTH = "2026-12"
K = 1_000_00
DEARER = Levers(price=exact("3/100"), reps=1)


@pytest.fixture
def goal(company: SmallCompany, now: datetime) -> GoalVersion:
    return set_goal(
        organisation=company.organisation, period=parse_period(MONTH), amount_minor=1_200 * K, now=now
    )


def a_scenario(company: SmallCompany, now: datetime, name: str = "Dearer", who: str = "Olga") -> Scenario:
    seat = company.seats[who]
    return make_scenario(seat=seat, name=name, period=parse_period(MONTH), levers=DEARER, now=now)


def values(version: GoalVersion) -> dict[str, int]:
    return {name: cell.value for (name, _), cell in named_cells(version).items()}


def company_plan(company: SmallCompany, today: date) -> int | None:
    found = plan(company.organisation, scope=whole_company(on=today), period=parse_period(MONTH), as_of=today)
    return found.minor


def test_a_scenario_keeps_its_levers_exactly_and_leaves_one_event(
    company: SmallCompany, now: datetime
) -> None:
    made = a_scenario(company, now, who="Anna")
    kept = Scenario.standing().get()
    assert (kept.levers, levers_said(kept.levers)) == ({"price": "3/100", "reps": 1}, DEARER)
    event = Event.objects.get(kind="scenario_made")
    assert (event.subject, event.payload["name"]) == (f"scenario:{made.line}", "Dearer")


def test_a_name_is_needed_short_and_told_apart(company: SmallCompany, now: datetime) -> None:
    a_scenario(company, now)
    for name, refusal in (("  ", ScenarioNameNeeded), ("x" * 81, TextTooLong), ("dEARER", ScenarioNameTaken)):
        with pytest.raises(refusal):
            a_scenario(company, now, name)
    with pytest.raises(GoalTooShort):
        make_scenario(
            seat=company.seats["Olga"], name="Week", period=parse_period("2026-W48"), levers=DEARER, now=now
        )
    assert Scenario.objects.count() == 1


def test_so_many_are_open_and_not_more(
    company: SmallCompany, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_OPEN", 2)
    first = a_scenario(company, now, "1")
    a_scenario(company, now, "2")
    with pytest.raises(TooManyScenarios):
        a_scenario(company, now, "3")
    set_scenario_aside(seat=company.seats["Olga"], scenario=first, now=now)
    a_scenario(company, now, "3")


@pytest.mark.parametrize("who", ["Maria", "Elena", "Adam", "Carla"])
def test_who_only_reads_makes_none(company: SmallCompany, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        a_scenario(company, now, who=who)


def test_a_change_is_a_new_row_and_the_old_one_stays_as_it_was(company: SmallCompany, now: datetime) -> None:
    seat, made = company.seats["Olga"], a_scenario(company, now)
    changed = change_scenario(seat=seat, scenario=made, levers=Levers(reps=2), name="Two more", now=now)
    assert (changed.line, changed.supersedes) == (made.line, made)
    stored = Scenario.objects.get(pk=made.pk)
    assert (stored.name, stored.levers) == ("Dearer", {"price": "3/100", "reps": 1})
    assert change_scenario(seat=seat, scenario=changed, name="Two more", now=now) == changed
    assert Scenario.objects.count() == 2
    with pytest.raises(ScenarioChangedMeanwhile) as refused:
        change_scenario(seat=seat, scenario=made, name="Another", now=now)
    assert refused.value.by == "Olga"


def test_what_was_set_aside_is_history_and_its_name_is_free(company: SmallCompany, now: datetime) -> None:
    seat, made = company.seats["Olga"], a_scenario(company, now)
    aside = set_scenario_aside(seat=seat, scenario=made, now=now)
    with pytest.raises(ScenarioSetAside):
        publish_scenario(seat=seat, scenario=aside, now=now)
    assert [each.state for each in Scenario.objects.order_by("id")] == ["open", "set_aside"]
    a_scenario(company, now)


def test_a_goal_of_its_own_counts_for_nothing_and_is_edited_as_others_are(
    company: SmallCompany, goal: GoalVersion, now: datetime, today: date
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    own = set_scenario_goal(seat=seat, scenario=scenario, now=now)
    assert values(own) == values(goal)
    changes = [CellChange(f"p{company.people['Maria'].pk}", MONTH, "type", 200 * K)]
    edited = change_goal_cells(seat=seat, version=own, changes=changes, now=now)
    assert (edited.scenario_id, values(edited)["Maria"]) == (scenario.pk, 200 * K)
    assert (newest_goal_of(MONTH), open_draft_of(MONTH)) == (goal, None)
    assert kept_cells(undo_goal_change(seat=seat, version=edited, now=now)) == kept_cells(own)


def test_another_total_is_spread_by_the_same_rule(company: SmallCompany, now: datetime, today: date) -> None:
    from kvota.actions.spread_over_cells import GoalShape, Slice

    people = {company.people[name].pk: exact(weight) for name, weight in (("Maria", 3), ("Ivan", 1))}
    slices = [Slice(exact(3), kind="new"), Slice(exact(1), kind="repeat")]
    set_goal(
        organisation=company.organisation,
        period=parse_period(MONTH),
        amount_minor=1_200 * K,
        shape=GoalShape(weights=people, slices=slices, rule="manual"),
        now=now,
    )
    scenario = a_scenario(company, now, who="Anna")
    seat = company.seats["Anna"]
    own = set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_000 * K, now=now)
    assert {name: values(own)[name] for name in ("Maria", "Ivan")} == {"Maria": 750 * K, "Ivan": 250 * K}
    assert (own.cut, own.terms["rule"], own.state) == ("kind", "manual", "draft")
    again = set_scenario_goal(seat=seat, scenario=scenario, amount_minor=2_000 * K, now=now)
    assert (again.supersedes, company_plan(company, today)) == (own, 1_200 * K)


def test_another_revenue_of_a_profit_keeps_its_margin_and_its_grades(
    company: SmallCompany, now: datetime
) -> None:
    grades = {"base": "4/5", "challenge": "6/5"}
    asked = {
        "organisation": company.organisation,
        "period": parse_period(MONTH),
        "metric": "profit",
        "now": now,
    }
    of_profit = {"margin": "3/10", "fixed_minor": 0, "grades": grades}
    set_goal(**asked, amount_minor=300 * K, revenue_minor=1_000 * K, terms=of_profit)  # type: ignore[arg-type]
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_200 * K, now=now)
    made = publish_scenario(seat=seat, scenario=scenario, now=now)
    assert (made.metric, made.amount_minor, made.revenue_minor) == ("profit", 360 * K, 1_200 * K)
    assert {name: made.terms[name] for name in of_profit} == of_profit
    # A fixed cost above what is left, and a profit nobody said a margin of.
    dear = {"margin": "3/10", "fixed_minor": 400 * K}
    set_goal(**asked, amount_minor=300 * K, revenue_minor=3_000 * K, terms=dear)  # type: ignore[arg-type]
    with pytest.raises(RevenueWithoutProfit):
        set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_200 * K, now=now)
    set_goal(**asked, amount_minor=300 * K, revenue_minor=1_000 * K)  # type: ignore[arg-type]
    with pytest.raises(MarginOfGoalUnknown):
        set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_200 * K, now=now)
    assert set_scenario_goal(seat=seat, scenario=scenario, now=now).metric == "profit"


def test_another_revenue_of_a_mix_says_what_each_share_costs_then(
    company: SmallCompany, now: datetime
) -> None:
    mix = [
        {"product": 1, "share": "3/5", "margin": "1/4", "revenue_per_share": "-6000000"},
        {"product": 2, "share": "2/5", "margin": "3/8", "revenue_per_share": "-9000000"},
    ]
    set_goal(
        organisation=company.organisation,
        period=parse_period(MONTH),
        metric="profit",
        amount_minor=300 * K,
        revenue_minor=1_000 * K,
        terms={"margin": "3/10", "fixed_minor": 0, "mix": mix},
        now=now,
    )
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    own = set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_200 * K, now=now)
    # 360 thousand of profit at 0.3: a whole share more of the first sells 360 / 0.09 x 0.25 less.
    assert [part["revenue_per_share"] for part in own.terms["mix"]] == ["-100000000", "-150000000"]


def test_its_own_goal_counts_once_published_with_its_assumptions_beside_it(
    company: SmallCompany, goal: GoalVersion, now: datetime, today: date
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_500 * K, now=now)
    renamed = change_scenario(seat=seat, scenario=scenario, name="Dearer by three", now=now)
    made = publish_scenario(seat=seat, scenario=renamed, now=now, reason="the list changes in March")
    assert (newest_goal_of(MONTH), made.reason) == (made, "the list changes in March")
    assert company_plan(company, today) == 1_500 * K
    assert made.terms["planned_with"] == {
        "scenario": str(scenario.line),
        "name": "Dearer by three",
        "levers": {"price": "3/100", "reps": 1},
    }


def test_without_a_goal_of_its_own_the_goal_stays_and_says_what_it_is_planned_with(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    made = publish_scenario(seat=seat, scenario=scenario, now=now)
    assert (newest_goal_of(MONTH), kept_cells(made)) == (made, kept_cells(goal))
    assert made.terms["planned_with"]["name"] == "Dearer"
    back = undo_goal_change(seat=seat, version=made, now=now)
    assert "planned_with" not in back.terms
    # Once more upon what was published before: that it moved on is no surprise.
    publish_scenario(seat=seat, scenario=scenario, now=now)


def test_a_goal_that_moved_on_is_asked_about_first(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    set_scenario_goal(seat=seat, scenario=scenario, now=now)
    changes = [CellChange(f"p{company.people['Maria'].pk}", MONTH, "type", 200 * K)]
    change_goal_cells(seat=seat, version=goal, changes=changes, now=now)
    with pytest.raises(GoalMovedOn):
        publish_scenario(seat=seat, scenario=scenario, now=now)
    made = publish_scenario(seat=seat, scenario=scenario, now=now, knowing=True)
    assert values(made)["Maria"] == 300 * K


def test_who_makes_scenarios_does_not_publish_them_for_it(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    scenario = a_scenario(company, now, who="Anna")
    with pytest.raises(NotAllowed):
        publish_scenario(seat=company.seats["Anna"], scenario=scenario, now=now)


def test_a_draft_of_a_coming_period_is_published_with_the_scenario(
    company: SmallCompany, now: datetime
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    with pytest.raises(NoGoalToVary):
        publish_scenario(seat=seat, scenario=scenario, now=now)
    draft = set_goal(
        organisation=company.organisation,
        period=parse_period(MONTH),
        amount_minor=500 * K,
        state="draft",
        now=now,
    )
    made = publish_scenario(seat=seat, scenario=scenario, now=now)
    assert (made.supersedes, open_draft_of(MONTH), newest_goal_of(MONTH)) == (draft, None, made)


def test_a_dropped_goal_stays_among_the_versions(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    seat, scenario = company.seats["Olga"], a_scenario(company, now)
    assert drop_scenario_goal(seat=seat, scenario=scenario, now=now) is None
    own = set_scenario_goal(seat=seat, scenario=scenario, amount_minor=1_500 * K, now=now)
    closed = drop_scenario_goal(seat=seat, scenario=scenario, now=now)
    assert closed is not None
    assert (closed.state, closed.supersedes) == ("set_aside", own)
    made = publish_scenario(seat=seat, scenario=scenario, now=now)
    assert kept_cells(made) == kept_cells(goal)
