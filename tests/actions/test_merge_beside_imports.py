"""A merge outlives files: imported again, or taken out and imported anew, none brings the twin back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kvota.actions.merge_clients import merge_clients
from kvota.actions.separate_clients import separate_clients
from kvota.actions.undo_import import undo_import
from kvota.analytics.metrics.deals import deals_of_client
from kvota.analytics.scope import Scope
from kvota.analytics.verify import faults_found
from kvota.records.models import Client, ClientMerge, Deal, ImportBatch, Payment
from tests.a_company_to_import_into import (
    NOW,
    TODAY,
    Staffed,
    four,
    run,
    run_list,
)

FILE = """
    id,sales_agent,product,client,stage,created_on,closed_on,amount,region
    A1,Ada Lark,Film,Vega,Interest shown,2026-10-01,,1000,West
    A2,Ben Wren,Film,Vega Ltd,Meeting set,2026-10-03,,2000,West
"""
PAID = """
    client,amount,date
    Vega Ltd,2000,2026-11-10
"""


def merged(staffed: Staffed) -> ClientMerge:
    return merge_clients(
        seat=staffed.seat["isla"],
        client=Client.objects.live().get(name="Vega Ltd"),
        survivor=Client.objects.live().get(name="Vega"),
        now=NOW,
        today=TODAY,
    )


def held(staffed: Staffed, name: str) -> list[str]:
    client = Client.objects.live().get(name=name)
    rows: Any = deals_of_client(staffed.organisation, client.pk, scope=Scope(people=None), as_of=TODAY)
    return sorted(Deal.objects.get(pk=row.id).external_id for row in rows)


def undo(number: int) -> None:
    undo_import(batch=ImportBatch.objects.get(number=number), now=NOW + timedelta(hours=1))


def test_the_same_file_again_changes_nothing(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    merged(staffed)
    assert four(run(staffed.organisation, FILE))[:3] == (0, 0, 2)
    assert held(staffed, "Vega") == ["A1", "A2"] and held(staffed, "Vega Ltd") == []
    more = FILE + "    A3,Ada Lark,Film,VEGA LTD,Meeting set,2026-11-03,,3000,West\n"
    assert four(run(staffed.organisation, more))[:3] == (1, 0, 2)
    assert held(staffed, "Vega") == ["A1", "A2", "A3"] and faults_found() == []


def test_taken_out_and_imported_anew_the_merge_still_stands(staffed: Staffed) -> None:
    run(staffed.organisation, FILE)
    merge = merged(staffed)
    undo(1)
    assert held(staffed, "Vega") == [] and faults_found() == []
    run(staffed.organisation, FILE)
    assert held(staffed, "Vega") == ["A1", "A2"]
    separate_clients(seat=staffed.seat["isla"], merge=merge, now=NOW, today=TODAY)
    assert held(staffed, "Vega") == ["A1"] and held(staffed, "Vega Ltd") == ["A2"]


def test_a_payment_under_the_old_name_finds_a_deal_of_either(staffed: Staffed) -> None:
    run(staffed.organisation, FILE.replace("2000,West", "1500,West").replace("1000,West", "2000,West"))
    merged(staffed)
    run_list("payments", staffed.organisation, PAID)
    assert Payment.standing().get().deal.external_id == "A1"  # of Vega, who is Vega Ltd now
