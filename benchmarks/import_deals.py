"""P2: import a file of deals with their stages, contracts and payments."""

from __future__ import annotations

import csv
import resource
import time
from pathlib import Path

from benchmarks.company_file import NOW, write_deals
from benchmarks.row import Row
from benchmarks.server import command

ROWS = {"small": 10_000, "large": 100_000}


def measure(folder: Path, size: str) -> Row:
    rows = ROWS[size]
    file = folder / "p2.csv"
    write_deals(file, rows=rows, reps=50, open_share=0.4)
    data = folder / "p2"
    command(data, "company", "list", now=NOW)  # makes the database: its migrations are not the import's
    begun = time.perf_counter()
    done = command(data, "import", "deals", str(file), "--company", "Bench", now=NOW)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rate = rows / seconds
    return Row(
        "P2",
        "import a CSV of deals",
        f"{rows} rows",
        product=rate,
        limit=_limit(folder, file),
        unit="rows/s",
        goal="≥ 5,000 rows/s, ≤ 300 MB",
        met=rate >= 5_000 and memory <= 300,
        note=f"{seconds:.1f} s with start, {done['new']} new, {done['skipped']} skipped, {memory:.0f} MB",
        per_row_us=seconds / rows * 1e6,
    )


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
