"""What a goal takes: who writes it, what stays of each change, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kvota.actions.plain_values import DayInThePast, TextTooLong
from kvota.actions.set_condition import (
    NotYourPlan,
    SaidMeanwhile,
    UnknownConditionKind,
    UnknownConditionState,
    WordsNeeded,
    add_condition,
    revise_condition,
)
from kvota.actions.set_focus import NotAQuarter, set_focus
from kvota.analytics.scope import Scope, scope_of
from kvota.domain.calendar.period import parse_period
from kvota.records.conditions import due_soon
from kvota.records.models import Condition, Event, QuarterFocus
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

DAY = timedelta(days=1)
QUARTER = parse_period("2026-Q4")


@pytest.fixture
def denis(company: SmallCompany, now: Any, today: date) -> dict[str, Any]:
    seat = company.seats["Denis"]
    return {
        "seat": seat,
        "scope": scope_of(seat, on=today),
        "period": QUARTER,
        "metric": "revenue",
        "kind": "difficulty",
        "words": "no machine in the south",
        "now": now,
        "today": today,
    }


def test_a_head_writes_for_his_unit_and_its_people_and_an_event_tells_it(company, denis, today) -> None:
    line = add_condition(**denis, owner=company.people["Carla"], due_on=today + DAY, support="a lorry")
    assert (line.unit, line.person, line.state) == (company.units["Sales-1"], None, "open")
    maria = scope_of(company.seats["Denis"], str(company.people["Maria"].uid), on=today)
    assert add_condition(**(denis | {"scope": maria, "kind": "mix"})).person == company.people["Maria"]
    told = Event.objects.filter(kind="condition_set").order_by("sequence").first()
    assert told.payload["words"] == "no machine in the south" and told.subject == f"condition:{line.line}"
    # What an action plan reads later stands in fields of its own.
    assert (line.words, line.owner, line.due_on, line.support) == (
        "no machine in the south",
        company.people["Carla"],
        today + DAY,
        "a lorry",
    )


def test_a_rep_writes_for_himself_and_for_nobody_else(company, denis, today) -> None:
    maria = company.seats["Maria"]
    mine = denis | {"seat": maria, "scope": scope_of(maria, on=today)}
    assert add_condition(**mine).person_id == maria.person_id
    for foreign in (
        Scope(people=None, unit=company.units["Sales-1"].pk),
        Scope(people=None, person=company.people["Ivan"].pk),
        Scope(people=None),
    ):
        with pytest.raises(NotYourPlan):
            add_condition(**(mine | {"scope": foreign}))
    for who in ("Petra",):
        with pytest.raises(NotYourPlan):
            add_condition(**(denis | {"seat": company.seats[who]}))
    for who in ("Anna", "Elena", "Adam", "Carla"):
        with pytest.raises(NotAllowed):
            add_condition(**(denis | {"seat": company.seats[who]}))


def test_a_change_is_a_revision_and_the_earlier_words_stay(company, denis, now, today) -> None:
    first = add_condition(**denis)
    by = {"seat": company.seats["Olga"], "now": now, "today": today}
    second = revise_condition(condition=first, words="two machines too few", **by)
    assert (second.line, second.replaces, second.author) == (first.line, first, company.people["Olga"])
    assert [row.words for row in Condition.objects.order_by("sequence")] == [
        "no machine in the south",
        "two machines too few",
    ]
    assert Condition.standing().get() == second
    assert revise_condition(condition=second, words="two  machines too few ", **by) == second
    assert Condition.objects.count() == 2
    with pytest.raises(SaidMeanwhile, match="Olga"):
        revise_condition(condition=first, state="removed", **(by | {"seat": company.seats["Denis"]}))


def test_whoever_is_to_remove_it_says_what_became_of_it_and_nothing_else(company, denis, now, today) -> None:
    line = add_condition(**denis, owner=company.people["Carla"])
    carla = {"seat": company.seats["Carla"], "now": now, "today": today}
    with pytest.raises(NotAllowed):
        revise_condition(condition=line, words="easier", **carla)
    assert revise_condition(condition=line, state="removed", **carla).state == "removed"
    other = add_condition(**denis)
    with pytest.raises(NotYourPlan):
        revise_condition(condition=other, state="removed", **(carla | {"seat": company.seats["Maria"]}))


def test_who_reads_the_plan_reads_what_it_takes_and_so_does_who_is_named(company, denis, today) -> None:
    add_condition(**denis, owner=company.people["Carla"])
    maria = company.seats["Maria"]
    add_condition(**(denis | {"seat": maria, "scope": scope_of(maria, on=today)}))
    counts = {
        who: Condition.visible_to(company.seats[who], on=today).count()
        for who in ("Maria", "Ivan", "Denis", "Petra", "Olga", "Anna", "Elena", "Carla", "Adam")
    }
    assert counts == {
        **{"Maria": 1, "Ivan": 0, "Denis": 2, "Petra": 0, "Olga": 2},
        **{"Anna": 2, "Elena": 2, "Carla": 1, "Adam": 0},
    }


def test_only_open_lines_of_mine_with_a_day_that_comes_are_due(company, denis, now, today) -> None:
    ivan = company.people["Ivan"]
    late = add_condition(**denis, owner=ivan, due_on=today)
    add_condition(**denis, owner=ivan, due_on=today + 8 * DAY)
    add_condition(**denis, owner=ivan)
    add_condition(**denis, owner=company.people["Maria"], due_on=today)
    done = add_condition(**denis, owner=ivan, due_on=today)
    revise_condition(seat=company.seats["Denis"], condition=done, state="given_up", now=now, today=today)
    assert list(due_soon(ivan.pk, until=today + 7 * DAY)) == [late]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "weather"}, UnknownConditionKind),
        ({"words": "  "}, WordsNeeded),
        ({"words": "x" * 501}, TextTooLong),
        ({"support": "x" * 301}, TextTooLong),
        ({"due_on": date(2026, 11, 17)}, DayInThePast),
    ],
)
def test_what_makes_no_sense_is_refused_and_writes_nothing(denis, wrong, refusal) -> None:
    with pytest.raises(refusal):
        add_condition(**(denis | wrong))
    assert not Condition.objects.exists() and not Event.objects.exists()


def test_a_state_that_is_none_is_refused(company, denis, now, today) -> None:
    line = add_condition(**denis)
    with pytest.raises(UnknownConditionState):
        revise_condition(seat=company.seats["Denis"], condition=line, state="gone", now=now, today=today)


def test_a_focus_is_set_changed_and_taken_back_by_who_leads_there(company, now, today) -> None:
    asked = {
        "seat": company.seats["Denis"],
        "unit": company.units["Sales-1"],
        "quarter": QUARTER,
        "words": "spare parts",
        "now": now,
        "today": today,
    }
    first = set_focus(**asked)
    assert first.due_on == date(2026, 12, 31)
    with pytest.raises(SaidMeanwhile, match="Denis"):
        set_focus(**(asked | {"words": "mills", "seat": company.seats["Olga"]}))
    second = set_focus(**(asked | {"words": "mills"}), seen=first)
    seen = {
        who: [row.words for row in QuarterFocus.visible_to(company.seats[who], on=today)]
        for who in ("Maria", "Chen", "Olga", "Carla")
    }
    assert seen == {"Maria": ["mills"], "Chen": [], "Olga": ["mills"], "Carla": []}
    set_focus(**(asked | {"words": ""}), seen=second)
    assert not QuarterFocus.visible_to(company.seats["Denis"], on=today).exists()
    assert QuarterFocus.objects.count() == 3
    for wrong, refusal in (
        ({"unit": company.units["Sales-2"]}, NotYourPlan),
        ({"quarter": parse_period("2026-11")}, NotAQuarter),
        ({"seat": company.seats["Maria"]}, NotAllowed),
    ):
        with pytest.raises(refusal):
            set_focus(**(asked | wrong))
