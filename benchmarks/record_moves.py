"""P1: record one move over HTTP, durable, with history and event, sixteen clients at once."""

from __future__ import annotations

import http.client
import json
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.company_file import NOW, write_deals
from benchmarks.row import Row
from benchmarks.send_moves import CLIENTS, Sent, send_in_a_process
from benchmarks.server import command, cpu_seconds, percentile, serving
from tools.start_postgres import PostgresMissing, postgres_for_tests

MOVES = {"small": 2_000, "large": 20_000}
WARM_UP = CLIENTS * 4
TABLES = (
    "create table counter (value integer)",
    "insert into counter values (0)",
    "create table move (id {key}, uid text unique, deal integer, stage integer, day text, at text,"
    " author integer, sequence integer)",
    "create index move_deal on move (deal)",
    "create table event (id {key}, sequence integer unique, kind text, payload text)",
)
INSERTS = (
    "insert into move (uid, deal, stage, day, at, author, sequence)"
    " values ({0}, {0}, {0}, '2026-11-18', '2026-11-18T14:05', 1, {0})",
    "insert into event (sequence, kind, payload) values ({0}, 'move_recorded', '{{}}')",
)


def measure(folder: Path, size: str) -> list[Row]:
    """On SQLite, and on a PostgreSQL of its own that keeps its promises (fsync is on)."""
    rows = [_measure(folder / "p1", "SQLite", MOVES[size], limit=_sqlite_limit(folder, MOVES[size]))]
    os.environ.pop("DATABASE_URL", None)  # a benchmark writes; not into whatever stands there
    try:
        with postgres_for_tests(survive_crashes=True) as address:
            limit = _postgres_limit(address, MOVES[size])
            rows.append(_measure(folder / "p1-pg", "PostgreSQL", MOVES[size], limit=limit, database=address))
    except PostgresMissing as missing:
        rows.append(Row("P1", "record a move, PostgreSQL", "", note=str(missing)))
    return rows


def _measure(data: Path, name: str, moves: int, *, limit: float, database: str = "") -> Row:
    data.mkdir()
    file = data / "p1.csv"
    write_deals(file, rows=2_000, reps=20, open_share=1.0)
    asked: dict[str, Any] = {"now": NOW, "database": database}
    command(data, "import", "deals", str(file), "--company", "Bench", **asked)
    command(data, "people", "invite", "Head", "--company", "Bench", "--role", "head", **asked)
    token = command(data, "token", "new", "--company", "Bench", "--role", "head", **asked)["token"]
    with serving(data, **asked) as (port, _seconds, process):
        deals = first_deals(port, token)
        send_in_a_process(port, token, deals, WARM_UP)
        before = cpu_seconds(process)
        sent = send_in_a_process(port, token, deals, moves)
        cpu = cpu_seconds(process) - before
    rate, p99 = moves / sent.seconds, percentile(sent.waits, 0.99)
    return Row(
        "P1",
        f"record a move, {name}",
        f"{moves} moves, {CLIENTS} clients",
        product=rate,
        limit=limit,
        unit="moves/s",
        goal="≥ 400/s, p99 ≤ 100 ms, 0 errors",
        met=rate >= 400 and p99 <= 0.1 and not sent.faults,
        note=_note(sent, moves, cpu),
        per_row_us=sent.seconds / moves * 1e6,
    )


def _note(sent: Sent, moves: int, cpu: float) -> str:
    p50, p99 = (f"{percentile(sent.waits, share) * 1e3:.0f}" for share in (0.5, 0.99))
    return (
        f"p50 {p50} ms, p99 {p99} ms, longest {max(sent.waits) * 1e3:.0f} ms, {len(sent.faults)} errors;"
        f" CPU a move: server {cpu / moves * 1e3:.1f} ms, clients {sent.cpu / moves * 1e3:.1f} ms"
    )


def first_deals(port: int, token: str) -> list[str]:
    """The ids of up to 500 deals."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", "/api/deals?limit=500", headers={"Authorization": f"Bearer {token}"})
    answer = client.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"/api/deals answered {answer.status}: {content[:300]!r}")
    return [deal["id"] for deal in json.loads(content)]


def _sqlite_limit(folder: Path, moves: int) -> float:
    """The same two rows and the counter through the driver, one durable commit each."""
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        import sqlite3 as driver  # type: ignore[no-redef]
    base = driver.connect(str(folder / "p1-limit.sqlite3"), isolation_level=None)
    base.executescript("pragma journal_mode=wal; pragma synchronous=full;")
    for table in TABLES:
        base.execute(table.format(key="integer primary key"))
    return _limit(base.execute, moves, begin="begin immediate", mark="?")


def _postgres_limit(address: str, moves: int) -> float:
    with psycopg.connect(address, autocommit=True) as base:
        base.execute("create database p1_limit")
    # The address ends with the database: /postgres
    with psycopg.connect(address.rsplit("/", 1)[0] + "/p1_limit", autocommit=True) as base:
        for table in TABLES:
            base.execute(table.format(key="bigserial primary key").encode())
        return _limit(
            lambda text, *given: base.execute(text.encode(), *given), moves, begin="begin", mark="%s"
        )


def _limit(execute: Callable[..., Any], moves: int, *, begin: str, mark: str) -> float:
    move, event = (text.format(mark) for text in INSERTS)
    begun = time.perf_counter()
    for number in range(moves):
        execute(begin)
        execute("update counter set value = value + 1")
        execute(move, (uuid.uuid4().hex, number % 500, number % 5, number))
        execute(event, (number,))
        execute("commit")
    return moves / (time.perf_counter() - begun)
