from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kvota.cli.calc import calc
from kvota.cli.calculator_names import CALCULATOR_NAMES
from kvota.cli.calculators import CALCULATORS
from tests.worked_numbers import worked

PAGE = Path(__file__).parents[2] / "docs" / "calculators.md"

alone = typer.Typer()
alone.command()(calc)


def run(name: str, text: str | bytes) -> tuple[int, str, str]:
    result = CliRunner().invoke(alone, [name], input=text)
    return result.exit_code, result.stdout, result.stderr


def answer(name: str, case: dict[str, Any]) -> Any:
    code, out, _ = run(name, json.dumps(case))
    value = json.loads(out)
    assert code == ("error" in value if isinstance(value, dict) else 0)
    return value


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-6)


# --- the worked numbers whose keys are those of a calculator ---


@pytest.mark.parametrize("number", ["A01", "A02", "A03", "A04", "A06", "A07", "A25"])
def test_a_total_is_spread(number: str) -> None:
    case, expected = worked(number)
    assert answer("spread", case) == expected


@pytest.mark.parametrize(("number", "name"), [("A05", "spread"), ("A18", "profit-goal")])
def test_an_impossible_case_answers_with_its_code_and_amount(number: str, name: str) -> None:
    case, expected = worked(number)
    code, _, amount = expected["error"].partition(":")
    assert answer(name, case) == {"error": code, **({"amount": int(amount)} if amount else {})}


def test_deals_are_added_up_with_their_chances() -> None:
    case, expected = worked("F01")
    assert answer("convolve", case) == {"pmf": expected["pmf"], "mean": expected["mean"]}


def test_a_chance_above_one_is_refused_with_its_deal() -> None:
    assert answer("convolve", {"items": [[100, "1/2"], [100, "3/2"]]}) == {
        "error": "chance_out_of_range",
        "item": 1,
        "chance": "3/2",
    }


def test_a_profit_goal_becomes_revenue() -> None:
    case, expected = worked("A17")
    assert answer("profit-goal", case) == {"revenue": expected["revenue"]}


def test_a_table_keeps_both_its_totals() -> None:
    case, _ = worked("A16")
    question = {key: case[key] for key in ("seed", "rows", "cols")}
    table = answer("matrix", question)
    assert [sum(line) for line in table] == case["rows"]
    assert [sum(column) for column in zip(*table, strict=True)] == case["cols"]


def test_the_stuck_ages_of_a_stage() -> None:
    case, expected = worked("E08")
    found = answer("stuck", case)
    assert found["table"] == [near(row) for row in expected["table"]]
    assert found["cif_inf"] == near(expected["CIF_inf"])
    assert (found["slow_after"], found["stuck_after"]) == (
        expected["slow_after_q75"],
        expected["stuck_after_q90"],
    )


@pytest.mark.parametrize("number", ["E09", "E10"])
def test_the_pace_of_a_month(number: str) -> None:
    case, expected = worked(number)
    found = answer("pace", case)
    assert [found[key] for key in ("expected", "index", "gap", "required")] == near(
        [expected[key] for key in ("expected", "pace_index", "gap", "required_per_weight")]
    )


def test_the_limits_of_a_process() -> None:
    case, expected = worked("E05")
    found = answer("process-chart", case)
    assert [found[key] for key in ("mean", "mR_bar", "upper", "lower")] == near(
        [expected[key] for key in ("mean", "mR_bar", "UNPL", "LNPL")]
    )


def test_the_causes_of_a_gap() -> None:
    case, expected = worked("E01")
    assert answer("diagnose", case) == {
        "gap": expected["gap"],
        "shapley": expected["shapley_exact"],
        "rounded": expected["shapley_rounded_lr"],
    }


# --- those that describe the same rule in words of their own ---


def test_days_are_spread_by_the_running_total() -> None:
    case, expected = worked("A08")
    assert answer("spread-time", {"total": case["total"], "weights": case["weights"]}) == expected
    case, expected = worked("A24")
    rest = {"total": case["total"] - case["fact"], "weights": [1] * case["rest_days"]}
    assert answer("spread-time", rest) == expected


def test_months_are_spread_by_working_days_and_season() -> None:
    case, expected = worked("A10")
    assert answer("spread", {"total": case["total_minor"], "weights": case["weights"]}) == expected
    case, expected = worked("A11")
    season = zip(case["season_rate"], case["working_days"], strict=True)
    weights = [f"{int(rate.replace('.', '')) * days}/100" for rate, days in season]
    assert answer("spread", {"total": case["total"], "weights": weights}) == expected


