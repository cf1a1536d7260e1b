"""The commands a person types on a fresh machine, end to end on the database of the tests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from kvota.cli.main import app

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str, fails: bool = False) -> Any:
    """The JSON of a command, or what it said when it was to fail."""
    done = CliRunner().invoke(app, [*arguments] if fails else [*arguments, "--json"])
    assert (done.exit_code != 0) is fails, done.output
    return done.output if fails else json.loads(done.stdout)


def test_from_nothing_to_an_open_company() -> None:
    assert run("company", "new", "Вега", "--country", "RU")["currency"] == "RUB"
    invited = run("people", "invite", "Мария Иванова", "--company", "Вега", "--role", "owner")
    assert (invited["person"], invited["role"]) == ("Мария Иванова", "owner")

    browser = Client()
    path = re.sub(r"^http://[^/]+", "", invited["address"])
    assert browser.get(path).status_code == 200
    assert browser.get(path).status_code == 200  # looking does not use it up
    fields = dict(part.split("=") for part in path.split("?")[1].split("&"))
    entered = browser.post("/enter", fields)
    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert browser.get("/").status_code == 200
    assert Client().post("/enter", fields).status_code == 410  # once


def test_a_goal_set_on_the_shell_is_the_plan_of_the_report() -> None:
    run("company", "new", "Vega", "--currency", "USD")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "rep")
    asked = ("report", "plan-actual", "--company", "Vega", "--when", "2026-12")
    assert run(*asked)["plan"] is None
    run("goal", "set", "--company", "Vega", "--when", "2026-12", "--amount", "1200000")
    report = run(*asked, "--by", "person")
    assert (report["plan"], report["actual"], report["currency"], report["basis"]) == (
        "1200000.00",
        "0.00",
        "USD",
        "cash",
    )
    assert [(row["name"], row["plan"]) for row in report["rows"]] == [("Ann", "1200000.00")]


def test_the_technology_of_each_stage_is_printed_and_is_one_object() -> None:
    run("company", "new", "Vega")
    report = run("report", "technology", "--company", "Vega")
    assert [(stage["rank"], stage["state"]) for stage in report["stages"]] == [
        (rank, "without_playbook") for rank in range(1, 8)
    ]
    said = CliRunner().invoke(app, ["report", "technology", "--company", "Vega"]).stdout
    assert "3 Meeting set: without playbook" in said and "without a playbook: – (– to –, n=0)" in said


def test_a_year_of_which_one_month_is_planned_is_compared_with_nothing() -> None:
    run("company", "new", "Vega")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "rep")
    run("goal", "set", "--company", "Vega", "--when", "2026-12", "--amount", "1200000")
    report = run("report", "plan-actual", "--company", "Vega", "--when", "2026", "--by", "person")
    assert (report["plan"], report["plan_months"]) == ("1200000.00", ["2026-12"])
    assert len(report["plan_months_without"]) == len(report["rows"][0]["plan_months_without"]) == 11
    assert [report[name] for name in ("gap", "attainment", "plan_to_date", "pace", "required_per_day")] == (
        [None] * 5
    )
    assert (report["rows"][0]["plan"], report["rows"][0]["attainment"]) == ("1200000.00", None)
    said = CliRunner().invoke(app, ["report", "plan-actual", "--company", "Vega", "--when", "2026"])
    assert "a goal is set for 1 of 12 months" in said.output


def test_a_month_keeps_its_own_goal_inside_a_quarter_and_the_answer_says_so() -> None:
    run("company", "new", "Vega", "--currency", "USD")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "rep")
    ask = ("goal", "set", "--company", "Vega", "--when")
    run(*ask, "2026-12", "--amount", "1200000")
    refused = run(*ask, "2026-Q4", "--amount", "100000", fails=True)
    assert "(December 2026)" in refused
    assert "$1,100,000.00 above this goal" in refused
    quarter = run(*ask, "2026-Q4", "--amount", "3300000")
    assert quarter["kept"] == [{"month": "2026-12", "why": "own_goal", "plan": "1200000.00"}]
    december = run("report", "plan-actual", "--company", "Vega", "--when", "2026-12")
    assert december["plan"] == "1200000.00"
    said = CliRunner().invoke(app, [*ask, "2026-Q4", "--amount", "3400000"]).output
    assert "kept 2026-12: 1200000.00, a goal of its own" in said


def test_a_profit_goal_says_what_revenue_it_takes() -> None:
    run("company", "new", "Vega")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "rep")
    goal = run(
        *("goal", "set", "--company", "Vega", "--when", "2027", "--amount", "1200000"),
        *("--profit", "--margin", "0.25", "--fixed", "300000"),
    )
    assert (goal["amount"], goal["revenue"]) == ("1200000.00", "6000000.00")


def test_a_key_opens_the_api_and_is_shown_once() -> None:
    run("company", "new", "Vega")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "head")
    secret = run("token", "new", "--company", "Vega", "--role", "head")["token"]
    assert Client().get("/api/moves", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_backup_comes_back_and_everything_agrees(tmp_path: Path) -> None:
    run("company", "new", "Vega")
    run("people", "invite", "Ann", "--company", "Vega", "--role", "rep")
    file = str(tmp_path / "kept.tar.gz")
    assert run("backup", file)["rows"] > 0
    run("company", "new", "Orion")
    run("restore", file, "--yes")
    assert [each["name"] for each in run("company", "list")["companies"]] == ["Vega"]
    assert run("verify")["faults"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "plan-actual", "--company", "Nobody"), "no company named 'Nobody'"),
        (("sign-in-link", "--company", "Vega", "--role", "head"), "kvota people invite"),
        (("goal", "set", "--company", "Vega", "--when", "2026-13", "--amount", "1"), "2026-13"),
        (("goal", "set", "--company", "Vega", "--when", "2026-12", "--amount", "lots"), "lots"),
        (("goal", "set", "--company", "Vega", "--when", "2026-12", "--amount", "-5"), "5.00"),
        (("people", "invite", "Ann", "--company", "Vega", "--role", "king"), "king"),
        (("restore", "/nowhere/at/all"), "no file"),
        (("company", "new", "vega"), "vega"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_that_names_it(arguments: tuple[str, ...], said: str) -> None:
    run("company", "new", "Vega")
    output = run(*arguments, fails=True)
    assert said in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("report", "plan-actual", "--company", "Nobody"), 1, {"code": "unknown_company", "name": "Nobody"}),
        (("company", "new", "vega"), 1, {"code": "company_exists"}),
        (
            ("report", "plan-actual", "--company", "Vega", "--by", "luck"),
            2,
            {"code": "unknown_rows", "by": "luck"},
        ),
        (("report", "plan-actual"), 2, {"code": "usage"}),
        (("company", "neu", "Orion"), 2, {"code": "usage"}),
        (("goal", "set", "--company", "Vega", "--when", "2026-13", "--amount", "1"), 1, {"key": "2026-13"}),
        (("restore", "/nowhere/at/all"), 1, {"code": "no_such_file", "file": "/nowhere/at/all"}),
    ],
)
def test_what_fails_under_json_is_one_object_with_code_sentence_and_fields(
    arguments: tuple[str, ...], exit_code: int, said: dict[str, str]
) -> None:
    run("company", "new", "Vega")
    done = CliRunner().invoke(app, [*arguments, "--json"])
    error = json.loads(done.stdout)["error"]
    assert (done.exit_code, {name: error.get(name) for name in said}) == (exit_code, said)
    assert error["sentence"] and "Traceback" not in done.output
    assert error["sentence"].splitlines()[0][:40] in " ".join(done.stderr.split())


def test_without_json_nothing_but_the_result_goes_to_stdout() -> None:
    done = CliRunner().invoke(app, ["company", "list"])
    assert json.loads(CliRunner().invoke(app, ["company", "list", "--json"]).stdout) == {"companies": []}
    failed = CliRunner().invoke(app, ["report", "plan-actual", "--company", "Nobody"])
    assert (done.exit_code, failed.exit_code, failed.stdout) == (0, 1, "")


def test_settings_go_from_one_company_to_another_and_say_what_they_change(tmp_path: Path) -> None:
    run("company", "new", "Vega", "--country", "RU")
    run("company", "new", "Nord", "--country", "BG")
    run("people", "invite", "Ann", "--company", "Nord", "--role", "owner")
    text = run("settings", "export", "--company", "Vega")["settings"]
    file = tmp_path / "vega.yaml"
    file.write_text(text, encoding="utf-8")
    asked = ("settings", "import", str(file), "--company", "Nord")
    shown = run(*asked)
    assert {change["key"] for change in shown["changes"]} >= {"company.country", "company.currency"}
    assert (shown["applied"], run(*asked)["changes"]) == (False, shown["changes"])
    assert run(*asked, "--yes")["applied"] is True
    assert run(*asked, "--yes") == {"changes": [], "applied": False}
    assert run("settings", "export", "--company", "Nord")["settings"] == text
    file.write_text("kvota_settings: 1\nstagse: []", encoding="utf-8")
    assert "“stagse” is not a setting" in run(*asked, fails=True)
