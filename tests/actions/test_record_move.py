"""One action, one gesture: what a move does, and what it refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from kvota.actions.record_move import (
    DealIsPaid,
    MovedMeanwhile,
    MoveInTheFuture,
    MoveTooOld,
    PaidComesFromMoney,
    ParkDateNeeded,
    ParkedTooLong,
    SameIdOtherMove,
    UnknownStage,
    record_move,
)
from kvota.actions.record_payment import record_payment
from kvota.actions.record_refund import record_refund
from kvota.actions.undo_move import AlreadyUndone, NotYoursToUndo, undo_move
from kvota.analytics.metrics.moves_per_day import moves_per_day
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import period_of
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Event, Move, Stage
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


def stage(rank: int) -> Stage:
    found: Stage = Stage.objects.get(rank=rank)
    return found


def standing(deal, today):
    return progress(moves_that_count(deal, on=today))


@pytest.fixture
def vega(company: SmallCompany, today: date):
    """A deal of Maria's at the second stage."""
    deal = company.deal("Vega", owner="Maria", on=today - timedelta(days=9))
    company.move(deal, 2, on=today - timedelta(days=9))
    return deal


def test_a_tap_moves_the_client_one_stage_on(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(3), now=now, today=today)
    assert (moved.steps, moved.before.rank, moved.after.rank) == (1, 2, 3)
    assert standing(vega, today).rank == 3


def test_the_usual_action_is_taken_without_being_asked(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(5), now=now, today=today)
    assert moved.move.action == "offer"


def test_a_jump_counts_as_its_stages(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(5), now=now, today=today)
    assert moved.steps == 3
    assert sorted(moved.after.imputed) == [1, 3, 4]  # 1: the deal entered at stage 2


def test_a_move_back_never_erases_what_was_reached(company, vega, now, today) -> None:
    seat = company.seats["Maria"]
    record_move(seat=seat, deal=vega, stage=stage(5), now=now, today=today)
    back = record_move(seat=seat, deal=vega, stage=stage(3), now=now, today=today)
    assert (back.steps, back.after.rank, back.after.furthest) == (-2, 3, 5)


def test_the_same_move_sent_a_hundred_times_is_one_row_and_one_answer(company, vega, now, today) -> None:
    uid = uuid4()
    answers = [
        record_move(seat=company.seats["Maria"], deal=vega, stage=stage(4), uid=uid, now=now, today=today)
        for _ in range(100)
    ]
    assert Move.objects.filter(uid=uid).count() == 1
    assert {(answer.steps, answer.after.rank) for answer in answers} == {(2, 4)}
    assert [answer.first for answer in answers] == [True] + [False] * 99


def test_the_same_id_with_another_content_is_refused_and_the_first_kept(company, vega, now, today) -> None:
    uid = uuid4()
    record_move(seat=company.seats["Maria"], deal=vega, stage=stage(3), uid=uid, now=now, today=today)
    with pytest.raises(SameIdOtherMove):
        record_move(seat=company.seats["Maria"], deal=vega, stage=stage(4), uid=uid, now=now, today=today)
    assert standing(vega, today).rank == 3


def test_a_move_of_tomorrow_is_refused(company, vega, now, today) -> None:
    with pytest.raises(MoveInTheFuture):
        record_move(
            seat=company.seats["Maria"],
            deal=vega,
            stage=stage(3),
            occurred_on=today + timedelta(days=1),
            now=now,
            today=today,
        )
    assert Event.objects.count() == 0


def test_a_move_of_yesterday_keeps_both_clocks(company, vega, now, today) -> None:
    yesterday = today - timedelta(days=1)
    moved = record_move(
        seat=company.seats["Maria"], deal=vega, stage=stage(3), occurred_on=yesterday, now=now, today=today
    )
    assert (moved.move.occurred_on, moved.move.known_on, moved.move.recorded_at) == (yesterday, today, now)


def test_a_move_of_two_years_ago_is_a_slip_and_refused(company, vega, now, today) -> None:
    with pytest.raises(MoveTooOld):
        record_move(
            seat=company.seats["Maria"],
            deal=vega,
            stage=stage(3),
            occurred_on=today - timedelta(days=700),
            now=now,
            today=today,
        )


def test_the_contract_stage_writes_the_contract_once(company, vega, now, today) -> None:
    seat = company.seats["Maria"]
    record_move(seat=seat, deal=vega, stage=stage(7), now=now, today=today)
    record_move(seat=seat, deal=vega, stage=stage(5), now=now, today=today)
    record_move(seat=seat, deal=vega, stage=stage(7), now=now, today=today)
    contract = Contract.objects.get()
    assert (contract.amount_minor, contract.occurred_on) == (vega.amount_minor, today)


def test_nobody_moves_a_deal_to_paid_by_word(company, vega, now, today) -> None:
    with pytest.raises(PaidComesFromMoney):
        record_move(seat=company.seats["Maria"], deal=vega, stage=stage(8), now=now, today=today)


def test_who_saw_another_stage_is_told_who_moved_it(company, vega, now, today) -> None:
    record_move(seat=company.seats["Denis"], deal=vega, stage=stage(4), now=now, today=today)
    with pytest.raises(MovedMeanwhile) as refused:
        record_move(seat=company.seats["Maria"], deal=vega, stage=stage(3), seen_rank=2, now=now, today=today)
    assert (refused.value.rank, refused.value.by) == (4, "Denis")


