"""What the collector of messages finds, keeps and throws away."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools.messages import (
    PLURALS,
    Words,
    compiled,
    everything_said,
    in_step,
    key_of,
    strings_of,
    untranslated,
)

PAGE = """
{% load i18n %}
<p class="x" title="{% translate "Stuck" %}">it's not said</p>
    {% translate "Move" context "verb" as label %}
{% blocktranslate trimmed with name=client.name %}
    Other moves
      for {{ name }}, 100%
{% endblocktranslate %}
  {% blocktranslate trimmed count counter=n context "count" %}
    {{ counter }} contract
  {% plural %}
    {{ counter }} contracts
  {% endblocktranslate %}
{% include "x.html" with label=_("Pace") %}{{ _("Lead") }} {{ value|default:_("none") }}
{# Translators: shown on the phone #}
{% translate "Board" %}
{% comment %}{% translate "never" %}{% endcomment %}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Today")
ngettext("%(count)s day", "%(count)s days", n)
pgettext("action", "Call")
counted("%(n)s row", "%(n)s rows", "n")
_("two parts "
  "of one")
print("not said")
"""


def keys(paths: list[Path]) -> set[tuple[tuple[str, ...], str]]:
    return {key_of(message) for message in everything_said(paths) if message.id}


def test_everything_a_template_says_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert keys([page]) == {
        (("Stuck",), ""),
        (("Move",), "verb"),
        (("Other moves for %(name)s, 100%%",), ""),
        (("%(counter)s contract", "%(counter)s contracts"), "count"),
        (("Pace",), ""),
        (("Lead",), ""),
        (("none",), ""),
        (("Board",), ""),
    }


def test_everything_the_code_says_is_found(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(CODE)
    assert keys([code]) == {
        (("Today",), ""),
        (("%(count)s day", "%(count)s days"), ""),
        (("Call",), "action"),
        (("%(n)s row", "%(n)s rows"), ""),
        (("two parts of one",), ""),
    }


def said(*ids: str) -> Catalog:
    catalog = Catalog()
    for text in ids:
        catalog.add(text, locations=[("page.html", 1)])
    return catalog


def test_a_changed_message_never_inherits_the_words_of_a_similar_one() -> None:
    stored = Catalog(locale="ru")
    stored.add("The move is undone.", "Ход отменён.")
    words = in_step("ru", said("The move is undone"), stored)
    assert [message.id for message in untranslated(words)] == ["The move is undone"]


def test_words_stay_while_their_message_stays_and_leave_with_it() -> None:
    stored = Catalog(locale="ru")
    stored.add("Today", "Сегодня")
    stored.add("Gone", "Ушло")
    words = in_step("ru", said("Today", "New"), stored)
    assert {message.id: message.string for message in words if message.id} == {"New": "", "Today": "Сегодня"}


def test_english_says_what_the_source_says() -> None:
    assert [strings_of(message) for message in in_step("en", said("Today"), Catalog()) if message.id] == [
        ("Today",)
    ]


def test_the_same_words_make_the_same_bytes_every_time() -> None:
    words = Words("ru")
    words.add(
        ("%(count)s deal", "%(count)s deals"),
        ("%(count)s сделка", "%(count)s сделки", "%(count)s сделок", "-"),
    )
    file = BytesIO()
    write_po(file, words)
    again = BytesIO()
    write_po(again, words)
    assert file.getvalue() == again.getvalue()
    assert b"Date" not in file.getvalue()
    assert b"%(count)s \xd1\x81\xd0\xb4\xd0\xb5\xd0\xbb\xd0\xba\xd0\xb8" in compiled(words)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", {1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 25: 2, 111: 2, 0: 2}),
        ("bg", {0: 1, 1: 0, 2: 1, 21: 1}),
        ("zh_Hans", {0: 0, 1: 0, 2: 0}),
    ],
)
def test_each_number_takes_the_plural_form_of_its_language(language: str, forms: dict[int, int]) -> None:
    words = Words(language)
    count = PLURALS[language][0]
    words.add(("one", "many"), tuple(f"form {form}" for form in range(count)))
    translations = GNUTranslations(BytesIO(compiled(words)))
    assert {n: translations.ngettext("one", "many", n) for n in forms} == {
        n: f"form {f}" for n, f in forms.items()
    }
