"""What a page showed of a scenario: an act is refused where somebody changed it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kvota.domain.errors import RuleError
from kvota.records.goals import GoalVersion, Scenario, goals_of_scenarios


class ScenarioSetAside(RuleError):
    """What was set aside is history: it is neither changed nor published."""

    code = "scenario_set_aside"
    nature = "conflict"
    sentence = "the scenario {name!r} was set aside"
    name: str


class ScenarioChangedMeanwhile(RuleError):
    """Somebody said this scenario otherwise after the page was opened."""

    code = "scenario_changed_meanwhile"
    nature = "conflict"
    sentence = "{by} changed this scenario after the page was opened"
    by: str


@dataclass(frozen=True)
class SeenScenario:
    """The uids of what stood on the page: the scenario's revision, its own goal, and the goal it varies.

    None where there was none; a page that shows nothing of it has seen nothing.
    """

    revision: UUID | None = None
    own: UUID | None = None
    goal: UUID | None = None


def seen_scenario(scenario: Scenario, goal: GoalVersion | None = None) -> SeenScenario:
    """What a page shows of a revision; `goal` is the one of its period, where the page speaks of it."""
    own = goals_of_scenarios([scenario.line]).get(scenario.line)
    return SeenScenario(scenario.uid, own.uid if own else None, goal.uid if goal else None)


def refuse_unless_open(scenario: Scenario, seen: SeenScenario | None = None) -> None:
    """Refuse what was set aside, and what somebody changed after it was read.

    Inside a transaction, after `take`. With `seen` the page decides what was read, its own goal too: the
    row itself may have been read after somebody changed it.
    """
    if scenario.state != "open":
        raise ScenarioSetAside(name=scenario.name)
    later = Scenario.objects.filter(supersedes=scenario).select_related("author").first()
    if later is not None:
        raise ScenarioChangedMeanwhile(by=_author(later))
    if seen is None:
        return
    if seen.revision != scenario.uid:
        raise ScenarioChangedMeanwhile(by=_author(scenario))
    if seen.own != seen_scenario(scenario).own:
        last = GoalVersion.objects.filter(scenario__line=scenario.line).select_related("author")
        raise ScenarioChangedMeanwhile(by=_author(last.order_by("-sequence").first()))


def _author(row: Scenario | GoalVersion | None) -> str:
    return row.author.name if row is not None and row.author else ""
