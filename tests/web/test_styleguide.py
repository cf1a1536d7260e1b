"""The gallery shows every part in every language and theme, to who looks after the settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import House


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "bg"])
def test_it_is_drawn_in_the_asked_language_and_theme_and_changes_nothing(
    language: str, house: House, signed_in: Any
) -> None:
    client = signed_in(house.company, "Adam")
    html = client.get("/styleguide", {"in": language, "theme": "dark"}).content.decode()
    assert f'<html lang="{language}" data-theme="dark">' in html
    assert html.count('data-testid="specimen-') == 17
    for kind in ("stale", "partial", "error", "forbidden", "conflict"):
        assert f'data-testid="notice-{kind}"' in html
    assert '<html lang="en">' in client.get("/setup").content.decode()


def test_it_costs_no_question_beyond_who_asks(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Adam")
    with CaptureQueriesContext(connection) as queries:
        client.get("/styleguide")
    assert len(queries) <= 4


def test_it_is_not_there_for_who_sells(house: House, signed_in: Any) -> None:
    assert signed_in(house.company, "Maria").get("/styleguide").status_code == 404
