"""Goals on the shell: any metric, a draft and its publishing, shares by what is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django_scopes import scope
from typer.testing import CliRunner

from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.cli.main import app
from tests.a_small_company import SmallCompany, a_small_company

WHEN = ("--when", "2027")


@pytest.fixture
def company(db: None) -> SmallCompany:
    return a_small_company()


def run(*words: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["goal", *words, "--company", "Vega Trade", *WHEN, "--json"])
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refusal(*words: str, code: int = 1) -> str:
    """The code of what was refused."""
    return str(run(*words, code=code)["error"]["code"])


def test_a_goal_on_visits_is_whole_and_no_money(company: SmallCompany) -> None:
    found = run("set", "--metric", "visits", "--amount", "480")
    assert (found["metric"], found["amount"], found["currency"], found["state"]) == (
        "visits",
        "480",
        None,
        "published",
    )
    assert refusal("set", "--metric", "visits", "--amount", "4.5", code=1) == "not_whole"
    assert refusal("set", "--metric", "margin", "--amount", "4", code=1) == "metric_cannot_be_spread"


def test_a_draft_waits_until_it_is_published(company: SmallCompany) -> None:
    assert run("set", "--amount", "12000000", "--draft", "--intent", "Two industries")["state"] == "draft"
    with scope(organisation=company.organisation):
        assert newest_goal_of("2027") is None
        draft = open_draft_of("2027")
        assert draft is not None and draft.intent == "Two industries"
    assert run("publish", "--reason", "agreed on 5 December")["state"] == "published"
    with scope(organisation=company.organisation):
        version = newest_goal_of("2027")
        assert version is not None and version.reason == "agreed on 5 December"
    assert refusal("publish", code=1) == "not_a_draft"


@pytest.mark.parametrize("rule", ["equal", "situation", "past", "year"])
def test_people_share_it_by_a_rule(company: SmallCompany, rule: str) -> None:
    assert run("set", "--amount", "12000000", "--rule", rule)["cells"] > 12


def test_a_rule_nobody_knows_is_refused(company: SmallCompany) -> None:
    assert refusal("set", "--amount", "1", "--rule", "luck", code=2) == "unknown_rule"
