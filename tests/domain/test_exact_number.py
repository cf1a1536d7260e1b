from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kvota.domain.exact_number import NotExact, NotWhole, exact, whole


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.07", Fraction(7, 100)),
        ("3/10", Fraction(3, 10)),
        (" -1.5 ", Fraction(-3, 2)),
        (7, Fraction(7)),
        (Decimal("0.05"), Fraction(1, 20)),
        ("1e3", Fraction(1000)),
    ],
)
def test_a_number_means_exactly_what_is_written(written: object, meant: Fraction) -> None:
    assert exact(written) == meant


@pytest.mark.parametrize(
    "junk",
    [0.07, True, None, "", "1/0", "1/00", "nan", "inf", "1,5", "٣", "1e999999999", "9" * 41, "1_000", [1]],
)
def test_what_is_no_exact_number_is_refused_by_name(junk: object) -> None:
    with pytest.raises(NotExact) as refused:
        exact(junk, name="share")
    assert refused.value.name == "share"


def test_half_a_deal_is_not_a_count() -> None:
    assert whole("3.0") == 3
    with pytest.raises(NotWhole) as refused:
        whole("7/2", name="deals")
    assert (refused.value.name, refused.value.value) == ("deals", "7/2")
