"""The first commands in a new folder: two at once, and surroundings that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def begin(*arguments: str, **surroundings: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    return subprocess.Popen(
        [sys.executable, "-m", "kvota.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=kept | surroundings,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_of_two_first_commands_one_prepares_the_database_and_the_other_waits(tmp_path: Path) -> None:
    both = [begin("company", "new", name, KVOTA_DATA=str(tmp_path / "new")) for name in ("Vega", "Orion")]
    assert [(code, err) for code, _, err in map(end, both)] == [(0, ""), (0, "")]
    _, out, _ = end(begin("company", "list", KVOTA_DATA=str(tmp_path / "new")))
    assert out.splitlines() == ["Orion (EUR)", "Vega (EUR)"]


@pytest.mark.parametrize(
    ("surroundings", "said"),
    [
        ({"KVOTA_DATA": "{here}/a_file"}, "name one you may write to"),
        ({"KVOTA_DATA": "{here}/a_file/below"}, "name one you may write to"),
        ({"DATABASE_URL": "mysql://x"}, "expected postgresql:// or sqlite:///"),
        ({"DATABASE_URL": "postgresql://me@here:port/x"}, "Port could not be cast"),
        ({"PORT": "eighty"}, "expected a number from 1 to 65535"),
    ],
)
def test_surroundings_that_cannot_be_used_are_refused_in_one_sentence(
    tmp_path: Path, surroundings: dict[str, str], said: str
) -> None:
    (tmp_path / "a_file").touch()
    given = {name: value.format(here=tmp_path) for name, value in surroundings.items()}
    code, out, err = end(begin("company", "list", **({"KVOTA_DATA": str(tmp_path / "data")} | given)))
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    assert said in err


def test_a_database_that_cannot_be_opened_is_named_with_the_remedy(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/no/such/folder.sqlite3"
    code, out, err = end(begin("company", "list", KVOTA_DATA=str(tmp_path), DATABASE_URL=url))
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert "correct DATABASE_URL" in err
