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


def test_what_a_goal_needs_is_told_and_assumed_where_nothing_was_sold(vega: str) -> None:
    told("people", "invite", "Ann", "--role", "rep")
    told("goal", "set", "--when", "2026-12", "--amount", "1200000")
    found = answer("report", "needed", "--when", "2026-12", "--whole")
    assert (found["plan"], found["to_find"], found["leads"]) == ("1200000.00", "1200000.00", 0)
    (new,) = found["segments"]
    assert (new["average_deal"], new["deals"], new["share_from"]) == (None, None, "assumed")
    assert {step["label"] for step in new["steps"]} == {"assumed"}
    assert "no goal is set" in told("report", "needed", "--when", "2027-12")
