"""The bar of plan and fact: every piece begins where the one before it ends."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.web.parts.bullet import bullet
from tests.web.parts.drawn import Drawn

INKS = ("ink-paid", "ink-signed", "ink-verbal", "ink-open")


def drawn(**numbers: Any) -> Drawn:
    return Drawn(bullet(**({"name": ""} | numbers)))


def edges(bar: Drawn, css: str) -> tuple[float, float]:
    x, width = bar.number(css, "x"), bar.number(css, "width")
    return x, pytest.approx(x + width, abs=0.02)


def test_pieces_follow_one_another_on_a_scale_of_132_percent_of_the_plan() -> None:
    # 100 is the plan, so 1 % of it is 1/1.32 % of the width.
    bar = drawn(plan=100, fact=33, signed=33, forecast=33)
    assert edges(bar, "ink-paid") == (0, 25)
    assert edges(bar, "ink-signed") == (25, 50)
    assert edges(bar, "ink-open") == (50, 75)


def test_what_is_still_to_find_reaches_from_the_likely_sum_to_the_plan() -> None:
    bar = drawn(plan=100, fact=66)
    assert edges(bar, "ink-find") == (50, 75.76)
    assert bar.number("ink-tick", "x1") == 75.76


def test_a_met_plan_leaves_nothing_to_find() -> None:
    assert drawn(plan=100, fact=60, signed=40).of("ink-find") == []


def test_the_range_is_a_whisker_under_the_bar() -> None:
    bar = drawn(plan=100, fact=50, low=66, high=99)
    level = bar.of("ink-range")[0]
    assert (level.get("x1"), level.get("x2")) == ("50%", "75%")
    assert float(level.get("y1", "")) > bar.number("ink-paid", "y") + 12


def test_without_a_plan_there_is_no_mark_and_the_bar_takes_its_own_measure() -> None:
    bar = drawn(plan=None, fact=52)
    assert bar.of("ink-tick") == []
    assert bar.number("ink-paid", "width") == pytest.approx(100 / 1.04, abs=0.01)


def test_more_than_the_scale_is_cut_at_the_edge_and_torn() -> None:
    bar = drawn(plan=100, fact=500)
    assert edges(bar, "ink-paid") == (0, 100)
    assert len(bar.of("ink-torn")) == 1


def test_a_bar_that_starts_above_zero_is_torn_there_and_keeps_its_proportions() -> None:
    bar = drawn(plan=3200, fact=2788, signed=150, forecast=190, start=2360, scale=3200)
    assert edges(bar, "ink-paid") == (0, pytest.approx(428 / 840 * 100, abs=0.02))
    assert edges(bar, "ink-find")[1] == 100
    assert len(bar.of("ink-torn")) == 1


def test_refunds_beyond_payments_draw_nothing_and_break_nothing() -> None:
    bar = drawn(plan=100, fact=-20, forecast=30)
    assert bar.of("ink-paid") == []
    assert edges(bar, "ink-open") == (0, pytest.approx(10 / 132 * 100, abs=0.02))


def test_a_month_without_anything_is_an_empty_bar() -> None:
    assert drawn(plan=None, fact=0).of("ink-paid") == []


amounts = st.integers(0, 10**12) | st.fractions(0, 10**9)


@given(st.none() | amounts, amounts, amounts, amounts, amounts)
def test_no_ink_ever_leaves_the_bar_or_lies_on_other_ink(
    plan: Fraction | None, fact: Fraction, signed: Fraction, verbal: Fraction, forecast: Fraction
) -> None:
    bar = drawn(plan=plan, fact=fact, signed=signed, verbal=verbal, forecast=forecast)
    end = 0.0
    for css in INKS:
        for piece in bar.of(css):
            x, width = (float(piece.get(part, "").removesuffix("%")) for part in ("x", "width"))
            assert x >= end - 0.02
            end = x + width
    assert end <= 100.02
