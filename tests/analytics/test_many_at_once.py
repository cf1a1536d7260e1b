"""Others write while the copy is loaded: nothing is lost, nothing is seen too early."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from kvota.analytics.reading import one_moment
from tests.a_small_company import a_small_company

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 18)
MOVES = 30


def start(url: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.analytics.one_process", *map(str, words)]
    surroundings = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(
        command, cwd=ROOT, env=surroundings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def finished(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=50)
    assert process.returncode == 0, output
    return output.strip()


def url_of_the_test_database() -> str:
    at = connection.settings_dict
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@:{at['PORT']}/{at['NAME']}?host={at['HOST']}"


@pytest.mark.django_db(transaction=True)
def test_two_write_while_a_third_loads_the_copy(tmp_path: Path, database_kind: str) -> None:
    url = (
        f"sqlite:///{tmp_path / 'beside.sqlite3'}"
        if database_kind == "sqlite"
        else url_of_the_test_database()
    )
    finished(start(url, "prepare", "Beside"))
    writers = [start(url, "write", "Beside", MOVES) for _ in range(2)]
    asking = start(url, "ask", "Beside", 1 + 2 * MOVES)
    for writer in writers:
        finished(writer)
    assert finished(asking) == str(1 + 2 * MOVES)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_counted(database_kind: str) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time: none can commit late")
    company = a_small_company("Late")
    with scope(organisation=company.organisation):
        deal = company.deal()
    written, may_commit = threading.Event(), threading.Event()

    def count() -> int:
        with one_moment(company.organisation) as reading:
            return len(reading.ask("states/every_move.sql", as_of=TODAY))

    def slow() -> None:
        with scope(organisation=company.organisation), transaction.atomic():
            company.move(deal, 1, on=TODAY)
            written.set()
            may_commit.wait()
        connection.close()

    def quick() -> None:
        with scope(organisation=company.organisation), transaction.atomic():
            company.move(deal, 2, on=TODAY)
        connection.close()

    first, second = threading.Thread(target=slow), threading.Thread(target=quick)
    first.start()
    written.wait()
    second.start()
    # The quick one waits for the number, so a reader cannot see it before the slow one.
    assert count() == 0
    may_commit.set()
    first.join()
    second.join()
    assert count() == 2


@pytest.mark.django_db(transaction=True)
def test_threads_ask_while_others_write(database_kind: str) -> None:
    """Every thread has its own cursor of the one DuckDB; the copy is brought forward under a lock."""
    if database_kind == "sqlite":
        pytest.skip("the in-memory SQLite of the tests belongs to one thread")
    company = a_small_company("Threads")
    with scope(organisation=company.organisation):
        deal = company.deal()
    wrong: list[Any] = []

    def asks() -> None:
        seen = 0
        while seen < 20 and not wrong:
            with one_moment(company.organisation) as reading:
                moves = reading.ask("states/every_move.sql", as_of=TODAY)
                again = reading.ask("states/every_move.sql", as_of=TODAY)
            if len(moves) < seen or moves != again:
                wrong.append((seen, len(moves), len(again)))
            seen = len(moves)
        connection.close()

    threads = [threading.Thread(target=asks) for _ in range(4)]
    for thread in threads:
        thread.start()
    with scope(organisation=company.organisation):
        for _ in range(20):
            company.move(deal, 1, on=TODAY)
    for thread in threads:
        thread.join()
    assert wrong == []
