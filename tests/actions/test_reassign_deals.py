"""Deals are handed over from today on; what was sold before stays with whom it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kvota.actions.add_deal import NobodyToSell
from kvota.actions.reassign_deals import reassign_deals
from kvota.records.deal_history import stretches
from kvota.records.models import Deal, DealVersion, Event
from kvota.records.rights import NotAllowed


def test_many_deals_go_to_one_person_with_one_event(company, now, today) -> None:
    deals = [company.deal(client) for client in ("Vega", "Lyra", "Orion")]
    rows = reassign_deals(
        seat=company.seats["Denis"], deals=deals, person=company.people["Ivan"], now=now, today=today
    )
    assert [row.outcome for row in rows] == ["handed_over"] * 3
    assert set(Deal.objects.values_list("owner__name", flat=True)) == {"Ivan"}
    assert Event.objects.get().payload["deals"][0] == [str(deals[0].uid), str(company.people["Maria"].uid)]


def test_until_yesterday_the_deal_was_the_old_owners(company, now, today) -> None:
    deal = company.deal()
    reassign_deals(
        seat=company.seats["Denis"], deals=[deal], person=company.people["Ivan"], now=now, today=today
    )
    assert [(start, held["owner_id"]) for start, held in stretches(deal)] == [
        (None, company.people["Maria"].pk),
        (today, company.people["Ivan"].pk),
    ]


def test_each_row_has_its_answer_in_the_order_asked(company, now, today) -> None:
    bens, adas, cleos = company.deal(owner="Ivan"), company.deal("Lyra"), company.deal("Rigel", owner="Chen")
    rows = reassign_deals(
        seat=company.seats["Denis"],
        deals=[bens, cleos, adas],
        person=company.people["Ivan"],
        now=now,
        today=today,
    )
    assert [row.outcome for row in rows] == ["his_already", "not_found", "handed_over"]
    cleos.refresh_from_db()
    assert cleos.owner.name == "Chen"


def test_handing_over_twice_leaves_one_event(company, now, today) -> None:
    deal = company.deal()
    for _ in range(2):
        reassign_deals(
            seat=company.seats["Olga"], deals=[deal], person=company.people["Chen"], now=now, today=today
        )
    assert (Event.objects.count(), DealVersion.objects.count()) == (1, 2)


def test_nobody_gets_a_deal_who_does_not_sell_any_more(company, now, today) -> None:
    seat = company.seats["Ivan"]
    seat.to_on = today - timedelta(days=1)
    seat.save()
    with pytest.raises(NobodyToSell):
        reassign_deals(
            seat=company.seats["Denis"], deals=[company.deal()], person=seat.person, now=now, today=today
        )


def test_a_rep_hands_nothing_over(company, now, today) -> None:
    with pytest.raises(NotAllowed):
        reassign_deals(
            seat=company.seats["Maria"],
            deals=[company.deal()],
            person=company.people["Ivan"],
            now=now,
            today=today,
        )
