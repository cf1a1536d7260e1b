"""Whoever guesses is locked out, told until when, and trying on does not make that untrue."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.web.conftest import House

START = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
LIMIT = 4


@pytest.fixture(autouse=True)
def few_tries(settings: Any) -> None:
    """Each try costs what a password costs to check; four tell as much as ten."""
    settings.AXES_FAILURE_LIMIT = LIMIT


def guess(client: Client, password: str = "wrong") -> tuple[int, str]:
    answer = client.post("/sign-in", {"login": "maria@vega", "password": password})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def locked(house: House) -> Client:
    client = Client()
    with time_machine.travel(START, tick=False):
        codes = [guess(client)[0] for _ in range(LIMIT)]
    assert codes[0] == 422 and codes[-1] == 429
    return client


def test_the_page_says_when_the_door_opens_and_keeps_its_word(locked: Client) -> None:
    ends = START + timedelta(minutes=15)
    for minutes, left in ((0, 15), (5, 10), (14, 1)):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            code, page = guess(locked)
        assert code == 429
        assert re.search(rf"in {left} minutes?,", page)
        moment = re.search(r'datetime="([^"]+)"', page).group(1)  # type: ignore[union-attr]
        assert datetime.fromisoformat(moment) == ends
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert guess(locked)[0] == 422


def test_a_program_learns_it_too_and_nothing_keeps_the_page(locked: Client) -> None:
    with time_machine.travel(START, tick=False):
        answer = locked.post("/sign-in", {"login": "maria@vega", "password": "wrong"})
    assert answer["Retry-After"] == "900"
    assert "no-store" in answer["Cache-Control"]


def test_another_name_is_not_locked_with_it(locked: Client) -> None:
    with time_machine.travel(START, tick=False):
        assert locked.post("/sign-in", {"login": "ivan@vega", "password": "x"}).status_code == 422


def test_small_and_large_letters_are_one_name(house: House) -> None:
    client = Client()
    names = ["maria@vega", "Maria@vega", "MARIA@VEGA", " maria@Vega"]
    with time_machine.travel(START, tick=False):
        codes = [
            client.post("/sign-in", {"login": names[number % 4], "password": "wrong"}).status_code
            for number in range(LIMIT)
        ]
    assert codes[-1] == 429
