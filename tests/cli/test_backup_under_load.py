"""A backup made while moves are recorded is of one moment, and comes back whole in an empty place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(240)  # each begins half a dozen processes and two databases

ROOT = Path(__file__).parents[2]
MOVES = 12


class Beside:
    """A process on one database that answers a line with a line."""

    def __init__(self, url: str, *words: str) -> None:
        command = [sys.executable, "-m", "tests.cli.beside_a_backup", *words]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=_on(url), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def next(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def ask(self) -> str:
        self.tell()
        return self.next()

    def end(self) -> str:
        rest, _ = self.process.communicate(timeout=100)
        assert self.process.returncode == 0
        return rest


def _on(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url}


def kvota(url: str, *words: str) -> Any:
    command = [sys.executable, "-m", "kvota.cli", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=_on(url), text=True, capture_output=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def contents(url: str) -> Any:
    return json.loads(Beside(url, "contents").end())


@pytest.fixture
def company(empty_place: Callable[[], str]) -> str:
    url = empty_place()
    Beside(url, "prepare").end()
    return url


def test_every_move_acknowledged_before_a_backup_comes_back(
    company: str, empty_place: Callable[[], str], tmp_path: Path
) -> None:
    writer = Beside(company, "write")
    acknowledged = {writer.ask() for _ in range(MOVES)}
    for _ in range(3 * MOVES):
        writer.tell()  # recorded while the backup is made, one after another
    file = tmp_path / "kept.tar.gz"
    kvota(company, "backup", str(file))
    later = {writer.next() for _ in range(3 * MOVES)}
    writer.end()

    place = empty_place()
    kvota(place, "restore", str(file))
    then, back = contents(company), contents(place)
    moves = " ".join(back["facts"]["move"].values())
    assert all(uid in moves for uid in acknowledged)
    assert all(uid in " ".join(then["facts"]["move"].values()) for uid in later)
    # Of one moment: everything numbered up to the counter, as it is stored, and nothing above it.
    for table, rows in back["facts"].items():
        first = {n: row for n, row in then["facts"][table].items() if int(n) <= back["sequence"]}
        assert rows == first
    assert max(int(n) for n in back["facts"]["event"]) == back["sequence"] <= then["sequence"]
    assert back["quick"] == back["slow"]
    assert back["faults"] == []


def test_nobody_waits_for_a_backup_and_what_he_records_is_not_in_it(
    company: str, empty_place: Callable[[], str], tmp_path: Path
) -> None:
    before = contents(company)
    file = tmp_path / "kept.tar.gz"
    backup = Beside(company, "copy_in_steps", str(file))
    assert backup.next() == "reading"
    writer = Beside(company, "write")
    assert writer.ask()  # acknowledged while the backup stands still in the middle
    writer.end()
    assert backup.ask() == "copied"
    backup.end()
    place = empty_place()
    kvota(place, "restore", str(file))
    assert contents(place) == before


def test_a_server_that_goes_on_shows_what_was_restored_in_its_next_answer(
    company: str, tmp_path: Path
) -> None:
    file = tmp_path / "kept.tar.gz"
    writer, server = Beside(company, "write"), Beside(company, "answer")
    kvota(company, "backup", str(file))
    writer.ask()
    lost = json.loads(server.ask())
    kvota(company, "restore", str(file), "--yes")
    # The number of the lost move is given out again, for a move of another deal: by their numbers
    # alone what the server has seen and what is stored now are the same.
    writer.ask()
    shown = json.loads(server.ask())
    writer.end()
    server.end()
    assert shown == {deal: rank for deal, (rank, _) in contents(company)["slow"].items()} != lost
