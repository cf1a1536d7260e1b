"""The version of a goal that a request is about, as far as its seat may read it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404

from kvota.actions.store_goal import newest_like
from kvota.records.goal_grades import Grade, grades_of
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.rights import may
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked


def goals_to_read(request: Asked) -> QuerySet[GoalVersion]:
    """The versions in sight, with what is told of each."""
    found = GoalVersion.visible_to(request.seat, on=request.today)
    return found.select_related("author", "organisation", "scenario")


def goal_asked(request: Asked, uid: object) -> GoalVersion:
    """The version with this uid; 404 for one that may not be read, as for one that does not exist."""
    known = as_uid(uid)
    version = goals_to_read(request).filter(uid=known).first() if known else None
    if version is None:
        raise Http404
    return version


def may_edit(request: Asked, version: GoalVersion, *, grade: Grade = "target") -> bool:
    """Whether its cells may be changed here: who sets goals changes the newest of its line, at its target."""
    if grade != "target":
        return False
    return may(request.seat, "set_goal") and version.state != "set_aside" and is_newest(version)


def grade_asked(request: Asked, version: GoalVersion) -> Grade:
    """The grade a goal is looked at: that of the address where the goal has it, else the target. No query."""
    asked = request.GET.get("grade", "")
    return next((grade for grade in grades_of(version) if grade == asked), "target")


def is_newest(version: GoalVersion) -> bool:
    """Whether nothing was stored after it in its line: published, draft, or of its scenario."""
    newest = newest_like(version)
    return newest is not None and newest.pk == version.pk


def query_of(version: GoalVersion, *, state: str | None = None) -> str:
    """The address of a goal: its period, what it counts, and whether it is the draft or a scenario's."""
    asked = {"when": version.period}
    if version.counts != REVENUE:
        asked["metric"] = version.counts
    if version.scenario is not None:
        asked["scenario"] = str(version.scenario.line)
    elif (state or version.state) == "draft":
        asked["state"] = "draft"
    return urlencode(asked)


def author_of(version: GoalVersion) -> str:
    """Who stored it; empty for a command without a person."""
    author: Any = version.author
    return author.name if author else ""
