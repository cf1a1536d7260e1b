"""The one DuckDB of a process: in memory, without files, network or extensions."""

from __future__ import annotations

import os
import threading
from functools import cache
from importlib.resources import files
from itertools import count

import duckdb

Cursor = duckdb.DuckDBPyConnection

# Two threads: a question of a firm takes milliseconds, and the web server has work to do beside it.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

_lock = threading.Lock()
_database: list[Cursor] = []
_of_the_parent: list[Cursor] = []
_numbers = count(1)


def cursor() -> Cursor:
    """A connection of its own to the process's DuckDB: one for each thread and question.

    A DuckDB file cannot be opened by a second process, even to read, so there is none.
    """
    with _lock:
        if not _database:
            _database.append(duckdb.connect(":memory:", config=SETTINGS))
        return _database[0].cursor()


def attach() -> str:
    """Make an empty database inside the process's DuckDB and return its name."""
    name = f"company_{next(_numbers)}"
    with cursor() as connection:
        connection.execute(f"attach ':memory:' as {name}")
    return name


def detach(name: str) -> None:
    """Drop a database. Whoever still reads it keeps his snapshot until his transaction ends."""
    with cursor() as connection:
        connection.execute(f"detach {name}")


@cache
def query(name: str) -> str:
    """The text of a file of SQL of this room, such as `metrics/actual.sql`."""
    return files("kvota.analytics").joinpath(name).read_text(encoding="utf-8")


def _start_anew() -> None:
    """A forked child must not touch the threads and locks of its parent's DuckDB, nor close it.

    To close one whose threads are gone ends the process with a segmentation fault.
    """
    global _lock
    _lock = threading.Lock()
    _of_the_parent.extend(_database)
    _database.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