def test_the_working_days_of_three_countries() -> None:
    case, expected = worked("A09")
    assert answer("working-days", case) == expected
    assert answer("working-days", {"year": 2026, "country": "RU"}) == {"RU": expected["RU"]}


def test_a_year_that_is_not_known_is_said() -> None:
    assert answer("working-days", {"year": 2027, "country": "CN"})["unknown_years"] == [2027]
    month = answer("month-days", {"total": 31, "month": "2027-02", "country": "CN"})
    assert month["unknown_years"] == [2027]


@pytest.mark.parametrize("number", ["A12", "A13", "A14"])
def test_the_days_of_a_month_by_country(number: str) -> None:
    case, expected = worked(number)
    total = case.get("total", case.get("total_minor"))
    found = answer("month-days", {"total": total, "month": case["month"], "country": case["country"]})
    assert found["days"] == expected["days"]
    assert list(found["ten_days"].values()) == expected["dekads"]
    assert found["weeks"] == expected["iso_weeks_part"]


def test_a_week_between_two_months() -> None:
    case, expected = worked("A15")
    march, april = (
        answer("month-days", {"total": case[key], "month": month, "country": "RU"})["weeks"]["2026-W14"]
        for key, month in (("mar", "2026-03"), ("apr", "2026-04"))
    )
    assert (march, april, march + april) == (expected["mar_part"], expected["apr_part"], expected["week"])


def test_over_assignment_of_two_levels() -> None:
    case, expected = worked("A19")
    found = answer("over-assignment", {"total": case["company"], "over": case["over"]})
    assert found == {"totals": [expected["departments_total"], expected["reps_total"]], "compound": "67/500"}


def test_a_ratio_of_parts() -> None:
    case, expected = worked("A21")
    parts = [[rep["deals"], rep["meetings"]] for rep in case["reps"]]
    assert answer("ratio", {"parts": parts}) == {"ratio": expected["conversion"]}
    assert answer("ratio", {"parts": []}) == {"ratio": None}


def test_ten_day_periods_and_weeks() -> None:
    for number, name in (("A22", "ten-days"), ("A23", "week-of")):
        case, expected = worked(number)
        assert answer(name, case) == expected


@pytest.mark.parametrize("number", ["B03", "B04", "B05"])
def test_the_funnel_backwards(number: str) -> None:
    case, expected = worked(number)
    if number == "B05":
        question = {"deals": case["signed"], "conversions": [share for _, share in case["conv_into_next"]]}
        found = answer("funnel", question)
        assert found["stagewise"] == [whole for _, _, whole in expected]
        assert found["exact"] == [chain for _, chain, _ in expected]
    else:
        found = answer("funnel", {"deals": case["deals"], "conversions": case["conv"]})
        assert found["stagewise"][-1] == expected.get("leads_stagewise", expected.get("leads"))


def test_the_results_of_a_day_and_the_speed_of_the_pipeline() -> None:
    case, expected = worked("E11")
    steps = [[0, 1, 0]] * case["events"]["new_stage1"] + [[3, 4, 3]] * case["events"]["stage_moves_forward"]
    day = answer("day-results", {"steps": steps})
    assert (day["moves"], day["results"]) == (expected["moves"], expected["results_counted"])
    case, expected = worked("E12")
    question = {"open": case["n"], "win": case["win"], "average": case["avg"], "cycle_days": case["cycle"]}
    assert answer("velocity", question) == expected
    case, expected = worked("E13")
    question = {"starts_a_month": case["leads_per_month"], "mean_days_in_work": case["mean_days_in_work"]}
    assert answer("clients-in-work", question) == {"clients": str(expected["clients_in_work"])}


# --- edges ---


def test_what_cannot_be_told_is_null() -> None:
    assert answer("pace", {"plan": 100, "fact": 100, "done": 2, "all": 2})["required"] is None
    assert answer("pace", {"plan": 100, "fact": 5, "done": 1, "weights": [0, 1]})["index"] is None
    nothing = answer("stuck", {"records": [[3, "cens"]]})
    assert (nothing["cif_inf"], nothing["slow_after"], nothing["stuck_after"]) == (0, None, None)


def test_a_stage_nobody_passes_is_refused() -> None:
    found = answer("funnel", {"deals": 3, "conversions": ["0.5", 0]})
    assert found == {"error": "conversion_out_of_range", "step": 1, "share": "0"}


