"""A column of money: one unit, whole numbers, and a total its cells add up to."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kvota.language.formats import formats_for
from kvota.language.table_units import column_of_money, integers_that_sum


def test_the_unit_is_the_largest_that_leaves_three_digits() -> None:
    minors = [397_900_000, 380_200_000]
    gb = column_of_money(formats_for("en", "GBP"), minors)
    assert (gb.unit, gb.cells, gb.total) == ("£\u00a0thousand", ("3,979", "3,802"), "7,781")
    zh = column_of_money(formats_for("zh-hans", "CNY"), [538_000_000])
    assert (zh.unit, zh.cells) == ("万元", ("538",))


def test_each_language_names_its_own_unit() -> None:
    million = [20_000_000_00]
    assert column_of_money(formats_for("ru", "RUB"), million).unit == "тыс.\u00a0₽"
    assert column_of_money(formats_for("ru", "RUB"), [900_000_000_00]).unit == "млн\u00a0₽"
    assert column_of_money(formats_for("bg", "EUR"), million).unit == "хил.\u00a0€"
    assert column_of_money(formats_for("zh-hans", "CNY"), million, "USD").unit == "万美元"
    assert column_of_money(formats_for("zh-hans", "CNY"), [90_000_00]).unit == "元"
    assert column_of_money(formats_for("en", "USD"), [90_000_00]).unit == "$"


def test_a_column_without_rows_has_a_unit_and_a_zero_total() -> None:
    empty = column_of_money(formats_for("en", "GBP"), [])
    assert (empty.unit, empty.cells, empty.total) == ("£", (), "0")


def test_three_thirds_of_ten_thousand_still_make_ten_thousand() -> None:
    column = column_of_money(formats_for("en", "GBP"), [3_333_33, 3_333_33, 3_333_34])
    assert column.cells == ("3,333", "3,333", "3,334")
    assert column.total == "10,000"


def test_losses_and_gains_in_one_column_sum_too() -> None:
    assert integers_that_sum([Fraction(-5, 10), Fraction(7, 10), Fraction(-12, 10)]) == [-1, 1, -1]


@given(st.lists(st.fractions(-(10**6), 10**6, max_denominator=1000), max_size=30))
def test_the_parts_add_up_and_none_is_off_by_one(values: list[Fraction]) -> None:
    parts = integers_that_sum(values)
    total = sum(values, Fraction())
    assert abs(sum(parts) - total) <= Fraction(1, 2)
    assert all(abs(part - value) < 1 for part, value in zip(parts, values, strict=True))


@given(
    st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=30),
    st.sampled_from(["en", "ru", "zh-hans", "bg"]),
)
def test_the_written_cells_add_up_to_the_written_total(minors: list[int], language: str) -> None:
    column = column_of_money(formats_for(language, "RUB"), minors)

    def read(text: str) -> int:
        return int(text.replace("\u2212", "-").replace("\u00a0", "").replace(",", ""))

    assert sum(read(cell) for cell in column.cells) == read(column.total)
