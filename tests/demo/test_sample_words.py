"""The sample company speaks four languages, each of them whole."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from kvota.demo.sample_words import LANGUAGES, sample_words
from kvota.domain.importing.text import matching_key


def shape(value: object) -> object:
    """Which entries there are, whatever they say."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value)


def test_every_language_says_as_much_as_english() -> None:
    folder = files("kvota.demo") / "words"
    said = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in LANGUAGES}
    assert len({json.dumps(shape(words), default=str) for words in said.values()}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_people_and_no_two_clients_share_a_name(language: str) -> None:
    words = sample_words(language)
    people = [*words.reps, *words.others.values()]
    assert (len(words.reps), len(set(people))) == (10, 16)
    clients = [matching_key(words.client(number)[0]) for number in range(2_000)]
    assert len(set(clients)) == len(clients)


@pytest.mark.parametrize(
    ("language", "first", "later", "industry"),
    [
        ("en", "Vega", "Vega Drinks", "Drinks"),
        ("ru", "Вега", "Вега Напитки", "Напитки"),
        ("zh-hans", "织女星", "织女星饮料", "饮料"),
        ("bg", "Вега", "Вега Напитки", "Напитки"),
    ],
)
def test_clients_are_stars(language: str, first: str, later: str, industry: str) -> None:
    words = sample_words(language)
    assert words.client(0)[0] == first
    assert words.client(len(words.stars)) == (later, industry)


def test_a_language_the_house_does_not_speak_is_answered_in_english() -> None:
    assert sample_words("fr").company == "Nord Pack"
