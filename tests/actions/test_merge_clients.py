"""Two clients become one from a day on, and two again: deals, moves and money follow and add up."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.actions.add_deal import SameIdOtherDeal, add_deal
from kvota.actions.merge_clients import NoNameToMerge, OneClient, keep_apart, merge_clients
from kvota.actions.record_move import record_move
from kvota.actions.separate_clients import MergeTakenBack, separate_clients
from kvota.analytics.metrics.actual import actual, actual_by
from kvota.analytics.metrics.deals import deals_of_client, open_deals
from kvota.analytics.scope import Scope
from kvota.analytics.verify import faults_found
from kvota.domain.calendar.period import parse_period
from kvota.records.models import Client, ClientMerge, Deal, DealVersion, Event, NamesApart
from kvota.records.rights import NotAllowed
from kvota.records.row import new_uid
from tests.a_small_company import SmallCompany
from tests.how_many_examples import examples

EVERYBODY = Scope(people=None)
NOVEMBER = parse_period("2026-11")


def held(company: SmallCompany, name: str, on: date) -> list[str]:
    """The names of the deals that stand with a client on a day."""
    client = company.clients[name]
    rows = deals_of_client(company.organisation, client.pk, scope=EVERYBODY, as_of=on)
    return sorted(row.name for row in rows)


@pytest.fixture
def two(company: SmallCompany, today: date) -> SmallCompany:
    """Vega with one deal, Vega Ltd with two, one of them paid."""
    for name, client in (("v1", "Vega"), ("l1", "Vega Ltd"), ("l2", "Vega Ltd")):
        deal = company.deal(client, on=today - timedelta(days=9))
        Deal.objects.filter(pk=deal.pk).update(name=name)
        DealVersion.objects.filter(deal=deal).update(name=name)
    company.money("payment", Deal.objects.get(name="l2"), 70_00, on=today - timedelta(days=2))
    return company


def merged(company: SmallCompany, goes: str, stays: str, now: Any, today: date, **chosen: str) -> ClientMerge:
    return merge_clients(
        seat=company.seats["Olga"],
        client=Client.objects.get(name=goes),
        survivor=Client.objects.get(name=stays),
        now=now,
        today=today,
        **chosen,
    )


def test_deals_and_money_of_both_stand_with_one_from_that_day_on(two, now, today) -> None:
    before = actual(two.organisation, scope=EVERYBODY, period=NOVEMBER, as_of=today)
    merged(two, "Vega Ltd", "Vega", now, today)
    yesterday = today - timedelta(days=1)
    assert held(two, "Vega", today) == ["l1", "l2", "v1"] and held(two, "Vega Ltd", today) == []
    assert held(two, "Vega", yesterday) == ["v1"] and held(two, "Vega Ltd", yesterday) == ["l1", "l2"]
    parts = actual_by(two.organisation, scope=EVERYBODY, period=NOVEMBER, as_of=today, by="client")
    assert [(part.of.name, part.minor) for part in parts] == [("Vega", 70_00)]
    assert actual(two.organisation, scope=EVERYBODY, period=NOVEMBER, as_of=today) == before
    assert {row.client.name for row in open_deals(two.organisation, scope=EVERYBODY, as_of=today)} == {"Vega"}
    assert DealVersion.objects.count() == 3  # no deal was touched
    assert Event.objects.get().kind == "clients_merged" and faults_found() == []
    Client.objects.filter(name="Vega Ltd").update(merged_into=None)
    (fault,) = faults_found()
    assert str(two.clients["Vega Ltd"].uid) in fault


def test_taken_back_each_has_his_own_and_what_came_since_stays(two, now, today) -> None:
    merge = merged(two, "Vega Ltd", "Vega", now, today)
    asked = {"seat": two.seats["Maria"], "now": now, "today": today}
    typed = add_deal(client=" vega LTD", name="n1", **asked)  # by the name that is gone
    assert typed.deal.client.name == "Vega"
    record_move(seat=two.seats["Maria"], deal=Deal.objects.get(name="l1"), kind="touch", now=now, today=today)
    done = separate_clients(seat=two.seats["Olga"], merge=merge, now=now, today=today)
    assert (done.gone_back, done.stayed, done.left) == (2, 1, ())
    assert held(two, "Vega", today) == ["n1", "v1"] and held(two, "Vega Ltd", today) == ["l1", "l2"]
    with pytest.raises(MergeTakenBack):
        separate_clients(seat=two.seats["Olga"], merge=merge, now=now, today=today)


def test_the_same_deal_sent_again_after_a_merge_is_still_the_same(two, now, today) -> None:
    asked: dict[str, Any] = {"seat": two.seats["Maria"], "now": now, "today": today, "uid": new_uid()}
    add_deal(client="Vega Ltd", **asked)
    merged(two, "Vega Ltd", "Vega", now, today)
    assert not add_deal(client="Vega Ltd", **asked).first and not add_deal(client="Vega", **asked).first
    with pytest.raises(SameIdOtherDeal):
        add_deal(client="Orion", **asked)


def test_the_choice_of_words_is_given_back_unless_somebody_changed_it(two, now, today) -> None:
    Client.objects.filter(name="Vega").update(industry="Food")
    Client.objects.filter(name="Vega Ltd").update(industry="Dairy", region="North")
    merge = merged(two, "Vega Ltd", "Vega", now, today, industry="Dairy")
    vega = Client.objects.get(name="Vega")
    assert (vega.industry, vega.region) == ("Dairy", "North")
    Client.objects.filter(name="Vega").update(region="South")
    done = separate_clients(seat=two.seats["Olga"], merge=merge, now=now, today=today)
    vega.refresh_from_db()
    assert (vega.industry, vega.region, done.left) == ("Food", "South", ("region",))


def test_a_chain_of_merges_comes_apart_link_by_link(two, now, today) -> None:
    two.deal("Vega Group", on=today)
    first = merged(two, "Vega Ltd", "Vega", now, today)
    second = merged(two, "Vega", "Vega Group", now, today)
    ltd = Client.objects.get(name="Vega Ltd")
    assert ltd.stands_as.name == "Vega Group" and len(held(two, "Vega Group", today)) == 4
    # Merging the ends again is what stands already, and the whole with itself is nothing.
    assert merged(two, "Vega Ltd", "Vega Group", now, today).to_on is None
    assert ClientMerge.objects.count() == 2
    with pytest.raises(OneClient):
        merged(two, "Vega Group", "Vega Group", now, today)
    separate_clients(seat=two.seats["Olga"], merge=second, now=now, today=today)
    assert held(two, "Vega", today) == ["l1", "l2", "v1"]
    separate_clients(seat=two.seats["Olga"], merge=first, now=now, today=today)
    assert held(two, "Vega Ltd", today) == ["l1", "l2"]


def test_who_may_not_and_what_cannot_be_merged(two, now, today) -> None:
    with pytest.raises(NotAllowed):
        merge_clients(
            seat=two.seats["Maria"],
            client=two.clients["Vega"],
            survivor=two.clients["Vega Ltd"],
            now=now,
            today=today,
        )
    Client.objects.filter(name="Vega").update(is_placeholder=True)
    with pytest.raises(NoNameToMerge):
        merged(two, "Vega", "Vega Ltd", now, today)
    assert not ClientMerge.objects.exists() and not Event.objects.exists()


def test_two_names_kept_apart_are_remembered_once(two, now) -> None:
    first, second = two.clients["Vega"], two.clients["Vega Ltd"]
    for pair in ((first, second), (second, first)):
        keep_apart(seat=two.seats["Denis"], first=pair[0], second=pair[1], now=now)
    assert NamesApart.objects.get().first_key == "vega"


NAMES = ("A", "B", "C", "D")
which = st.sampled_from(NAMES)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), which, which),
        st.tuples(st.just("separate"), which, which),
        st.tuples(st.just("deal"), which, which),
        st.tuples(st.just("day"), which, which),
    ),
    min_size=4,
    max_size=10,
)


@settings(max_examples=examples(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=happenings)
def test_whatever_is_merged_and_taken_back_every_deal_stands_somewhere_once(
    company: SmallCompany, now: Any, today: date, life: list[Any]
) -> None:
    clients = dict(company.clients)
    with transaction.atomic():
        for name in NAMES:
            deal = company.deal(name, on=today)
            company.money("payment", deal, 1_00, on=today)
        day, before = today, {}
        for word, one, other in life:
            if word == "day":
                before[day], day = _counts(company, day), day + timedelta(days=1)
            elif word == "deal":
                typed = add_deal(seat=company.seats["Maria"], client=one, now=now, today=day)
                assert typed.deal.client.merged_into is None
            elif word == "merge" and Client.objects.get(name=one).stands_as != (
                Client.objects.get(name=other).stands_as
            ):
                merged(company, one, other, now, day)
            elif word == "separate":
                stands = ClientMerge.objects.filter(client__name=one, to_on=None).first()
                if stands:
                    separate_clients(seat=company.seats["Olga"], merge=stands, now=now, today=day)
        _check(company, day)
        # What earlier days said, they say still.
        assert {day: _counts(company, day) for day in before} == before
        for merge in ClientMerge.objects.filter(to_on=None):
            separate_clients(seat=company.seats["Olga"], merge=merge, now=now, today=day)
        stored = Counter(Deal.objects.values_list("client__name", flat=True))
        assert _counts(company, day) == stored
        transaction.set_rollback(True)
    company.clients = clients
    company.organisation.refresh_from_db()


def _counts(company: SmallCompany, on: date) -> Counter[str]:
    return Counter({name: len(held(company, name, on)) for name in NAMES})


def _check(company: SmallCompany, on: date) -> None:
    """The parts are the whole, and each deal stands with whom its client is, told by plain Python."""
    into = dict(ClientMerge.objects.filter(to_on=None).values_list("client__name", "survivor__name"))

    def root(name: str) -> str:
        return root(into[name]) if name in into else name

    slow = Counter(root(name) for name in Deal.objects.values_list("client__name", flat=True))
    assert _counts(company, on) == slow
    parts = actual_by(company.organisation, scope=EVERYBODY, period=NOVEMBER, as_of=on, by="client")
    assert sum(part.minor for part in parts) == 4_00
    for client in Client.objects.filter(name__in=NAMES):
        assert client.stands_as.name == root(client.name)
