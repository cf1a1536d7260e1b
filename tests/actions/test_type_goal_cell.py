"""A number typed into the grid changes its cell and what hangs below it, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kvota.actions.change_goal_cells import CellOutOfRange
from kvota.actions.goal_cell_names import BeyondPlanAbove
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import MonthsAboveGoal
from kvota.actions.type_goal_cell import cells_that_change, type_goal_cell
from kvota.actions.undo_goal_change import UndoBeyondSight, redo_goal_change, undo_goal_change
from kvota.analytics.verify import faults_found
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.goal_sheet import NoSuchCell
from kvota.domain.planning.goal_tree import TypedAbovePlan
from kvota.records.models import GoalVersion
from tests.a_small_company import SmallCompany
from tests.cells_of_goal import named_cells

K = 1_000_00  # a thousand roubles in kopecks
Cells = dict[tuple[str, str], int]


def cells(version: GoalVersion) -> Cells:
    """(Name, month) → plan."""
    return {place: cell.value for place, cell in named_cells(version).items()}


def changes(before: GoalVersion, after: GoalVersion) -> Cells:
    """The cells whose value is another one."""
    was, now = cells(before), cells(after)
    assert set(was) == set(now)
    return {place: value for place, value in now.items() if value != was[place]}


@pytest.fixture
def year(company: SmallCompany, now: datetime) -> GoalVersion:
    """12,350,000 for 2026: 50,000 a working day of Russia, 12,500 of it for each of four reps."""
    return set_goal(
        organisation=company.organisation, period=parse_period("2026"), amount_minor=12_350 * K, now=now
    )


@pytest.fixture
def type_in(company: SmallCompany, now: datetime, today: date) -> Any:
    def typed(version: GoalVersion, who: str, value: int | None, month: str = "2026-12") -> GoalVersion:
        return type_goal_cell(
            seat=company.seats["Olga"],
            version=version,
            node=key(company, who),
            month=month,
            value_minor=value,
            now=now,
        )

    return typed


def key(company: SmallCompany, who: str) -> str:
    unit = company.units.get(who)
    return f"u{unit.pk}" if unit else f"p{company.people[who].pk}"


def test_a_person_typed_moves_nobody_else(year: GoalVersion, type_in: Any) -> None:
    # December 2026 has 22 working days: 1,100,000; 275,000 for each.
    after = type_in(year, "Maria", 200 * K)
    assert changes(year, after) == {("Maria", "2026-12"): 200 * K}
    assert [place for place, cell in named_cells(after).items() if cell.typed] == [("Maria", "2026-12")]
    assert after.cells.count() == 1  # what did not change is not written again


def test_a_unit_typed_is_shared_below_it_in_the_present_proportions(year: GoalVersion, type_in: Any) -> None:
    uneven = type_in(type_in(year, "Ivan", 550 * K), "Sales-1", 825 * K)  # Ivan 550,000, Maria 275,000
    free = type_in(uneven, "Ivan", None)
    assert changes(uneven, free) == {}
    raised = type_in(free, "Sales-1", 1_100 * K)
    assert changes(free, raised) == {
        ("Sales-1", "2026-12"): 1_100 * K,
        ("Maria", "2026-12"): 366_667_00,  # one to two as before, in whole roubles
        ("Ivan", "2026-12"): 733_333_00,
    }


def test_the_companys_month_goes_down_two_levels_and_other_months_stay(
    year: GoalVersion, type_in: Any
) -> None:
    after = type_in(year, "top", 880 * K, "2026-03")
    moved = changes(year, after)
    assert {month for _, month in moved} == {"2026-03"}
    assert moved[("Sales-1", "2026-03")] == moved[("Sales-2", "2026-03")] == 440 * K
    assert {moved[(who, "2026-03")] for who in ("Maria", "Ivan", "Chen", "Boris")} == {220 * K}
    assert after.revenue_minor == year.revenue_minor


def test_a_month_may_be_typed_above_its_share_and_the_goal_shows_it(year: GoalVersion, type_in: Any) -> None:
    after = type_in(year, "top", 1_200 * K)  # 100,000 more than the goal holds
    assert {month for _, month in changes(year, after)} == {"2026-12"}
    assert faults_found() == []


def test_typed_cells_below_stay_and_untyped_ones_take_the_rest(year: GoalVersion, type_in: Any) -> None:
    typed = type_in(year, "Maria", 300 * K)
    after = type_in(typed, "Sales-1", 660 * K)
    assert changes(typed, after) == {("Sales-1", "2026-12"): 660 * K, ("Ivan", "2026-12"): 360 * K}


def test_cells_that_are_all_zero_share_equally(year: GoalVersion, type_in: Any) -> None:
    zero = type_in(year, "Sales-1", 0)
    after = type_in(zero, "Sales-1", 500 * K)
    assert (cells(after)[("Maria", "2026-12")], cells(after)[("Ivan", "2026-12")]) == (250 * K, 250 * K)


def test_a_freed_cell_takes_what_its_parent_has_left(year: GoalVersion, type_in: Any) -> None:
    typed = type_in(type_in(year, "Maria", 200 * K), "Ivan", 250 * K)
    after = type_in(typed, "Maria", None)
    assert changes(typed, after) == {("Maria", "2026-12"): 300 * K}
    top = type_in(after, "top", 1_000 * K)
    freed = type_in(top, "top", None)
    assert cells(freed)[("Vega Trade", "2026-12")] == 1_100 * K  # the goal less its other months


def test_a_freed_cell_never_falls_below_zero(year: GoalVersion, type_in: Any) -> None:
    full = type_in(year, "Maria", 550 * K)  # Ivan's 275,000 are more than is left
    freed = type_in(type_in(full, "Sales-1", 550 * K), "Ivan", None)
    assert cells(freed)[("Ivan", "2026-12")] == 0


def test_what_the_preview_says_is_what_is_stored(
    company: SmallCompany, year: GoalVersion, type_in: Any
) -> None:
    asked = cells_that_change(
        year, node=key(company, "Sales-2"), month="2026-05", value_minor=77 * K, seen=None
    )
    after = type_in(year, "Sales-2", 77 * K, "2026-05")
    names = {key(company, who): who for who in ("Sales-2", "Chen", "Boris")}
    assert {(names[node], month): value for (node, month), value in asked.items()} == changes(year, after)


def test_typed_cells_above_their_parent_are_refused_by_name(year: GoalVersion, type_in: Any) -> None:
    with pytest.raises(TypedAbovePlan) as refused:
        type_in(year, "Maria", 600 * K)
    assert refused.value.fields == {
        "node": "Sales-1",
        "amount": 50 * K,
        "month": "2026-12",
        "currency": "RUB",
    }
    with pytest.raises(MonthsAboveGoal) as above:
        type_in(year, "top", 12_351 * K)
    assert above.value.fields == {"months": ("2026-12",), "amount": 1 * K, "currency": "RUB"}


def test_a_unit_typed_below_its_typed_people_is_refused(year: GoalVersion, type_in: Any) -> None:
    typed = type_in(year, "Maria", 300 * K)
    with pytest.raises(TypedAbovePlan) as refused:
        type_in(typed, "top", 400 * K)  # 200,000 for Sales-1
    assert (refused.value.node, refused.value.amount) == ("Sales-1", 100 * K)


@pytest.mark.parametrize("value", [-5, 10**17])
def test_a_value_that_cannot_be_is_refused_before_it_is_shown(
    company: SmallCompany, year: GoalVersion, type_in: Any, value: int
) -> None:
    with pytest.raises(CellOutOfRange) as refused:
        cells_that_change(year, node=key(company, "Maria"), month="2026-12", value_minor=value, seen=None)
    assert (refused.value.who, refused.value.month) == ("Maria", "2026-12")
    with pytest.raises(CellOutOfRange):
        type_in(year, "Maria", value)
    assert GoalVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("node", "month"), [("p999999", "2026-12"), ("u", "2026-12"), ("", ""), ("top", "2027-01")]
)
def test_a_cell_the_goal_does_not_have_is_refused(
    company: SmallCompany, year: GoalVersion, node: str, month: str
) -> None:
    with pytest.raises(NoSuchCell):
        cells_that_change(
            year, node=key(company, node) if node == "top" else node, month=month, value_minor=1, seen=None
        )


def test_a_head_changes_the_cells_of_his_own_and_learns_nothing_of_others(
    company: SmallCompany, year: GoalVersion, type_in: Any, now: datetime
) -> None:
    def types(who: str, value: int, by: str = "Petra") -> GoalVersion:
        return type_goal_cell(
            seat=company.seats[by],
            version=GoalVersion.objects.latest("sequence"),
            node=key(company, who),
            month="2026-12",
            value_minor=value,
            now=now,
        )

    for who in ("Sales-1", "Maria", "top"):
        with pytest.raises(NoSuchCell) as unknown:
            types(who, 99_000 * K)
        assert "amount" not in unknown.value.fields
    typed = types("Chen", 200 * K)
    assert cells(typed)[("Chen", "2026-12")] == 200 * K
    # By how much it is too large for the company's plan would tell her that plan.
    with pytest.raises(BeyondPlanAbove) as beyond:
        types("Sales-2", 99_000 * K)
    assert beyond.value.fields == {"node": "Vega Trade", "month": "2026-12"}
    with pytest.raises(TypedAbovePlan):
        types("Sales-2", 99_000 * K, by="Olga")


def test_a_head_undoes_what_changed_his_own_cells_only(
    company: SmallCompany, year: GoalVersion, type_in: Any, now: datetime
) -> None:
    whole = set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=parse_period("2026"),
        amount_minor=20_000 * K,
        now=now,
    )
    with pytest.raises(UndoBeyondSight):
        undo_goal_change(seat=company.seats["Petra"], version=whole, now=now)
    other = type_in(whole, "Maria", 200 * K)
    with pytest.raises(UndoBeyondSight):
        undo_goal_change(seat=company.seats["Petra"], version=other, now=now)
    own = type_in(other, "Chen", 200 * K)
    back = undo_goal_change(seat=company.seats["Petra"], version=own, now=now)
    assert cells(back) == cells(other)
    again = redo_goal_change(seat=company.seats["Petra"], version=back, now=now)
    assert cells(again) == cells(own)
    once = undo_goal_change(seat=company.seats["Olga"], version=again, now=now)
    before = undo_goal_change(seat=company.seats["Olga"], version=once, now=now)
    with pytest.raises(UndoBeyondSight):
        redo_goal_change(seat=company.seats["Petra"], version=before, now=now)
