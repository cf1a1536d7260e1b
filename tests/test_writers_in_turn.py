"""The threads of a process write in the order they came, and nobody keeps a turn he no longer needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from kvota.writers_in_turn import Turns, connection_in_turn


def test_the_turn_goes_to_whoever_has_waited_longest() -> None:
    turns, came = Turns(), []
    assert turns.take(seconds=0)

    def wait(number: int) -> None:
        turns.take(seconds=30)
        came.append(number)
        turns.give()

    threads = []
    for number in range(8):
        threads.append(Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            pass
    turns.give()
    for thread in threads:
        thread.join()
    assert came == list(range(8))
    assert turns.take(seconds=0)


def test_who_gives_up_waiting_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(seconds=0)
    assert not turns.take(seconds=0)
    turns.give()
    assert turns.take(seconds=0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "turns.sqlite3"


@pytest.fixture
def two(file: Path) -> Iterator[list[Any]]:
    """Two connections to one file, as two threads have them."""
    kind = connection_in_turn(sqlite3, seconds=0)
    opened = [sqlite3.connect(file, factory=kind, isolation_level=None, timeout=0) for _ in range(2)]
    yield opened
    for connection in opened:
        connection.close()


def begin(connection: Any) -> None:
    connection.cursor().execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_next_may_write_once_the_one_before_has_ended(two, end) -> None:
    first, second = two
    begin(first)
    with pytest.raises(sqlite3.OperationalError, match="took too long"):
        begin(second)
    getattr(first, end)()
    begin(second)
    second.commit()


def test_a_transaction_that_could_not_begin_gives_its_turn_away(two, file) -> None:
    first, second = two
    other_process = sqlite3.connect(file, isolation_level=None)
    other_process.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match=r"database is locked$"):
        begin(first)
    other_process.close()
    begin(second)
    second.commit()


def test_a_refused_commit_keeps_the_turn_until_its_rollback(two) -> None:
    first, second = two
    for statement in (
        "PRAGMA foreign_keys = ON",
        "CREATE TABLE one (id integer primary key)",
        "CREATE TABLE two (one integer REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED)",
    ):
        first.cursor().execute(statement)
    begin(first)
    first.cursor().execute("INSERT INTO two VALUES (?)", [7])
    with pytest.raises(sqlite3.IntegrityError):
        first.commit()
    with pytest.raises(sqlite3.OperationalError, match="took too long"):
        begin(second)
    first.rollback()
    begin(second)
    second.commit()
