from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.forecasting.exact_sum import exact_sum
from kvota.domain.forecasting.sum_of_deals import (
    MOST_ONE_BY_ONE,
    ChanceOutOfRange,
    MoneyDistribution,
    sum_of_deals,
)
from tests.worked_numbers import worked

Deal = tuple[int, float]

deals = st.lists(st.tuples(st.integers(1, 10**9), st.floats(0, 1)), max_size=12)


def sum_of(some: list[Deal], **more: Any) -> MoneyDistribution:
    return sum_of_deals([chance for _, chance in some], [amount for amount, _ in some], **more)


def slow_sum(some: list[Deal]) -> dict[int, Fraction]:
    return exact_sum([(amount, Fraction(chance)) for amount, chance in some])


# The worked numbers


def test_the_worked_exact_sum() -> None:
    case, expected = worked("F01")
    items = [(amount, Fraction(chance)) for amount, chance in case["items"]]
    sums = exact_sum(items)
    assert {str(amount): str(chance) for amount, chance in sums.items()} == expected["pmf"]
    assert sum(amount * chance for amount, chance in sums.items()) == int(expected["mean"])

    on_a_grid = sum_of([(amount, float(chance)) for amount, chance in items], shock=0, quantum=100_000)
    assert on_a_grid.pmf[:9] == pytest.approx([float(chance) for chance in sums.values()])
    assert on_a_grid.mean == pytest.approx(expected["weighted_pipeline"])
    assert on_a_grid.chance_of(300_000) == pytest.approx(float(Fraction(expected["P_ge_300000"])))


def test_the_worked_shared_shock() -> None:
    case, expected = worked("F09")
    items = list(zip(case["a"], case["p"], strict=True))
    shocked = sum_of(items, shock=case["sigma"], quantum=1)
    assert shocked.pmf[:6] == pytest.approx(expected["pmf"], abs=1e-6)
    independent = sum_of(items, shock=0, quantum=1)
    assert independent.pmf[:6] == pytest.approx(expected["independent"], abs=1e-6)


def worked_month() -> tuple[list[Deal], list[bool]]:
    """Contracts, deals, promises and new work of D02, and which of them the market does not move."""
    baseline, new_work = worked("D01")[0], worked("D02")[0]["new_work_binomials"]
    contracts = [tuple(each) for each in baseline["contracts"]]
    others = [tuple(each) for each in (*baseline["deals"], *baseline["promises"])]
    starts = [(amount, chance) for number, chance, amount in new_work for _ in range(number)]
    month = [*contracts, *others, *starts]
    return month, [True] * len(contracts) + [False] * (len(month) - len(contracts))


def test_the_worked_month_of_a_rep() -> None:
    month, _ = worked_month()
    _, expected = worked("D02")
    total = sum_of(month, shock=0, quantum=10_000)
    assert total.mean == pytest.approx(expected["mean"])
    assert total.sd == pytest.approx(expected["sd"], abs=1e-5)
    assert total.chance_of(700_000) == pytest.approx(expected["P_ge_700000"], abs=1e-6)
    assert total.chance_of(1_000_000) == pytest.approx(expected["P_ge_1000000"], abs=1e-6)


def test_six_worked_reps_share_one_market() -> None:
    month, steady = worked_month()
    shock, expected = worked("D05")
    grid = {"shock": shock["sigma"], "moods": shock["nodes"], "quantum": 10_000}
    one, six = sum_of(month, steady=steady, **grid), sum_of(month * 6, steady=steady * 6, **grid)
    assert one.chance_of(700_000) == pytest.approx(expected["P_one_ge_L"], abs=1e-6)
    assert six.chance_of(4_200_000) == pytest.approx(expected["P_company_ge_6L"], abs=1e-6)
    assert six.sd == pytest.approx(expected["sd_company_shared"], abs=1e-2)
    alone = sum_of(month * 6, shock=0, quantum=10_000)
    assert alone.sd == pytest.approx(expected["sd_company_indep"], abs=1e-2)


# Laws


@given(deals)
def test_the_mean_is_the_sum_of_chance_times_amount(some: list[Deal]) -> None:
    total = sum_of(some, shock=0)
    expected = sum(amount * chance for amount, chance in some)
    # Beyond ten standard deviations the grid ends; what is cut there is a millionth at most.
    assert total.mean == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert total.pmf.sum() == pytest.approx(1)
    assert total.pmf.min() >= 0


@given(st.lists(st.tuples(st.integers(1, 6), st.floats(0, 1)), max_size=8))
def test_the_grid_gives_the_exact_sums_of_whole_steps(some: list[Deal]) -> None:
    total, slow = sum_of(some, shock=0, quantum=1), slow_sum(some)
    for amount, chance in slow.items():  # the grid ends where nothing is likely any more
        found = total.pmf[amount] if amount < total.pmf.size else 0.0
        assert found == pytest.approx(float(chance), abs=1e-9)


