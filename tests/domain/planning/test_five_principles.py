"""Five principles: each verdict from its facts, and what lacks is named."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.five_principles import PRINCIPLES, GoalFacts, MonthFacts, five_principles

GOOD = GoalFacts(
    goal_minor=900_00,
    existing_minor=500_00,
    new_minor=400_00,
    market_fact="a fact",
    months=[MonthFacts("2026-11", 300_00, forecast_high_minor=300_00, best_minor=1)],
    quarters={"2026-Q4": "spare parts"},
    lines=3,
)


def verdicts(facts: GoalFacts) -> dict[str, str]:
    return {held.principle: held.verdict for held in five_principles(facts)}


def test_a_good_goal_meets_all_five_in_their_order() -> None:
    assert [held.principle for held in five_principles(GOOD)] == list(PRINCIPLES)
    assert set(verdicts(GOOD).values()) == {"met"}


def test_a_number_is_above_zero_and_there_for_each_month() -> None:
    for facts in (replace(GOOD, goal_minor=None), replace(GOOD, goal_minor=0)):
        assert verdicts(facts)["number"] == "not_met"
    lacking = five_principles(replace(GOOD, months_without=("2026-12",)))[0]
    assert (lacking.verdict, lacking.lacks) == ("not_met", ("2026-12",))


def test_without_a_market_fact_a_goal_is_not_foreseeable_and_without_a_forecast_nobody_knows() -> None:
    assert verdicts(replace(GOOD, market_fact=""))["foreseeable"] == "not_met"
    assert verdicts(replace(GOOD, existing_minor=None))["foreseeable"] == "unknown"
    assert verdicts(replace(GOOD, new_minor=None))["foreseeable"] == "unknown"


def test_a_month_is_held_against_its_forecast_and_beyond_it_against_the_past_best() -> None:
    months = [
        MonthFacts("2026-11", 300_00, forecast_high_minor=299_99, best_minor=900_00),
        MonthFacts("2027-03", 300_00, best_minor=300_00),
        MonthFacts("2027-04", 300_01, best_minor=300_00),
    ]
    found = five_principles(replace(GOOD, months=months))[2]
    assert (found.verdict, found.lacks) == ("not_met", ("2026-11", "2027-04"))


def test_a_month_with_nothing_to_hold_it_against_is_unknown_and_named() -> None:
    found = five_principles(replace(GOOD, months=[*GOOD.months, MonthFacts("2027-01", 1)]))[2]
    assert (found.verdict, found.lacks) == ("unknown", ("2027-01",))
    assert verdicts(replace(GOOD, months=[]))["attainable"] == "unknown"


def test_missing_quarters_are_named() -> None:
    found = five_principles(replace(GOOD, quarters={"2026-Q4": "", "2027-Q1": "x", "2027-Q2": ""}))[3]
    assert (found.verdict, found.lacks) == ("not_met", ("2026-Q4", "2027-Q2"))
    assert verdicts(replace(GOOD, quarters={}))["focus"] == "unknown"


def test_a_line_without_a_day_or_without_anybody_is_not_dated() -> None:
    assert verdicts(replace(GOOD, undated=1))["dated"] == "not_met"
    assert verdicts(replace(GOOD, ownerless=1))["dated"] == "not_met"
    assert verdicts(replace(GOOD, lines=0))["dated"] == "unknown"


sums = st.none() | st.integers(0, 10**12)


@given(plan=st.integers(0, 10**12), high=sums, best=sums)
def test_planning_less_never_makes_a_month_less_attainable(
    plan: int, high: int | None, best: int | None
) -> None:
    rank = {"not_met": 0, "unknown": 1, "met": 2}
    months = [MonthFacts("2026-11", value, high, best) for value in (plan, plan // 2)]
    more, less = (rank[verdicts(replace(GOOD, months=[month]))["attainable"]] for month in months)
    assert less >= more
