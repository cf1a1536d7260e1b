"""Who is importing into a company right now: a lock that dies with its process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from kvota.domain.errors import RuleError
from kvota.records.organisations import Organisation

LOCK_CLASS = 0x6B766F74  # "kvot": other programs on the same server may use advisory locks too


class ImportRunning(RuleError):
    """Another import or undo is writing into this company. It ends in seconds; then this one may."""

    code = "import_running"
    sentence = "another import into {company} is running; wait until it has ended"
    company: str


@contextmanager
def only_import(organisation: Organisation) -> Iterator[None]:
    """Be the only import of this company until the end of the block, or refuse at once.

    The lock is the process's own: killed or cut off from its power, it holds nothing any
    more. So whoever gets the lock knows that a batch still marked `applying` is a dead
    one, without waiting and without asking a clock that tests stop.
    """
    if connection.vendor == "postgresql":
        with _lock_of_the_server(organisation):
            yield
    else:
        with _lock_beside_the_file(organisation):
            yield


@contextmanager
def _lock_of_the_server(organisation: Organisation) -> Iterator[None]:
    """An advisory lock of this session: PostgreSQL frees it when the connection ends."""
    key = [LOCK_CLASS, organisation.pk % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        if cursor.fetchone() != (True,):
            raise ImportRunning(company=organisation.name)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@contextmanager
def _lock_beside_the_file(organisation: Organisation) -> Iterator[None]:
    """An exclusive transaction on an empty file beside the database.

    Not a lock of the database itself: that one stops every writer. And not a file with a
    process number in it, which outlives its process.
    """
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:  # one process, nobody to lock out
        yield
        return
    beside = sqlite3.connect(Path(f"{name}.import-{organisation.pk}.lock"), timeout=0, isolation_level=None)
    try:
        try:
            beside.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise ImportRunning(company=organisation.name) from None
        yield
    finally:
        beside.close()
