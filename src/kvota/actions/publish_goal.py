"""Drafts of a goal: begin one, set it aside, or let it count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kvota.actions.change_goal_cells import GoalChangedMeanwhile
from kvota.actions.goal_cell_names import name_of_node
from kvota.actions.store_goal import follow, newest_goal_of, newest_like, open_draft_of, store_goal
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_sheet import given_out_beyond
from kvota.records.goal_nodes import kept_cells, tree_of
from kvota.records.goals import GoalVersion, Scenario
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


class GivenOutBeyond(RuleError):
    """Somewhere the parts were promised more than the whole has."""

    code = "given_out_beyond"
    sentence = "{node} gives out {amount} more than its plan in {month}"
    node: str
    amount: int
    month: str
    currency: str


class NotADraft(RuleError):
    """Only a draft or a scenario can be published, and only a draft set aside."""

    code = "not_a_draft"
    nature = "conflict"
    sentence = "this goal is no draft any more"


class GoalMovedOn(RuleError):
    """The goal that counts was changed after the draft was begun from it."""

    code = "goal_moved_on"
    nature = "conflict"
    sentence = "{by} changed the goal that counts after this draft was begun"
    by: str


def begin_draft(*, seat: Seat, version: GoalVersion, now: datetime) -> GoalVersion:
    """Copy a goal into a draft beside it; the open draft, where there is one. What counts does not change."""
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        present = open_draft_of(version.period, version.counts)
        if present is not None:
            return present
        terms = {**version.terms, "drafted_from": str(version.uid)}
        draft = follow(
            version, sequence=sequence, state="draft", scenario_id=None, supersedes=None, terms=terms
        )
        return store_goal(draft, cells=kept_cells(version), organisation=organisation, seat=seat, now=now)


def set_draft_aside(*, seat: Seat, version: GoalVersion, now: datetime) -> GoalVersion:
    """Close a draft without publishing it. It stays among the versions and can be begun from again."""
    require(seat, "set_goal")
    organisation: Organisation = seat.organisation
    with transaction.atomic():
        sequence = take(organisation)
        _refuse_unless_newest(version, "draft")
        closed = follow(version, sequence=sequence, state="set_aside")
        return store_goal(closed, cells={}, organisation=organisation, seat=seat, now=now)


def publish_goal(
    *,
    seat: Seat | None,
    version: GoalVersion,
    now: datetime,
    reason: str = "",
    knowing: bool = False,
    planned_with: Scenario | None = None,
) -> GoalVersion:
    """Make a goal of a draft or a scenario: a version that counts from now on.

    Parameters
    ----------
    knowing
        Publish although the goal that counts was changed after the draft was begun from it.
    planned_with
        The scenario whose assumptions stand beside the goal from now on, in its terms. The goal that
        counts may be published with them as it is.

    Refused where children were given more than their parent has, by name and amount. What nobody
    owns yet is no obstacle: it is shown.
    """
    if seat is not None:
        require(seat, "set_goal")
    organisation: Organisation = version.organisation
    with transaction.atomic():
        sequence = take(organisation)
        if version.scenario_id is None:
            _refuse_unless_newest(version, version.state if planned_with else "draft")
        else:
            _refuse_changed_meanwhile(version)
        _refuse_given_out_beyond(version)
        if not knowing and version.state == "draft":
            _refuse_moved_on(version)
        terms = {**version.terms, **(assumptions_of(planned_with) if planned_with else {})}
        published = follow(
            version, sequence=sequence, state="published", scenario_id=None, reason=reason, terms=terms
        )
        if version.scenario_id is not None:
            # The scenario may be worked on further: its cells are not shared with a goal that counts.
            return store_goal(
                published, cells=kept_cells(version), organisation=organisation, seat=seat, now=now
            )
        published.root_id = version.root_id or version.pk
        return store_goal(published, cells={}, organisation=organisation, seat=seat, now=now)


def assumptions_of(scenario: Scenario) -> dict[str, Any]:
    """What a goal's terms say of the scenario it was planned with: its line, its name then, its levers."""
    return {
        "planned_with": {"scenario": str(scenario.line), "name": scenario.name, "levers": scenario.levers}
    }


def _refuse_unless_newest(version: GoalVersion, state: str) -> None:
    if version.state != state or state == "set_aside":
        raise NotADraft
    _refuse_changed_meanwhile(version)


def _refuse_changed_meanwhile(version: GoalVersion) -> None:
    newest = newest_like(version)
    if newest is None:
        raise NotADraft
    if newest.pk != version.pk:
        raise GoalChangedMeanwhile(by=newest.author.name if newest.author else "")


def _refuse_given_out_beyond(version: GoalVersion) -> None:
    organisation = version.organisation
    period = parse_period(version.period, fiscal_start=organisation.fiscal)
    months = [month.key for month in period.months()]
    for node, month, amount in given_out_beyond(tree_of(version), kept_cells(version), months):
        raise GivenOutBeyond(
            node=name_of_node(node), amount=amount, month=month, currency=organisation.currency
        )


def _refuse_moved_on(version: GoalVersion) -> None:
    begun_from = version.terms.get("drafted_from")
    counting = newest_goal_of(version.period, version.counts)
    if begun_from and counting is not None and str(counting.uid) != begun_from:
        raise GoalMovedOn(by=counting.author.name if counting.author else "")