@given(deals, st.integers(-(10**9), 10**9), st.randoms(use_true_random=False))
def test_the_order_of_deals_does_not_matter_and_what_came_only_moves_the_sum(
    some: list[Deal], already: int, order: Any
) -> None:
    total = sum_of(some)
    shuffled = list(some)
    order.shuffle(shuffled)
    again = sum_of(shuffled, already=already)
    assert again.quantum == total.quantum
    np.testing.assert_allclose(again.pmf, total.pmf, atol=1e-12)
    assert again.first == already


@given(deals)
def test_the_quantiles_rise_and_the_dots_agree_with_the_chance(some: list[Deal]) -> None:
    total = sum_of(some)
    dots = total.dots()
    assert len(dots) == 20
    assert list(dots) == sorted(dots)
    assert dots[1] <= total.quantile(0.10) <= dots[2]
    assert dots[9] <= total.quantile(0.50) <= dots[10]
    wanted = total.quantile(0.3)
    assert abs(total.of_twenty(wanted) / 20 - total.chance_of(wanted)) <= 1 / 20 + total.pmf.max()


def test_certain_and_hopeless_deals_have_no_spread() -> None:
    total = sum_of([(700, 1.0), (300, 0.0)])
    assert total.sd == 0
    assert {*total.dots()} == {700}


def test_nothing_open_is_what_came_already() -> None:
    total = sum_of([], already=500)
    assert (total.quantile(0.1), total.quantile(0.9), total.mean) == (500, 500, 500)
    assert (total.chance_of(500), total.chance_of(501), total.of_twenty(500)) == (1, 0, 20)


def test_a_shared_shock_widens_the_range_and_spares_signed_contracts() -> None:
    some = [(100, 0.3)] * 200
    independent, shared = sum_of(some, shock=0), sum_of(some, shock=0.25)
    signed = sum_of(some, shock=0.25, steady=[True] * 200)
    assert shared.sd > 1.5 * independent.sd
    assert signed.sd == pytest.approx(independent.sd)


def test_new_work_is_a_random_number_of_random_wins() -> None:
    # Wins ~ Poisson(3), each of 100 or 300: mean 600, variance 3 x (100^2 + 300^2) / 2.
    total = sum_of([], new_wins=3, win_amounts=[100, 300], shock=0)
    assert total.mean == pytest.approx(600)
    assert total.sd == pytest.approx((3 * (100**2 + 300**2) / 2) ** 0.5, rel=1e-3)
    assert total.chance_of(1) == pytest.approx(1 - np.exp(-3), abs=1e-3)


def test_deals_and_new_work_add_their_means_and_their_variances() -> None:
    some: list[Deal] = [(400, 0.5), (250, 0.2)]
    more: dict[str, Any] = {"new_wins": 2.0, "win_amounts": [100, 300]}
    both = sum_of(some, shock=0, quantum=1, **more)
    open_only, new_only = sum_of(some, shock=0, quantum=1), sum_of([], shock=0, quantum=1, **more)
    assert both.mean == pytest.approx(open_only.mean + new_only.mean)
    assert both.sd**2 == pytest.approx(open_only.sd**2 + new_only.sd**2)


@pytest.mark.parametrize("shock", [0.0, 0.25])
def test_above_three_thousand_deals_the_sum_is_that_of_each_one_added(shock: float) -> None:
    chance = np.random.default_rng(3)
    size = MOST_ONE_BY_ONE + 1
    chances, amounts = chance.random(size) * 0.5, np.exp(chance.normal(12, 1.2, size)).astype(np.int64)
    many = sum_of_deals(chances, amounts, shock=shock)
    one_by_one = sum_of_deals(chances[1:], amounts[1:], shock=shock, already=int(chances[0] * amounts[0]))
    for share in (0.1, 0.5, 0.9):
        # The grid of the second is coarse: its steps are 0.2 % of the sum.
        assert many.quantile(share) == pytest.approx(one_by_one.quantile(share), rel=4e-3)


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_a_chance_that_is_none_is_refused_and_named(chance: float) -> None:
    with pytest.raises(ChanceOutOfRange) as refused:
        sum_of([(1, 0.5), (1, chance)])
    assert refused.value.item == 1


def test_an_impossible_exact_chance_is_refused_too() -> None:
    with pytest.raises(ChanceOutOfRange):
        exact_sum([(1, Fraction(3, 2))])


@pytest.mark.parametrize(("size", "seconds"), [(50, 0.25), (500, 1.0), (10_000, 1.0)])
def test_sums_are_quick(size: int, seconds: float) -> None:
    # Alone on the machine 0.01, 0.04 and 0.05 s.
    chance = np.random.default_rng(4)
    chances, amounts = chance.random(size) / 2, np.exp(chance.normal(12, 1.2, size)).astype(np.int64)
    sum_of_deals(chances[:5], amounts[:5])
    started = time.perf_counter()
    sum_of_deals(chances, amounts, new_wins=size / 20, win_amounts=amounts[:200])
    assert time.perf_counter() - started < seconds
