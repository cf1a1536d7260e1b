"""An import holds nobody up, and one that is killed has never been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions import apply_import, import_deals
from kvota.actions.set_up_company import set_up_company
from kvota.records import imported_rows
from kvota.records.models import Deal, ImportBatch, Organisation
from tests.a_company_to_import_into import run

ROOT = Path(__file__).parents[2]
DEALS = 3_500


def many_deals(count: int) -> str:
    """A third won, a third lost, a third open; forty clients and seven owners."""
    lines = ["id,sales_agent,client,stage,created_on,closed_on,amount"]
    for n in range(count):
        told = ("Won,2026-09-01,2026-10-05,100", "Lost,2026-09-01,2026-10-06,0", "Talking,2026-11-02,,50")
        lines.append(f"D{n},Owner {n % 7},Client {n % 40},{told[n % 3]}")
    return "\n".join(lines)


# How long anybody waits


@pytest.fixture
def newcomer(db: None) -> Iterator[Organisation]:
    organisation = set_up_company(name="Star Trade", currency="EUR")
    with scope(organisation=organisation):
        yield organisation


def test_a_transaction_of_an_import_does_not_grow_with_the_file(
    newcomer: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    write = apply_import.Import.write

    def counted(self: Any, things: Any, facts: Any = ()) -> None:
        sizes.append(sum(len(rows) for rows in (*things, *facts)))
        write(self, things, facts)

    monkeypatch.setattr(apply_import.Import, "write", counted)
    run(newcomer, many_deals(2_500))
    # A deal is seven rows at most: itself, its version, three moves, contract and payment.
    assert len(sizes) == 3
    assert max(sizes) <= 7 * import_deals.DEALS_AT_ONCE + 2 * 50
    assert import_deals.DEALS_AT_ONCE <= 2_000


def test_letting_all_rows_count_takes_as_many_statements_for_ten_deals_as_for_a_thousand(
    newcomer: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[int] = []
    apply = import_deals.apply

    def counted(*arguments: Any, **more: Any) -> None:
        with CaptureQueriesContext(connection) as queries:
            apply(*arguments, **more)
        statements.append(len(queries))

    monkeypatch.setattr(import_deals, "apply", counted)
    for deals in (3, 13, 1_013):
        run(newcomer, many_deals(deals))
    # The first import gave the company its stages, which costs a few more.
    assert statements[1] == statements[2] <= 8
    assert statements[0] <= 20


def test_what_a_dead_import_left_is_removed_slice_by_slice(
    newcomer: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported_rows, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(import_deals, "apply", _killed)
    monkeypatch.setattr(apply_import, "discard", lambda batch: None)
    with pytest.raises(KeyboardInterrupt):
        run(newcomer, many_deals(25))
    (batch,) = ImportBatch.objects.all()
    with CaptureQueriesContext(connection) as queries:
        imported_rows.delete_rows_of(batch)
    deletes = [query["sql"] for query in queries if query["sql"].startswith('DELETE FROM "records_deal" ')]
    assert (len(deletes), Deal.objects.count()) == (3, 0)


def _killed(*_arguments: Any, **_more: Any) -> None:
    raise KeyboardInterrupt


# Killed

CHILD = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django_scopes import scope
from kvota.actions import apply_import
from kvota.actions.set_up_company import set_up_company
from kvota.records.models import Deal, ImportBatch, Move, Organisation, Payment
from tests.a_company_to_import_into import run
from tests.actions.test_import_beside_others import DEALS, many_deals

def company(name):
    return Organisation.objects.filter(name=name).first() or set_up_company(name=name, currency="EUR")

def half_and_wait():
    write, times = apply_import.Import.write, []
    def waiting(self, *rows):
        write(self, *rows)
        times.append(1)
        if len(times) == 2:
            print("half", flush=True)
            sys.stdin.read()
    apply_import.Import.write = waiting
    call_command("migrate", verbosity=0)
    organisation = company("Star Trade")
    with scope(organisation=organisation):
        run(organisation, many_deals(DEALS))

def look():
    organisation = company("Star Trade")
    with scope(organisation=organisation):
        seen = [model.objects.live().count() for model in (Deal, Move, Payment)]
        print(json.dumps({
            "seen": seen, "written": Deal.objects.count(), "epoch": organisation.epoch,
            "states": list(ImportBatch.objects.values_list("state", flat=True)),
        }))

def story(organisation):
    columns = ("external_id", "client__name", "owner__name", "amount_minor", "row_hash")
    deals = list(Deal.objects.live().order_by("external_id").values_list(*columns))
    moves = Move.objects.live().order_by("deal__external_id", "sequence")
    told = list(moves.values_list("deal__external_id", "kind", "stage__rank", "occurred_on"))
    paid = sum(Payment.standing().values_list("amount_minor", flat=True))
    return [deals, [(*rest, str(day)) for *rest, day in told], paid, Deal.objects.count()]

def again():
    organisation = company("Star Trade")
    with scope(organisation=organisation):
        told = run(organisation, many_deals(DEALS)).as_dict()
        repeated = story(organisation)
        states = list(ImportBatch.objects.order_by("number").values_list("state", flat=True))
    undisturbed = company("Nova Trade")
    with scope(organisation=undisturbed):
        run(undisturbed, many_deals(DEALS))
        same = story(undisturbed) == repeated
    print(json.dumps({"new": told["new"], "same": same, "states": states}))

{"half": half_and_wait, "look": look, "again": again}[sys.argv[1]]()
"""


@pytest.fixture
def own_database(tmp_path: Path, database_kind: str) -> Iterator[dict[str, str]]:
    """The surroundings of processes that share a database of their own."""
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kvota.settings",
        "KVOTA_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    if database_kind == "sqlite":
        yield surroundings
        return
    server = os.environ["DATABASE_URL"]
    name = f"kvota_killed_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield surroundings | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{quote(name)}").geturl()}
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def child(act: str, surroundings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", CHILD, act],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings,
    )


def told_by(act: str, surroundings: dict[str, str]) -> dict[str, Any]:
    process = child(act, surroundings)
    output, _ = process.communicate()
    assert process.returncode == 0
    told: dict[str, Any] = json.loads(output)
    return told


@pytest.mark.timeout(240)
def test_a_killed_import_has_never_been_and_its_repeat_ends_the_same(own_database: dict[str, str]) -> None:
    process = child("half", own_database)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    process.kill()
    process.communicate()

    left = told_by("look", own_database)
    assert left == {"seen": [0, 0, 0], "written": 2_000, "epoch": 0, "states": ["applying"]}

    again = told_by("again", own_database)
    assert (again["new"], again["same"]) == (DEALS, True)
    assert again["states"] == ["failed", "applied"]
