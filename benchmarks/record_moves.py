"""P1: record one move over HTTP, durable, with history and event, sixteen clients at once."""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import threading
import time
import uuid
from pathlib import Path

from benchmarks.company_file import NOW, write_deals
from benchmarks.row import Row
from benchmarks.server import command, percentile, serving

CLIENTS = 16
MOVES = {"small": 2_000, "large": 20_000}


def measure(folder: Path, size: str) -> Row:
    moves = MOVES[size]
    data = folder / "p1"
    file = folder / "p1.csv"
    write_deals(file, rows=2_000, reps=20, open_share=0.9)
    command(data, "import", "deals", str(file), "--company", "Bench", now=NOW)
    command(data, "people", "invite", "Head", "--company", "Bench", "--role", "head", now=NOW)
    token = command(data, "token", "new", "--company", "Bench", "--role", "head", now=NOW)["token"]
    with serving(data, now=NOW) as (port, _seconds, _process):
        deals = _deals(port, token)
        seconds, waits, faults = _record(port, token, deals, moves)
    rate, limit = moves / seconds, _limit(folder, moves)
    return Row(
        "P1",
        "record a move over HTTP",
        f"{moves} moves, {CLIENTS} clients",
        product=rate,
        limit=limit,
        unit="moves/s",
        goal="≥ 400/s, p99 ≤ 100 ms, 0 errors",
        met=rate >= 400 and percentile(waits, 0.99) <= 0.1 and not faults,
        note=f"p50 {_ms(waits, 0.5)} ms, p99 {_ms(waits, 0.99)} ms, {faults} errors",
        per_row_us=seconds / moves * 1e6,
    )


def _ms(waits: list[float], share: float) -> str:
    return f"{percentile(waits, share) * 1e3:.0f}"


def _deals(port: int, token: str) -> list[str]:
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", "/api/deals?limit=500", headers={"Authorization": f"Bearer {token}"})
    answer = client.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"/api/deals answered {answer.status}: {content[:300]!r}")
    return [deal["id"] for deal in json.loads(content)]


def _record(port: int, token: str, deals: list[str], moves: int) -> tuple[float, list[float], int]:
    """Send the moves from sixteen threads; return the seconds, each wait, and the number of refusals."""
    waits: list[float] = []
    faults: list[int] = []
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def one(seed: int) -> None:
        chance = random.Random(seed)
        client = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(moves // CLIENTS):
            body = {"id": str(uuid.uuid4()), "deal": chance.choice(deals), "stage": chance.randrange(1, 5)}
            begun = time.perf_counter()
            client.request("POST", "/api/moves", json.dumps(body), headers)
            answer = client.getresponse()
            answer.read()
            waits.append(time.perf_counter() - begun)
            if answer.status != 201:
                faults.append(answer.status)

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun, waits, len(faults)


def _limit(folder: Path, moves: int) -> float:
    """The same two rows and the counter through the driver, one durable commit each."""
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        driver = sqlite3  # type: ignore[assignment]
    base = driver.connect(str(folder / "p1-limit.sqlite3"), isolation_level=None)
    base.executescript(
        "pragma journal_mode=wal; pragma synchronous=full;"
        "create table counter (value integer); insert into counter values (0);"
        "create table move (id integer primary key, uid text unique, deal integer, stage integer, day text,"
        " at text, author integer, sequence integer); create index move_deal on move (deal);"
        "create table event (id integer primary key, sequence integer unique, kind text, payload text);"
    )
    begun = time.perf_counter()
    for number in range(moves):
        base.execute("begin immediate")
        base.execute("update counter set value = value + 1")
        base.execute(
            "insert into move (uid, deal, stage, day, at, author, sequence) values (?, ?, ?, ?, ?, ?, ?)",
            (uuid.uuid4().hex, number % 500, number % 5, "2026-11-18", "2026-11-18T14:05", 1, number),
        )
        base.execute(
            "insert into event (sequence, kind, payload) values (?, 'move_recorded', '{}')", (number,)
        )
        base.execute("commit")
    return moves / (time.perf_counter() - begun)
