from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import FloorInfeasible
from kvota.domain.planning.alike_people import are_alike
from kvota.domain.planning.allocate_goal import (
    AllocationBelowZero,
    AllocationBoundsCrossed,
    AllocationSearch,
    AllocationShape,
    LeastBeyondSupport,
    allocate_goal,
)
from kvota.domain.planning.allocation import Allocation, Resources
from tests.how_many_examples import examples
from tests.worked_numbers import worked


def worked_resources() -> Resources:
    case, _ = worked("D06")
    return Resources(
        case["baseline"],
        case["revenue_per_lead"],
        case["hours_per_lead"],
        case["hours"],
        list(case["lead_supply"].values()),
    )


def holds(found: Allocation, goal: int, given: Resources) -> None:
    """Everything promised, counted again from the leads."""
    assert all(n >= 0 for row in found.leads for n in row)
    for segment, there in enumerate(given.leads):
        assert sum(row[segment] for row in found.leads) <= there
    for person, row in enumerate(found.leads):
        used = sum(n * Fraction(each) for n, each in zip(row, given.hours_per_lead[person], strict=True))
        assert used <= given.hours[person]
        brought = sum(n * Fraction(each) for n, each in zip(row, given.revenue_per_lead[person], strict=True))
        assert found.supported[person] == given.baseline[person] + brought
        assert (given.lo or {}).get(person, 0) <= found.plans[person] <= found.supported[person]
        assert found.plans[person] <= (given.hi or {}).get(person, found.plans[person])
    assert sum(found.plans) == goal - found.shortage


def test_the_worked_allocation() -> None:
    case, expected = worked("D06")
    found = allocate_goal(case["goal"], worked_resources())
    assert found.shortage == expected["shortage"]
    assert float(found.max_load) == pytest.approx(expected["max_load"], abs=5e-5)
    # Only the number of leads is told by the last wish; their split may tie.
    assert sum(map(sum, found.leads)) == sum(map(sum, expected["leads"]))
    assert (found.status, found.unfinished, found.binding) == ("optimal", {}, ())
    holds(found, case["goal"], worked_resources())


def test_the_worked_shortage_and_what_would_lift_it() -> None:
    case, expected = worked("D07")
    found = allocate_goal(case["goal"], worked_resources())
    assert found.shortage == expected["shortage"]
    assert sum(found.plans) == expected["max_supported"]
    holds(found, case["goal"], worked_resources())
    assert {(one.kind, one.place) for one in found.binding} >= {("leads", 0), ("leads", 1)}
    best = found.binding[0]
    assert (best.kind, best.place, round(best.value), best.wanted) == ("leads", 1, 36_000, 12)


TINY = st.builds(
    Resources,
    baseline=st.tuples(st.integers(0, 50), st.integers(0, 50)),
    revenue_per_lead=st.tuples(*[st.tuples(st.integers(0, 40), st.integers(0, 40))] * 2),
    hours_per_lead=st.tuples(*[st.tuples(st.integers(0, 4), st.integers(1, 4))] * 2),
    hours=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    leads=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)


def every_split(given: Resources) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [
        ((a, b), (c, d))
        for a, b, c, d in product(*[range(n + 1) for n in (*given.leads, *given.leads)])
        if a + c <= given.leads[0]
        and b + d <= given.leads[1]
        and all(
            sum(n * each for n, each in zip(row, given.hours_per_lead[person], strict=True))
            <= given.hours[person]
            for person, row in enumerate(((a, b), (c, d)))
        )
    ]


def slow_wishes(goal: int, given: Resources, split: Any) -> tuple[Fraction, Fraction, int]:
    """Shortage, load and number of leads of one way to give them."""
    money = sum(given.baseline) + sum(
        n * each
        for row, brings in zip(split, given.revenue_per_lead, strict=True)
        for n, each in zip(row, brings, strict=True)
    )
    loads = [
        Fraction(sum(n * each for n, each in zip(row, takes, strict=True)), there or 1)
        for row, takes, there in zip(split, given.hours_per_lead, given.hours, strict=True)
    ]
    return max(Fraction(goal) - money, Fraction(0)), max(loads), sum(map(sum, split))


