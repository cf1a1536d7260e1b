"""The technology of each stage as plain values: what the command prints and the API answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kvota.analytics.metrics.technology import StageTechnology, VersionConversion
from kvota.records.funnels import Stage


def as_plain_values(report: Sequence[StageTechnology]) -> list[dict[str, Any]]:
    """One row per stage with its versions, the oldest first; shares as numbers 0 to 1, `assumed` exact.

    `state` is that of the version in force: `proven`, `not_proven_yet`, `worse_than_assumed`,
    `nothing_assumed` or `without_playbook`. One query, for the names.
    """
    stages = Stage.objects.select_related("funnel").in_bulk([one.stage for one in report])
    return [
        {
            "stage": str(stages[one.stage].uid),
            "name": stages[one.stage].name_in("en"),
            "rank": one.rank,
            "funnel": str(stages[one.stage].funnel.uid),
            "state": one.state,
            "versions": [_version(row) for row in one.versions],
        }
        for one in report
    ]


def _version(row: VersionConversion) -> dict[str, Any]:
    def share(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "version": row.version,
        "from": row.first_day.isoformat() if row.version else None,
        "to": row.last_day.isoformat(),
        "in_force": row.in_force,
        "entered": row.entered,
        "decided": row.decided,
        "share": share(row.share),
        "low": share(row.low),
        "high": share(row.high),
        "newest": row.newest_on.isoformat() if row.newest_on else None,
        "age_days": row.age_days,
        "assumed": None if row.assumed is None else str(row.assumed),
        "state": row.state,
    }
