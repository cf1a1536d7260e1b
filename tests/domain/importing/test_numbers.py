from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.numbers import (
    NumberAmbiguous,
    NumberUnreadable,
    read_number,
    without_float_dust,
    written_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),  # the no-break space of Excel and 1C
        ("1\u202f234,56", "1234.56"),  # the narrow one of the French and of CLDR
        ("1\u2009234\u2009567", "1234567"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1'234.5", "1234.5"),
        ("1’234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567.50", "1234567.50"),
        ("1234,5", "1234.5"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("12.", "12"),
        ("007", "7"),
        ("１，２３４．５", "1234.5"),
        ("（123）", "-123"),
        ("(1 234,50)", "-1234.50"),
        ("−5", "-5"),
        ("- 5", "-5"),
        ("5-", "-5"),
        ("+5", "5"),
        ("-$5.00", "-5.00"),
        ("$-5.00", "-5.00"),
        ("1 200 ₽", "1200"),
        ("1 200 руб.", "1200"),
        ("€5.50", "5.50"),
        ("120.5 лв.", "120.5"),
        ("¥1,234.50", "1234.50"),
        ("USD 100", "100"),
        ("100 usd", "100"),
        ("1,2 млн", "1200000"),
        ("1,2 млн руб.", "1200000"),
        ("5 тыс. руб.", "5000"),
        ("5 т.р.", "5000"),
        ("1.5k", "1500"),
        ("2 bn", "2000000000"),
        ("3 хил. лв", "3000"),
        ("120万", "1200000"),
        ("120万元", "1200000"),
        ("1.5亿", "150000000"),
    ],
)
def test_a_number_that_can_be_read_one_way_is_read_so(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,234", "1.234", "$1,200", "12,345 руб.", "1,234 млн", "(1.200)"])
def test_a_number_that_can_be_read_two_ways_is_asked(text: str) -> None:
    with pytest.raises(NumberAmbiguous) as refused:
        read_number(text)
    thousands, decimals = Decimal(refused.value.as_thousands), Decimal(refused.value.as_decimals)
    assert thousands == 1000 * decimals


def test_the_answer_decides_only_what_the_number_leaves_open() -> None:
    assert read_number("1,234", decimal=",") == Decimal("1.234")
    assert read_number("1,234", decimal=".") == 1234
    assert read_number("1,234.5", decimal=",") == Decimal("1234.5")
    assert read_number("1,5", decimal=".") == Decimal("1.5")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "12%",
        "1-2",
        "1 2345",
        "1,23,4",
        "1.2.3",
        "5 pcs",
        "1e5",
        "1E+10",
        "--5",
        "-5-",
        "1 000 000,00,0",
        "руб.",
        "10 USD EUR",
        "9" * 70,
        " " * 300 + "5",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable):
        read_number(text)


def test_a_number_of_a_workbook_has_nothing_to_decide() -> None:
    assert read_number(NumberCell("1.234")) == Decimal("1.234")
    assert read_number(NumberCell("-5")) == -5


def test_the_sign_beside_a_sum_names_its_currency() -> None:
    assert written_number("€5").currencies == ("EUR",)
    assert written_number("5 万元").currencies == ("CNY",)
    assert written_number("$5").currencies[0] == "USD"
    assert written_number("5").currencies == ()


def test_the_dust_of_floats_is_not_money() -> None:
    assert without_float_dust(Decimal("542.7800000000001")) == Decimal("542.78")
    assert without_float_dust(Decimal("2046.7999999999997")) == Decimal("2046.8")
    # A third is no dust: it is refused later, with its row, and not rounded in silence.
    assert without_float_dust(Decimal("33.3333333333")) == Decimal("33.3333333333")
    # Sixteen honest digits stay: rounding to the fifteen of a spreadsheet would lose kopecks.
    assert without_float_dust(Decimal("12345678901234.56")) == Decimal("12345678901234.56")


def written(number: Decimal, *, thousands: str, mark: str) -> str:
    whole, _, rest = f"{number:.2f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    return thousands.join(reversed(groups)) + mark + rest


@given(
    minor=st.integers(0, 10**15),
    style=st.sampled_from(
        [(" ", ","), ("\u00a0", ","), (",", "."), (".", ","), ("'", "."), ("", "."), ("", ",")]
    ),
)
def test_every_sum_with_two_decimals_comes_back_exactly(minor: int, style: tuple[str, str]) -> None:
    number = Decimal(minor) / 100
    assert read_number(written(number, thousands=style[0], mark=style[1])) == number


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    try:
        assert read_number(text).is_finite()
    except (NumberUnreadable, NumberAmbiguous) as refused:
        assert str(refused)
