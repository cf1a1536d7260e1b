"""Who comes, leaves, moves or is long away: the goal that is proposed, and what is decided about it."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from kvota.actions.change_goal_cells import CellChange, GoalChangedMeanwhile, LeftPerson, change_goal_cells
from kvota.actions.leave_company import leave_company
from kvota.actions.place_person import place_person
from kvota.actions.prorate_goal import (
    NothingToPropose,
    SeatChangeBeyondSight,
    decide_on_seat_change,
    proposed_goal,
)
from kvota.actions.publish_goal import begin_draft, publish_goal, set_draft_aside
from kvota.actions.set_deputy import set_deputy
from kvota.actions.set_goal import set_goal
from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.actions.undo_goal_change import redo_goal_change, undo_goal_change
from kvota.domain.calendar.period import parse_period
from kvota.records.absences import write_absence
from kvota.records.models import GoalVersion, Person
from kvota.records.seat_changes import seat_changes, seat_changes_in_sight
from tests.a_small_company import SmallCompany
from tests.cells_of_goal import named_cells

PERIOD = "2027-Q1"
K = 1_000_00
TODAY = date(2026, 11, 18)


@pytest.fixture
def goal(company: SmallCompany, now: datetime) -> GoalVersion:
    """56 working days of Russia in the quarter; each of four reps has a quarter of each month."""
    company.organisation.country = "RU"
    company.organisation.save()
    return set_goal(
        organisation=company.organisation, period=parse_period(PERIOD), amount_minor=5_600 * K, now=now
    )


def values(version: GoalVersion, *names: str) -> dict[str, list[int]]:
    cells = named_cells(version)
    months = ("2027-01", "2027-02", "2027-03")
    return {
        name: [cells[name, month].value // K for month in months if (name, month) in cells] for name in names
    }


def leaves(company: SmallCompany, who: str, on: date, now: datetime) -> None:
    leave_company(seat=company.seats["Adam"], person=company.people[who], on=on, now=now, today=TODAY)


def only_change(version: GoalVersion) -> Any:
    (change,) = seat_changes(version, today=TODAY)
    return change


def decide(company: SmallCompany, version: GoalVersion, now: datetime, by: str = "Olga", **how: Any) -> Any:
    return decide_on_seat_change(
        seat=company.seats[by],
        version=version,
        change=only_change(version),
        today=TODAY,
        now=now,
        **how,
    )


def test_a_leavers_months_are_cut_by_working_days_and_the_rest_is_nobodys(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    before = values(goal, "Vega Trade", "Sales-1", "Maria", "Ivan")
    leaves(company, "Ivan", date(2027, 2, 15), now)
    made = decide(company, goal, now, decision="published")
    after = values(made, "Vega Trade", "Sales-1", "Maria", "Ivan")
    # February 2027 has 19 working days in Russia, ten of them up to the 14th.
    whole = before["Ivan"]
    assert after == {**before, "Ivan": [whole[0], whole[1] * 10 // 19, 0]}
    assert newest_goal_of(PERIOD) == made
    assert made.reason == "seat_changed"
    assert values(goal, "Ivan")["Ivan"] == whole
    assert seat_changes(made, today=TODAY) == []  # it is asked once


def test_the_others_take_it_over_where_that_was_chosen(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    made = decide(company, goal, now, decision="published", share="others")
    cells = {name: of.value for (name, month), of in named_cells(made).items() if month == "2027-03"}
    assert (cells["Ivan"], cells["Maria"]) == (0, cells["Sales-1"])
    months = values(made, "Sales-1", "Maria", "Ivan")
    assert [a + b for a, b in zip(months["Maria"], months["Ivan"], strict=True)] == months["Sales-1"]


def test_a_newcomer_has_the_part_of_one_of_the_unit_for_his_days_and_his_ramp_up(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    zoe = Person.objects.create(organisation=company.organisation, name="Zoe")
    place_person(
        seat=company.seats["Adam"],
        person=zoe,
        unit=company.units["Sales-1"],
        role="rep",
        from_on=date(2027, 2, 15),
        now=now,
        today=TODAY,
    )
    change = only_change(goal)
    assert (change.kind, change.name, change.unit) == ("comes", "Zoe", company.units["Sales-1"].pk)
    alone = proposed_goal(goal, change, today=TODAY)
    assert {cell.value for (key, _), cell in alone.cells.items() if key == f"p{zoe.pk}"} == {0}
    made = decide(company, goal, now, decision="published", share="others", ramp_up=[Fraction(1, 2)])
    found = values(made, "Sales-1", "Maria", "Ivan", "Zoe")
    february, march = found["Sales-1"][1], found["Sales-1"][2]
    full = february // 3 // 2
    # Who was there on the ten days before had the other part: rounded once, the two are the whole.
    assert found["Zoe"] == [full - round(full * 10 / 19), march // 3]
    assert [found[name][-1] for name in ("Maria", "Ivan", "Zoe")] == [march // 3] * 3
    # He stands in the tree of the goal now: his cell can be changed as any other.
    typed = CellChange(f"p{zoe.pk}", "2027-03", "type", 10 * K)
    later = change_goal_cells(seat=company.seats["Denis"], version=made, changes=[typed], now=now)
    assert values(later, "Zoe")["Zoe"][-1] == 10


def moves(company: SmallCompany, who: str, now: datetime) -> None:
    place_person(
        seat=company.seats["Adam"],
        person=company.people[who],
        unit=company.units["Sales-2"],
        role="rep",
        from_on=date(2027, 2, 15),
        now=now,
        today=TODAY,
        ends=[company.seats[who]],
    )


def test_a_movers_plan_goes_with_him_and_the_company_keeps_its_own(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    moves(company, "Ivan", now)
    before = values(goal, "Vega Trade", "Sales-1", "Sales-2", "Ivan")
    made = decide(company, goal, now, decision="published")
    after = values(made, "Vega Trade", "Sales-1", "Sales-2", "Ivan")
    own = before["Ivan"]
    assert after["Ivan"] == own
    assert after["Vega Trade"] == before["Vega Trade"]
    assert after["Sales-1"] == [*before["Sales-1"][:2], before["Sales-1"][2] - own[2]]
    assert after["Sales-2"] == [*before["Sales-2"][:2], before["Sales-2"][2] + own[2]]
    # In March he is shared with in the new unit, and not in the old one.
    double = CellChange(f"u{company.units['Sales-2'].pk}", "2027-03", "type", after["Sales-2"][2] * K // 2)
    later = change_goal_cells(seat=company.seats["Olga"], version=made, changes=[double], now=now)
    march = {name: cells[-1] for name, cells in values(later, "Sales-2", "Ivan", "Chen", "Boris").items()}
    assert march["Ivan"] + march["Chen"] + march["Boris"] == march["Sales-2"]
    assert abs(march["Ivan"] - own[2] // 2) <= 1


def test_who_leads_one_of_two_units_puts_a_move_between_them_into_a_draft(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    moves(company, "Ivan", now)
    for who in ("Denis", "Petra"):
        for decision in ("published", "set_aside"):
            with pytest.raises(SeatChangeBeyondSight):
                decide(company, goal, now, by=who, decision=decision)
    assert newest_goal_of(PERIOD) == goal
    draft = decide(company, goal, now, by="Petra", decision="drafted")
    assert (newest_goal_of(PERIOD), open_draft_of(PERIOD)) == (goal, draft)


def test_a_head_publishes_what_changes_his_own_unit_only(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    with pytest.raises(SeatChangeBeyondSight):
        decide(company, goal, now, by="Petra", decision="published")
    made = decide(company, goal, now, by="Denis", decision="published", share="others")
    assert newest_goal_of(PERIOD) == made


def test_a_long_absence_takes_its_working_days_and_a_short_one_nothing(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    def away(first: date, last: date, who: str) -> None:
        set_deputy(
            seat=company.seats["Adam"],
            person=company.people[who],
            stands_in=company.people["Boris"],
            from_on=first,
            last_on=last,
            now=now,
            today=TODAY,
        )

    away(date(2027, 2, 1), date(2027, 2, 5), "Maria")
    away(date(2027, 2, 15), date(2027, 2, 28), "Ivan")
    assert seat_changes(goal, today=TODAY) == []  # nine working days: he makes up for them
    away(date(2027, 2, 15), date(2027, 3, 31), "Chen")
    # That he is ill meanwhile says nothing more: it is one absence.
    write_absence(
        person=company.people["Chen"],
        kind="illness",
        from_on=date(2027, 2, 20),
        to_on=date(2027, 3, 10),
        author=None,
        now=now,
    )
    made = decide(company, goal, now, decision="published")
    before, after = values(goal, "Chen")["Chen"], values(made, "Chen")["Chen"]
    assert after == [before[0], before[1] * 10 // 19, 0]


def test_a_draft_is_prepared_or_it_is_set_aside(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    draft = decide(company, goal, now, decision="drafted")
    assert (newest_goal_of(PERIOD), open_draft_of(PERIOD)) == (goal, draft)
    made = publish_goal(seat=company.seats["Denis"], version=draft, now=now)
    assert values(made, "Ivan")["Ivan"][2] == 0
    leaves(company, "Chen", date(2027, 3, 1), now)
    assert decide(company, made, now, decision="set_aside") is None
    assert seat_changes(made, today=TODAY) == []
    assert newest_goal_of(PERIOD) == made


def test_it_is_asked_again_when_the_draft_is_set_aside_and_when_it_is_undone(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    seat = company.seats["Olga"]
    draft = decide(company, goal, now, decision="drafted")
    assert seat_changes(goal, today=TODAY) == []
    set_draft_aside(seat=seat, version=draft, now=now)
    assert len(seat_changes(goal, today=TODAY)) == 1
    made = decide(company, goal, now, decision="published")
    assert seat_changes(made, today=TODAY) == []
    back = undo_goal_change(seat=seat, version=made, now=now)
    assert len(seat_changes(back, today=TODAY)) == 1
    again = redo_goal_change(seat=seat, version=back, now=now)
    assert seat_changes(again, today=TODAY) == []


def test_nothing_new_is_planned_for_who_left(company: SmallCompany, goal: GoalVersion, now: datetime) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    key = f"p{company.people['Ivan'].pk}"

    def typed(month: str, value: int) -> GoalVersion:
        version = newest_goal_of(PERIOD)
        assert version
        changes = [CellChange(key, month, "type", value)]
        return change_goal_cells(seat=company.seats["Denis"], version=version, changes=changes, now=now)

    with pytest.raises(LeftPerson) as refused:
        typed("2027-03", 9_000 * K)
    assert (refused.value.who, refused.value.month) == ("Ivan", "2027-03")
    assert values(typed("2027-02", 300 * K), "Ivan")["Ivan"][1] == 300  # he is there up to the 14th
    assert values(typed("2027-03", 5 * K), "Ivan")["Ivan"][2] == 5  # less than he had
    anew = set_goal(
        organisation=company.organisation, period=parse_period("2027-Q2"), amount_minor=5_600 * K, now=now
    )
    assert ("Ivan", "2027-04") not in named_cells(anew)


def test_a_goal_set_anew_has_those_of_each_month(company: SmallCompany, now: datetime) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    goal = set_goal(
        organisation=company.organisation, period=parse_period(PERIOD), amount_minor=5_600 * K, now=now
    )
    assert len(values(goal, "Ivan")["Ivan"]) == 2
    found = values(goal, "Sales-1", "Maria")
    assert found["Maria"][2] == found["Sales-1"][2]


def test_a_head_is_asked_about_his_own(company: SmallCompany, goal: GoalVersion, now: datetime) -> None:
    leaves(company, "Ivan", date(2027, 2, 15), now)
    asked = {
        who: len(seat_changes_in_sight(goal, company.seats[who], today=TODAY)) for who in ("Denis", "Petra")
    }
    assert asked == {"Denis": 1, "Petra": 0}


def test_only_the_goal_that_counts_is_followed_and_a_change_is_decided_once(
    company: SmallCompany, goal: GoalVersion, now: datetime
) -> None:
    def decide_on(version: GoalVersion) -> Any:
        return decide_on_seat_change(
            seat=company.seats["Olga"],
            version=version,
            change=change,
            decision="published",
            today=TODAY,
            now=now,
        )

    newer = set_goal(
        organisation=company.organisation,
        seat=company.seats["Petra"],
        period=parse_period(PERIOD),
        amount_minor=9_900 * K,
        now=now,
    )
    leaves(company, "Ivan", date(2027, 2, 15), now)
    change = only_change(newer)
    draft = begin_draft(seat=company.seats["Olga"], version=newer, now=now)
    for other in (goal, draft):
        with pytest.raises(GoalChangedMeanwhile) as refused:
            decide_on(other)
        assert refused.value.by == "Petra"
    assert newest_goal_of(PERIOD) == newer
    made = decide_on(newer)
    assert made.revenue_minor == 9_900 * K
    # Sent twice, the second one finds that it is decided, though its goal is the one that counts.
    with pytest.raises(NothingToPropose):
        decide_on(made)
