from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import ChanceOutOfRange, MoneyDistribution
from kvota.domain.money.split_without_loss import BadQuantum
from kvota.domain.planning.plan_distribution import (
    AmountOutOfRange,
    NewBatch,
    PlanChanceOutOfRange,
    PlanSource,
    StartsOutOfRange,
    StepTooFine,
    band_of,
    plan_at,
    plan_distribution,
    plan_test,
    propose_plan,
    reached,
)
from tests.worked_numbers import worked

STEP = 10_000


def in_hand() -> list[PlanSource]:
    case, _ = worked("D01")
    return [PlanSource(*row) for kind in ("contracts", "deals", "promises") for row in case[kind]]


def new_work() -> list[NewBatch]:
    case, _ = worked("D02")
    return [NewBatch(*row) for row in case["new_work_binomials"]]


@pytest.fixture(scope="module")
def alone() -> MoneyDistribution:
    return plan_distribution(in_hand(), quantum=STEP)


@pytest.fixture(scope="module")
def full() -> MoneyDistribution:
    return plan_distribution(in_hand(), new_work(), quantum=STEP)


def near(expected: float) -> Any:
    return pytest.approx(expected, abs=1e-6)


def test_the_worked_sums_in_hand_and_with_new_work(alone: MoneyDistribution, full: MoneyDistribution) -> None:
    for number, money in (("D01", alone), ("D02", full)):
        _, expected = worked(number)
        assert money.mean == near(expected["mean"])
        assert money.sd == near(expected["sd"])
        assert {chance: plan_at(money, float(chance)) for chance in expected["plan_at_P"]} == expected[
            "plan_at_P"
        ]
        for key, chance in expected.items():
            if key.startswith("P_ge_"):
                assert money.chance_of(int(key.removeprefix("P_ge_"))) == near(chance)


def test_the_worked_bands(full: MoneyDistribution) -> None:
    case, expected = worked("D03")
    for plan in case["plans"]:
        chance, band = expected[str(plan)]
        assert full.chance_of(plan) == near(chance)
        assert band_of(full.chance_of(plan)) == band


def test_the_worked_test_from_both_sides(alone: MoneyDistribution, full: MoneyDistribution) -> None:
    case, expected = worked("D08")
    for plan in case["plans"]:
        test, said = plan_test(plan, full=full, without_new_work=alone), expected[str(plan)]
        assert (test.with_new_work, test.without_new_work) == (
            near(said["P_full_work"]),
            near(said["P_coasting"]),
        )
        assert test.is_hard_but_real == (said["verdict"] == "hard_but_real")
        assert test.band == said["verdict"]


def test_a_shared_shock_moves_all_but_signed_contracts() -> None:
    case, expected = worked("D05")
    signed = len(worked("D01")[0]["contracts"])
    sources = [
        PlanSource(one.amount, one.chance, steady=place < signed) for place, one in enumerate(in_hand())
    ]
    shocked = plan_distribution(sources, new_work(), quantum=STEP, shock=case["sigma"], moods=case["nodes"])
    assert shocked.chance_of(700_000) == near(expected["P_one_ge_L"])


def test_the_mean_is_not_a_plan_level(full: MoneyDistribution) -> None:
    assert full.chance_of(round(full.mean)) < 0.5


def test_a_plan_is_proposed_at_sixty_percent(alone: MoneyDistribution, full: MoneyDistribution) -> None:
    found = propose_plan(full=full, without_new_work=alone)
    assert (found.plan, found.rule, found.test.is_hard_but_real) == (700_000, "usual", True)


def test_what_is_likely_without_new_work_is_raised_until_it_is_not() -> None:
    sure = [PlanSource(100, 0.65), PlanSource(100, 0.65)]
    alone = plan_distribution(sure, quantum=100)
    full = plan_distribution(sure, [NewBatch(3, 0.3, 100)], quantum=100)
    found = propose_plan(full=full, without_new_work=alone, chance=0.9)
    assert (found.plan, found.rule) == (200, "hard")
    assert found.test.is_hard
    assert found.test.with_new_work >= 0.5


def test_a_month_rich_in_hand_is_planned_at_fifty_percent() -> None:
    sure = plan_distribution([PlanSource(100, 0.95)], quantum=100)
    found = propose_plan(full=sure, without_new_work=sure)
    assert (found.plan, found.rule, found.test.is_hard) == (100, "rich", False)


