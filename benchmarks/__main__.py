"""`make bench`: every row of the table at one size, printed and written as JSON. Met or not, it exits 0."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from benchmarks import (
    board_frames,
    first_paint,
    goal_grid,
    import_deals,
    pages,
    record_moves,
    share_goal,
    start,
)
from benchmarks.row import Row, table

NOT_BUILT = {
    "P3": "plan-vs-actual, funnel, conversion over a whole log",
    "P4": "stage durations, stuck clients",
    "P5": "pay of 10,000 reps × 12 months",
    "P6": "distribution of the total of open deals",
    "P7": "forecast: fit and predict",
    "P10": "all companies on Spark",
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks")
    asked.add_argument("--size", choices=["small", "large"], default="small")
    asked.add_argument("--out", type=Path, default=Path("bench.json"))
    given = asked.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kvota-bench-") as name:
        folder = Path(name)
        rows = [*record_moves.measure(folder, given.size), import_deals.measure(folder, given.size)]
        rows += pages.measure(folder, given.size)
        rows.append(start.measure(folder))
        rows += first_paint.measure()
        rows += board_frames.measure(folder)
        rows += share_goal.measure()
        rows += goal_grid.measure(folder)
    rows += [Row(number, words, "", note="not built") for number, words in NOT_BUILT.items()]
    print(table(rows))
    print(f"\n{time.perf_counter() - begun:.0f} s; written to {given.out}")
    given.out.write_text(json.dumps({"size": given.size, "rows": [row.as_json() for row in rows]}, indent=1))


if __name__ == "__main__":
    main()
