"""How the units and people below one are weighed against each other when its plan is shared anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.metrics.forecast import forecast_by_team
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_tree import Node, way_to
from kvota.records.goal_nodes import tree_of
from kvota.records.goals import REVENUE, GoalVersion

#: In the order in which they are offered: what is in hand first, the past later and named so.
RULES = ("situation", "present", "equal", "past")
PAST_MONTHS = 3


class NothingToGoBy(RuleError):
    """A rule weighs everybody with nothing: nothing is in hand, or nothing came before."""

    code = "nothing_to_go_by"
    sentence = "nobody below has anything to be weighed by"


def weights_of_children(
    version: GoalVersion, *, node: str, month: Period, rule: str, today: date
) -> Mapping[str, Fraction] | None:
    """Child key → weight; None for the present proportions.

    `situation` is what is in hand: the money of the month that came, and what open deals are expected to
    bring in it. `past` is what came in the three months before. Refused where nobody has anything.
    """
    way = way_to(tree_of(version), node)
    children = way[-1].children if way else ()
    if rule == "present" or not children:
        return None
    if rule == "equal":
        return {child.key: Fraction(1) for child in children}
    teams = {child.key: _people(child) for child in children}
    if version.counts != REVENUE:
        raise NothingToGoBy
    found = (
        _in_hand(version, teams, month, today) if rule == "situation" else _past(version, teams, month, today)
    )
    if not any(found.values()):
        raise NothingToGoBy
    return found


def _people(node: Node) -> frozenset[int]:
    own = {int(node.key[1:])} if node.key[0] == "p" else set()
    return frozenset(own.union(*(_people(child) for child in node.children)))


def _in_hand(
    version: GoalVersion, teams: Mapping[str, frozenset[int]], month: Period, today: date
) -> dict[str, Fraction]:
    places = {place: team for place, team in enumerate(teams.values()) if team}
    told = forecast_by_team(version.organisation, teams=places, plans={}, period=month, as_of=today)
    return {
        key: Fraction(max(0, told[place].actual_minor + told[place].from_open_minor) if place in told else 0)
        for place, key in enumerate(teams)
    }


def _past(
    version: GoalVersion, teams: Mapping[str, frozenset[int]], month: Period, today: date
) -> dict[str, Fraction]:
    came: dict[int, int] = {}
    while month.first_day > today:
        month = month.previous()
    for _ in range(PAST_MONTHS):
        month = month.previous()
        parts = actual_by(
            version.organisation, scope=whole_company(on=today), period=month, as_of=today, by="person"
        )
        for part in parts:
            if part.of:
                came[part.of.id] = came.get(part.of.id, 0) + max(0, part.minor)
    return {key: Fraction(sum(came.get(person, 0) for person in team)) for key, team in teams.items()}