def slow_reached(sources: Sequence[PlanSource], batches: Sequence[NewBatch], quantum: int) -> list[float]:
    """Every start is one deal; each deal after the other, in plain lists."""
    deals = [(one.amount, one.chance) for one in sources]
    deals += [(batch.amount, batch.chance) for batch in batches for _ in range(batch.starts)]
    pmf = {0: 1.0}
    for amount, chance in deals:
        whole, beyond = amount // quantum, amount % quantum / quantum
        longer: dict[int, float] = {}
        for point, so_likely in pmf.items():
            for step, share in (
                (0, 1 - chance),
                (whole, chance * (1 - beyond)),
                (whole + 1, chance * beyond),
            ):
                longer[point + step] = longer.get(point + step, 0.0) + so_likely * share
        pmf = longer
    return [sum(chance for point, chance in pmf.items() if point >= least) for least in range(max(pmf) + 1)]


CHANCES = st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.77, 1.0])
SOURCES = st.lists(st.builds(PlanSource, st.integers(0, 900), CHANCES), max_size=6)
BATCHES = st.lists(st.builds(NewBatch, st.integers(0, 8), CHANCES, st.integers(0, 400)), max_size=3)


@given(sources=SOURCES, batches=BATCHES, quantum=st.sampled_from([50, 100, 130]))
def test_it_agrees_with_each_deal_added_by_hand(
    sources: list[PlanSource], batches: list[NewBatch], quantum: int
) -> None:
    money, slow = (
        plan_distribution(sources, batches, quantum=quantum),
        slow_reached(sources, batches, quantum),
    )
    for place, chance in enumerate(slow):
        assert money.chance_of(place * quantum) == pytest.approx(chance, abs=1e-12)
    assert money.pmf.sum() == pytest.approx(1, abs=1e-12)
    mean = sum(one.amount * one.chance for one in sources)
    mean += sum(batch.starts * batch.amount * batch.chance for batch in batches)
    assert money.mean == pytest.approx(mean, abs=1e-9 * max(1, mean))


@given(sources=SOURCES, batches=BATCHES, chance=st.sampled_from([0.01, 0.3, 0.5, 0.6, 0.7, 0.99, 1.0]))
def test_a_plan_level_is_reached_and_the_next_one_is_not(
    sources: list[PlanSource], batches: list[NewBatch], chance: float
) -> None:
    money = plan_distribution(sources, batches, quantum=100)
    plan = plan_at(money, chance)
    assert money.chance_of(plan) >= chance - 2e-12
    assert money.chance_of(plan + 100) < chance


def test_many_starts_are_as_quick_as_few() -> None:
    money = plan_distribution([], [NewBatch(100_000, 0.001, 100)], quantum=1_000)
    assert money.mean == pytest.approx(10_000)
    assert reached(money)[0] == 1


@pytest.mark.parametrize(
    ("error", "sources", "batches", "quantum"),
    [
        (ChanceOutOfRange, [PlanSource(1, 1.5)], [], 1),
        (ChanceOutOfRange, [], [NewBatch(1, float("nan"), 1)], 1),
        (AmountOutOfRange, [PlanSource(-1, 0.5)], [], 1),
        (AmountOutOfRange, [PlanSource(10**16, 0.5)], [], 10**12),
        (StartsOutOfRange, [], [NewBatch(-1, 0.5, 1)], 1),
        (StartsOutOfRange, [], [NewBatch(10**6, 0.5, 1)], 1),
        (BadQuantum, [], [], 0),
        (StepTooFine, [PlanSource(10**9, 0.5)], [], 1),
    ],
)
def test_a_senseless_source_is_refused(
    error: type[RuleError], sources: list[PlanSource], batches: list[NewBatch], quantum: int
) -> None:
    with pytest.raises(error):
        plan_distribution(sources, batches, quantum=quantum)


@pytest.mark.parametrize("chance", [0, -0.1, 1.01, float("nan")])
def test_a_plan_has_a_chance_above_zero(chance: float, full: MoneyDistribution) -> None:
    with pytest.raises(PlanChanceOutOfRange):
        plan_at(full, chance)
