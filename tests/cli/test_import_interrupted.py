"""Ctrl-C during an import: nothing of it counts, nothing is left, and the company is as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEALS = 2_500

# `kvota import`, which says so when it has written two pieces of three, or when all counts.
IMPORT = """
import sys
import django
django.setup()
from kvota.actions import apply_import, import_deals
from kvota.cli.main import app
moment = sys.argv.pop(1)
write, apply, times = apply_import.Import.write, import_deals.apply, []
def told(*_):
    print("now", flush=True)
    sys.stdin.read()
def writing(self, *rows):
    write(self, *rows)
    times.append(1)
    if moment == "half" and len(times) == 2:
        told()
def applying(*arguments, **more):
    apply(*arguments, **more)
    if moment == "counting":
        told()
apply_import.Import.write, import_deals.apply = writing, applying
app()
"""

LOOK = """
import json
import django
django.setup()
from django_scopes import scopes_disabled
from kvota.records.imported_rows import POINTING_FIRST
from kvota.records.models import ImportBatch, Stage
with scopes_disabled():
    print(json.dumps({
        "rows": {m.__name__: m._base_manager.exclude(batch=None).count() for m in POINTING_FIRST},
        "states": list(ImportBatch.objects.order_by("number").values_list("state", flat=True)),
        "stages": list(Stage.objects.filter(removed_on=None).order_by("id").values_list("name_en")),
    }))
"""


def python(url: str, code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def look(url: str) -> Any:
    output, fault = python(url, LOOK).communicate()
    assert output, fault
    return json.loads(output)


def kvota(url: str, *words: str) -> Any:
    output, fault = python(url, "from kvota.cli.main import app; app()", *words, "--json").communicate()
    assert output, fault
    return json.loads(output)


def interrupted(url: str, moment: str, file: Path) -> tuple[int, str]:
    """The exit code and the words of an import that Ctrl-C met at this moment."""
    process = python(url, IMPORT, moment, "import", "deals", str(file), "--company", "Vega")
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    return process.returncode, words.strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = ["id,owner,client,stage,created_on,amount"]
    lines += [f"D{n},Owner {n % 7},Client {n % 40},Talking,2026-11-02,100" for n in range(DEALS)]
    path = tmp_path / "deals.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.mark.timeout(240)
def test_an_import_stopped_halfway_leaves_nothing_behind(empty_place: Callable[[], str], file: Path) -> None:
    url = empty_place()
    kvota(url, "company", "new", "Vega")
    before = look(url)
    code, words = interrupted(url, "half", file)
    assert (code, words) == (130, "Stopped. Nothing of the file counts, and nothing of it is left behind.")
    assert look(url) == before | {"states": ["failed"]}
    assert set(before["rows"].values()) == {0}

    again = kvota(url, "import", "deals", str(file), "--company", "Vega")
    assert (again["new"], again["skipped"]) == (DEALS, 0)


@pytest.mark.timeout(240)
def test_stopped_in_its_last_moment_an_import_counts_and_says_so(
    empty_place: Callable[[], str], file: Path
) -> None:
    url = empty_place()
    kvota(url, "company", "new", "Vega")
    code, words = interrupted(url, "counting", file)
    assert code == 130
    assert words.startswith("Too late: the import counts. Take it out with: kvota import undo ")
    assert look(url)["states"] == ["applied"]
