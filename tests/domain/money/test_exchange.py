from __future__ import annotations

from fractions import Fraction

import pytest

from kvota.domain.money.exchange import RateNotPositive, converted, euro_from_levs


def test_levs_become_euro_at_the_fixed_rate() -> None:
    # 1 000 000.00 BGN / 1.95583 = 511 291.8812… EUR
    assert euro_from_levs(100_000_000) == 51_129_188
    assert euro_from_levs(195_583) == 100_000
    assert euro_from_levs(-195_583) == -100_000


def test_a_rounded_inverse_of_the_rate_would_be_wrong() -> None:
    by_inverse = round(100_000_000 * 0.511292)
    assert by_inverse == 51_129_200
    assert euro_from_levs(100_000_000) != by_inverse


def test_currencies_of_different_decimals_meet() -> None:
    # 1 KWD (1000 fils) = 500 JPY; 100.00 USD at 150.5 = 15 050 JPY
    assert converted(1_000, source="KWD", target="JPY", rate=Fraction(500)) == 500
    assert converted(10_000, source="USD", target="JPY", rate=Fraction("150.5")) == 15_050
    assert converted(500, source="JPY", target="KWD", rate=Fraction(1, 500)) == 1_000


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(-1)])
def test_a_missing_rate_does_not_make_a_sum_zero(rate: Fraction) -> None:
    with pytest.raises(RateNotPositive):
        converted(100, source="USD", target="RUB", rate=rate)
