"""P2: import a file of deals with stages, contracts and payments, and how long a move waits meanwhile."""

from __future__ import annotations

import csv
import http.client
import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

from benchmarks.company_file import NOW, write_deals
from benchmarks.record_moves import first_deals
from benchmarks.row import Row
from benchmarks.server import KVOTA, command, percentile, serving, surroundings

ROWS = {"small": 10_000, "large": 100_000}
MOST_WAIT = 2.0
BETWEEN_MOVES = 0.02  # seconds: fifty moves a second, ten times a group of a thousand reps


def measure(folder: Path, size: str) -> Row:
    """Once alone, for the rate and the memory; once more beside somebody who records without a break."""
    rows = ROWS[size]
    data = folder / "p2"
    file = folder / "p2.csv"
    write_deals(file, rows=rows, reps=50, open_share=0.4)
    command(data, "company", "list", now=NOW)  # makes the database: its migrations are not the import's
    done, seconds, memory = _import(data, file)
    waits = _waits_beside(folder / "p2-beside", file)
    rate = rows / seconds
    return Row(
        "P2",
        "import a CSV of deals",
        f"{rows} rows",
        product=rate,
        limit=_limit(folder, file),
        unit="rows/s",
        goal="≥ 5,000 rows/s, ≤ 300 MB, no move waits > 2 s",
        met=rate >= 5_000 and memory <= 300 and max(waits) <= MOST_WAIT,
        note=f"{seconds:.1f} s with start, {done['new']} new, {done['skipped']} skipped, {memory:.0f} MB;"
        f" {len(waits)} moves beside it: p50 {percentile(waits, 0.5) * 1e3:.0f} ms,"
        f" longest {max(waits) * 1e3:.0f} ms",
        per_row_us=seconds / rows * 1e6,
    )


def _import(data: Path, file: Path) -> tuple[dict[str, Any], float, float]:
    """What the import answered, its seconds, and the most memory of its own process, in MB."""
    arguments = ["import", "deals", str(file), "--company", "Bench", "--json"]
    begun = time.perf_counter()
    process = subprocess.Popen([*KVOTA, *arguments], env=surroundings(data, now=NOW), stdout=subprocess.PIPE)
    assert process.stdout is not None
    answer = process.stdout.read()
    # Not process.wait(): this one process's memory, where getrusage knows the largest of all so far.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"the import of {file} ended with {process.returncode}")
    return json.loads(answer), seconds, used.ru_maxrss / 1024


def _waits_beside(data: Path, file: Path) -> list[float]:
    """Record moves one after the other while the file is imported; the wait of each, in seconds."""
    data.mkdir()
    moved = data / "moved.csv"  # open deals all: a paid one takes no move
    write_deals(moved, rows=500, reps=50, open_share=1.0, prefix="A")
    command(data, "import", "deals", str(moved), "--company", "Bench", now=NOW)
    command(data, "people", "invite", "Head", "--company", "Bench", "--role", "head", now=NOW)
    token = command(data, "token", "new", "--company", "Bench", "--role", "head", now=NOW)["token"]
    over = Event()
    with serving(data, now=NOW) as (port, _seconds, _process):
        deals = first_deals(port, token)
        with ThreadPoolExecutor(1) as beside:
            waits = beside.submit(lambda: list(_record_until(over, port, token, deals)))
            try:
                _import(data, file)
            finally:
                over.set()
        return waits.result()


def _record_until(over: Event, port: int, token: str, deals: list[str]) -> Iterator[float]:
    client = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    number = 0
    while not over.wait(BETWEEN_MOVES) or not number:
        move = {"id": str(uuid.uuid4()), "deal": deals[number % len(deals)], "stage": number % 4 + 1}
        begun = time.perf_counter()
        client.request("POST", "/api/moves", json.dumps(move), headers)
        answer = client.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"a move beside the import was answered {answer.status}: {content[:300]!r}")
        yield time.perf_counter() - begun
        number += 1


def _limit(folder: Path, file: Path) -> float:
    """The same rows by the csv module and executemany: a deal, its version, three moves, the money."""
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        import sqlite3 as driver  # type: ignore[no-redef]
    base = driver.connect(str(folder / "p2-limit.sqlite3"), isolation_level=None)
    base.executescript("pragma journal_mode=wal; pragma synchronous=full;")
    for name in ("deal", "version", "move", "contract", "payment"):
        base.execute(f"create table {name} (id integer primary key, a text, b text, c text, d text, e text)")
    begun = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as handle:
        rows = [tuple(row[:5]) for row in csv.reader(handle)][1:]
    base.execute("begin")
    for name, times in (("deal", 1), ("version", 1), ("move", 3), ("contract", 1), ("payment", 1)):
        for _ in range(times):
            base.executemany(f"insert into {name} (a, b, c, d, e) values (?, ?, ?, ?, ?)", rows)
    base.execute("commit")
    return len(rows) / (time.perf_counter() - begun)