@settings(max_examples=examples(25))
@given(resources=TINY, goal=st.integers(0, 300))
def test_a_small_allocation_is_the_best_of_all_there_are(resources: Resources, goal: int) -> None:
    found = allocate_goal(goal, resources)
    holds(found, goal, resources)
    best = min(slow_wishes(goal, resources, split) for split in every_split(resources))
    assert (found.shortage, found.max_load, sum(map(sum, found.leads))) == best
    assert bool(found.binding) == (found.shortage > 0)


ALIKE = st.builds(
    lambda brings, takes, baseline, hours, leads: Resources(
        baseline, [brings] * 2, [takes] * 2, hours, leads
    ),
    brings=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    takes=st.tuples(st.integers(0, 4), st.integers(1, 4)),
    baseline=st.tuples(st.integers(0, 50), st.integers(0, 50)),
    hours=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    leads=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)


@settings(max_examples=examples(15))
@given(resources=ALIKE, goal=st.integers(0, 300))
def test_among_alike_people_it_is_the_best_too(resources: Resources, goal: int) -> None:
    assert are_alike(resources)
    found = allocate_goal(goal, resources)
    holds(found, goal, resources)
    best = min(slow_wishes(goal, resources, split) for split in every_split(resources))
    assert (found.shortage, found.max_load, sum(map(sum, found.leads))) == best


def test_alike_people_are_near_the_best_at_once() -> None:
    leads = [12, 30, 8, 25, 19, 40, 7, 33]
    brings, takes = [3_000, 4_100, 9_000, 2_500, 7_700, 1_900, 8_100, 5_000], [7, 7, 7, 7, 7, 3, 3, 3]
    given = Resources([0] * 30, [brings] * 30, [takes] * 30, [40 + 2 * n for n in range(30)], leads)
    goal = 6 * sum(n * each for n, each in zip(leads, brings, strict=True)) // 10
    found = allocate_goal(goal, given, seconds=0.4)
    holds(found, goal, given)
    assert found.shortage == 0
    assert (found.unfinished.get("load") or 0) < 0.15


# --- what binds ---


@pytest.mark.parametrize(
    ("said", "resources"),
    [
        ([("leads", 0, 5)], Resources([0], [[20]], [[1]], [100], [3])),
        ([("hours", 0, 10)], Resources([0], [[20]], [[2]], [6], [100])),
        ([("leads_and_hours", None, None)], Resources([0], [[20]], [[2]], [0], [0])),
        ([("nothing_to_sell", None, None)], Resources([10], [[0]], [[2]], [10], [9])),
        ([("nothing_to_sell", None, None)], Resources([10], [[]], [[]], [10], [])),
        ([("largest_plan", 0, 100)], Resources([0], [[50]], [[1]], [100], [9], hi={0: 60})),
        ([("whole_leads", None, None)], Resources([0], [[36]], [[2]], [9], [100])),
    ],
)
def test_what_keeps_the_goal_out_of_reach_is_named_with_what_would_lift_it(
    said: list[tuple[str, int | None, int | None]], resources: Resources
) -> None:
    found = allocate_goal(160, resources)
    holds(found, 160, resources)
    assert [(one.kind, one.place, one.wanted) for one in found.binding] == said
    assert found.shortage > 0


# --- bounds, fair plans ---


def test_a_least_plan_is_given_the_leads_it_needs() -> None:
    given = Resources([0, 0], [[10], [30]], [[1], [1]], [9, 9], [3], lo={0: 20})
    found = allocate_goal(50, given)
    holds(found, 50, given)
    assert (found.leads, found.shortage) == (((2,), (1,)), 0)


def test_a_least_plan_without_support_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(LeastBeyondSupport) as refused:
        allocate_goal(100, Resources([5, 5], [[10], [30]], [[1], [1]], [9, 9], [3], lo={0: 50}))
    assert refused.value.fields == {"person": 0, "amount": 15}


def test_plans_come_near_the_fair_ones() -> None:
    given = Resources([0, 0], [[10], [10]], [[1], [1]], [10, 10], [10], fair=[80, 20])
    found = allocate_goal(100, given)
    assert found.plans == (50, 50)  # to be less busy comes before to be fair
    given = Resources([100, 100], [[10], [10]], [[1], [1]], [10, 10], [10], fair=[80, 20])
    assert allocate_goal(100, given).plans == (80, 20)


