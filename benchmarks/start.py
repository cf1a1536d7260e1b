"""P9: from `kvota serve` on an existing company to the first answered page."""

from __future__ import annotations

from pathlib import Path

from benchmarks.company_file import NOW
from benchmarks.row import Row
from benchmarks.server import resident_mib, serving


def measure(folder: Path) -> Row:
    """Uses the company that P8 made."""
    seconds, memory = [], 0.0
    for _ in range(3):
        with serving(folder / "p8", now=NOW) as (_port, took, process):
            seconds.append(took)
            memory = resident_mib(process)
    best = sorted(seconds)[1]
    return Row(
        "P9",
        "start to the first answered page",
        "the company of P8",
        product=best,
        unit="s",
        goal="≤ 3 s, ≤ 300 MB idle",
        met=best <= 3 and memory <= 300,
        note=f"median of 3; {memory:.0f} MB idle",
    )
