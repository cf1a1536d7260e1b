"""Publish a scenario: its goal counts from now on, and its assumptions stand beside it."""

from __future__ import annotations

from datetime import datetime

from kvota.actions.make_scenario import refuse_unless_open
from kvota.actions.publish_goal import publish_goal
from kvota.actions.set_scenario_goal import goal_to_vary
from kvota.records.goals import GoalVersion, Scenario, goals_of_scenarios
from kvota.records.people import Seat


def publish_scenario(
    *, seat: Seat, scenario: Scenario, now: datetime, reason: str = "", knowing: bool = False
) -> GoalVersion:
    """Let the scenario's own goal count; without one, the goal of its period as it is, or its draft.

    The version that counts from now on says in its terms which scenario it was planned with, under
    which name, and which levers. The scenario stays open and may be changed and published again.

    Raises
    ------
    GoalMovedOn
        The goal that counts was changed after the scenario's was made from it; `knowing` publishes.
    NoGoalToVary
        There is nothing to publish.
    """
    refuse_unless_open(scenario)
    own = goals_of_scenarios([scenario.line]).get(scenario.line)
    return publish_goal(
        seat=seat,
        version=own or goal_to_vary(scenario.period),
        now=now,
        # Among the versions the name says more than nothing.
        reason=reason or scenario.name,
        knowing=knowing,
        planned_with=scenario,
    )
