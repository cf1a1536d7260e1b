"""A deal carried over to another funnel: a move that is no step, kept like one and undone like one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kvota.actions.carry_deal import carry_deal, stage_to_carry_to
from kvota.actions.change_funnel import (
    FunnelInUse,
    FunnelNameNeeded,
    FunnelNameTaken,
    LastFunnel,
    add_funnel,
    offer_funnel,
    rename_funnel,
    retire_funnel,
)
from kvota.actions.record_move import (
    ContractStaysContract,
    DealIsFinished,
    MovedMeanwhile,
    OtherFunnelMeanwhile,
    UnknownStage,
    record_move,
)
from kvota.actions.record_payment import record_payment
from kvota.actions.undo_move import undo_move
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.deals import deals_by_id
from kvota.analytics.metrics.moves_per_day import moves_per_day
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import period_of
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Event, Funnel, Move, Stage
from kvota.records.moves import moves_that_count, present_funnel
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


@pytest.fixture
def vega(company: SmallCompany, today: date):
    """A deal of Maria's at the third stage of the first funnel, for nine days."""
    company.second_funnel()
    deal = company.deal("Vega", owner="Maria", on=today - timedelta(days=9))
    company.move(deal, 3, on=today - timedelta(days=9))
    return deal


def state(deal, today):
    return progress(moves_that_count(deal, on=today))


def test_carried_over_a_deal_stands_there_since_today_and_no_step_was_made(company, vega, now, today) -> None:
    tender = company.tender
    carried = carry_deal(seat=company.seats["Maria"], deal=vega, stage=tender[1], now=now, today=today)
    assert (carried.steps, carried.is_carried) == (0, True)
    row = deals_by_id(company.organisation, [vega.pk], as_of=today)[0]
    assert (row.funnel, row.stage, row.since_on) == (tender[0].funnel_id, tender[1].pk, today)
    (moved,) = moves_per_day(
        company.organisation, scope=whole_company(on=today), period=period_of(today, "day"), as_of=today
    )
    assert (moved.moves.forward, moved.moves.back, moved.moves.entries, moved.moves.results) == (0, 0, 0, 0)
    event = Event.objects.order_by("sequence").last()
    assert (event.kind, event.payload["move"]) == ("deal_carried", str(carried.move.uid))


def test_yesterday_it_stood_where_it_stood(company, vega, now, today) -> None:
    carry_deal(seat=company.seats["Maria"], deal=vega, stage=company.tender[0], now=now, today=today)
    before = deals_by_id(company.organisation, [vega.pk], as_of=today - timedelta(days=1))[0]
    assert (before.funnel, before.rank) == (company.stages[0].funnel_id, 3)


def test_undone_it_stands_where_it_stood_and_as_long(company, vega, now, today) -> None:
    carried = carry_deal(
        seat=company.seats["Maria"], deal=vega, stage=company.tender[0], now=now, today=today
    )
    undo_move(seat=company.seats["Maria"], move=carried.move, now=now, today=today)
    row = deals_by_id(company.organisation, [vega.pk], as_of=today)[0]
    assert (row.funnel, row.rank, row.age_days) == (company.stages[0].funnel_id, 3, 9)


def test_after_that_it_moves_on_in_its_new_funnel_alone(company, vega, now, today) -> None:
    seat, tender = company.seats["Maria"], company.tender
    carry_deal(seat=seat, deal=vega, stage=tender[1], now=now, today=today)
    with pytest.raises(OtherFunnelMeanwhile):
        record_move(seat=seat, deal=vega, stage=company.stages[3], now=now, today=today)
    moved = record_move(seat=seat, deal=vega, stage=tender[3], now=now, today=today)
    assert (moved.steps, moved.after.funnel) == (2, tender[0].funnel_id)
    record_move(seat=seat, deal=vega, stage=tender[4], now=now, today=today)
    assert Contract.of(vega).amount_minor == vega.amount_minor
    record_payment(
        seat=company.seats["Denis"],
        deal=vega,
        amount_minor=vega.amount_minor,
        occurred_on=today,
        now=now,
        today=today,
    )
    row = deals_by_id(company.organisation, [vega.pk], as_of=today)[0]
    assert (row.stage, row.stage_kind) == (tender[5].pk, "paid")
    with pytest.raises(DealIsFinished):
        carry_deal(seat=seat, deal=vega, stage=company.stages[0], now=now, today=today)


