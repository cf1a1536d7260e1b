"""Change cells of a goal: type, free, lock or bound one or a thousand at once, as one new version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import transaction

from kvota.actions.cells_in_sight import nodes_changed_by, refuse_places_out_of_sight
from kvota.actions.goal_cell_names import name_of_node, refused_by_name
from kvota.actions.set_goal import MOST_MAJOR
from kvota.actions.spread_over_cells import refuse_months_above
from kvota.actions.store_goal import follow, newest_like, store_changes
from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import Cell, NoSuchCell, Sheet
from kvota.domain.planning.goal_tree import Node
from kvota.records.goal_nodes import SELLS, NodeMonth, kept_cells, segments_of, step_of, tree_of
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

Doing = Literal["type", "free", "lock", "unlock", "bound"]
MOST_AT_ONCE = 20_000


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


class BoundsOfCellCrossed(RuleError):
    code = "goal_bounds_crossed"
    sentence = "the least of {who} in {month} is above its most"
    who: str
    month: str


class LeftPerson(RuleError):
    """He sells on no day of the month: more than he has there would be planned for nobody."""

    code = "left_person"
    sentence = "{who} sells here no more in {month}"
    who: str
    month: str


class TooManyCells(RuleError):
    code = "too_many_goal_cells"
    sentence = "{count} cells at once; expected {most} at most"
    count: int
    most: int


@dataclass(frozen=True)
class CellChange:
    """One cell and what is done to it. `key` as in `records.goal_nodes`; `value` for what is typed."""

    key: str
    month: str
    doing: Doing = "type"
    value: int | None = None
    lo: int | None = None
    hi: int | None = None


@dataclass(frozen=True)
class ChangedSheet:
    """What changes make of a goal: all cells of the months they touch, and those that differ.

    `version` is the stored one, or for a preview that which was looked at.
    """

    version: GoalVersion
    sheet: Sheet
    cells: Mapping[NodeMonth, Cell]


def change_goal_cells(
    *,
    seat: Seat,
    version: GoalVersion,
    changes: Sequence[CellChange],
    now: datetime,
    reason: str = "",
) -> GoalVersion:
    """Store a version in which these cells are changed, and what follows from them; the old one stays.

    All or nothing. Refused with who changed the goal when the version is not the newest of its line,
    and for a cell of a unit or person whose plan the seat does not read.
    """
    return change_sheet(seat=seat, version=version, changes=changes, now=now, reason=reason).version


def change_sheet(
    *,
    seat: Seat,
    version: GoalVersion,
    changes: Sequence[CellChange],
    now: datetime,
    reason: str = "",
) -> ChangedSheet:
    """As `change_goal_cells`, with what the sheet holds afterwards: nobody has to read it again."""
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        changed = sheet_changed(version, changes, seen=nodes_changed_by(seat, now))
        stored = store_changes(
            follow(version, sequence=sequence, reason=reason or "cell"),
            after=version,
            cells=changed.cells,
            organisation=organisation,
            seat=seat,
            now=now,
        )
    return replace(changed, version=stored)


def cells_changed(
    version: GoalVersion, changes: Sequence[CellChange], *, seen: Collection[str] | None
) -> Mapping[NodeMonth, Cell]:
    """The cells that changes would leave different, as they would be: the preview is what is stored."""
    return sheet_changed(version, changes, seen=seen).cells


def sheet_changed(
    version: GoalVersion, changes: Sequence[CellChange], *, seen: Collection[str] | None
) -> ChangedSheet:
    """What changes would make of a goal, nothing stored. `seen` are the nodes they may be of, None for all.

    Four queries at most, and one for the top cell that is typed or freed. Changes are made from the top
    of the tree down, so that a pasted block means the same in whatever order it is read.
    """
    newest = newest_like(version)
    if newest is None or newest.pk != version.pk:
        raise GoalChangedMeanwhile(by=newest.author.name if newest and newest.author else "")
    if len(changes) > MOST_AT_ONCE:
        raise TooManyCells(count=len(changes), most=MOST_AT_ONCE)
    top = tree_of(version)
    refuse_places_out_of_sight(((change.key, change.month) for change in changes), seen, top)
    before = kept_cells(version, month__in={change.month for change in changes})
    _refuse_for_who_left(changes, before, version.organisation.fiscal)
    sheet = Sheet(
        top,
        dict(before),
        segments=segments_of(version),
        step=step_of(version),
        is_draft=version.state == "draft",
    )
    depth = _depths(sheet)
    for change in sorted(
        changes, key=lambda each: (depth.get(node_and_segment(each.key)[0], 0), "/" in each.key)
    ):
        with refused_by_name(version.organisation, change.month, seen=seen):
            _make(sheet, change, version)
    different = {place: cell for place, cell in sheet.cells.items() if cell != before[place]}
    return ChangedSheet(version, sheet, different)


def _make(sheet: Sheet, change: CellChange, version: GoalVersion) -> None:
    if (change.key, change.month) not in sheet.cells:
        raise NoSuchCell(node=change.key, month=change.month)
    if change.doing == "type":
        value = change.value or 0
        _refuse_out_of_range(value, version, change)
        _refuse_above_goal(sheet, change, value, version)
        sheet.type_value(change.key, change.month, value)
    elif change.doing == "free":
        is_top = change.key == sheet.top.key
        sheet.free(change.key, change.month, left=_left_of_goal(version, change) if is_top else None)
    elif change.doing == "bound":
        if change.lo is not None and change.hi is not None and change.lo > change.hi:
            raise BoundsOfCellCrossed(who=name_of_node(change.key), month=change.month)
        sheet.bound(change.key, change.month, lo=change.lo, hi=change.hi)
    else:
        sheet.lock(change.key, change.month, locked=change.doing == "lock")


def _refuse_for_who_left(
    changes: Sequence[CellChange], before: Mapping[NodeMonth, Cell], fiscal: FiscalStart
) -> None:
    """Nothing more is typed for who has no seat that sells on any day of the month. One query."""
    more = {
        (change.key, change.month)
        for change in changes
        if change.doing == "type"
        and change.key[:1] == "p"
        and (change.key, change.month) in before
        and (change.value or 0) > before[change.key, change.month].value
    }
    people = {int(node_and_segment(key)[0][1:]) for key, _month in more}
    if not people:
        return
    rows = Seat.objects.live().filter(person_id__in=people, role=SELLS)
    held = list(rows.values_list("person_id", "from_on", "to_on"))
    for key, month in sorted(more):
        days = parse_period(month, fiscal_start=fiscal)
        node = node_and_segment(key)[0]
        if not any(
            person == int(node[1:])
            and (since is None or since <= days.last_day)
            and (until is None or until > days.first_day)
            for person, since, until in held
        ):
            raise LeftPerson(who=name_of_node(node), month=month)


def _depths(sheet: Sheet) -> Mapping[str, int]:
    found: dict[str, int] = {}

    def walk(node: Node, depth: int) -> None:
        found[node.key] = depth
        for child in node.children:
            walk(child, depth + 1)

    walk(sheet.top, 0)
    return found


def _left_of_goal(version: GoalVersion, change: CellChange) -> int:
    """What the goal has beyond its other months."""
    node, segment = node_and_segment(change.key)
    top = kept_cells(version, unit_id=int(node[1:]), segment_id=segment)
    return version.revenue_minor - sum(
        cell.value for (_, month), cell in top.items() if month != change.month
    )


def _refuse_above_goal(sheet: Sheet, change: CellChange, value: int, version: GoalVersion) -> None:
    """The typed months of the whole company must fit into a published goal."""
    if change.key != sheet.top.key or sheet.is_draft:
        return
    top = kept_cells(version, unit_id=int(change.key[1:]), segment=None)
    typed = {month: cell.value for (_, month), cell in top.items() if cell.typed}
    now = {
        month: cell.value for (key, month), cell in sheet.cells.items() if key == change.key and cell.typed
    }
    refuse_months_above(version.revenue_minor, typed | now | {change.month: value}, version.organisation)


def _refuse_out_of_range(value: int, version: GoalVersion, change: CellChange) -> None:
    organisation = version.organisation
    if not 0 <= value < MOST_MAJOR * 10 ** exponent(organisation.currency):
        raise CellOutOfRange(
            value_minor=value,
            currency=organisation.currency,
            who=name_of_node(change.key),
            month=change.month,
        )
