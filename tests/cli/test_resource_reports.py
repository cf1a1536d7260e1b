"""Hours, coverage and lead supply on the shell: what the pages show, and what is not recorded is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from kvota.actions.set_up_company import set_up_company
from kvota.cli.main import app


@pytest.fixture
def vega(db: None) -> str:
    return set_up_company(name="Vega").name


def told(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--company", "Vega"])
    assert result.exit_code == 0, result.output
    return result.output


def answer(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(*words, "--json"))
    return found


def test_a_company_without_anything_is_told_what_is_not_there(vega: str) -> None:
    assert answer("report", "coverage")["whole"]["state"] == "no_goal"
    assert answer("report", "hours", "--when", "2026-W48") == {
        "company": "Vega",
        "when": "2026-W48",
        "left": "0",
        "assumed": True,
        "rows": [],
    }
    assert "no lead supply is recorded" in told("report", "lead-supply")
    assert "the rates are assumed" in told("report", "hours")
    assert "no goal" in told("report", "coverage")
