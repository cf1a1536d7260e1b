"""The chain of events: filled in order, and a changed row is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope

from kvota.actions.record_move import record_move
from kvota.analytics.verify import faults_found
from kvota.jobs.chain_events import chain_events
from kvota.records.models import Event, Organisation
from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def company(db: None, now, today) -> SmallCompany:
    small = a_small_company()
    with scope(organisation=small.organisation):
        deal = small.deal("Vega", owner="Maria", on=today - timedelta(days=5))
        for rank in (1, 2, 3):
            record_move(
                seat=small.seats["Maria"], deal=deal, stage=small.stages[rank - 1], now=now, today=today
            )
    return small


def test_every_event_is_chained_to_the_one_before(company) -> None:
    assert chain_events() == 3
    with scope(organisation=company.organisation):
        first, second, third = Event.objects.order_by("sequence")
    assert (first.previous_hash, second.previous_hash, third.previous_hash) == ("", first.hash, second.hash)
    assert chain_events() == 0
    assert faults_found() == []


def test_a_changed_event_is_named(company) -> None:
    chain_events()
    with scope(organisation=company.organisation):
        second = Event.objects.order_by("sequence")[1]
        Event.objects.filter(pk=second.pk).update(payload={"move": "another"})
    assert faults_found() == [f"Vega Trade: event {second.sequence} was changed after it was written"]


def test_a_missing_event_shows_at_the_next_one(company) -> None:
    chain_events()
    with scope(organisation=company.organisation):
        _first, second, third = Event.objects.order_by("sequence")
        second.delete()
    assert faults_found() == [f"Vega Trade: event {third.sequence} does not follow the one before it"]


def test_a_deal_that_differs_from_its_history_is_named(company) -> None:
    with scope(organisation=company.organisation):
        from kvota.records.models import Deal

        deal = Deal.objects.get()
        Deal.objects.filter(pk=deal.pk).update(amount_minor=1)
    assert faults_found() == [f"Vega Trade: deal {deal.uid} differs from its newest version in amount_minor"]


def test_a_counter_behind_what_it_has_given_out_is_named(company, today) -> None:
    with scope(organisation=company.organisation):
        payment = company.money("payment", company.deal("Lyra", on=today), 500, on=today)
    Organisation.objects.filter(pk=company.organisation.pk).update(sequence=payment.sequence - 1)
    assert faults_found() == [
        f"Vega Trade: payment number {payment.sequence}: the counter stands at {payment.sequence - 1}"
    ]
