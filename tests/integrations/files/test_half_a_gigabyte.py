"""A file of half a gigabyte is read row by row: memory does not grow with it. `make trust` runs this."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = [pytest.mark.trust, pytest.mark.timeout(3_600)]

BYTES = 500_000_000
ROWS_AT_ONCE = 100_000
MOST_MEGABYTES = 300
STAGES = ("Talking", "Offer sent", "Won", "Lost", "Negotiation")

READ = """
import json, resource, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.faults import Fault
from kvota.integrations.files.answered_file import AnsweredFile
path = Path(sys.argv[1])
file = AnsweredFile.open(path, Answers(), name=path.name, zone=ZoneInfo("UTC"))
rows = faults = 0
for row in file.rows(currency="EUR", aliases={}):
    rows += 1
    faults += isinstance(row, Fault)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": rows, "faults": faults, "megabytes": megabytes}))
"""


def write(path: Path) -> int:
    """Write deals until the file is large enough; return how many."""
    days = [str(date(2025, 1, 1) + timedelta(days=n)) for n in range(600)]
    rows = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("id,owner,client,product,stage,created_on,closed_on,amount,region\n")
        while out.tell() < BYTES:
            for n in range(rows, rows + ROWS_AT_ONCE):
                stage, day = STAGES[n % 5], n % 500
                closed = days[day + 60] if stage in {"Won", "Lost"} else ""
                out.write(
                    f"DEAL-{n:09},Owner {n % 400:03},Client number {n % 90_000:06},Product {n % 50},"
                    f"{stage},{days[day]},{closed},{n % 100_000}.50,Region {n % 30}\n"
                )
            rows += ROWS_AT_ONCE
    return rows


def test_half_a_gigabyte_is_read_within_300_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    rows = write(path)
    assert path.stat().st_size >= BYTES
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    path.unlink()
    told = json.loads(done.stdout)
    print(f"{rows} rows, {told['megabytes']:.0f} MB at most")
    assert (told["rows"], told["faults"]) == (rows, 0)
    assert told["megabytes"] < MOST_MEGABYTES
