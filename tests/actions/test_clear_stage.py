"""A stage with clients on it is retired: they go to another stage as moves, and all come back by one undo."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.actions.change_many_deals import SameIdOtherChange
from kvota.actions.change_stage import StageInUse, StageStays, retire_stage
from kvota.actions.clear_stage import NoStageToGoTo, clear_stage
from kvota.actions.record_move import UnknownStage, record_move
from kvota.actions.undo_many_deals import ManyUndoneAlready, undo_many_deals
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import Scope
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Event, ManyAtOnce, Move, Stage
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed
from tests.analytics.random_history import happenings_in_two_funnels, taken_back
from tests.analytics.test_deal_state import compare, states
from tests.how_many_examples import examples


def state(deal: Any, on: date) -> Any:
    return progress(moves_that_count(deal, on=on))


def at_stage(company: Any, stage: Stage, on: date) -> list[str]:
    rows = open_deals(company.organisation, scope=Scope(people=None), as_of=on, stage=stage.pk)
    return sorted(row.client.name for row in rows)


@pytest.fixture
def offered(company, today) -> dict[str, Any]:
    """Two deals at the offer, one of them parked; one lost there, one long past it, one new."""
    deals = {name: company.deal(name) for name in ("Vega", "Lyra", "Gone", "Past", "New")}
    for name in ("Vega", "Lyra", "Gone", "Past"):
        company.move(deals[name], 5, on=today - timedelta(days=9))
    company.move(deals["Lyra"], kind="park", on=today, park_until=today + timedelta(days=30))
    company.move(deals["Gone"], kind="lost", on=today)
    company.move(deals["Past"], 6, on=today)
    return deals


def test_the_clients_of_a_retired_stage_are_moved_by_who_retires_it(company, offered, now, today) -> None:
    offer, before = company.stages[4], company.stages[3]
    many = clear_stage(seat=company.seats["Adam"], stage=offer, to=before, now=now, today=today)
    assert at_stage(company, offer, today) == [] and at_stage(company, before, today) == ["Lyra", "Vega"]
    assert state(offered["Vega"], today).rank == 4
    # Nobody meant to wake the parked one; the lost and the one that passed through keep the old stage.
    assert state(offered["Lyra"], today).parked_until == today + timedelta(days=30)
    assert state(offered["Gone"], today).is_lost and state(offered["Past"], today).reached[5]
    written = Move.objects.filter(author=company.people["Adam"])
    assert sorted(written.values_list("kind", "occurred_on")) == [
        ("park", today),
        ("stage", today),
        ("stage", today),
    ]
    assert Move.objects.filter(stage=offer).count() == 4
    offer.refresh_from_db()
    assert offer.removed_on == today
    event = Event.objects.get()
    assert (event.kind, event.payload["count"], event.payload["to"]) == ("stage_retired", 2, str(before.uid))
    assert [row.outcome for row in many.rows.all()] == ["done", "done"]
    with pytest.raises(UnknownStage):
        record_move(seat=company.seats["Maria"], deal=offered["New"], stage=offer, now=now, today=today)


def test_one_undo_gives_the_stage_and_its_clients_back_and_keeps_what_was_done_since(
    company, offered, now, today
) -> None:
    offer, before = company.stages[4], company.stages[3]
    seat = company.seats["Adam"]
    as_they_were = states(company, today)
    many = clear_stage(seat=seat, stage=offer, to=before, now=now, today=today)
    undo_many_deals(seat=seat, many=many, now=now, today=today)
    assert states(company, today) == as_they_were
    assert Stage.objects.get(pk=offer.pk).removed_on is None
    assert list(many.rows.values_list("undone", flat=True)) == [True, True]
    with pytest.raises(ManyUndoneAlready):
        undo_many_deals(seat=seat, many=many, now=now, today=today)

    again = clear_stage(seat=seat, stage=offer, to=before, now=now, today=today)
    record_move(
        seat=company.seats["Maria"], deal=offered["Vega"], stage=company.stages[5], now=now, today=today
    )
    undo_many_deals(seat=seat, many=again, now=now, today=today)
    assert (state(offered["Vega"], today).rank, state(offered["Lyra"], today).rank) == (6, 5)


def test_sent_twice_it_is_done_once_and_what_cannot_be_is_refused(company, offered, now, today) -> None:
    offer, before, contract = company.stages[4], company.stages[3], company.stages[6]
    adam, uid = company.seats["Adam"], uuid4()
    for seat, stage, to, refusal in (
        (company.seats["Denis"], offer, before, NotAllowed),
        (adam, contract, before, StageStays),
        (adam, offer, contract, NoStageToGoTo),
        (adam, offer, offer, NoStageToGoTo),
        (adam, offer, company.second_funnel()[0], NoStageToGoTo),
    ):
        with pytest.raises(refusal):
            clear_stage(seat=seat, stage=stage, to=to, now=now, today=today)
    with pytest.raises(StageInUse):
        retire_stage(seat=adam, stage=offer, standing=2, today=today, now=now)
    assert not Event.objects.exists() and at_stage(company, offer, today) == ["Lyra", "Vega"]
    first = clear_stage(seat=adam, stage=offer, to=before, now=now, today=today, uid=uid)
    moves = Move.objects.count()
    assert clear_stage(seat=adam, stage=offer, to=before, now=now, today=today, uid=uid) == first
    assert (Move.objects.count(), ManyAtOnce.objects.count()) == (moves, 1)
    with pytest.raises(SameIdOtherChange):
        clear_stage(seat=adam, stage=offer, to=company.stages[5], now=now, today=today, uid=uid)


@pytest.mark.timeout(300)
@settings(
    max_examples=examples(4),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    life=st.lists(happenings_in_two_funnels, min_size=8, max_size=40),
    gone=st.integers(0, 5),
    to=st.integers(0, 5),
)
def test_whatever_happened_every_figure_reads_on_and_an_undo_leaves_no_trace_in_them(
    company, now, today, life: list[Any], gone: int, to: int
) -> None:
    if gone == to:
        return
    stage, other = company.stages[gone], company.stages[to]
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        before, seat = states(company, today), company.seats["Adam"]
        in_work = clients_in_work(company.organisation, scope=Scope(people=None), as_of=today)
        many = clear_stage(seat=seat, stage=stage, to=other, now=now, today=today)
        compare(company, today)
        after = clients_in_work(company.organisation, scope=Scope(people=None), as_of=today)
        assert (after.count, after.minor) == (in_work.count, in_work.minor)
        assert {one.stage: one.count for one in after.stages}.get(stage.pk, 0) == 0
        undo_many_deals(seat=seat, many=many, now=now, today=today)
        compare(company, today)
        assert states(company, today) == before
        stage.refresh_from_db()
