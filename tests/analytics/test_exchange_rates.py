"""Foreign money is worth what the rate of its day says, exactly, and nothing without one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kvota.analytics.exchange_rates import FOR_EVER, rates_in_force

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def test_a_rate_holds_until_the_next_one() -> None:
    stored = [("USD", DECEMBER, 90, 1), ("USD", NOVEMBER, 925_075, 10_000)]
    dollars = [rate for rate in rates_in_force(stored, base="RUB") if rate[0] == "USD"]
    assert dollars == [
        ("USD", NOVEMBER, DECEMBER, Fraction("92.5075")),
        ("USD", DECEMBER, FOR_EVER[1], Fraction(90)),
    ]


def test_the_lev_is_tied_to_the_euro_whatever_was_typed() -> None:
    typed = [("BGN", NOVEMBER, 1, 2)]
    assert rates_in_force(typed, base="EUR")[1:] == [("BGN", *FOR_EVER, Fraction(100_000, 195_583))]


def test_own_money_is_worth_itself_even_where_a_rate_says_otherwise() -> None:
    assert rates_in_force([("RUB", NOVEMBER, 2, 1)], base="RUB") == [("RUB", *FOR_EVER, Fraction(1))]
