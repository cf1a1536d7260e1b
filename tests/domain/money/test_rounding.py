from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.money.rounding import round_half_up, up_to_step


def test_a_half_goes_away_from_zero() -> None:
    assert [round_half_up(Fraction(text)) for text in ("0.5", "1.5", "2.5", "-0.5", "-2.5", "2.49", "0")] == [
        1, 2, 3, -1, -3, 2, 0,
    ]  # fmt: skip


@given(thousandths=st.integers(-(10**9), 10**9))
def test_it_agrees_with_the_decimal_module(thousandths: int) -> None:
    by_decimal = (Decimal(thousandths) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    assert round_half_up(Fraction(thousandths, 1000)) == int(by_decimal)


def test_a_goal_is_brought_up_to_its_step_and_never_down() -> None:
    assert up_to_step(Fraction(5_999_001), 1_000) == 6_000_000
    assert up_to_step(6_000_000, 1_000) == 6_000_000
    assert up_to_step(Fraction(1, 3), 1) == 1
