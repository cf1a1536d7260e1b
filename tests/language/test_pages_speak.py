"""No page says a word of English that the catalogues cannot translate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kvota.domain.money.currencies import EXPONENTS

TEMPLATES = Path(__file__).parents[2] / "src" / "kvota" / "web" / "templates"
BLOCKS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%\s*blocktranslate.*?endblocktranslate\s*%}"
    r"|<(?P<raw>script|style|svg|defs|code|kbd)\b.*?</(?P=raw)>",
    re.S,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SAID_BY_ATTRIBUTES = re.compile(r'(?<![-\w])(?:aria-label|title|alt|placeholder|label)="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{2,}")
# The name of the product, codes of currencies and names of formats: every language writes them so.
SAME_EVERYWHERE = {"kvota", "CSV", "XLSX", "UTF", "nbsp", "amp", *EXPONENTS}


def english_in(page: str) -> list[str]:
    page = BLOCKS.sub(" ", page)
    spoken = TAGS.sub(" ", page)
    attributes = SAID_BY_ATTRIBUTES.findall(spoken)
    text = re.sub(r"<[^>]*>", " ", spoken)
    return [
        word for part in (text, *attributes) for word in WORD.findall(part) if word not in SAME_EVERYWHERE
    ]


def test_the_search_finds_text_and_attributes_and_nothing_else() -> None:
    page = (
        '{% load i18n %}<p class="lead" title="Hello">{% translate "Fine" %} World</p>'
        '<input placeholder="{% translate \'Fine\' %}" name="x">{# Note #}{{ value|default:"none" }}'
    )
    assert english_in(page) == ["World", "Hello"]


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_page_says_nothing_outside_its_translations(path: Path) -> None:
    assert english_in(path.read_text(encoding="utf-8")) == []


BESIDE_WORDS = re.compile(r"(?:\}\}|%\}|</(?:a|b|span|time|i)>)[,.:;](?=\s|<|$)")


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_mark_between_words_is_that_of_the_language(path: Path) -> None:
    """A typed ", " or ": " would stand narrow among Chinese words; {% mark "comma" %} does not."""
    if path.parent.name == "styleguide":  # it names tokens of the code beside each other
        return
    page = BLOCKS.sub("{{ }}", path.read_text(encoding="utf-8"))
    assert [page[max(0, at.start() - 30) : at.end() + 10] for at in BESIDE_WORDS.finditer(page)] == []
