"""Every worked number of the funnel, asked on the command line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.cli.test_calc import answer, near
from tests.worked_numbers import worked


def way_of_the_text() -> dict[str, Any]:
    case, _ = worked("B11")
    return {"conversions": case["c"], "delays": [case["f_lead_meeting"], case["f_meeting_deal"]]}


def numbers(told: dict[str, str]) -> dict[str, float]:
    return {key: float(Fraction(value)) for key, value in told.items()}


def test_the_goal_of_the_text() -> None:
    case, expected = worked("B01")
    conversions = case["conversions_new"]
    segments = [
        {"key": part["kind"], "goal": part["deals"] * part["avg"], "average": part["avg"]}
        for part in case["parts"]
    ]
    segments[0]["conversions"] = [conversions["meeting_to_deal"], conversions["lead_to_meeting"]]
    found = answer("goal-need", {"segments": segments})
    assert (found["deals"], found["revenue"], found["excess"]) == (expected["deals"], expected["total"], 0)
    assert found["segments"]["new"]["stagewise"] == [expected["meetings"], expected["leads"]]
    assert found["segments"]["new"]["revenue"] == expected["revenue_new"]
    assert found["segments"]["repeat"]["revenue"] == expected["revenue_repeat"]
    assert found["segments"]["new"]["need_p80"] == 28


def test_shares_of_the_goal_become_deals() -> None:
    case, expected = worked("B02")
    new = Fraction(case["new_share"])
    goals = answer("spread", {"total": case["goal"], "weights": [str(new), str(1 - new)]})
    averages = (case["avg_new"], case["avg_repeat"])
    segments = [
        {"key": key, "goal": goal, "average": average}
        for key, goal, average in zip(("new", "repeat"), goals, averages, strict=True)
    ]
    found = answer("goal-need", {"segments": segments})
    assert found["segments"]["new"]["deals"] == expected["new_deals"]
    assert found["segments"]["repeat"]["deals"] == expected["repeat_deals"]
    assert found["revenue"] == expected["revenue_at_integer_deals"]


def test_the_chance_of_three_deals_and_the_leads_for_a_chance() -> None:
    case, expected = worked("B06")
    assert answer("funnel-chance", case) == {"chance": near(expected["P"])}
    case, expected = worked("B07")
    for chance, leads in ((0.8, expected["n80"]), (0.9, expected["n90"])):
        assert answer("leads-for", {**case, "chance": chance}) == {"leads": leads}


def test_the_same_with_an_uncertain_conversion() -> None:
    case, expected = worked("B08")
    question = {"beta": [case["a"], case["b"]], "k": case["k"]}
    assert answer("leads-for", {**question, "chance": "0.8"}) == {"leads": expected["n80"]}
    for people, chance in ((20, expected["P_at_20"]), (28, expected["P_at_28"])):
        assert answer("funnel-chance", {**question, "n": people}) == {"chance": near(chance)}


def test_the_revenue_of_a_plan_and_the_leads_for_its_goal() -> None:
    case, expected = worked("B09")
    parts = [case["new"], case["repeat"]]
    found = answer("plan-revenue", {"parts": parts, "levels": [0.2, "0.5", 0.8], "amounts": [1000000]})
    assert found["mean"] == near(expected["mean"])
    assert found["chance_of"] == {"1000000": near(expected["P_ge_1000000"])}
    assert found["quantiles"] == {"0.2": expected["q20"], "0.5": expected["q50"], "0.8": expected["q80"]}
    target, expected = worked("B10")
    found = answer("people-for-goal", {"parts": parts, "part": 0, "goal": target["target"], "chance": 0.8})
    assert found == {
        "people": expected["n80"],
        "chance": near(expected["P"]),
        "chance_with_one_fewer": near(expected["P_minus_1"]),
    }


def test_the_kernel_and_the_month_it_brings() -> None:
    _, expected = worked("B11")
    assert answer("lag-kernel", way_of_the_text()) == {"kernel": expected["G"]}
    case, of_month = worked("B12")
    found = answer("lag-month", {**way_of_the_text(), "starts": case["weeks"], "month": [1, 4]})
    assert [float(Fraction(share)) for share in found["cumulative"]] == near(expected["cum_share"])
    assert float(Fraction(found["mean_weeks"])) == expected["mean_weeks"]
    assert numbers(found["deals_per_start"]) == near(of_month["deals_per_lead"])
    assert numbers(found["share_in_month"]) == near(of_month["share_in_time"])
    assert found["last_useful_week"] + 1 == of_month["too_late_if_share_below_0.5_from_week"]


def test_the_same_starts_every_week() -> None:
    case, expected = worked("B13")
    found = answer("steady-starts", {**way_of_the_text(), **case, "weeks": 4})
    assert found == {"exact": expected["x_exact"], "whole": expected["x_int"]}


@pytest.mark.parametrize(("number", "first"), [("B14", 1), ("B15", 1), ("B16", -3)])
def test_a_start_schedule(number: str, first: int) -> None:
    case, expected = worked(number)
    question = {
        "segments": [{"key": "new", **way_of_the_text(), "supply": case["cap"]}],
        "months": [{"key": "month", "weeks": [1, 4], "goal": case["need"]}],
        "weeks": [first, 4],
    }
    found = answer("start-schedule", question)
    assert found["feasible"] is expected.get("feasible", True)
    if found["feasible"]:
        assert found["starts"]["new"] == expected["starts"]
        assert found["total"] == expected["total"]
    deals = next(expected[key] for key in expected if key.startswith(("expected", "max_expected")))
    assert numbers(found["expected"]) == near({"month": deals})
    assert ("lift" in found) is not found["feasible"]


def test_the_work_of_each_week() -> None:
    case, expected = worked("B17")
    starts = {str(week): case["starts"] for week in range(-3, 1)}
    meetings, deals = answer("activity", {**way_of_the_text(), "starts": starts})["stages"]
    for found, wanted in ((meetings, expected["meetings"]), (deals, expected["deals"])):
        told = numbers(found)
        assert {week: told.get(week, 0) for week in wanted} == near(wanted)


def test_four_numbers_bend_the_usual_funnel() -> None:
    found = answer(
        "four-numbers",
        {"lead_to_meeting": "1/2", "meeting_to_deal": 0.3, "average_deal": 1, "cycle_weeks": 13},
    )
    assert found == {
        "conversions": ["7/10", "5/7", "3/4", "4/5", "5/8", "4/5"],
        "mean_weeks": ["2", "2", "2", "2", "3", "2"],
    }


def test_a_schedule_takes_everything_a_segment_may_have() -> None:
    segment = {
        "key": "new",
        "conversions": ["3/20"],
        "delays": [[1]],
        "average": 100,
        "cost": "1/2",
        "supply_by_week": {"1": 40},
        "hours": [1, 2],
    }
    question = {
        "segments": [segment],
        "months": [{"key": "m", "weeks": [1, 1], "goal": 600, "in_hand": 300}],
        "weeks": [1, 1],
        "hours": {"1": 60},
        "chance": 0.8,
        "time_limit": 5,
    }
    found = answer("start-schedule", question)
    assert (found["total"], found["cost"], found["status"]) == (28, "14", "raised")
    assert found["hours"] == {"1": "182/5"}
    assert found["chance"]["m"] >= 0.8


WAY = {"conversions": ["1/2"], "delays": [[1]]}
MONTH = {"key": "m", "weeks": [1, 1], "goal": 3}


@pytest.mark.parametrize(
    ("name", "case", "error"),
    [
        ("leads-for", {"k": 3, "p": 0, "chance": 0.8}, "conversion_out_of_range"),
        ("leads-for", {"k": 3, "p": 0.15, "chance": 80}, "wanted_chance_out_of_range"),
        ("leads-for", {"k": 3, "p": 0.1, "beta": [1, 2], "chance": 0.8}, "one_of"),
        ("leads-for", {"k": 3, "beta": [0, 2], "chance": 0.8}, "beta_not_positive"),
        ("leads-for", {"k": 10**6, "p": "1/1000", "chance": 0.8}, "too_many_people_needed"),
        ("funnel-chance", {"k": 3, "n": 10**9, "p": 0.1}, "too_many_people"),
        ("funnel-chance", {"k": 3, "n": 5, "beta": [1]}, "not_a_pair"),
        ("lag-kernel", {"conversions": ["1/2"], "delays": [["1/2"]]}, "delays_not_one"),
        ("lag-kernel", {"conversions": ["1/2"], "delays": [[2, -1]]}, "negative_delay_share"),
        ("lag-kernel", {"conversions": ["1/2"], "delays": []}, "delays_missing"),
        ("lag-month", {**WAY, "starts": [1], "month": [4, 1]}, "not_weeks"),
        ("steady-starts", {**WAY, "deals": 3, "weeks": 0}, "no_weeks"),
        ("activity", {**WAY, "starts": {"1": -1}}, "negative_goal"),
        ("goal-need", {"segments": [{"key": "a", "goal": 1, "average": 2}]}, "goal_below_one_deal"),
        ("goal-need", {"segments": [{"key": "a", "goal": 4, "average": 2, "base": 1}]}, "need_above_base"),
        ("goal-need", {"segments": [1]}, "not_an_object"),
        ("plan-revenue", {"parts": [[1, "1/2"]]}, "not_a_part"),
        ("plan-revenue", {"parts": [[1, "1/2", 0]]}, "average_deal_not_positive"),
        ("people-for-goal", {"parts": [], "part": 0, "goal": 1, "chance": 0.8}, "unknown_part"),
        (
            "four-numbers",
            {"lead_to_meeting": 1, "meeting_to_deal": 1, "average_deal": 1, "cycle_weeks": 0},
            "weeks_not_positive",
        ),
        (
            "start-schedule",
            {
                "segments": [{"key": "a", **WAY, "supply": 1, "supply_by_week": {}}],
                "months": [MONTH],
                "weeks": [1, 1],
            },
            "one_of",
        ),
        (
            "start-schedule",
            {"segments": [{"key": "a", **WAY, "hours": [1]}], "months": [MONTH], "weeks": [1, 1]},
            "hours_missing",
        ),
        (
            "start-schedule",
            {"segments": [{"key": "a", **WAY, "suply": 1}], "months": [MONTH], "weeks": [1, 1]},
            "unknown_key",
        ),
    ],
)
def test_a_wrong_case_is_refused_by_name(name: str, case: dict[str, Any], error: str) -> None:
    assert answer(name, case)["error"] == error
