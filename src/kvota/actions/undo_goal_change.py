"""Undo and redo in the goal's grid: the content of an earlier version comes back as a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kvota.actions.cells_in_sight import nodes_changed_by, refuse_out_of_sight, refuse_places_out_of_sight
from kvota.actions.change_goal_cells import GoalChangedMeanwhile
from kvota.actions.store_goal import follow, newest_like, store_changes, store_goal
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_sheet import NoSuchCell
from kvota.records.goal_nodes import kept_cells, tree_of
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

UNDO, REDO = "undo", "redo"


class NothingToUndo(RuleError):
    code = "nothing_to_undo_in_goal"
    nature = "conflict"
    sentence = "there is no earlier state of this goal to go back to"


class UndoBeyondSight(RuleError):
    """The change touched cells of units or people whose plan the seat does not read."""

    code = "undo_beyond_sight"
    nature = "forbidden"
    sentence = "the change touched plans that this seat does not read"


class NothingToRedo(RuleError):
    code = "nothing_to_redo_in_goal"
    nature = "conflict"
    sentence = "nothing of this goal was undone"


def undo_goal_change(*, seat: Seat, version: GoalVersion, now: datetime) -> GoalVersion:
    """Go one change back, whoever made it and whenever: without an end, without a time limit.

    Refused, as redo is, when it changes a cell of a unit or person whose plan the seat does not read.
    """
    target = earlier_content(version)
    if target is None:
        raise NothingToUndo
    return _bring_back(target, seat=seat, version=version, now=now, reason=UNDO)


def redo_goal_change(*, seat: Seat, version: GoalVersion, now: datetime) -> GoalVersion:
    """Go forward again, until something new was changed."""
    target = later_content(version)
    if target is None:
        raise NothingToRedo
    return _bring_back(target, seat=seat, version=version, now=now, reason=REDO)


def content_of(version: GoalVersion) -> GoalVersion:
    """The version that first said what this one says."""
    return version.restores or version


def earlier_content(version: GoalVersion) -> GoalVersion | None:
    """What an undo would bring back; None at the beginning of its line."""
    before = content_of(version).supersedes
    if before is None or before.state != version.state or before.scenario_id != version.scenario_id:
        return None
    return content_of(before)


def later_content(version: GoalVersion) -> GoalVersion | None:
    """What a redo would bring back; None unless the last thing done was an undo or a redo."""
    if version.reason not in (UNDO, REDO):
        return None
    line = GoalVersion.objects.filter(
        period=version.period,
        counts=version.counts,
        state=version.state,
        scenario=version.scenario,
        sequence__lt=version.sequence,
        restores=None,
    ).select_related("supersedes__restores")
    here = content_of(version)
    for later in line.order_by("-sequence"):
        if later.supersedes is not None and content_of(later.supersedes).pk == here.pk:
            return later
    return None


def _bring_back(
    target: GoalVersion, *, seat: Seat, version: GoalVersion, now: datetime, reason: str
) -> GoalVersion:
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        newest = newest_like(version)
        if newest is None or newest.pk != version.pk:
            raise GoalChangedMeanwhile(by=newest.author.name if newest and newest.author else "")
        now_is, then = kept_cells(version), kept_cells(target)
        differ = {place for place in now_is.keys() | then.keys() if now_is.get(place) != then.get(place)}
        top, seen = tree_of(version), nodes_changed_by(seat, now)
        try:
            refuse_places_out_of_sight(differ, seen, top)
            if _of_the_whole(version) != _of_the_whole(target):
                refuse_out_of_sight([top.key], seen)
        except NoSuchCell:
            raise UndoBeyondSight from None
        new = follow(target, sequence=sequence, supersedes=version, restores=target, reason=reason)
        if now_is.keys() != then.keys():
            return store_goal(new, cells=then, organisation=organisation, seat=seat, now=now)
        changed = {place: cell for place, cell in then.items() if place in differ}
        return store_changes(new, after=version, cells=changed, organisation=organisation, seat=seat, now=now)


def _of_the_whole(version: GoalVersion) -> tuple[Any, ...]:
    """What a goal says beside its cells. Who came or left stands in the terms, and is told by the cells."""
    terms = {name: said for name, said in version.terms.items() if name not in ("homes", "seat_changes")}
    return (
        version.metric,
        version.amount_minor,
        version.revenue_minor,
        version.cut,
        version.step,
        version.intent,
        terms,
    )