def test_a_contract_stays_a_contract_and_is_not_signed_twice(company, vega, now, today) -> None:
    seat, tender = company.seats["Maria"], company.tender
    record_move(seat=seat, deal=vega, stage=company.stages[6], now=now, today=today)
    with pytest.raises(ContractStaysContract):
        carry_deal(seat=seat, deal=vega, stage=tender[0], now=now, today=today)
    chosen = stage_to_carry_to(vega, state(vega, today), Funnel.objects.get(name_en="Tenders"))
    assert chosen == tender[4]
    carry_deal(seat=seat, deal=vega, stage=chosen, now=now, today=today)
    assert Contract.standing().filter(deal=vega).count() == 1
    assert deals_by_id(company.organisation, [vega.pk], as_of=today)[0].signed_minor == vega.amount_minor


def test_nobody_signs_by_carrying_over(company, vega, now, today) -> None:
    with pytest.raises(ContractStaysContract):
        carry_deal(seat=company.seats["Maria"], deal=vega, stage=company.tender[4], now=now, today=today)


def test_the_same_carrying_sent_twice_is_one(company, vega, now, today) -> None:
    sent = {"seat": company.seats["Maria"], "deal": vega, "stage": company.tender[0], "uid": uuid4()}
    first, again = (carry_deal(**sent, now=now, today=today) for _ in range(2))
    assert (first.move, again.first) == (again.move, False)
    assert Move.objects.filter(deal=vega).count() == 2


def test_who_saw_another_stage_is_told_and_nothing_is_carried(company, vega, now, today) -> None:
    with pytest.raises(MovedMeanwhile):
        carry_deal(
            seat=company.seats["Maria"], deal=vega, stage=company.tender[0], now=now, today=today, seen_rank=2
        )
    assert present_funnel(vega, state(vega, today)) == vega.funnel_id


def test_a_stage_of_its_own_funnel_or_of_a_retired_one_is_refused(company, vega, now, today) -> None:
    seat, tender = company.seats["Maria"], company.tender
    with pytest.raises(UnknownStage):
        carry_deal(seat=seat, deal=vega, stage=company.stages[1], now=now, today=today)
    retire_funnel(seat=company.seats["Olga"], funnel=tender[0].funnel, standing=0, today=today, now=now)
    with pytest.raises(UnknownStage):
        carry_deal(seat=seat, deal=vega, stage=Stage.objects.get(pk=tender[0].pk), now=now, today=today)


def test_in_work_each_funnel_has_its_own_and_together_they_are_all(company, vega, now, today) -> None:
    other = company.deal("Orion", on=today)
    company.move(other, 2, on=today)
    carry_deal(seat=company.seats["Maria"], deal=vega, stage=company.tender[0], now=now, today=today)
    asked = {"scope": whole_company(on=today), "as_of": today}
    first, second = company.stages[0].funnel_id, company.tender[0].funnel_id
    parts = [clients_in_work(company.organisation, **asked, funnel=funnel) for funnel in (first, second)]
    assert [part.count for part in parts] == [1, 1]
    assert clients_in_work(company.organisation, **asked).count == 2


def test_a_new_funnel_begins_as_a_copy_and_has_a_name_of_its_own(company, now, today) -> None:
    seat, first = company.seats["Olga"], Funnel.objects.get()
    made = add_funnel(seat=seat, name=" Repeat  orders ", language="en", now=now, like=first)
    assert str(made) == "Repeat orders"
    assert [(s.rank, s.kind, s.name_ru) for s in made.stages.all()] == [
        (s.rank, s.kind, s.name_ru) for s in first.stages.all()
    ]
    for name, refusal in (("", FunnelNameNeeded), ("repeat orders", FunnelNameTaken)):
        with pytest.raises(refusal):
            add_funnel(seat=seat, name=name, language="en", now=now)
    with pytest.raises(FunnelNameTaken):  # what nobody has named is called so
        rename_funnel(seat=seat, funnel=made, name="Sales funnel", language="en", now=now)
    with pytest.raises(NotAllowed):
        add_funnel(seat=company.seats["Denis"], name="Mine", language="en", now=now)
    kinds = [event.kind for event in Event.objects.filter(subject=f"funnel:{made.uid}")]
    assert kinds == ["funnel_added"]


def test_a_funnel_with_deals_and_the_only_one_are_not_retired(company, now, today) -> None:
    seat, first = company.seats["Olga"], Funnel.objects.get()
    with pytest.raises(LastFunnel):
        retire_funnel(seat=seat, funnel=first, standing=0, today=today, now=now)
    add_funnel(seat=seat, name="Tenders", language="en", now=now)
    with pytest.raises(FunnelInUse):
        retire_funnel(seat=seat, funnel=first, standing=2, today=today, now=now)
    retire_funnel(seat=seat, funnel=first, standing=0, today=today, now=now)
    assert [str(funnel) for funnel in Funnel.offered()] == ["Tenders"]
    offer_funnel(seat=seat, funnel=first, now=now)
    assert Funnel.offered().count() == 2