# --- size and time ---


def company(people: int, segments: int) -> tuple[int, Resources]:
    chance = Random(3)
    skill = [chance.uniform(0.5, 1.5) for _ in range(people)]
    given = Resources(
        [chance.randrange(100_000, 900_000) for _ in range(people)],
        [[int(20_000 * one * chance.uniform(0.6, 1.4)) for _ in range(segments)] for one in skill],
        [[chance.randrange(2, 9) for _ in range(segments)] for _ in range(people)],
        [chance.randrange(80, 160) for _ in range(people)],
        [chance.randrange(10, 80) for _ in range(segments)],
    )
    return sum(given.baseline) + 15_000 * sum(given.leads), given


def test_when_time_runs_out_the_best_so_far_is_given_and_said() -> None:
    goal, given = company(40, 15)
    told: list[tuple[str, int, int]] = []
    found = allocate_goal(goal, given, seconds=0.3, progress=lambda *step: told.append(step))
    holds(found, goal, given)
    assert (found.status, found.shortage) == ("best_so_far", 0)
    assert set(found.unfinished) <= {"load", "leads"}
    assert told == [("shortage", 0, 3), ("load", 1, 3), ("leads", 2, 3)]


def test_each_turn_is_as_good_as_the_one_before_it_or_better() -> None:
    goal, given = company(40, 15)
    search = AllocationSearch(goal, given)
    reached = []
    for seconds in (0.1, 0.2, 0.4):
        found = search.look(seconds)
        holds(found, goal, given)
        reached.append((found.shortage, found.max_load))
    assert reached == sorted(reached, reverse=True)
    assert (found.unfinished.get("load") or 0) < 0.1


def test_a_turn_after_the_proof_finds_the_same_at_once() -> None:
    search = AllocationSearch(1_500_000, worked_resources())
    first, again = search.look(5), search.look(5)
    assert first.status == again.status == "optimal"
    assert (first.shortage, first.max_load, first.leads) == (again.shortage, again.max_load, again.leads)


def test_a_largest_plan_is_named_however_small_a_minor_unit_is() -> None:
    given = Resources([0], [[50 * 10**8]], [[1]], [100], [9], hi={0: 60 * 10**8})
    (one,) = allocate_goal(160 * 10**8, given).binding
    assert (one.kind, one.place, one.wanted) == ("largest_plan", 0, 100 * 10**8)


def test_with_many_people_the_rates_of_the_solver_are_given() -> None:
    _, given = company(60, 5)
    goal = sum(given.baseline) + 10**9
    found = allocate_goal(goal, given)
    holds(found, goal, given)
    assert {one.kind for one in found.binding} <= {"leads", "hours"}
    assert [one.value for one in found.binding] == sorted((one.value for one in found.binding), reverse=True)


def test_above_fifty_people_leads_are_rounded_and_everything_still_holds() -> None:
    goal, given = company(60, 5)
    found = allocate_goal(goal, given)
    holds(found, goal, given)
    assert found.status == "rounded"
    assert found.shortage == 0


# --- refusals ---


@pytest.mark.parametrize(
    ("error", "goal", "given"),
    [
        (AllocationShape, 1, Resources([], [], [], [], [])),
        (AllocationShape, 1, Resources([1], [[1, 2]], [[1]], [1], [1])),
        (AllocationShape, 1, Resources([1], [[1]], [[1]], [1, 2], [1])),
        (AllocationShape, 1, Resources([1], [[1]], [[1]], [1], [1], hi={1: 5})),
        (AllocationBelowZero, -1, Resources([1], [[1]], [[1]], [1], [1])),
        (AllocationBelowZero, 1, Resources([1], [[1]], [[-1]], [1], [1])),
        (AllocationBoundsCrossed, 9, Resources([1], [[1]], [[1]], [1], [1], lo={0: 5}, hi={0: 4})),
        (FloorInfeasible, 4, Resources([1], [[1]], [[1]], [1], [1], lo={0: 5})),
    ],
)
def test_a_senseless_question_is_refused(error: type[RuleError], goal: int, given: Resources) -> None:
    with pytest.raises(error):
        allocate_goal(goal, given)
