from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kvota.cli.calc import calc
from tests.worked_numbers import worked

alone = typer.Typer()
alone.command()(calc)


def answer(name: str, case: dict[str, Any]) -> Any:
    return json.loads(CliRunner().invoke(alone, [name], input=json.dumps(case)).stdout)


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-6)


def test_the_plan_levels_of_what_is_in_hand() -> None:
    case, expected = worked("D01")
    found = answer("plan-level", {**case, "levels": [float(chance) for chance in expected["plan_at_P"]]})
    assert (found["mean"], found["sd"]) == (near(expected["mean"]), near(expected["sd"]))
    assert found["plan_at"] == expected["plan_at_P"]


def test_the_plan_levels_with_new_work_and_the_chances_of_proposed_plans() -> None:
    case, expected = worked("D02")
    question = worked("D01")[0] | {
        "new_work": case["new_work_binomials"],
        "levels": list(expected["plan_at_P"]),
        "amounts": [600_000, "700000", 795_000],
    }
    found = answer("plan-level", question)
    assert (found["mean"], found["sd"]) == (near(expected["mean"]), near(expected["sd"]))
    assert found["plan_at"] == expected["plan_at_P"]
    assert found["chance_of"] == near(
        {
            "600000": expected["P_ge_600000"],
            "700000": expected["P_ge_700000"],
            "795000": expected["P_ge_800000"],
        }
    )
    proposed, said = worked("D03")
    chances = answer("plan-level", question | {"amounts": proposed["plans"]})["chance_of"]
    assert chances == near({plan: chance for plan, (chance, _) in said.items()})


def test_plans_of_equal_difficulty() -> None:
    case, expected = worked("D09")
    found = answer("equal-difficulty", case)
    assert (found["plans"], found["sum"]) == (expected["plans"], expected["sum"])
    assert found["pi"] == pytest.approx(expected["pi"], abs=5e-5)
    assert found["P"] == near(expected["P"])


def test_a_goal_is_allocated_and_what_it_lacks_is_told() -> None:
    case, expected = worked("D06")
    found = answer("allocate", case)
    assert found["shortage"] == expected["shortage"]
    assert found["max_load"] == pytest.approx(expected["max_load"], abs=5e-5)
    assert (found["status"], found["binding"]) == ("optimal", [])
    more, expected = worked("D07")
    found = answer("allocate", case | more)
    assert (found["shortage"], found["max_supported"]) == (expected["shortage"], expected["max_supported"])
    assert found["binding"][0] == {"kind": "leads", "segment": "repeat", "value": 36_000.0, "wanted": 12}
    assert {"kind": "hours", "rep": 0, "value": 2_000.0, "wanted": 214} in found["binding"]


REP = {"bernoulli": [[100, "1/2"]]}
LEADS = {
    "goal": 10,
    "baseline": [5],
    "revenue_per_lead": [[1]],
    "hours_per_lead": [[1]],
    "hours": [1],
    "lead_supply": {"new": 1},
}


@pytest.mark.parametrize(
    ("name", "case", "error"),
    [
        (
            "equal-difficulty",
            {"goal": 300, "quantum": 100, "reps": [REP]},
            {"error": "goal_beyond_reach", "amount": 200, "most_minor": 100, "chance": 0.01},
        ),
        (
            "equal-difficulty",
            {"goal": 1, "quantum": 1, "reps": [{"deals": []}]},
            {"error": "unknown_key", "key": "deals"},
        ),
        (
            "equal-difficulty",
            {"goal": 1, "quantum": 1, "reps": [5]},
            {"error": "not_an_object", "key": "reps[0]"},
        ),
        ("plan-level", {"quantum": 0}, {"error": "bad_quantum"}),
        ("plan-level", {"quantum": 1, "levels": [0]}, {"error": "plan_chance_out_of_range", "chance": "0.0"}),
        (
            "plan-level",
            {"quantum": 1, "new_work": [[1, 0.5]]},
            {"error": "not_a_batch", "key": "new_work[0]"},
        ),
        (
            "plan-level",
            {"quantum": 1, "deals": [[5, "3/2"]]},
            {"error": "chance_out_of_range", "item": 0, "chance": "1.5"},
        ),
        (
            "allocate",
            LEADS | {"hours": [1, 2]},
            {"error": "allocation_shape", "name": "hours", "people": 1, "segments": 1},
        ),
        ("allocate", LEADS | {"lo": {"0": 9}}, {"error": "least_beyond_support", "person": 0, "amount": 3}),
    ],
)
def test_a_wrong_case_is_refused_by_name(name: str, case: dict[str, Any], error: dict[str, Any]) -> None:
    assert answer(name, case) == error
