"""Which cells of a goal a seat changes: those of the units and people whose plan it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from kvota.domain.calendar.business_day import business_day
from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import NoSuchCell
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.records.goal_nodes import NodeMonth
from kvota.records.people import Seat
from kvota.records.planned_nodes import keys_in_sight


def nodes_changed_by(seat: Seat, now: datetime) -> set[str] | None:
    """The keys of the units and people whose cells the seat changes at a moment; None for all."""
    return keys_in_sight(seat, on=business_day(now, ZoneInfo(seat.organisation.time_zone)))


def refuse_out_of_sight(keys: Iterable[str], seen: Collection[str] | None) -> None:
    """Refuse nodes out of sight: one such cannot be told from one that does not exist.

    `seen` is what `nodes_changed_by` says.
    """
    for key in keys:
        if not key or (seen is not None and node_and_segment(key)[0] not in seen):
            raise NoSuchCell(node=key, month="")


def refuse_places_out_of_sight(places: Iterable[NodeMonth], seen: Collection[str] | None, top: Node) -> None:
    """The same for cells of a goal with that tree."""
    for key, month in sorted(places_out_of_sight(places, seen, top)):
        raise NoSuchCell(node=key, month=month)


def places_out_of_sight(
    places: Iterable[NodeMonth], seen: Collection[str] | None, top: Node
) -> set[NodeMonth]:
    """Those of the cells whose plan is not read. Who stands below a unit in sight in a month is seen then.

    A newcomer and a mover have no seat in the unit yet, but their months are part of its plan already.
    """
    if seen is None:
        return set()
    beyond: dict[str, set[str]] = {}
    for key, month in places:
        if node_and_segment(key)[0] not in seen:
            beyond.setdefault(month, set()).add(key)
    found: set[NodeMonth] = set()
    for month, keys in beyond.items():
        below = _below(tree_of_month(top, month), seen)
        found |= {(key, month) for key in keys if node_and_segment(key)[0] not in below}
    return found


def _below(top: Node, seen: Collection[str], *, inside: bool = False) -> set[str]:
    """The keys of the nodes that are seen or stand below one that is."""
    inside = inside or top.key in seen
    own = {top.key} if inside else set()
    return own.union(*(_below(child, seen, inside=inside) for child in top.children))
