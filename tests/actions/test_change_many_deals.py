"""Many deals at once: each row by the command of one deal, with its own answer and one undo for all."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kvota.actions.change_many_deals import (
    MOST_AT_ONCE,
    AgreeStep,
    HandOver,
    NothingChosen,
    ParkUntil,
    SameIdOtherChange,
    TooManyAtOnce,
    change_many_deals,
)
from kvota.actions.edit_deal import edit_deal
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.set_next_step import set_next_step
from kvota.actions.undo_many_deals import ManyUndoneAlready, undo_many_deals
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Deal, DealVersion, Event, ManyAtOnce, Move
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed


def answers(many: ManyAtOnce) -> list[tuple[str, str, str]]:
    """Client, outcome and refusal of each row, in the order asked."""
    rows = many.rows.select_related("deal__client").order_by("pk")
    return [(row.deal.client.name, row.outcome, row.code) for row in rows]


@pytest.fixture
def deals(company) -> list[Deal]:
    return [company.deal(client) for client in ("Vega", "Lyra", "Orion")]


def test_each_row_is_done_or_refused_with_its_reason(company, deals, now, today) -> None:
    company.move(deals[1], 8)  # paid in full: nothing to park
    until = today + timedelta(days=14)
    many = change_many_deals(
        seat=company.seats["Maria"], deals=deals, wanted=ParkUntil(until), now=now, today=today
    )
    assert answers(many) == [
        ("Vega", "done", ""),
        ("Lyra", "refused", "deal_is_finished"),
        ("Orion", "done", ""),
    ]
    assert progress(moves_that_count(deals[0], on=today)).parked_until == until
    assert Move.objects.filter(kind="park").count() == Event.objects.count() == 2


def test_one_undo_takes_back_what_was_done(company, deals, now, today) -> None:
    seat, many = company.seats["Denis"], {}
    for wanted in (
        HandOver(company.people["Ivan"]),
        ParkUntil(today + timedelta(days=9)),
        AgreeStep(today + timedelta(days=2), "Send  the draft "),
    ):
        many[wanted.doing] = change_many_deals(seat=seat, deals=deals, wanted=wanted, now=now, today=today)
    assert set(Deal.objects.values_list("owner__name", "next_step")) == {("Ivan", "Send the draft")}
    for one in many.values():
        undo_many_deals(seat=seat, many=one, now=now, today=today)
        assert list(one.rows.values_list("undone", flat=True)) == [True] * 3
    assert set(Deal.objects.values_list("owner__name", "next_step_on")) == {("Maria", None)}
    assert all(progress(moves_that_count(deal, on=today)).parked_until is None for deal in deals)
    with pytest.raises(ManyUndoneAlready):
        undo_many_deals(seat=seat, many=many["park"], now=now, today=today)


def test_an_undo_leaves_alone_what_somebody_changed_since(company, deals, now, today) -> None:
    seat = company.seats["Denis"]
    handed = change_many_deals(
        seat=seat, deals=deals, wanted=HandOver(company.people["Ivan"]), now=now, today=today
    )
    reassign_deals(seat=seat, deals=deals[:1], person=company.people["Denis"], now=now, today=today)
    undo_many_deals(seat=seat, many=handed, now=now, today=today)
    assert answers(handed)[0] == ("Vega", "done", "changed_since")
    owners = [Deal.objects.get(pk=deal.pk).owner.name for deal in deals]
    assert owners == ["Denis", "Maria", "Maria"]


def test_what_was_so_already_writes_nothing(company, deals, now, today) -> None:
    seat, on = company.seats["Maria"], today + timedelta(days=1)
    set_next_step(seat=seat, deal=deals[0], on=on, words="Call", now=now, today=today)
    before = DealVersion.objects.count()
    many = change_many_deals(seat=seat, deals=deals[:2], wanted=AgreeStep(on, "Call"), now=now, today=today)
    assert [outcome for _, outcome, _ in answers(many)] == ["same", "done"]
    assert DealVersion.objects.count() == before + 1
    undo_many_deals(seat=seat, many=many, now=now, today=today)
    assert [Deal.objects.get(pk=deal.pk).next_step for deal in deals] == ["Call", "", ""]


def test_sent_twice_it_is_done_once_and_what_was_cut_off_goes_on(company, deals, now, today) -> None:
    uid, seat = uuid4(), company.seats["Maria"]
    asked = {"seat": seat, "wanted": ParkUntil(today + timedelta(days=3)), "now": now, "today": today}
    change_many_deals(deals=deals[:1], uid=uid, **asked)
    many = change_many_deals(deals=deals, uid=uid, **asked)
    again = change_many_deals(deals=deals, uid=uid, **asked)
    assert many == again and len(answers(many)) == 3
    assert Move.objects.filter(kind="park").count() == 3
    with pytest.raises(SameIdOtherChange):
        change_many_deals(**(asked | {"wanted": ParkUntil(date(2026, 12, 24))}), deals=deals, uid=uid)


def test_a_deal_that_went_elsewhere_meanwhile_is_said(company, deals, now, today) -> None:
    lost_sight = company.deal("Rigel", owner="Chen")
    many = change_many_deals(
        seat=company.seats["Denis"],
        deals=[*deals, lost_sight],
        wanted=HandOver(company.people["Ivan"]),
        now=now,
        today=today,
    )
    assert answers(many)[3] == ("Rigel", "refused", "deal_out_of_sight")


def test_who_may_not_do_it_to_one_may_not_do_it_to_many(company, deals, now, today) -> None:
    for who, wanted in (
        ("Maria", HandOver(company.people["Ivan"])),
        ("Olga", ParkUntil(today + timedelta(days=3))),
        ("Elena", AgreeStep(today)),
    ):
        with pytest.raises(NotAllowed):
            change_many_deals(seat=company.seats[who], deals=deals, wanted=wanted, now=now, today=today)
    assert not ManyAtOnce.objects.exists()


def test_nothing_and_too_much_are_refused_whole(company, deals, now, today) -> None:
    asked = {"seat": company.seats["Maria"], "wanted": AgreeStep(today), "now": now, "today": today}
    with pytest.raises(NothingChosen):
        change_many_deals(deals=[], **asked)
    with pytest.raises(TooManyAtOnce):
        change_many_deals(deals=[deals[0]] * (MOST_AT_ONCE + 1), **asked)
    assert not ManyAtOnce.objects.exists()


def test_an_edit_in_between_is_another_matter(company, deals, now, today) -> None:
    """The amount changed since; the step is still the one agreed, so its undo goes through."""
    seat = company.seats["Maria"]
    many = change_many_deals(seat=seat, deals=deals[:1], wanted=AgreeStep(today), now=now, today=today)
    edit_deal(seat=seat, deal=deals[0], changes={"amount_minor": 5_00}, now=now, today=today)
    undo_many_deals(seat=seat, many=many, now=now, today=today)
    deal = Deal.objects.get(pk=deals[0].pk)
    assert (deal.next_step_on, deal.amount_minor) == (None, 5_00)


def test_a_promise_that_was_late_comes_back_with_the_undo_and_each_deal_keeps_its_own_words(
    company, deals, now, today
) -> None:
    seat, late = company.seats["Maria"], today - timedelta(days=3)
    set_next_step(seat=seat, deal=deals[0], on=late, words="Call", gives_back=True, now=now, today=today)
    own = {str(deals[0].uid): " Call  again ", str(deals[1].uid): "Visit"}
    wanted = AgreeStep(today + timedelta(days=1), own=own)
    many = change_many_deals(seat=seat, deals=deals, wanted=wanted, now=now, today=today)
    assert [Deal.objects.get(pk=deal.pk).next_step for deal in deals] == ["Call again", "Visit", ""]
    undo_many_deals(seat=seat, many=many, now=now, today=today)
    given_back = [Deal.objects.get(pk=deal.pk) for deal in deals]
    assert [(deal.next_step_on, deal.next_step) for deal in given_back] == [
        (late, "Call"),
        (None, ""),
        (None, ""),
    ]
