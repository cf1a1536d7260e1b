"""Every template can be read, and the page around the screens prints only what exists."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

FOLDER = Path(__file__).parents[2] / "src" / "kvota" / "web" / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))


def seat(role: str, uid: str) -> SimpleNamespace:
    return SimpleNamespace(
        uid=uid, role=role, person=SimpleNamespace(name="Ada Lark"), unit=SimpleNamespace(name="Sales 1")
    )


FRAME: dict[str, Any] = {
    "seat": seat("head", "s1"),
    "seats": [seat("head", "s1"), seat("owner", "s2")],
    "organisation": SimpleNamespace(is_demo=False),
    "places": [
        {"name": "today", "url": "/", "label": "Today", "current": "page"},
        {"name": "board", "url": "/board", "label": "Board", "current": ""},
    ],
    "languages": [("en", "English"), ("ru", "Русский")],
    "theme": "",
    "scope": SimpleNamespace(
        who_label="Sales 1",
        when_label="November 2026",
        who_choices=[("/?who=a", "Nord Pack", False, 0), ("/?who=b", "Sales 1", True, 1)],
        when_choices=[("/?when=2026-11", "November 2026", True, 0)],
        previous_url="/?when=2026-10",
        next_url="",
        note="as of 14:05",
        views=[("/", "Team now", True)],
        query="?when=2026-11",
    ),
}


def page(template: str = "base.html", **changed: Any) -> str:
    return render_to_string(template, FRAME | changed)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_can_be_read(template: str) -> None:
    get_template(template)


def test_places_keep_who_and_when_and_name_the_current_one() -> None:
    html = page()
    assert 'href="/board?when=2026-11"' in html
    current = re.findall(r'data-testid="place-(\w+)" aria-current="page"', html)
    assert current == ["today"]


def test_a_period_without_a_next_one_offers_no_way_there() -> None:
    html = page()
    assert "/?when=2026-10" in html
    assert "scope-next" not in html


def test_who_is_no_question_for_one_who_sees_only_himself() -> None:
    alone = SimpleNamespace(**{**vars(FRAME["scope"]), "who_choices": [("/", "Ada Lark", True, 0)]})
    assert "scope-who" in page()
    assert "scope-who" not in page(scope=alone)


def test_a_guest_sees_the_mark_and_the_languages_only() -> None:
    html = render_to_string("base.html", {"languages": FRAME["languages"]})
    assert "place-" not in html and "sign-out" not in html and "scope" not in html
    assert "kvota" in html


def test_the_theme_follows_the_system_unless_chosen() -> None:
    assert "data-theme" not in page()
    assert 'data-theme="dark"' in page(theme="dark")


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "bg"])
def test_a_page_says_its_language(language: str) -> None:
    with translation.override(language):
        assert f'<html lang="{language}"' in page()


def test_the_sample_company_is_named_as_such() -> None:
    assert "demo-banner" in page(organisation=SimpleNamespace(is_demo=True))
    assert "demo-banner" not in page()


def test_a_message_with_an_address_can_be_undone_there() -> None:
    done = SimpleNamespace(message="+1 step", extra_tags="/moves/m1/undo")
    plain = SimpleNamespace(message="The password is set.", extra_tags="")
    html = page(messages=[done, plain])
    assert html.count('data-testid="toast"') == 2
    assert html.count('data-testid="undo"') == 1
    assert 'action="/moves/m1/undo"' in html


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_a_page_that_says_no_needs_no_database_and_offers_a_way_out(template: str) -> None:
    html = render_to_string(template, {})
    assert "<h1" in html
    assert 'href="/"' in html


def test_a_refusal_says_what_and_that_nothing_changed() -> None:
    html = page("refused.html", sentence="Maria moved Vega at 14:02.", code="moved_meanwhile", back="/board")
    assert "Maria moved Vega at 14:02." in html
    assert 'href="/board"' in html


def test_a_sheet_is_a_page_by_address_and_a_fragment_over_one() -> None:
    alone = page("sheet/page.html", sheet_title="Vega")
    over = page("sheet/overlay.html", sheet_title="Vega")
    assert "<html" in alone and "<title>Vega" in alone
    assert "<html" not in over and 'id="sheet-title"' in over


def test_a_card_offers_three_ways_by_buttons_of_one_form() -> None:
    card = {
        "deal": "d1",
        "client": "Vega <Ltd>",
        "url": "/deal/d1",
        "amount": "£26,000",
        "stage": "Offer received",
        "why": "6 days old",
        "move_url": "/deal/d1/moves",
        "next_stage": 6,
        "next_label": "Terms accepted",
        "sheet_url": "/deal/d1/move",
        "seen": 5,
    }
    html = render_to_string("parts/move_card.html", {"card": card})
    assert html.count("<form") == 1
    assert 'name="stage" value="6"' in html and 'name="touch"' in html and 'name="seen" value="5"' in html
    assert "Vega &lt;Ltd&gt;" in html
    assert re.search(r'name="uid" value="[0-9a-f-]{36}"', html)
