"""Imports that begin at one moment get two numbers, whichever door they come through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django_scopes import scope

from kvota.actions.apply_import import Import, ImportedFile, importing
from kvota.actions.draft_import import begin_draft
from kvota.records.models import ImportBatch
from tests.a_small_company import SmallCompany, a_small_company

pytestmark = pytest.mark.django_db(transaction=True)


class NotThisTime(Exception):
    """Ends an import right after it has begun."""


def as_draft(company: SmallCompany, now: datetime, today: date) -> None:
    begin_draft(
        seat=company.seats["Adam"],
        uid=uuid4(),
        kind="deals",
        file_name="deals.csv",
        file_hash="",
        mapping={},
        now=now,
    )


def as_command(company: SmallCompany, now: datetime, today: date) -> None:
    run = Import(organisation=company.organisation, now=now, today=today)
    with pytest.raises(NotThisTime), importing(run, kind="deals", file=ImportedFile("deals.csv")):
        raise NotThisTime


@pytest.mark.parametrize("second", [as_draft, as_command])
@pytest.mark.parametrize("first", [as_draft, as_command])
def test_the_second_waits_for_the_number_of_the_first(
    first: Callable[..., None], second: Callable[..., None], database_kind: str, now: datetime, today: date
) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time: the second reads when the first has ended")
    company = a_small_company()
    has_number, may_commit, faults = threading.Event(), threading.Event(), []
    save = ImportBatch.save

    def held(batch: ImportBatch, *arguments: Any, **more: Any) -> None:
        save(batch, *arguments, **more)
        if threading.current_thread() is slow:
            has_number.set()
            may_commit.wait(20)

    def begin(act: Callable[..., None]) -> None:
        try:
            with scope(organisation=company.organisation):
                act(company, now, today)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    slow = threading.Thread(target=begin, args=[first])
    quick = threading.Thread(target=begin, args=[second])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImportBatch, "save", held)
        slow.start()
        assert has_number.wait(20)
        quick.start()
        while quick.is_alive() and not somebody_waits():
            pass
        may_commit.set()
        slow.join(20)
        quick.join(20)
    if first is second is as_command:
        assert [type(fault).__name__ for fault in faults] == ["ImportRunning"]
        return
    assert faults == []
    with scope(organisation=company.organisation):
        assert sorted(ImportBatch.objects.values_list("number", flat=True)) == [1, 2]


def somebody_waits() -> bool:
    """Whether a connection to this database waits for a lock of another."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        return cursor.fetchone() != (0,)
