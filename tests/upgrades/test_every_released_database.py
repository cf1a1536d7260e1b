"""A database of every version that was ever resolved opens, upgrades, and says the same as then."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DATABASES = sorted(HERE.glob("*.sqlite3.gz"))
NOW = "2026-11-18T14:05"


#: Several commands in one process of their own: starting takes a second each time.
ONE_AFTER_ANOTHER = """
import json, sys
from typer.testing import CliRunner
from kvota.cli.main import app
for command in json.load(sys.stdin):
    done = CliRunner().invoke(app, [*command, "--json"])
    assert done.exit_code == 0, (command, done.output, done.exception)
    print(json.dumps(json.loads(done.stdout)))
"""

OF_THE_COMPANY = ("--company", "Vega Trade")
#: What is asked of a new database; an older one is asked what it was asked then.
PERIODS = ("2026", "2026-11", "2026-11-D2", "2027")


def figures(data: Path, periods: Sequence[str] = PERIODS) -> dict[str, Any]:
    """What must never change by an upgrade: the money, the plan, who is there; and the faults found."""
    reports_of = ("report", "plan-actual", *OF_THE_COMPANY, "--by", "person", "--when")
    commands = (
        ("company", "list"),
        *((*reports_of, when) for when in periods),
        ("people", "list", *OF_THE_COMPANY),
        ("verify",),
    )
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KVOTA_")}
    surroundings.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER],
        env=surroundings | {"KVOTA_DATA": str(data), "KVOTA_NOW": NOW},
        input=json.dumps(commands),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    companies, *reports, people, verified = map(json.loads, done.stdout.splitlines())
    return {
        "companies": companies["companies"],
        "reports": reports,
        "people": people["people"],
        "faults": verified["faults"],
    }


def test_there_is_a_database_to_open() -> None:
    assert DATABASES


# Every migration since, beside the rest of a leg.
@pytest.mark.timeout(180)
@pytest.mark.parametrize("packed", DATABASES, ids=lambda path: path.name)
def test_it_opens_upgrades_and_says_the_same(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "kvota.sqlite3").write_bytes(gzip.decompress(packed.read_bytes()))
    said_then = json.loads(packed.with_name(packed.name.replace(".sqlite3.gz", ".json")).read_text())
    said_now = figures(tmp_path, [report["when"] for report in said_then["reports"]])
    for report, was in zip(said_now["reports"], said_then["reports"], strict=True):
        assert {name: report[name] for name in was} == was  # a later version may say more, not otherwise
    assert (said_now["companies"], said_now["people"]) == (said_then["companies"], said_then["people"])
    assert said_now["faults"] == []
