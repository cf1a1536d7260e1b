from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import MoneyDistribution
from kvota.domain.money.split_without_loss import BadQuantum
from kvota.domain.planning.equal_difficulty import (
    GoalBelowZero,
    GoalBeyondReach,
    NobodyToShareWith,
    equal_difficulty,
)
from kvota.domain.planning.plan_distribution import (
    NewBatch,
    PlanChanceOutOfRange,
    PlanSource,
    plan_at,
    plan_distribution,
)
from tests.worked_numbers import worked


def person(rep: dict[str, Any], quantum: int) -> MoneyDistribution:
    sources = [PlanSource(*row) for row in rep["bernoulli"]]
    return plan_distribution(sources, [NewBatch(*row) for row in rep["binomial"]], quantum=quantum)


def coins(*chances: float, quantum: int = 100) -> MoneyDistribution:
    return plan_distribution([PlanSource(quantum, chance) for chance in chances], quantum=quantum)


def test_the_worked_allocation_of_equal_difficulty() -> None:
    case, expected = worked("D09")
    people = [person(rep, case["quantum"]) for rep in case["reps"]]
    found = equal_difficulty(case["goal"], people, quantum=case["quantum"])
    assert found.chance == pytest.approx(expected["pi"], abs=5e-5)
    assert list(found.plans) == expected["plans"]
    assert list(found.chances) == pytest.approx(expected["P"], abs=1e-6)
    assert sum(found.plans) == expected["sum"]


def slow_highest_chance(goal: int, people: list[MoneyDistribution], least: float) -> float:
    """Try every chance that any sum of anybody has, the highest first."""
    every = {money.chance_of(money.quantum * point) for money in people for point in range(money.pmf.size)}
    for chance in sorted(every, reverse=True):
        if chance >= least and sum(plan_at(money, chance) for money in people) >= goal:
            return chance
    return least


def slowly(goal: int, people: list[MoneyDistribution], quantum: int, least: float) -> list[int]:
    plans = [plan_at(money, slow_highest_chance(goal, people, least)) for money in people]
    while sum(plans) > goal:
        chances = [
            round(money.chance_of(plan), 10) if plan else 2 for plan, money in zip(plans, people, strict=True)
        ]
        hardest = chances.index(min(chances))
        plans[hardest] -= min(quantum, sum(plans) - goal, plans[hardest])
    return plans


DISTRIBUTIONS = st.builds(
    lambda deals, batch: plan_distribution(deals, [batch], quantum=100),
    st.lists(
        st.builds(
            PlanSource, st.integers(0, 7).map(lambda n: 50 * n), st.sampled_from([0.1, 0.4, 0.5, 0.8, 1.0])
        ),
        max_size=5,
    ),
    st.builds(NewBatch, st.integers(0, 4), st.sampled_from([0.1, 0.3]), st.just(200)),
)


@given(people=st.lists(DISTRIBUTIONS, min_size=1, max_size=4), data=st.data())
def test_it_agrees_with_trying_every_chance(people: list[MoneyDistribution], data: st.DataObject) -> None:
    most = sum(plan_at(money, 0.01) for money in people)
    goal = data.draw(st.integers(0, most))
    found = equal_difficulty(goal, people, quantum=100)
    assert sum(found.plans) == goal
    assert found.chance == pytest.approx(slow_highest_chance(goal, people, 0.01), abs=1e-11)
    assert list(found.plans) == slowly(goal, people, 100, 0.01)
    for plan, chance, money in zip(found.plans, found.chances, people, strict=True):
        assert plan >= 0
        assert chance == pytest.approx(money.chance_of(plan), abs=1e-12)
        assert chance >= found.chance - 1e-11


def test_alike_people_get_alike_plans() -> None:
    found = equal_difficulty(1_200, [coins(0.5, 0.5, 0.5, 0.5)] * 6, quantum=100)
    assert found.plans == (200,) * 6


def test_what_does_not_fill_a_step_is_taken_too() -> None:
    found = equal_difficulty(150, [coins(0.5, 0.5), coins(0.5)], quantum=100)
    assert sum(found.plans) == 150


def test_a_goal_below_what_is_sure_is_still_shared_out() -> None:
    found = equal_difficulty(300, [coins(1, 1), coins(1, 1), coins()], quantum=100)
    assert (sum(found.plans), found.plans[2], found.chances) == (300, 0, (1.0, 1.0, 1.0))
    assert equal_difficulty(0, [coins(0.5)], quantum=100).plans == (0,)


def test_a_goal_beyond_all_reach_says_how_much_is_missing() -> None:
    with pytest.raises(GoalBeyondReach) as refused:
        equal_difficulty(1_000, [coins(0.5, 0.5), coins(0.9)], quantum=100)
    assert refused.value.fields == {"amount": 700, "most_minor": 300, "chance": 0.01}
    with pytest.raises(GoalBeyondReach) as refused:
        equal_difficulty(300, [coins(0.5, 0.5), coins(0.9)], quantum=100, least_chance=0.5)
    assert refused.value.amount == 100


@pytest.mark.parametrize(
    ("error", "goal", "people", "more"),
    [
        (NobodyToShareWith, 100, [], {}),
        (GoalBelowZero, -1, [coins(0.5)], {}),
        (BadQuantum, 1, [coins(0.5)], {"quantum": 0}),
        (PlanChanceOutOfRange, 1, [coins(0.5)], {"least_chance": 0}),
    ],
)
def test_a_senseless_question_is_refused(
    error: type[RuleError], goal: int, people: list[MoneyDistribution], more: dict[str, Any]
) -> None:
    with pytest.raises(error):
        equal_difficulty(goal, people, **{"quantum": 100} | more)


def test_fifty_people_take_well_under_ten_seconds() -> None:
    begun = time.process_time()
    people = [
        plan_distribution(
            [PlanSource(10_000_00 + 777 * n * rep, 0.05 + 0.015 * (n % 60)) for n in range(40)],
            [NewBatch(8, 0.1, 150_000_00)],
            quantum=50_000_00 // 40,
        )
        for rep in range(50)
    ]
    goal = round(sum(money.mean for money in people))
    found = equal_difficulty(goal, people, quantum=100_00)
    assert sum(found.plans) == goal
    assert max(found.chances) - min(found.chances) < 0.05
    assert time.process_time() - begun < 3
