"""Publish a scenario: its goal counts from now on, and its assumptions stand beside it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.actions.change_goal_cells import GoalChangedMeanwhile
from kvota.actions.publish_goal import publish_goal
from kvota.actions.seen_scenario import SeenScenario, refuse_unless_open
from kvota.actions.set_scenario_goal import found_to_vary, goal_to_vary
from kvota.records.goals import GoalVersion, Scenario, goals_of_scenarios
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def publish_scenario(
    *,
    seat: Seat,
    scenario: Scenario,
    now: datetime,
    reason: str = "",
    knowing: bool = False,
    seen: SeenScenario | None = None,
) -> GoalVersion:
    """Let the scenario's own goal count; without one, the goal of its period as it is, or its draft.

    The version that counts from now on says in its terms which scenario it was planned with, under
    which name, and which levers. The scenario stays open and may be changed and published again.

    Parameters
    ----------
    seen
        What the page said it would do: refused where the scenario, its own goal or the goal of its
        period is another by now.

    Raises
    ------
    ScenarioChangedMeanwhile, GoalChangedMeanwhile
        Something else would be published than what was seen.
    GoalMovedOn
        The goal that counts was changed after the scenario's was made from it; `knowing` publishes.
    NoGoalToVary
        There is nothing to publish.
    """
    require(seat, "set_goal")
    with transaction.atomic():
        # Taken first, and its number left unused: what was seen is compared with what nobody changes now.
        take(seat.organisation)
        refuse_unless_open(scenario, seen)
        if seen is not None:
            _refuse_another_goal(scenario, seen)
        own = goals_of_scenarios([scenario.line]).get(scenario.line)
        return publish_goal(
            seat=seat,
            version=own or goal_to_vary(scenario.period),
            now=now,
            # Never the name for a reason: everybody whose number changes reads that.
            reason=reason,
            knowing=knowing,
            planned_with=scenario,
        )


def _refuse_another_goal(scenario: Scenario, seen: SeenScenario) -> None:
    goal = found_to_vary(scenario.period)
    if goal is not None and goal.uid != seen.goal:
        raise GoalChangedMeanwhile(by=goal.author.name if goal.author else "")
