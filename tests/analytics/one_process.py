"""A process of its own beside a test: it writes moves, or it asks until it has seen them all."""

from __future__ import annotations

import os
import sys
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvota.settings")

import django

TODAY = date(2026, 11, 18)


def prepare(name: str) -> None:
    from django.core.management import call_command
    from django_scopes import scope

    from tests.a_small_company import a_small_company

    call_command("migrate", verbosity=0)
    company = a_small_company(name)
    with scope(organisation=company.organisation):
        company.move(company.deal("Orion"), 1, on=TODAY)


def write(name: str, moves: int) -> None:
    """Record that many touches through the action every door calls."""
    from datetime import UTC, datetime

    from django_scopes import scope

    from kvota.actions.record_move import record_move
    from kvota.records.deals import Deal
    from kvota.records.organisations import Organisation
    from kvota.records.people import Seat

    with scope(organisation=Organisation.objects.get(name=name)):
        seat = Seat.objects.select_related("organisation", "person").get(person__name="Maria")
        deal = Deal.objects.get()
        now = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
        for _ in range(moves):
            record_move(seat=seat, deal=deal, kind="touch", now=now, today=TODAY)


def ask(name: str, moves: int) -> None:
    """Ask anew until all are seen: never fewer than before, never one that is not stored."""
    from django.db import connection

    from kvota.analytics import columnar_copy
    from kvota.analytics.reading import one_moment
    from kvota.records.organisations import Organisation

    company, seen, round_ = Organisation.objects.get(name=name), 0, 0
    while seen < moves:
        round_ += 1
        if round_ % 3 == 0:  # a first load meets the writers too
            columnar_copy.forget_everything()
        with one_moment(company) as reading:
            now = len(reading.ask("states/every_move.sql", as_of=TODAY))
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from records_move")
            (stored,) = cursor.fetchone()
        assert seen <= now <= stored, (seen, now, stored)
        seen = now
    print(seen)


if __name__ == "__main__":
    django.setup()
    word, company, *rest = sys.argv[1:]
    {"prepare": prepare, "write": write, "ask": ask}[word](company, *map(int, rest))
