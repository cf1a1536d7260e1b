"""Who prepares or upgrades the database right now: one process, while the others wait for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

LOCK = (0x6B766F74, 0)  # "kvot", and a number no company has: companies lock their imports
LONGEST_UPGRADE = 3600  # seconds; who waits longer is told so


class DatabaseNotOpened(RuntimeError):
    """The database does not answer, or another process holds it longer than an upgrade can take."""


@contextmanager
def prepare_alone() -> Iterator[None]:
    """Wait until nobody else prepares the database, and keep others waiting until the end of the block.

    Two first commands at once would both see a database without tables and both make them.
    The lock is the process's own and dies with it, like that of an import (`import_running`).
    """
    try:
        connection.ensure_connection()
    except OperationalError as fault:
        place = connection.settings_dict["HOST"] or connection.settings_dict["NAME"]
        raise DatabaseNotOpened(
            f"The database {place} cannot be opened ({str(fault).splitlines()[0]}). "
            "Start it, or correct DATABASE_URL or KVOTA_DATA."
        ) from None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", LOCK)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)
    else:
        with _lock_beside_the_file():
            yield


@contextmanager
def _lock_beside_the_file() -> Iterator[None]:
    """An exclusive transaction on an empty file: the database itself must stay free for the upgrade."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:  # one process, nobody to lock out
        yield
        return
    beside = sqlite3.connect(f"{name}.prepare.lock", timeout=LONGEST_UPGRADE, isolation_level=None)
    try:
        try:
            beside.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault):
                raise
            raise DatabaseNotOpened(
                "Another kvota has been upgrading this database for an hour. Stop it, then try again."
            ) from None
        yield
    finally:
        beside.close()
