from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.money.split_without_loss import BadQuantum
from kvota.domain.planning.revenue_for_profit import (
    CommissionUnsteady,
    NoPositiveMargin,
    SharesNotOne,
    margin_after_discount,
    revenue_for_profit,
    revenue_with_tiered_commission,
)
from tests.worked_numbers import worked

QUARTER = [(Fraction(1), Fraction(1, 4))]


def test_the_worked_profit_goal() -> None:
    case, expected = worked("A17")
    goal = revenue_for_profit(
        case["profit"],
        [(exact(share), exact(margin)) for share, margin in case["mix"]],
        fixed=case["fixed"],
        commission=exact(case["commission"]),
        quantum=case["quantum"],
    )
    assert (str(goal.margin), str(goal.exact), goal.revenue) == (
        expected["margin"], expected["revenue_exact"], expected["revenue"],
    )  # fmt: skip


def test_sales_that_cost_more_than_they_bring_are_refused() -> None:
    case, expected = worked("A18")
    with pytest.raises(NoPositiveMargin) as refused:
        revenue_for_profit(
            case["profit"], [(exact("1"), exact("0.03"))], commission=exact(case["commission"])
        )
    assert {"error": refused.value.code, **refused.value.fields} == expected


def test_a_mix_that_is_not_the_whole_is_refused() -> None:
    with pytest.raises(SharesNotOne):
        revenue_for_profit(1, [(Fraction(1, 2), Fraction(1, 4))])
    with pytest.raises(SharesNotOne):
        revenue_for_profit(1, [])
    with pytest.raises(BadQuantum):
        revenue_for_profit(1, QUARTER, quantum=0)


def test_revenue_is_brought_up_and_never_down() -> None:
    assert revenue_for_profit(100, QUARTER, quantum=1_000).revenue == 1_000
    assert revenue_for_profit(1, [(Fraction(1), Fraction(1, 3))]).revenue == 3


def test_a_loss_that_is_wanted_needs_no_sales() -> None:
    assert revenue_for_profit(-500, QUARTER, fixed=500).revenue == 0
    assert revenue_for_profit(-500, QUARTER, fixed=200).revenue == 0


def test_the_mix_says_what_each_share_is_worth() -> None:
    # Fixed 0, profit 60, mix half at 20 % and half at 40 %: margin 30 %, revenue 200.
    half = Fraction(1, 2)
    goal = revenue_for_profit(60, [(half, Fraction(1, 5)), (half, Fraction(2, 5))])
    assert goal.revenue == 200
    # d/dshare = -60 · margin / 0.09
    assert goal.per_share == (Fraction(-400, 3), Fraction(-800, 3))


def test_a_tier_is_found_from_below() -> None:
    def rate_at(revenue: int) -> Fraction:
        return Fraction(5, 100) if revenue <= 5_000_000 else Fraction(10, 100)

    # 1 000 000 / (0.25 - 0.05) is 5 000 000: still in the first tier, which includes its end.
    assert revenue_with_tiered_commission(1_000_000, QUARTER, rate_at).revenue == 5_000_000
    # One more does not fit: 0.25 - 0.10 = 0.15.
    assert revenue_with_tiered_commission(1_000_001, QUARTER, rate_at).revenue == 6_666_674


def test_a_rate_that_falls_with_revenue_and_never_settles_is_refused() -> None:
    def falling(revenue: int) -> Fraction:
        return Fraction(20, 100) if revenue <= 5_000_000 else Fraction(0)

    with pytest.raises(CommissionUnsteady):
        revenue_with_tiered_commission(1_000_000, QUARTER, falling)


def test_a_discount_costs_more_of_the_margin_than_of_the_price() -> None:
    assert margin_after_discount(Fraction(1, 4), Fraction(1, 10)) == Fraction(1, 6)
    assert margin_after_discount(Fraction(1, 4), Fraction(1, 4)) == 0
    with pytest.raises(NoPositiveMargin):
        margin_after_discount(Fraction(1, 4), Fraction(1))


@given(
    profit=st.integers(0, 10**12),
    fixed=st.integers(0, 10**12),
    margin=st.fractions(Fraction(1, 100), 1, max_denominator=1_000),
    quantum=st.integers(1, 10**6),
)
def test_the_revenue_earns_the_profit_and_one_step_less_does_not(
    profit: int, fixed: int, margin: Fraction, quantum: int
) -> None:
    revenue = revenue_for_profit(profit, [(Fraction(1), margin)], fixed=fixed, quantum=quantum).revenue
    assert revenue % quantum == 0
    assert revenue * margin - fixed >= profit
    assert revenue == 0 or (revenue - quantum) * margin - fixed < profit
