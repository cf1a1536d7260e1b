"""A draft counts for nothing until it is published; undo goes back as far as one likes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kvota.actions.change_goal_cells import CellChange, GoalChangedMeanwhile, change_goal_cells
from kvota.actions.publish_goal import (
    GivenOutBeyond,
    GoalMovedOn,
    NotADraft,
    begin_draft,
    publish_goal,
    set_draft_aside,
)
from kvota.actions.set_goal import set_goal
from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.actions.undo_goal_change import NothingToRedo, NothingToUndo, redo_goal_change, undo_goal_change
from kvota.analytics.metrics.plan import plan
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.records.goal_nodes import kept_cells
from kvota.records.models import GoalVersion
from tests.a_small_company import SmallCompany
from tests.cells_of_goal import named_cells

MONTH = "2026-12"
K = 1_000_00


@pytest.fixture
def published(company: SmallCompany, now: datetime) -> GoalVersion:
    return set_goal(
        organisation=company.organisation, period=parse_period(MONTH), amount_minor=1_200 * K, now=now
    )


@pytest.fixture
def typed(company: SmallCompany, now: datetime) -> Any:
    def type_in(version: GoalVersion, **of: int) -> GoalVersion:
        changes = [
            CellChange(f"p{company.people[name].pk}", MONTH, "type", value) for name, value in of.items()
        ]
        return change_goal_cells(seat=company.seats["Denis"], version=version, changes=changes, now=now)

    return type_in


def values(version: GoalVersion) -> dict[str, int]:
    return {name: cell.value for (name, _), cell in named_cells(version).items()}


def company_plan(company: SmallCompany, today: date) -> int | None:
    found = plan(company.organisation, scope=whole_company(on=today), period=parse_period(MONTH), as_of=today)
    return found.minor


def test_a_draft_counts_for_nothing_until_it_is_published(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime, today: date
) -> None:
    seat = company.seats["Denis"]
    draft = typed(begin_draft(seat=seat, version=published, now=now), Maria=200 * K)
    assert newest_goal_of(MONTH) == published
    assert values(published)["Maria"] == 300 * K
    made = publish_goal(seat=seat, version=draft, now=now, reason="the branch opens in March")
    assert newest_goal_of(MONTH) == made and open_draft_of(MONTH) is None
    assert values(made) == {**values(published), "Maria": 200 * K}
    assert company_plan(company, today) == 1_200 * K
    assert made.cells.count() == 0  # its cells are those of the draft
    later = typed(made, Ivan=100 * K)
    assert values(later) == {**values(made), "Ivan": 100 * K}
    assert values(made)["Ivan"] == 300 * K


def test_a_goal_set_as_a_draft_is_no_plan_yet(company: SmallCompany, now: datetime, today: date) -> None:
    draft = set_goal(
        organisation=company.organisation,
        period=parse_period(MONTH),
        amount_minor=500 * K,
        now=now,
        state="draft",
    )
    assert company_plan(company, today) is None
    publish_goal(seat=company.seats["Denis"], version=draft, now=now)
    assert company_plan(company, today) == 500 * K


def test_a_draft_may_hold_what_does_not_fit_and_is_then_not_published(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime
) -> None:
    draft = begin_draft(seat=company.seats["Denis"], version=published, now=now)
    draft = typed(draft, Maria=500 * K, Ivan=400 * K)
    with pytest.raises(GivenOutBeyond) as refused:
        publish_goal(seat=company.seats["Denis"], version=draft, now=now)
    assert (refused.value.node, refused.value.amount) == ("Sales-1", 300 * K)
    assert open_draft_of(MONTH) == draft


def test_a_draft_begun_before_another_change_asks_first(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime
) -> None:
    seat = company.seats["Denis"]
    draft = begin_draft(seat=seat, version=published, now=now)
    typed(published, Maria=100 * K)
    with pytest.raises(GoalMovedOn):
        publish_goal(seat=seat, version=draft, now=now)
    made = publish_goal(seat=seat, version=draft, now=now, knowing=True)
    assert values(made)["Maria"] == 300 * K


def test_a_draft_set_aside_is_neither_open_nor_lost(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime
) -> None:
    seat = company.seats["Denis"]
    draft = typed(begin_draft(seat=seat, version=published, now=now), Maria=100 * K)
    set_draft_aside(seat=seat, version=draft, now=now)
    assert open_draft_of(MONTH) is None
    assert values(draft)["Maria"] == 100 * K
    with pytest.raises(NotADraft):
        publish_goal(seat=seat, version=draft, now=now)
    another = begin_draft(seat=seat, version=published, now=now)
    assert another.pk != draft.pk and values(another)["Maria"] == 300 * K


def test_beginning_a_draft_twice_opens_the_same_one(
    company: SmallCompany, published: GoalVersion, now: datetime
) -> None:
    seat = company.seats["Denis"]
    assert begin_draft(seat=seat, version=published, now=now) == begin_draft(
        seat=seat, version=published, now=now
    )


def test_undo_goes_back_to_the_beginning_and_redo_forward_again(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime
) -> None:
    seat = company.seats["Denis"]
    states = [published]
    for value in (200, 100, 50):
        states.append(typed(states[-1], Maria=value * K))
    version = states[-1]
    for before in reversed(states[:-1]):
        version = undo_goal_change(seat=seat, version=version, now=now)
        assert kept_cells(version) == kept_cells(before)
    with pytest.raises(NothingToUndo):
        undo_goal_change(seat=seat, version=version, now=now)
    for after in states[1:]:
        version = redo_goal_change(seat=seat, version=version, now=now)
        assert kept_cells(version) == kept_cells(after)
    with pytest.raises(NothingToRedo):
        redo_goal_change(seat=seat, version=version, now=now)


def test_a_new_change_after_an_undo_leaves_nothing_to_redo(
    company: SmallCompany, published: GoalVersion, typed: Any, now: datetime
) -> None:
    seat = company.seats["Denis"]
    first = typed(published, Maria=200 * K)
    version = typed(undo_goal_change(seat=seat, version=first, now=now), Ivan=10 * K)
    with pytest.raises(NothingToRedo):
        redo_goal_change(seat=seat, version=version, now=now)
    back = undo_goal_change(seat=seat, version=version, now=now)
    assert kept_cells(back) == kept_cells(published)


def test_undo_of_a_goal_that_was_set_anew_brings_the_former_one_back(
    company: SmallCompany, published: GoalVersion, now: datetime
) -> None:
    again = set_goal(
        organisation=company.organisation, period=parse_period(MONTH), amount_minor=2_400 * K, now=now
    )
    back = undo_goal_change(seat=company.seats["Olga"], version=again, now=now)
    assert back.revenue_minor == 1_200 * K
    assert kept_cells(back) == kept_cells(published)


def test_a_change_upon_an_old_version_is_refused_by_name(
    company: SmallCompany, published: GoalVersion, typed: Any
) -> None:
    typed(published, Maria=200 * K)
    with pytest.raises(GoalChangedMeanwhile) as refused:
        typed(published, Maria=100 * K)
    assert refused.value.by == "Denis"


def test_thirty_cells_at_once_are_one_version_and_one_undo(company: SmallCompany, now: datetime) -> None:
    seat = company.seats["Olga"]
    year = set_goal(
        organisation=company.organisation, period=parse_period("2026"), amount_minor=12_350 * K, now=now
    )
    changes = [
        CellChange(f"p{company.people[name].pk}", f"2026-{month:02}", "type", 1_000 * month)
        for name in ("Maria", "Ivan", "Chen")
        for month in range(1, 11)
    ]
    after = change_goal_cells(seat=seat, version=year, changes=changes, now=now)
    assert after.cells.count() == 30
    assert {
        (change.key, change.month): kept_cells(after)[change.key, change.month].value for change in changes
    } == {(change.key, change.month): change.value for change in changes}
    back = undo_goal_change(seat=seat, version=after, now=now)
    assert kept_cells(back) == kept_cells(year)