def test_a_decimal_is_taken_as_it_is_written() -> None:
    assert answer("funnel", {"deals": 21, "conversions": [0.7]})["stagewise"] == [30]


@pytest.mark.parametrize(
    ("name", "case", "error"),
    [
        ("spread", {"total": 1, "weights": [1], "weight": 1}, {"error": "unknown_key", "key": "weight"}),
        ("spread", {"total": 1}, {"error": "missing_key", "key": "weights"}),
        ("spread", {"total": None, "weights": [1]}, {"error": "missing_key", "key": "total"}),
        ("spread", {"total": 1, "weights": 5}, {"error": "not_a_list", "key": "weights"}),
        ("spread", {"total": 1, "weights": [1], "lo": [1]}, {"error": "not_an_object", "key": "lo"}),
        ("spread", {"total": "1.5", "weights": [1]}, {"error": "not_whole", "name": "total", "value": "3/2"}),
        ("spread", {"total": True, "weights": [1]}, {"error": "not_exact", "name": "total", "value": "True"}),
        (
            "spread",
            {"total": 1, "weights": ["x"]},
            {"error": "not_exact", "name": "weights[0]", "value": "x"},
        ),
        ("stuck", {"records": [[1]]}, {"error": "not_a_pair", "key": "records[0]"}),
        ("stuck", {"records": [[1, "won"]]}, {"error": "unknown_stay_end", "record": 0, "end": "won"}),
        ("pace", {"plan": 1, "fact": 1, "done": 1}, {"error": "one_of", "keys": ["all", "weights"]}),
        (
            "pace",
            {"plan": 1, "fact": 1, "done": 3, "all": 2},
            {"error": "day_out_of_range", "done": 3, "all": 2},
        ),
        ("day-results", {"steps": [[1, 2]]}, {"error": "not_a_step", "key": "steps[0]"}),
        ("week-of", {"dates": ["yesterday"]}, {"error": "unknown_period", "key": "yesterday"}),
        ("matrix", {"seed": [[1]], "rows": [2], "cols": [1]}, {"error": "margins_differ", "amount": 1}),
    ],
)
def test_a_wrong_case_is_refused_by_name(name: str, case: dict[str, Any], error: dict[str, Any]) -> None:
    assert answer(name, case) == error


def test_one_case_a_line_gets_one_answer_a_line() -> None:
    lines = '{"total": 3, "weights": [1, 1]}\n\n{"total": 1, "weights": [-1]}\n{"total": 5, "weights": [2]}\n'
    code, out, _ = run("spread", lines)
    assert out.splitlines() == ["[2, 1]", '{"error": "negative_weight"}', "[5]"]
    assert code == 1


def test_a_case_may_be_written_over_many_lines() -> None:
    assert run("spread", '{\n  "total": 3,\n  "weights": [1, 1]\n}\n')[:2] == (0, "[2, 1]\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read as JSON"),
        ("{", "cannot be read as JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"total": NaN, "weights": [1]}', "NaN is not a number"),
        ('{"total": 1, "total": 2, "weights": [1]}', "'total' stands twice"),
        ('{"total": 1, "weights": [1]}\nnonsense', "Line 2"),
        ("[" * 100_000, "cannot be read as JSON"),
        ('{"total": ' + "9" * 5_000 + ', "weights": [1]}', "cannot be read as JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
    ],
)
def test_unreadable_input_ends_with_two_and_a_sentence(text: str | bytes, said: str) -> None:
    code, out, err = run("spread", text)
    assert (code, out) == (2, "")
    assert said in err


def test_the_page_of_calculators_lists_each_one_with_its_keys() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.M)
    written = {name: set(re.findall(r"`(\w+)`", keys)) for name, keys in rows}
    assert written == {name: {*one.needs, *one.may} for name, one in CALCULATORS.items()}
    assert tuple(CALCULATORS) == CALCULATOR_NAMES


def test_an_unknown_calculator_is_answered_with_the_list() -> None:
    code, _, err = run("spred", "{}")
    assert code == 2
    assert all(name in err for name in CALCULATORS)


def test_it_runs_alone_without_django_or_any_database() -> None:
    program = (
        "import runpy, sys; sys.argv = ['calc', 'spread']\n"
        "try:\n    runpy.run_module('kvota.cli.calc', run_name='__main__')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "found = {'django', 'duckdb', 'sqlite3', 'pysqlite3'} & set(sys.modules)\n"
        "assert not found, found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input='{"total": 3, "weights": [1, 1]}',
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert (done.returncode, done.stdout) == (0, "[2, 1]\n"), done.stderr
