"""Write a number into the goal's grid: it stays, and what is below it is shared anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from kvota.actions.goal_cell_names import name_of_node, refused_by_name
from kvota.actions.set_goal import MOST_MAJOR, refuse_months_above
from kvota.actions.store_goal import newest_goal_of, store_goal
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.goal_tree import Node, TypedAbovePlan, share_again, way_to
from kvota.records.goal_nodes import NodeMonth, cells_of, tree_of
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


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
    sentence = (
        "a plan of {value_minor} minor units of {currency} for {who} in {month}; expected zero to 10^15"
    )
    value_minor: int
    currency: str
    who: str
    month: str


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

    What changes is what `cells_that_change` says; every other cell is copied as it is. Refused with
    who changed the goal when the version is not the newest.
    """
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        changed = cells_that_change(version, node=node, month=month, value_minor=value_minor)
        cells, typed = cells_of(version)
        new = GoalVersion(
            period=version.period,
            metric=version.metric,
            amount_minor=version.amount_minor,
            revenue_minor=version.revenue_minor,
            terms=version.terms,
            supersedes=version,
            sequence=sequence,
            reason="cell",
        )
        return store_goal(
            new,
            cells=cells | changed,
            typed=typed - {(node, month)} if value_minor is None else typed | {(node, month)},
            organisation=organisation,
            seat=seat,
            now=now,
        )


def cells_that_change(
    version: GoalVersion, *, node: str, month: str, value_minor: int | None
) -> dict[NodeMonth, int]:
    """The cells that typing a value would change, with their new values: the preview is what is stored.

    The cell itself and, in its month, the untyped cells below it, in their present proportions. The
    parent keeps its number: what its children lack or have too much is shown. A freed cell takes what
    its parent has left. Refused when the typed cells of one parent alone would be above it.
    """
    newest = newest_goal_of(version.period)
    if newest is not None and newest.pk != version.pk:
        raise GoalChangedMeanwhile(by=newest.author.name if newest.author else "")
    organisation = version.organisation
    values, typed = cells_of(version, month=month)
    cells = {key: value for (key, _), value in values.items()}
    way = way_to(tree_of(version), node)
    if not way or node not in cells:
        raise UnknownCellOfGoal(node=node, month=month)
    others = {key for key, _ in typed} - {node}
    if value_minor is None:
        value = max(0, _left_for(way, cells, version, month))
    else:
        value = value_minor
        _refuse_out_of_range(value, organisation, node, month)
    with refused_by_name(organisation, month):
        if value_minor is not None:
            _refuse_above_parent(value, way, cells, others, version, month)
        step = 10 ** exponent(organisation.currency)
        changed = share_again(value, way[-1], cells=cells, typed=others, quantum=step)
    return {(key, month): minor for key, minor in changed.items() if minor != cells[key] or key == node}


def _left_for(way: tuple[Node, ...], cells: Mapping[str, int], version: GoalVersion, month: str) -> int:
    """What the parent has beyond its other children; for the top, the goal beyond its other months."""
    if len(way) > 1:
        siblings = [child.key for child in way[-2].children if child is not way[-1]]
        return cells.get(way[-2].key, 0) - sum(cells.get(key, 0) for key in siblings)
    return version.revenue_minor - sum(
        value for (key, of), value in cells_of(version)[0].items() if key == way[0].key and of != month
    )


def _refuse_above_parent(
    value: int,
    way: tuple[Node, ...],
    cells: Mapping[str, int],
    typed: Collection[str],
    version: GoalVersion,
    month: str,
) -> None:
    """Typed cells stay in every later spread, so together they must fit into their parent."""
    if len(way) == 1:
        stored, typed_months = cells_of(version)
        stays = {of: stored[(key, of)] for key, of in typed_months if key == way[0].key}
        refuse_months_above(version.revenue_minor, stays | {month: value}, version.organisation)
        return
    parent = way[-2]
    stays_here = sum(cells[child.key] for child in parent.children if child.key in typed)
    over = stays_here + value - cells.get(parent.key, 0)
    if over > 0:
        raise TypedAbovePlan(node=parent.key, amount=over, month="", currency="")


def _refuse_out_of_range(value: int, organisation: Organisation, node: str, month: str) -> None:
    if not 0 <= value < MOST_MAJOR * 10 ** exponent(organisation.currency):
        raise CellOutOfRange(
            value_minor=value, currency=organisation.currency, who=name_of_node(node), month=month
        )
