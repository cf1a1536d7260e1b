"""Rows written by the thousand are the rows that objects would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from kvota.actions.set_up_company import set_up_company
from kvota.records.models import Client, Deal, Funnel, Move, Organisation, Stage
from kvota.records.rows_in_bulk import NewRows

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 18, 12, 30, 15, 250, tzinfo=UTC)


@pytest.fixture
def organisation() -> Organisation:
    return set_up_company(name="Nord Pack")


def a_deal(organisation: Organisation) -> Deal:
    client = Client.objects.create(organisation=organisation, name="Vega", match_key="vega")
    return Deal.objects.create(
        organisation=organisation, client=client, funnel=Funnel.objects.get(), currency="EUR"
    )


def test_a_row_in_bulk_reads_back_like_one_made_by_an_object(organisation: Organisation) -> None:
    with scope(organisation=organisation):
        deal, stage = a_deal(organisation), Stage.objects.get(rank=2)
        said = {
            "kind": "stage",
            "action": "call",
            "stage_id": stage.pk,
            "occurred_on": date(2026, 11, 2),
            "known_on": date(2026, 11, 3),
            "recorded_at": NOON,
        }
        Move.objects.create(organisation=organisation, deal=deal, sequence=7, **said)
        rows = NewRows(Move, organisation_id=organisation.pk)
        number = rows.add(deal_id=deal.pk, **said)
        rows.write(first_sequence=8)
        by_object, in_bulk = Move.objects.order_by("sequence").values()
    assert (in_bulk["id"], in_bulk["sequence"]) == (number, 8)
    assert in_bulk["uid"].version == 7
    for own in ("id", "uid", "sequence"):
        del by_object[own], in_bulk[own]
    assert in_bulk == by_object


def test_rows_made_by_objects_afterwards_get_ids_of_their_own(organisation: Organisation) -> None:
    with scope(organisation=organisation):
        rows = NewRows(Client, organisation_id=organisation.pk)
        numbers = [rows.add(name=f"Client {n}", match_key=f"client {n}") for n in range(3)]
        later = Client.objects.create(organisation=organisation, name="Vega", match_key="vega")
        rows.write()
        assert Client.objects.count() == 4
    assert later.pk not in numbers
    assert len(set(numbers)) == 3


def test_a_column_that_does_not_exist_is_refused_at_once(organisation: Organisation) -> None:
    with pytest.raises(TypeError, match="Client has no nmae"):
        NewRows(Client, organisation_id=organisation.pk).add(nmae="Vega", match_key="vega")


def test_the_constraints_of_a_record_hold_in_bulk_too(organisation: Organisation) -> None:
    with scope(organisation=organisation):
        deal = a_deal(organisation)
        rows = NewRows(Move, organisation_id=organisation.pk, known_on=date(2026, 11, 3), recorded_at=NOON)
        rows.add(deal_id=deal.pk, kind="stage", action="call", stage_id=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.write(first_sequence=1)
