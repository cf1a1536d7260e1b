"""The tags that templates call, and the pieces they include."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template import Context, Template

from kvota.web.parts.chip import Chip
from kvota.web.parts.stage_strip import StageMark


def rendered(source: str, **context: object) -> str:
    return Template("{% load kvota_parts %}" + source).render(Context(context))


def test_a_chip_is_a_list_item_that_can_be_dragged_and_opened() -> None:
    vega = Chip(deal="d1", name="Vega <Ltd>", label="Vega, £26k, 17 days", url="/deal/d1", stuck_days="17 d")
    html = rendered("{% board_chip chip %}", chip=vega)
    assert '<li data-chip data-deal="d1" id="chip-d1">' in html
    assert 'aria-label="Vega, £26k, 17 days"' in html
    assert "Vega &lt;Ltd&gt;" in html
    assert "is-stuck" in html and "17 d" in html


def test_the_strip_says_where_the_deal_is() -> None:
    marks = [
        StageMark("Interest", "done", "3 Oct"),
        StageMark("Offer", "here", "17 d", stuck=True),
        StageMark("Paid", "ahead"),
    ]
    html = rendered("{% stage_strip marks 'The way' %}", marks=marks)
    assert html.count("<li") == 3
    assert html.count('aria-current="step"') == 1
    assert "is-here is-stuck" in html


def test_a_stage_of_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'behind'"):
        StageMark("Offer", "behind")


def test_who_and_when_go_along_from_place_to_place() -> None:
    scope = SimpleNamespace(query="?who=u1&when=2026-11")
    assert rendered("{% with_scope '/board' %}", scope=scope) == "/board?who=u1&amp;when=2026-11"
    assert rendered("{% with_scope '/board' %}") == "/board"


def test_every_form_of_a_page_has_a_move_id_of_its_own() -> None:
    first, second = rendered("{% move_uid %} {% move_uid %}").split()
    assert UUID(first).version == UUID(second).version == 7
    assert first != second


def test_a_legend_prints_an_ink_and_its_words() -> None:
    html = rendered("{% legend 'paid range' %}")
    assert html.count("<li>") == 2
    assert "8 in 10" in html


def test_a_role_is_named() -> None:
    assert rendered("{{ 'head'|role_name }}") == "Head of sales"
