"""A process of its own beside a backup: it records moves, copies step by step, or counts what came back."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvota.settings")

import django

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
TODAY = NOW.date()
NAME = "Beside"


def prepare() -> None:
    """A company with five deals, a payment and a goal."""
    from django.core.management import call_command
    from django_scopes import scope

    from kvota.actions.set_goal import set_goal
    from kvota.domain.calendar.period import period_of
    from tests.a_small_company import a_small_company

    call_command("migrate", verbosity=0)
    company = a_small_company(NAME)
    with scope(organisation=company.organisation):
        for place, who in enumerate(("Maria", "Ivan", "Chen", "Boris", "Maria")):
            deal = company.deal(f"Star {place}", owner=who, amount=100_00 * (place + 1))
            company.move(deal, 1, on=date(2026, 11, 2), by=who)
        company.money("payment", deal, 40_00, on=TODAY)
        set_goal(
            organisation=company.organisation,
            period=period_of(TODAY, "month"),
            amount_minor=900_000_00,
            now=NOW,
        )


def write() -> None:
    """Record a move for every line that comes in, and say its id only when it is acknowledged."""
    from django_scopes import scope

    from kvota.actions.record_move import record_move
    from kvota.records.deals import Deal
    from kvota.records.funnels import Stage
    from kvota.records.organisations import Organisation
    from kvota.records.people import Seat

    with scope(organisation=Organisation.objects.get(name=NAME)):
        seat = Seat.objects.select_related("organisation", "person").get(person__name="Denis")
        deals = list(Deal.objects.filter(owner__name__in=["Maria", "Ivan"]).order_by("pk"))
        stages = list(Stage.objects.exclude(kind__in=["paid", "signed"]).order_by("rank"))
        for turn in count():
            if sys.stdin.readline() == "":
                return
            deal, stage = deals[turn % len(deals)], stages[(turn + 3) % len(stages)]
            recorded = record_move(seat=seat, deal=deal, stage=stage, now=NOW, today=TODAY)
            print(recorded.move.uid, flush=True)


def copy_in_steps(file: str) -> None:
    """Back up, but stop after the first table until a line comes in."""
    from kvota.records import whole_copy

    add, tables = whole_copy._add, count()

    def stop_once(archive: Any, name: str, content: bytes) -> None:
        add(archive, name, content)
        if next(tables) == 0:
            print("reading", flush=True)
            sys.stdin.readline()

    whole_copy._add = stop_once
    whole_copy.write_backup(Path(file), version="0", made_at=NOW)
    print("copied", flush=True)


def answer() -> None:
    """Say where each deal stands, for every line that comes in, as a server keeps answering."""
    from kvota.analytics.reading import one_moment
    from kvota.records.organisations import Organisation

    while sys.stdin.readline():
        with one_moment(Organisation.objects.get(name=NAME)) as reading:
            rows = reading.ask("states/every_deal.sql", as_of=TODAY)
        print(json.dumps({row["deal"]: row["rank"] for row in rows}), flush=True)


def contents() -> None:
    """Everything a recount needs to know of this database, as one JSON object."""
    from django.db import connection
    from django_scopes import scope

    from kvota.analytics.reading import one_moment
    from kvota.analytics.verify import faults_found
    from kvota.records.organisations import Organisation
    from tests.analytics.slow_twin import known_deals

    company = Organisation.objects.get(name=NAME)
    with scope(organisation=company):
        facts = {table: _numbered(table) for table in ("move", "event", "dealversion", "payment")}
        with one_moment(company) as reading:
            rows = {row["deal"]: row for row in reading.ask("states/every_deal.sql", as_of=TODAY)}
        quick = {deal: [row["rank"], row["paid_minor"]] for deal, row in rows.items()}
        slow = {
            known.deal.pk: [known.progress.rank, known.money("payment", "refund")]
            for known in known_deals(TODAY)
        }
    connection.check_constraints()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
    told = {"faults": faults_found(), "sequence": company.sequence, "facts": facts}
    print(json.dumps({**told, "quick": quick, "slow": slow}))


def _numbered(table: str) -> dict[int, str]:
    """Number of the sequence -> the whole row, of one kind of fact."""
    from django.apps import apps

    model = apps.get_model("records", table)
    names = [field.attname for field in model._meta.concrete_fields]
    place = names.index("sequence")
    return {row[place]: repr(row) for row in model._base_manager.values_list(*names)}


WORDS = {
    "prepare": prepare,
    "write": write,
    "copy_in_steps": copy_in_steps,
    "answer": answer,
    "contents": contents,
}

if __name__ == "__main__":
    django.setup()
    WORDS[sys.argv[1]](*sys.argv[2:])