def test_a_parked_deal_needs_a_day_to_come_back(company, vega, now, today) -> None:
    with pytest.raises(ParkDateNeeded):
        record_move(seat=company.seats["Maria"], deal=vega, kind="park", now=now, today=today)


def test_a_move_after_a_loss_opens_the_deal_anew(company, vega, now, today) -> None:
    seat = company.seats["Maria"]
    record_move(seat=seat, deal=vega, kind="lost", now=now, today=today)
    assert standing(vega, today).is_lost
    again = record_move(seat=seat, deal=vega, stage=stage(1), now=now, today=today)
    assert (again.after.is_lost, again.after.cycle, again.after.rank) == (False, 2, 1)


def test_an_unknown_stage_changes_nothing(company, vega, now, today) -> None:
    with pytest.raises(UnknownStage):
        record_move(seat=company.seats["Maria"], deal=vega, kind="stage", stage=None, now=now, today=today)
    assert Move.objects.count() == 1


def test_finance_does_not_move_deals(company, vega, now, today) -> None:
    with pytest.raises(NotAllowed):
        record_move(seat=company.seats["Elena"], deal=vega, stage=stage(3), now=now, today=today)


def test_every_move_leaves_exactly_one_event_with_its_number(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(3), now=now, today=today)
    event = Event.objects.get()
    assert (event.kind, event.sequence, event.actor.name) == ("move_recorded", moved.move.sequence, "Maria")


def test_an_undo_puts_the_deal_where_it_was_and_keeps_the_move(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(7), now=now, today=today)
    undo_move(seat=company.seats["Maria"], move=moved.move, now=now, today=today)
    assert standing(vega, today).rank == 2
    assert Move.objects.filter(pk=moved.move.pk).exists()
    assert Contract.of(vega) is None  # the signature is undone with the move


def test_an_undo_twice_is_refused_and_the_same_undo_sent_twice_is_not(company, vega, now, today) -> None:
    moved = record_move(seat=company.seats["Maria"], deal=vega, stage=stage(3), now=now, today=today)
    uid = uuid4()
    first = undo_move(seat=company.seats["Maria"], move=moved.move, uid=uid, now=now, today=today)
    again = undo_move(seat=company.seats["Maria"], move=moved.move, uid=uid, now=now, today=today)
    assert first == again
    with pytest.raises(AlreadyUndone):
        undo_move(seat=company.seats["Maria"], move=moved.move, now=now, today=today)


def test_a_rep_undoes_his_own_moves_only(company, vega, now: datetime, today) -> None:
    moved = record_move(seat=company.seats["Denis"], deal=vega, stage=stage(3), now=now, today=today)
    with pytest.raises(NotYoursToUndo):
        undo_move(seat=company.seats["Maria"], move=moved.move, now=now, today=today)


def test_a_move_that_opens_a_lost_deal_anew_counts_its_steps_from_the_start(
    company, vega, now, today
) -> None:
    seat = company.seats["Maria"]
    record_move(seat=seat, deal=vega, kind="lost", now=now, today=today)
    again = record_move(seat=seat, deal=vega, stage=stage(3), now=now, today=today)
    assert (again.before.rank, again.steps) == (2, 3)
    counted = moves_per_day(
        company.organisation,
        scope=whole_company(on=today),
        period=period_of(today, "day"),
        as_of=today,
    )
    assert counted[0].moves.forward == again.steps


@pytest.fixture
def paid(company: SmallCompany, vega, now, today):
    """Maria's deal, paid in full yesterday."""
    finance = {"seat": company.seats["Elena"], "now": now, "today": today}
    record_payment(deal=vega, amount_minor=vega.amount_minor, **finance)
    assert standing(vega, today).rank == 8
    return vega


@pytest.mark.parametrize("kind", ["stage", "reopen"])
def test_a_paid_deal_is_not_moved_back_by_word(company, paid, now, today, kind) -> None:
    with pytest.raises(DealIsPaid):
        record_move(seat=company.seats["Maria"], deal=paid, kind=kind, stage=stage(1), now=now, today=today)
    assert standing(paid, today).rank == 8


def test_a_paid_deal_may_still_be_worked_on(company, paid, now, today) -> None:
    touched = record_move(seat=company.seats["Maria"], deal=paid, kind="touch", now=now, today=today)
    assert touched.after.rank == 8


def test_after_a_refund_the_deal_may_go_back(company, paid, now, today) -> None:
    record_refund(seat=company.seats["Elena"], deal=paid, amount_minor=1, now=now, today=today)
    back = record_move(seat=company.seats["Maria"], deal=paid, stage=stage(5), now=now, today=today)
    assert (back.after.rank, back.steps) == (5, -3)


def test_a_deal_is_parked_for_a_year_at_most(company, vega, now, today) -> None:
    seat = company.seats["Maria"]
    for until in (today + timedelta(days=367), date(2999, 1, 1)):
        with pytest.raises(ParkedTooLong):
            record_move(seat=seat, deal=vega, kind="park", park_until=until, now=now, today=today)
    year = today + timedelta(days=366)
    parked = record_move(seat=seat, deal=vega, kind="park", park_until=year, now=now, today=today)
    assert parked.move.park_until == year
