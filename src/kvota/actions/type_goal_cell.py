"""Write a number into the goal's grid: it stays, and what is below it is shared anew."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from kvota.actions.set_goal import set_goal, typed_cells
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.records.goals import GoalVersion
from kvota.records.people import Seat


class UnknownCellOfGoal(RuleError):
    code = "unknown_goal_cell"
    sentence = "the goal has no cell {node} {month}"
    node: str
    month: str


class GoalChangedMeanwhile(RuleError):
    """Somebody stored a newer version after the grid was opened."""

    code = "plan_changed"
    nature = "conflict"
    sentence = "{by} changed this goal after the page was opened"
    by: str


class CellOutOfRange(RuleError):
    code = "goal_cell_out_of_range"
    sentence = "a plan of {value} is below zero or above 10^15"
    value: str


def type_goal_cell(
    *,
    seat: Seat,
    version: GoalVersion,
    node: str,
    month: str,
    value_minor: int | None,
    today: date,
    now: datetime,
) -> GoalVersion:
    """Type a value into a cell, or free it again with None; a new version keeps the old one readable.

    The parent keeps its number: what the children then lack is shown as not yet allocated.
    Other typed cells stay. Refused with who changed it when the version is not the newest.
    """
    newest = (
        GoalVersion.objects.filter(period=version.period, metric=version.metric)
        .select_related("author")
        .order_by("-sequence")
        .first()
    )
    if newest is not None and newest.pk != version.pk:
        raise GoalChangedMeanwhile(by=newest.author.name if newest.author else "")
    column = "unit_id" if node[:1] == "u" else "person_id"
    if not node[1:].isdecimal() or not version.cells.filter(month=month, **{column: int(node[1:])}).exists():
        raise UnknownCellOfGoal(node=node, month=month)
    if value_minor is not None and not 0 <= value_minor < 10**17:
        raise CellOutOfRange(value=str(value_minor))
    typed = typed_cells(version)
    typed.pop((node, month), None)
    if value_minor is not None:
        typed[(node, month)] = value_minor
    weights = {int(who): Fraction(weight) for who, weight in version.terms.get("weights", {}).items()}
    return set_goal(
        organisation=seat.organisation,
        seat=seat,
        period=parse_period(version.period, fiscal_start=seat.organisation.fiscal_start),
        amount_minor=version.amount_minor,
        revenue_minor=version.revenue_minor,
        metric=version.metric,
        terms={name: value for name, value in version.terms.items() if name != "weights"},
        weights=weights or None,
        typed=typed,
        now=now,
        reason="cell",
    )
