"""Write a version of a goal with its cells, and the one event that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from kvota.records.events import leave_event
from kvota.records.goal_nodes import NodeMonth
from kvota.records.goals import GoalCell, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat


def newest_goal_of(period: str) -> GoalVersion | None:
    """The version of a period's goal that counts, whatever it is a goal of."""
    versions = GoalVersion.objects.filter(period=period).select_related("author")
    newest: GoalVersion | None = versions.order_by("-sequence").first()
    return newest


def store_goal(
    version: GoalVersion,
    *,
    cells: Mapping[NodeMonth, int],
    typed: Collection[NodeMonth],
    organisation: Organisation,
    seat: Seat | None,
    now: datetime,
) -> GoalVersion:
    """Give a new version its author and moment, and store it. Inside a transaction, after `take`."""
    version.organisation = organisation
    version.recorded_at = now
    version.author_id = seat.person_id if seat else None
    version.save()
    GoalCell.objects.bulk_create(
        GoalCell(
            version=version,
            unit_id=int(key[1:]) if key[0] == "u" else None,
            person_id=int(key[1:]) if key[0] == "p" else None,
            month=month,
            value_minor=value,
            typed=(key, month) in typed,
        )
        for (key, month), value in cells.items()
    )
    payload: dict[str, Any] = {
        "period": version.period,
        "metric": version.metric,
        "revenue_minor": version.revenue_minor,
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
