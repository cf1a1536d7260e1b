"""Somebody stands in for another from day to day: he sees and moves those deals, and it ends by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvota.actions.add_deal import NobodyToSell
from kvota.actions.edit_deal import edit_deal
from kvota.actions.plain_values import DayInThePast
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.record_move import record_move
from kvota.actions.record_payment import record_payment
from kvota.actions.set_deputy import (
    DaysTurnedRound,
    OwnDeputy,
    StandInOver,
    StandInTooLong,
    StandsInAlready,
    end_deputy,
    set_deputy,
)
from kvota.actions.set_next_step import set_next_step
from kvota.actions.undo_move import undo_move
from kvota.analytics.scope import scope_of
from kvota.analytics.verify import faults_found
from kvota.records.models import (
    Client,
    Deal,
    Deputy,
    Event,
    GoalVersion,
    ImportBatch,
    Move,
    Payment,
    Person,
    Seat,
)
from kvota.records.rights import NotAllowed, NotForAnother, own_people_in_sight
from tests.a_small_company import SmallCompany

DAY = timedelta(days=1)


@pytest.fixture
def adam(company: SmallCompany, now: datetime, today: date) -> dict[str, Any]:
    for who in ("Maria", "Ivan", "Chen", "Denis"):
        company.deal(f"of {who}", owner=who)
    company.deal("of nobody", owner=None)
    return {"seat": company.seats["Adam"], "now": now, "today": today}


def seat_of(who: str) -> Seat:
    """The seat as a request finds it: with its person as he is stored."""
    return Seat.objects.select_related("person", "unit", "organisation").get(person__name=who)


def seen(who: str, on: date) -> set[str]:
    return {name[3:] for name in Deal.visible_to(seat_of(who), on=on).values_list("client__name", flat=True)}


def away(company: SmallCompany, adam: dict[str, Any], who: str, by: str, days: int = 3) -> Deputy:
    today = adam["today"]
    return set_deputy(
        person=company.people[who],
        stands_in=company.people[by],
        from_on=today,
        last_on=today + (days - 1) * DAY,
        **adam,
    )


def test_a_deputy_sees_the_deals_on_these_days_and_on_no_other(company, adam, today) -> None:
    set_deputy(
        person=company.people["Maria"],
        stands_in=company.people["Chen"],
        from_on=today + DAY,
        last_on=today + 2 * DAY,
        **adam,
    )
    sights = [seen("Chen", today + days * DAY) for days in range(5)]
    assert sights == [{"Chen"}, {"Chen", "Maria"}, {"Chen", "Maria"}, {"Chen"}, {"Chen"}]
    assert seen("Maria", today + DAY) == {"Maria"} and seen("Boris", today + DAY) == set()
    assert faults_found() == []


@pytest.mark.parametrize("by", ["Chen", "Petra"])
def test_with_a_head_those_of_the_team_come_along(company, adam, today, by) -> None:
    own = seen(by, today)
    away(company, adam, "Denis", by)
    assert seen(by, today) == own | {"Denis", "Maria", "Ivan"}
    assert seen(by, today + 3 * DAY) == own


def test_a_head_at_the_top_brings_the_whole_company(company, adam, today) -> None:
    Seat.objects.filter(person=company.people["Denis"]).update(unit=company.units["top"])
    away(company, adam, "Denis", "Chen")
    assert seen("Chen", today) == {"Maria", "Ivan", "Chen", "Denis", "nobody"}


def test_it_ends_with_the_seat_of_the_one_who_is_away(company, adam, today) -> None:
    away(company, adam, "Maria", "Chen")
    Seat.objects.filter(person=company.people["Maria"]).update(to_on=today)
    assert seen("Chen", today) == {"Chen"}


def test_all_that_hangs_on_a_deal_is_seen_with_it_and_nothing_else(company, adam, today) -> None:
    deal = Deal.objects.get(client__name="of Maria")
    company.move(deal, 2, on=today)
    company.money("payment", deal, 100, on=today)
    batch = company.batch()
    batch.author = company.people["Denis"]
    batch.save()
    away(company, adam, "Denis", "Petra")
    petra = seat_of("Petra")
    for model in (Move, Payment):
        assert model.visible_to(petra, on=today).count() == 1
    assert Client.visible_to(petra, on=today).filter(name="of Maria").exists()
    assert Person.visible_to(petra, on=today).filter(name="Maria").exists()
    assert not ImportBatch.visible_to(petra, on=today).exists()
    assert not GoalVersion.visible_to(seat_of("Carla"), on=today).exists()


def test_what_he_does_bears_his_name_and_says_for_whom(company, adam, now, today) -> None:
    away(company, adam, "Maria", "Chen")
    chen, deal = seat_of("Chen"), Deal.objects.get(client__name="of Maria")
    kept = {"seat": chen, "now": now, "today": today}
    done = record_move(deal=deal, stage=company.stages[2], **kept)
    set_next_step(deal=deal, on=today + DAY, **kept)
    edit_deal(deal=deal, changes={"amount_minor": 5_00}, **kept)
    undo_move(move=done.move, **kept)
    record_move(deal=Deal.objects.get(client__name="of Chen"), kind="touch", **kept)
    maria = str(company.people["Maria"].uid)
    events = Event.objects.exclude(kind="deputy_set").order_by("sequence")
    assert [event.payload.get("for") for event in events] == [maria] * 4 + [None]
    assert {event.actor.name for event in events} == {"Chen"}
    assert done.move.author_id == company.people["Chen"].pk


def test_a_head_who_moves_his_own_team_acts_for_nobody(company, adam, now, today) -> None:
    away(company, adam, "Maria", "Denis")
    deal = Deal.objects.get(client__name="of Maria")
    record_move(seat=seat_of("Denis"), deal=deal, kind="touch", now=now, today=today)
    assert "for" not in Event.objects.get(kind="move_recorded").payload


def test_standing_in_is_the_work_and_not_the_decisions(company, adam, now, today) -> None:
    away(company, adam, "Denis", "Petra")
    deal = Deal.objects.get(client__name="of Maria")
    petra = {"seat": seat_of("Petra"), "now": now, "today": today}
    with pytest.raises(NotForAnother):
        record_payment(deal=deal, amount_minor=100, **petra)
    (row,) = reassign_deals(deals=[deal], person=company.people["Chen"], **petra)
    assert (row.outcome, Payment.objects.count()) == ("not_found", 0)
    record_payment(deal=Deal.objects.get(client__name="of Chen"), amount_minor=100, **petra)


def test_his_own_figures_stay_his_own(company, adam, today) -> None:
    away(company, adam, "Maria", "Chen")
    chen, maria = seat_of("Chen"), company.people["Maria"]
    assert scope_of(chen, on=today).people == {chen.person_id} == own_people_in_sight(chen, on=today)
    hers = scope_of(chen, str(maria.uid), on=today)
    assert (hers.people, hers.has_plan, hers.label) == ({maria.pk}, False, "Maria")
    away(company, adam, "Denis", "Chen")
    his = scope_of(chen, str(company.people["Denis"].uid), on=today)
    assert his.people == {company.people[who].pk for who in ("Denis", "Maria", "Ivan")} and not his.has_plan


def test_it_is_ended_early_by_a_later_row(company, adam, today, now) -> None:
    row = away(company, adam, "Maria", "Chen")
    later = adam | {"today": today + DAY}
    end_deputy(deputy=row, **later)
    assert [seen("Chen", today + days * DAY) for days in range(3)] == [{"Chen", "Maria"}, {"Chen"}, {"Chen"}]
    assert Deputy.objects.count() == 2 and Event.objects.filter(kind="deputy_ended").count() == 1
    with pytest.raises(StandInOver):
        end_deputy(deputy=row, **later)
    assert faults_found() == []


def test_each_span_ends_for_itself(company, adam, today) -> None:
    away(company, adam, "Maria", "Chen", days=2)
    row = away(company, adam, "Denis", "Chen", days=3)
    away(company, adam, "Boris", "Chen", days=5)
    company.deal("of Boris", owner="Boris")
    end_deputy(deputy=row, **adam)
    sights = [seen("Chen", today + days * DAY) - {"Chen"} for days in (0, 1, 2, 4, 5)]
    assert sights == [{"Maria", "Boris"}, {"Maria", "Boris"}, {"Boris"}, {"Boris"}, set()]


def test_what_makes_no_sense_is_refused(company, adam, today) -> None:
    maria, chen, carla = (company.people[who] for who in ("Maria", "Chen", "Carla"))
    good = {"person": maria, "stands_in": chen, "from_on": today, "last_on": today} | adam
    for wrong, refusal in (
        ({"stands_in": maria}, OwnDeputy),
        ({"stands_in": carla}, NobodyToSell),
        ({"person": carla}, NobodyToSell),
        ({"last_on": today - DAY}, DaysTurnedRound),
        ({"from_on": today - DAY}, DayInThePast),
        ({"last_on": today + 400 * DAY}, StandInTooLong),
        ({"seat": company.seats["Denis"]}, NotAllowed),
        ({"seat": company.seats["Maria"]}, NotAllowed),
    ):
        with pytest.raises(refusal):
            set_deputy(**(good | wrong))
    assert not Deputy.objects.exists() and not Event.objects.exists()
    row = set_deputy(**good)
    with pytest.raises(StandsInAlready):
        set_deputy(**good)
    with pytest.raises(NotAllowed):
        end_deputy(seat=company.seats["Chen"], deputy=row, now=adam["now"], today=today)


def test_who_stands_in_for_nobody_pays_nothing_for_it(company, adam, now, today) -> None:
    def queries(who: str, deal: Deal) -> int:
        seat = seat_of(who)
        with CaptureQueriesContext(connection) as asked:
            found = Deal.one_visible_to(seat, deal.uid, on=today)
            assert found is not None
            record_move(seat=seat, deal=found, kind="touch", now=now, today=today)
        return len(asked)

    ivans, marias = (Deal.objects.get(client__name=f"of {who}") for who in ("Ivan", "Maria"))
    before = queries("Ivan", ivans)
    away(company, adam, "Maria", "Chen")
    assert queries("Ivan", ivans) == before
    # For whom he stands in is asked twice: to find the deal, and to say so in the event.
    assert queries("Chen", marias) == before + 2
