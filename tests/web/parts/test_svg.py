"""Markup is escaped, numbers are short, and nothing carries a style of its own."""

from __future__ import annotations

from fractions import Fraction

from kvota.web.parts.svg import drawing, element, percent, rectangle, short, words
from tests.web.parts.drawn import Drawn


def test_a_name_from_a_file_cannot_break_out_of_its_attribute() -> None:
    root = Drawn(drawing(name='"><script>', css="spark", width=1, height=1)).root
    assert root.get("aria-label") == '"><script>'


def test_words_from_a_file_are_text_and_never_markup() -> None:
    assert words("<b>R&D</b>", x=0, y=0) == '<text class="word" x="0" y="0">&lt;b&gt;R&amp;D&lt;/b&gt;</text>'


def test_a_drawing_with_a_name_is_an_image_and_one_without_is_silent() -> None:
    named = Drawn(drawing(name="14 of 20", css="dots", width=80, height=16)).root
    silent = Drawn(drawing(name="", css="dots", width=80, height=16)).root
    assert (named.get("role"), named.get("aria-label")) == ("img", "14 of 20")
    assert (silent.get("aria-hidden"), silent.get("role")) == ("true", None)


def test_coordinates_have_at_most_two_decimals() -> None:
    assert [short(value) for value in (0.1 + 0.2, 100.0, -0.001, Fraction(2, 3), 7)] == [
        "0.3",
        "100",
        "0",
        "0.67",
        "7",
    ]
    assert percent(Fraction(1, 3)) == "33.33%"


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert element("g", {"class": None, "id": "a"}) == '<g id="a"/>'
    assert rectangle("ink-paid", x=0, y=1, width="5%", height=2) == (
        '<rect class="ink-paid" x="0" y="1" width="5%" height="2"/>'
    )
