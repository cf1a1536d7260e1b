from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.money.amount import (
    AmountTooLarge,
    AmountUnreadable,
    TooManyDecimals,
    decimal_text,
    minor_units,
)
from kvota.domain.money.currencies import EXPONENTS, UnknownCurrency, exponent


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("61728.39", "RUB", 6172839),
        ("61728.4", "CNY", 6172840),
        ("0.10", "EUR", 10),
        ("-0.01", "BGN", -1),
        ("1500", "JPY", 1500),
        ("1500.00", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("007", "USD", 700),
        ("999999999999999.99", "USD", 99999999999999999),
    ],
)
def test_a_sum_keeps_every_coin(text: str, currency: str, minor: int) -> None:
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    ["", "1 000", "1,5", ".5", "5.", "1e6", "NaN", "Infinity", "0x10", "١٢", "--1", "=1+1", "1.2.3"],
)
def test_what_is_not_a_plain_sum_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable) as refused:
        minor_units(text, "RUB")
    assert refused.value.text == text


def test_half_a_kopeck_is_refused_and_not_rounded() -> None:
    with pytest.raises(TooManyDecimals) as refused:
        minor_units("10.005", "RUB")
    assert (refused.value.currency, refused.value.decimals) == ("RUB", 2)
    with pytest.raises(TooManyDecimals):
        minor_units("0.5", "JPY")


@pytest.mark.parametrize("amount", ["1000000000000000", "-1000000000000000", 10**15, Decimal("1e9999")])
def test_ten_to_the_fifteenth_is_refused(amount: str | int | Decimal) -> None:
    with pytest.raises(AmountTooLarge):
        minor_units(amount, "RUB")


def test_a_million_digits_are_refused_at_once() -> None:
    with pytest.raises(AmountTooLarge) as refused:
        minor_units("9" * 1_000_000, "RUB")
    assert len(refused.value.text) == 40


def test_four_decimals_stop_where_a_database_column_ends() -> None:
    assert minor_units("922337203685477.5807", "CLF") == 2**63 - 1
    with pytest.raises(AmountTooLarge):
        minor_units("922337203685477.5808", "CLF")


@pytest.mark.parametrize("currency", ["", "RUR", "rub", "XXX", "₽"])
def test_an_unknown_currency_is_never_taken_for_two_decimals(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        minor_units("1", currency)


def test_the_exponents_of_the_currencies_we_meet() -> None:
    expected = {"RUB": 2, "CNY": 2, "EUR": 2, "BGN": 2, "USD": 2, "JPY": 0, "KWD": 3, "CLF": 4}
    assert {currency: exponent(currency) for currency in expected} == expected


@given(minor=st.integers(-(10**17) + 1, 10**17 - 1), currency=st.sampled_from(["RUB", "EUR", "CNY"]))
def test_printing_and_reading_give_the_same_sum(minor: int, currency: str) -> None:
    assert minor_units(decimal_text(minor, currency), currency) == minor


@given(minor=st.integers(-(10**14), 10**14), currency=st.sampled_from(sorted(EXPONENTS)))
def test_every_currency_prints_all_its_decimals(minor: int, currency: str) -> None:
    _, point, decimals = decimal_text(minor, currency).partition(".")
    assert (bool(point), len(decimals)) == (EXPONENTS[currency] > 0, EXPONENTS[currency])
