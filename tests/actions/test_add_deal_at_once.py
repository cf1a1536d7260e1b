"""Two phones send the same new deal at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django_scopes import scope

from kvota.actions.add_deal import Added, add_deal
from kvota.records.models import Client, Deal
from tests.a_small_company import a_small_company


@pytest.mark.django_db(transaction=True)
def test_one_deal_and_one_client_are_stored(now, today, database_kind) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite lets one writer in at a time (BEGIN IMMEDIATE), and its test database is one")
    company = a_small_company()
    uid, together = uuid4(), Barrier(4)

    def send(name: str) -> Added:
        try:
            with scope(organisation=company.organisation):
                together.wait()
                return add_deal(seat=company.seats["Maria"], client=name, uid=uid, now=now, today=today)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as phones:
        answers = list(phones.map(send, ["Vega", "VEGA", " vega", "Vega "]))

    with scope(organisation=company.organisation):
        assert (Deal.objects.count(), Client.objects.count()) == (1, 1)
    assert sorted(answer.first for answer in answers) == [False, False, False, True]
    assert {answer.deal.pk for answer in answers} == {answers[0].deal.pk}
