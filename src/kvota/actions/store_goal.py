"""Write a version of a goal with its cells, and the one event that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.records.events import leave_event
from kvota.records.goal_nodes import NodeMonth, kept_cells
from kvota.records.goals import REVENUE, GoalCell, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat

#: After so many changes a version holds all cells again, so that a grid is read from a few of them.
CHANGES_UPON_A_ROOT = 200
#: Or after so many changed cells, where they are more than there are.
CELLS_UPON_A_ROOT = 20_000


def newest_goal_of(period: str, counts: str = REVENUE) -> GoalVersion | None:
    """The version of a period's goal that counts for one thing that is counted."""
    versions = GoalVersion.that_count(counts).filter(period=period).select_related("author")
    newest: GoalVersion | None = versions.order_by("-sequence").first()
    return newest


def open_draft_of(period: str, counts: str = REVENUE) -> GoalVersion | None:
    """The draft of a period's goal that nobody has published or set aside yet."""
    return GoalVersion.open_draft(period, counts)


def newest_in_line(period: str, counts: str, state: str) -> GoalVersion | None:
    """The version that a new one of this state follows."""
    return newest_goal_of(period, counts) if state == "published" else open_draft_of(period, counts)


def newest_of_scenario(scenario: int) -> GoalVersion | None:
    """The last version of a scenario's own goal, by the row its goals name."""
    line = GoalVersion.objects.filter(scenario=scenario).select_related("author")
    newest: GoalVersion | None = line.order_by("-sequence").first()
    return newest


def newest_like(version: GoalVersion) -> GoalVersion | None:
    """The version that is worked on where this one was: the newest published, draft, or of the scenario."""
    if version.scenario_id is not None:
        return newest_of_scenario(version.scenario_id)
    return newest_in_line(version.period, version.counts, version.state)


def store_goal(
    version: GoalVersion,
    *,
    cells: Mapping[NodeMonth, Cell],
    organisation: Organisation,
    seat: Seat | None,
    now: datetime,
) -> GoalVersion:
    """Give a new version its author and moment, and store it. Inside a transaction, after `take`.

    `cells` are all of it, or for a version with a `root` those that changed since the one it follows.
    """
    version.organisation = organisation
    version.recorded_at = now
    version.author = seat.person if seat else None
    version.save()
    _store_cells(version, cells)
    payload: dict[str, Any] = {
        "period": version.period,
        "metric": version.metric,
        "state": version.state,
        "revenue_minor": version.revenue_minor,
        **({"scenario": True} if version.scenario_id else {}),
    }
    leave_event(
        organisation=organisation,
        sequence=version.sequence,
        kind="goal_set",
        seat=seat,
        subject=f"goal:{version.uid}",
        recorded_at=now,
        payload=payload,
    )
    return version


def store_changes(
    version: GoalVersion,
    *,
    after: GoalVersion,
    cells: Mapping[NodeMonth, Cell],
    organisation: Organisation,
    seat: Seat | None,
    now: datetime,
) -> GoalVersion:
    """Store a version that differs from another in these cells only. As `store_goal`."""
    if _is_worn(after, len(cells)):
        return store_goal(
            version, cells={**kept_cells(after), **cells}, organisation=organisation, seat=seat, now=now
        )
    version.root_id = after.root_id or after.pk
    stored = store_goal(version, cells=cells, organisation=organisation, seat=seat, now=now)
    stored.contents = [*after.contents, stored.pk]
    return stored


def _is_worn(version: GoalVersion, more: int) -> bool:
    """Whether so much was changed upon the version with all cells that it is better written whole."""
    changes = version.contents[1:]
    if len(changes) >= CHANGES_UPON_A_ROOT:
        return True
    stored = GoalCell.objects.filter(version_id__in=changes).count() + more if changes else more
    return (
        stored > CELLS_UPON_A_ROOT
        and stored > GoalCell.objects.filter(version_id=version.contents[0]).count()
    )


def follow(version: GoalVersion, *, sequence: int, **different: Any) -> GoalVersion:
    """A version not yet stored that says what another said, except for what is given."""
    same = {
        name: getattr(version, name)
        for name in (
            "period",
            "metric",
            "counts",
            "state",
            "scenario_id",
            "amount_minor",
            "revenue_minor",
            "cut",
            "step",
            "intent",
            "terms",
        )
    }
    return GoalVersion(**{**same, "supersedes": version, "sequence": sequence, **different})


#: The columns of a cell, in the order in which `_store_cells` gives them.
COLUMNS = (
    "version_id",
    "unit_id",
    "person_id",
    "segment_id",
    "month",
    "value_minor",
    "typed",
    "lo_minor",
    "hi_minor",
)


def _store_cells(version: GoalVersion, cells: Mapping[NodeMonth, Cell]) -> None:
    """Written as plain rows: as a thousand objects they would cost more than the whole change."""
    rows = []
    for (key, month), cell in cells.items():
        node, segment = node_and_segment(key)
        unit = int(node[1:]) if node[0] == "u" else None
        person = int(node[1:]) if node[0] == "p" else None
        rows.append((version.pk, unit, person, segment, month, cell.value, cell.typed, cell.lo, cell.hi))
    if rows:
        quoted = connection.ops.quote_name
        table, names = quoted(GoalCell._meta.db_table), ", ".join(quoted(name) for name in COLUMNS)
        holes = ", ".join(["%s"] * len(COLUMNS))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", rows)
