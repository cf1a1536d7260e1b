"""What a deal is may be said anew; what was said before stays readable."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kvota.actions.edit_deal import NotAFieldOfADeal, SignedSumStands, UnknownKind, edit_deal
from kvota.actions.plain_values import SumNotPossible, TextTooLong
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.record_move import record_move
from kvota.records.deal_history import stretches
from kvota.records.models import Deal, DealVersion, Event
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany


def edit(company: SmallCompany, deal: Deal, now: datetime, today: date, by: str = "Maria", **said: object):
    from_today = bool(said.pop("from_today", False))
    seat = company.seats[by]
    return edit_deal(seat=seat, deal=deal, changes=said, now=now, today=today, from_today=from_today)


def on(deal: Deal, day: date, name: str) -> object:
    """A value as it held on a day."""
    held = [attributes for start, attributes in stretches(deal) if start is None or start <= day]
    return held[-1][name]


def test_a_change_from_today_keeps_yesterday(company, now, today) -> None:
    deal = company.deal(amount=100_000)
    edited = edit(company, deal, now, today, amount_minor=120_000, from_today=True)

    yesterday = today - timedelta(days=1)
    assert edited.deal.amount_minor == 120_000
    assert edited.changed == {"amount_minor": (100_000, 120_000)}
    assert (on(deal, yesterday, "amount_minor"), on(deal, today, "amount_minor")) == (100_000, 120_000)


def test_a_correction_holds_from_the_beginning(company, now, today) -> None:
    deal = company.deal(amount=100_000)
    edit(company, deal, now, today, amount_minor=120_000)
    assert on(deal, date(2026, 11, 2), "amount_minor") == 120_000
    # The old value is still a row: nothing is overwritten.
    assert [v.amount_minor for v in DealVersion.objects.order_by("sequence")] == [100_000, 120_000]


def test_a_correction_does_not_rewrite_who_owned_the_deal_before(company, now, today) -> None:
    deal = company.deal(owner="Maria")
    earlier = today - timedelta(days=5)
    reassign_deals(
        seat=company.seats["Denis"], deals=[deal], person=company.people["Ivan"], now=now, today=earlier
    )
    edit(company, deal, now, today, industry="Steel")

    before, after = earlier - timedelta(days=1), today
    assert (on(deal, before, "owner_id"), on(deal, after, "owner_id")) == (
        company.people["Maria"].pk,
        company.people["Ivan"].pk,
    )
    assert (on(deal, before, "industry"), on(deal, after, "industry")) == ("Steel", "Steel")


def test_saying_what_is_so_already_writes_nothing(company, now, today) -> None:
    deal = company.deal(amount=100_000)
    assert edit(company, deal, now, today, amount_minor=100_000, region="").changed == {}
    assert DealVersion.objects.count() == 1
    assert not Event.objects.exists()


def test_an_assumed_amount_that_is_confirmed_is_assumed_no_more(company, now, today) -> None:
    deal = company.deal(amount=100_000)
    Deal.objects.update(amount_assumed=True)
    assert edit(company, deal, now, today, amount_minor=100_000).deal.amount_assumed is False


def test_the_product_may_change_and_go(company, now, today) -> None:
    deal = company.deal(product=company.product("Film"))
    assert edit(company, deal, now, today, product=company.product("Boxes")).deal.product.name == "Boxes"
    assert edit(company, deal, now, today, product=None).deal.product is None


def test_one_event_says_what_was_and_what_is_without_names(company, now, today) -> None:
    deal = company.deal()
    edit(company, deal, now, today, expected_on=date(2026, 12, 3), product=company.product("Film"))
    event = Event.objects.get()
    assert (event.kind, event.subject) == ("deal_edited", f"deal:{deal.uid}")
    assert event.payload["changed"] == {
        "expected_on": [None, "2026-12-03"],
        "product": [None, str(company.product("Film").uid)],
    }


def test_after_the_signature_the_contract_says_the_sum(company, now, today) -> None:
    deal = company.deal(amount=100_000)
    record_move(seat=company.seats["Maria"], deal=deal, stage=company.stages[6], now=now, today=today)
    with pytest.raises(SignedSumStands) as refused:
        edit(company, deal, now, today, amount_minor=90_000)
    assert (refused.value.amount_minor, refused.value.currency) == (100_000, "RUB")
    assert edit(company, deal, now, today, region="North").changed == {"region": ("", "North")}


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"amount_minor": -1}, SumNotPossible),
        ({"name": "x" * 201}, TextTooLong),
        ({"kind": "old"}, UnknownKind),
        ({"owner": None}, NotAFieldOfADeal),
        ({"organisation": 5}, NotAFieldOfADeal),
    ],
)
def test_what_cannot_be_is_refused(company, now, today, said, refusal) -> None:
    with pytest.raises(refusal):
        edit(company, company.deal(), now, today, **said)
    assert DealVersion.objects.count() == 1


@pytest.mark.parametrize("role", ["Anna", "Elena", "Olga", "Adam"])
def test_who_does_not_sell_edits_no_deal(company, now, today, role: str) -> None:
    with pytest.raises(NotAllowed):
        edit(company, company.deal(), now, today, by=role, region="North")
