"""Every sentence of kvota in every language: whole, exact, in the words of docs/words.md."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext

from kvota.domain.selling.usual_funnel import STAGES
from tools.messages import (
    PLURALS,
    catalogue,
    catalogue_file,
    compiled,
    everything_said,
    ids_of,
    key_of,
    strings_of,
    untranslated,
)

WORDS = Path(__file__).parents[2] / "docs" / "words.md"
TRANSLATED = [language for language in PLURALS if language != "en"]
COLUMN = {"ru": 1, "zh_Hans": 2, "bg": 3}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+")
HAN = r"[\u4e00-\u9fff]"
NARROW_BESIDE_HAN = re.compile(rf"{HAN}[,;:!?()]|[,;!?()]{HAN}|{HAN}\.")
MIXED_ALPHABETS = re.compile(r"[a-zA-Z][а-яА-ЯёЁ]|[а-яА-ЯёЁ][a-zA-Z]")
BREAKABLE_COUNT = re.compile(r"%\(\w+\)[sd] [а-яА-Я]")
DATE_BEFORE_A_STOP = re.compile(r"%\((?:day|today|until|months?|period|when|\w+_on)\)s\.")
TYPED = re.compile(r'\w+:[^\s"]*"[^"]*"|<[^>]*>')


@lru_cache(maxsize=1)
def said() -> Catalog:
    return everything_said()


@lru_cache(maxsize=8)
def stored(language: str) -> Catalog:
    return catalogue(language)


def messages(language: str) -> list[Message]:
    return [message for message in stored(language) if message.id]


def translated(language: str) -> list[Message]:
    """What has its words: the rest is named once, by the test that asks for all of them."""
    return [message for message in messages(language) if all(strings_of(message))]


def shown(message: Message) -> str:
    return f"{ids_of(message)[-1]!r}" + (f" ({message.context})" if message.context else "")


@pytest.mark.parametrize("language", PLURALS)
def test_a_catalogue_holds_exactly_what_the_source_says(language: str) -> None:
    in_source = {key_of(message) for message in said() if message.id}
    in_catalogue = {key_of(message) for message in messages(language)}
    assert not sorted(in_source - in_catalogue), "run: make words"
    assert not sorted(in_catalogue - in_source), "run: make words"


@pytest.mark.parametrize("language", PLURALS)
def test_no_message_is_missing_guessed_or_kept_after_it_left(language: str) -> None:
    assert not [shown(message) for message in untranslated(stored(language))]
    assert not [shown(message) for message in messages(language) if message.fuzzy]
    assert not stored(language).obsolete


@pytest.mark.parametrize("language", PLURALS)
def test_the_header_says_the_plural_rule_that_the_forms_follow(language: str) -> None:
    forms, rule = PLURALS[language]
    with catalogue_file(language).open("rb") as file:
        read = read_po(file)
    assert (read.num_plurals, read.plural_expr) == (forms, rule)
    wrong = [shown(m) for m in messages(language) if m.pluralizable and len(strings_of(m)) != forms]
    assert not wrong


@pytest.mark.parametrize("language", PLURALS)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert catalogue_file(language).with_suffix(".mo").read_bytes() == compiled(stored(language)), (
        "run: make words"
    )


@pytest.mark.parametrize("language", PLURALS)
def test_every_translation_has_the_placeholders_of_its_message(language: str) -> None:
    """Every form has those of the plural: Russian uses its first one for 21 too, so it needs the number."""
    wrong = [
        shown(message)
        for message in translated(language)
        for string in strings_of(message)[language == "en" :]
        if sorted(PLACEHOLDER.findall(string)) != sorted(PLACEHOLDER.findall(ids_of(message)[-1]))
    ]
    assert not wrong


@pytest.mark.parametrize("language", PLURALS)
def test_a_percent_sign_is_doubled_where_the_message_is_filled_in(language: str) -> None:
    wrong = [
        shown(message)
        for message in translated(language)
        for string in strings_of(message)
        if "%(" in ids_of(message)[-1] or "%%" in ids_of(message)[-1]
        if "%" in PLACEHOLDER.sub("", string).replace("%%", "")
    ]
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_tags_and_the_edges_of_its_message(language: str) -> None:
    wrong = [
        shown(message)
        for message in translated(language)
        for string in strings_of(message)
        if sorted(TAG.findall(string)) != sorted(TAG.findall(ids_of(message)[-1]))
        or string != string.strip()
        or "\n" in string
    ]
    assert not wrong


def glossary(language: str) -> dict[str, set[str]]:
    """English term -> the translations docs/words.md allows: with and without its explanation in brackets."""
    table = WORDS.read_text(encoding="utf-8").split("\n## ", 1)[0]
    allowed: dict[str, set[str]] = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[0] == "English":
            continue
        terms, words = cells[0].split(" / "), cells[COLUMN[language]].split(" / ")
        words = words * len(terms) if len(words) == 1 else words
        for term, word in zip(terms, words, strict=True):
            for name in (term, without_brackets(term)):
                allowed.setdefault(name.casefold(), set()).update({wide(word), wide(without_brackets(word))})
    return allowed


def without_brackets(text: str) -> str:
    return re.sub(r"\s*\([^)]*\)$", "", text)


def wide(text: str) -> str:
    """Chinese is printed with full-width brackets; the table of words may be typed with narrow ones."""
    brackets = text.maketrans("()", "（）") if re.search(HAN, text) else {}
    return text.translate(brackets).casefold()


def test_the_table_of_words_is_read_whole() -> None:
    assert {len(glossary(language)) for language in TRANSLATED} == {95}
    assert glossary("ru")["lost"] == {"проиграна"}
    assert glossary("zh_Hans")["step"] == {"推进"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_word_of_the_table_is_never_translated_in_another_way(language: str) -> None:
    """A message with a context is a sentence part of its own and answers for its own grammar."""
    allowed = glossary(language)
    wrong = {
        message.id: message.string
        for message in translated(language)
        if isinstance(message.id, str) and not message.context
        if message.id.casefold() in allowed and wide(message.string) not in allowed[message.id.casefold()]
    }
    assert not wrong


def test_the_usual_stages_are_those_of_the_table_of_words() -> None:
    rows = re.findall(r"^\| \d \| `(\w+)` \| (.+?) \| `(\w+)` \|$", WORDS.read_text(encoding="utf-8"), re.M)
    written = [
        (kind, [name.strip(" *") for name in names.split("|")], action) for kind, names, action in rows
    ]
    assert written == [(stage.kind, list(stage.names.values()), stage.usual_action) for stage in STAGES]


def test_chinese_is_printed_with_full_width_marks() -> None:
    wrong = [s for m in translated("zh_Hans") for s in strings_of(m) if NARROW_BESIDE_HAN.search(s)]
    assert not wrong


@pytest.mark.parametrize("language", ["ru", "bg"])
def test_no_word_mixes_latin_and_cyrillic_letters(language: str) -> None:
    texts = [PLACEHOLDER.sub("|", s) for m in translated(language) for s in strings_of(m)]
    assert not [text for text in texts if MIXED_ALPHABETS.search(text)]


def test_bulgarian_has_no_russian_letters() -> None:
    assert not [s for m in translated("bg") for s in strings_of(m) if re.search("[ыэёЫЭЁ]", s)]


@pytest.mark.parametrize("language", ["ru", "bg"])
def test_a_number_is_never_parted_from_its_noun(language: str) -> None:
    """In messages that count, the space behind the number is a no-break one."""
    wrong = [
        shown(message)
        for message in translated(language)
        if message.pluralizable
        for string in strings_of(message)
        if BREAKABLE_COUNT.search(string)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("language", "word"), [("ru", "Проиграна"), ("zh-hans", "输单"), ("bg", "Загубена"), ("en", "Lost")]
)
def test_django_speaks_the_words(language: str, word: str) -> None:
    with translation.override(language):
        assert gettext("Lost") == word


def test_chinese_uses_no_pronoun_for_the_reader() -> None:
    """docs/words.md: 您 and 你 are left out wherever a sentence stands without them, and all of ours do."""
    assert not [s for m in translated("zh_Hans") for s in strings_of(m) if re.search("[您你]", s)]


@pytest.mark.parametrize("language", ["ru", "bg"])
def test_a_date_does_not_stand_before_a_full_stop(language: str) -> None:
    """Theirs end in «г.»: a full stop behind one makes two."""
    texts = [string for message in translated(language) for string in strings_of(message)]
    assert not [text for text in texts if DATE_BEFORE_A_STOP.search(text)]


@pytest.mark.parametrize(("language", "never"), [("ru", '["“”„]'), ("zh_Hans", '["«»„]'), ("bg", '["«»—]')])
def test_quotes_and_dashes_are_those_of_the_language(language: str, never: str) -> None:
    """«» in Russian, “” in Chinese, „“ and the short dash in Bulgarian; not in what is typed."""
    texts = [TYPED.sub("", string) for message in translated(language) for string in strings_of(message)]
    assert not [text for text in texts if re.search(never, text)]
