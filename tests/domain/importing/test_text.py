from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.importing.blanks import is_blank, is_no_date
from kvota.domain.importing.cells import CellIsError, FormulaWithoutValue, cell_text
from kvota.domain.importing.similar_names import similar_names
from kvota.domain.importing.text import clean, matching_key


def test_spaces_line_breaks_and_invisible_signs_do_not_make_a_new_name() -> None:
    assert clean("\ufeff  ООО\u00a0\u00a0«Ромашка»\r\n ") == "ООО «Ромашка»"
    assert clean("Acme\u200b \u202eCorp\u202c") == "Acme Corp"
    assert clean("a\x00b\x07c") == "abc"


def test_an_accent_typed_apart_is_the_same_letter() -> None:
    assert clean("И\u0306ордан") == "Йордан"


def test_names_match_whatever_their_case_width_and_spaces() -> None:
    assert matching_key("  ＡＣＭＥ　Corp ") == matching_key("acme corp")
    assert matching_key("СТРАЖА") == matching_key("Стража")
    assert matching_key("Straße") == matching_key("STRASSE")


def test_names_that_only_look_alike_are_not_merged() -> None:
    assert matching_key("GTXPro") != matching_key("GTX Pro")
    assert matching_key("АСМЕ") != matching_key("ACME")  # the first is Cyrillic


def test_names_that_look_alike_are_shown_as_a_pair() -> None:
    names = ["GTX Pro", "GTXPro", "MG Special", "АСМЕ", "ACME", "acme", "O'Neil", "O’Neil"]
    assert similar_names(names) == [("GTX Pro", "GTXPro"), ("АСМЕ", "ACME"), ("O'Neil", "O’Neil")]


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert matching_key(matching_key(text)) == matching_key(text)
    assert matching_key(clean(text)) == matching_key(text)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "-", "—", "N/A", "NULL", "н/д"])
def test_a_dash_is_nothing(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["0000-00-00", "0000-00-00 00:00:00", "01.01.0001 0:00:00", "1900-01-00", "  .  .    "]
)
def test_other_systems_write_no_date_as_a_date(text: str) -> None:
    assert is_no_date(text)


def test_a_zero_and_a_real_date_are_something() -> None:
    assert not is_blank("0")
    assert not is_no_date("2026-03-05")


def test_the_wrapping_of_spreadsheets_comes_off() -> None:
    assert cell_text('="00123"') == "00123"
    assert cell_text('="say ""hi"""') == 'say "hi"'
    assert cell_text("'=SUM(A1)") == "=SUM(A1)"
    assert cell_text("'s-Hertogenbosch") == "'s-Hertogenbosch"
    assert cell_text("+7 495 123-45-67") == "+7 495 123-45-67"


@pytest.mark.parametrize("text", ["=SUM(A1:A9)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "="])
def test_a_formula_is_never_computed(text: str) -> None:
    with pytest.raises(FormulaWithoutValue):
        cell_text(text)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#Н/Д", "#ссылка!"])
def test_an_error_of_a_spreadsheet_is_no_name(text: str) -> None:
    with pytest.raises(CellIsError):
        cell_text(text)
