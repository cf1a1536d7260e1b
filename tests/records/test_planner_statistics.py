"""A question about one deal reads that deal, not the whole company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scope

from kvota.actions.set_up_company import set_up_company
from kvota.records.models import Deal, DealVersion, Move, Organisation, Payment
from tests.a_company_to_import_into import run


@pytest.fixture
def company(db: None) -> Iterator[Organisation]:
    organisation = set_up_company(name="Star Trade", currency="EUR")
    lines = "\n".join(f"D{n},Client {n % 9},Won,2026-09-01,2026-10-05,100" for n in range(300))
    with scope(organisation=organisation):
        run(organisation, f"id,client,stage,created_on,closed_on,amount\n{lines}")
        yield organisation


@pytest.mark.parametrize("asked", [Move, DealVersion, Payment])
def test_after_an_import_the_facts_of_one_deal_are_found_by_its_key(
    company: Organisation, asked: type[Move | DealVersion | Payment], database_kind: str
) -> None:
    if database_kind != "sqlite":
        pytest.skip("PostgreSQL learns the sizes of its tables by itself")
    deal = Deal.objects.order_by("id")[7]
    rows = asked.standing() if asked is Payment else asked.objects.live()
    plan = rows.filter(deal=deal).explain()
    assert "(deal_id=?)" in plan.splitlines()[0]
    assert "(organisation_id=?)" not in plan
