"""What people type into a field of money, read by the customs of their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.importing.numbers import NumberUnreadable
from kvota.domain.money.amount import AmountTooLarge, TooManyDecimals
from kvota.language.formats import formats_for
from kvota.language.typed_money import OtherCurrency, typed_money

OWN = {"en": "GBP", "ru": "RUB", "zh-hans": "CNY", "bg": "EUR"}


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("1 234,5", "ru", 123450),
        ("1 234,5", "en", 123450),
        ("1,234.5", "en", 123450),
        ("1,234.5", "ru", 123450),
        ("1.234,5", "bg", 123450),
        ("1\u00a0234,50\u00a0₽", "ru", 123450),
        ("1,2 млн", "ru", 120_000_000),
        ("1,2 млн.", "bg", 120_000_000),
        ("850 тыс.", "ru", 85_000_000),
        ("850 хил.", "bg", 85_000_000),
        ("120万", "zh-hans", 120_000_000),
        ("1.5亿元", "zh-hans", 15_000_000_000),
        ("１２０万", "zh-hans", 120_000_000),
        ("1.2M", "en", 120_000_000),
        ("£850k", "en", 85_000_000),
        ("1,234", "en", 123400),
        ("1.234", "ru", 123400),
        ("0,5", "en", 50),
        ("\u22125", "en", -500),
    ],
)
def test_an_amount_is_read_as_its_writer_meant_it(text: str, language: str, minor: int) -> None:
    assert typed_money(text, formats_for(language, OWN[language])).minor == minor


def test_what_was_understood_is_shown_back_in_full() -> None:
    echo = typed_money("1,2 млн", formats_for("ru", "RUB")).echo
    assert echo.replace("\u00a0", "_") == "1_200_000,00_₽"
    assert typed_money("1.2M", formats_for("en", "GBP"), "USD").echo == "$1,200,000.00"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("about five", NumberUnreadable),
        ("", NumberUnreadable),
        ("12%", NumberUnreadable),
        ("$500", OtherCurrency),
        ("1,234", TooManyDecimals),
        ("1000 трлн", NumberUnreadable),
        ("9999999 млрд", AmountTooLarge),
    ],
)
def test_what_cannot_be_an_amount_of_the_field_is_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        typed_money(text, formats_for("ru", "RUB"))


@given(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.sampled_from(sorted(OWN)),
    st.sampled_from(["USD", "EUR", "RUB", "CNY", "BGN", "GBP", "JPY", "KZT"]),
)
def test_every_amount_we_print_can_be_typed_back(minor: int, language: str, currency: str) -> None:
    formats = formats_for(language, OWN[language])
    assert typed_money(formats.money(minor, currency), formats, currency).minor == minor


@given(st.integers(-(10**13), 10**13), st.sampled_from(sorted(OWN)))
def test_a_short_amount_typed_back_reads_as_itself(minor: int, language: str) -> None:
    formats = formats_for(language, OWN[language])
    short = formats.money_short(minor)
    assert formats.money_short(typed_money(short, formats).minor) == short
