"""`make budgets`: what each job takes in clicks, characters and seconds, as docs/budgets.md."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.find_chromium import ChromiumMissing, find_chromium
from tools.run_tests import ROOT, clean_surroundings

JOURNEYS = ROOT / "tests" / "browser"
PAGE = ROOT / "docs" / "budgets.md"
HEAD = """# What a job takes

Clicks are pointer-downs and keys outside text fields, counted in a real browser from the first screen on;
characters are those typed into fields; seconds are the machine's own on two cores, from the first click to
the last thing the journey waits for. The budget is that of the journeys; a journey that goes beyond its
clicks or characters fails. `make budgets` writes this page.

| job | clicks | budget | characters | budget | seconds |
|---|---|---|---|---|---|
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kvota-budgets-") as name:
        file = Path(name) / "budgets.jsonl"
        surroundings = clean_surroundings(Path(name)) | {
            "BUDGETS_FILE": str(file),
            "CHROMIUM": str(find_chromium()),
        }
        measured = [
            str(test) for test in sorted(JOURNEYS.glob("test_*.py")) if ".within(" in test.read_text()
        ]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "0", *measured], cwd=ROOT, env=surroundings
        )
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    PAGE.write_text(HEAD + "".join(sorted(_rows(lines))), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return done.returncode


def _rows(lines: list[dict[str, object]]) -> list[str]:
    """One row per job: the dearest of its walks, in whatever language."""
    jobs: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        jobs.setdefault(str(line["job"]), []).append(line)
    rows = []
    for job, walks in jobs.items():
        taps, keys, characters = map(max, zip(*(walk["took"] for walk in walks), strict=True))  # type: ignore[arg-type]
        seconds = max(float(str(walk["seconds"])) for walk in walks)
        first = walks[0]
        cells = (job, taps + keys, first["clicks"], characters, first["characters"], f"{seconds:.1f}")
        rows.append(f"| {' | '.join(map(str, cells))} |\n")
    return rows


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ChromiumMissing as missing:
        sys.exit(str(missing))
