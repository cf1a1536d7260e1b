"""What should never happen is told with what is safe, one way on, and a reference that the log has too."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client
from django.urls import get_resolver

from kvota.web.broken import ReferenceInLog, new_reference
from kvota.web.help import page as help_page
from tests.web.conftest import House

REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


@pytest.fixture(autouse=True)
def addresses() -> None:
    """All views loaded before one of them is broken: loaded after, they would keep what broke it."""
    assert get_resolver().url_patterns


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(request: HttpRequest) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(help_page, "numbers", lambda: fails(HttpRequest()))
    monkeypatch.setattr("kvota.web.account.language.the_way_back", fails)


@pytest.fixture
def reader(house: House, signed_in: Any) -> Any:
    """A browser that gets the page of a fault, as it does outside of a test."""

    def one(language: str = "en") -> Client:
        client: Client = signed_in(house.company, "Maria", language=language)
        client.raise_request_exception = False
        return client

    return one


def log_line(caplog: pytest.LogCaptureFixture) -> str:
    """The line of the fault as the server writes it: by the filter and the format of the settings."""
    record = next(record for record in caplog.records if "Internal Server Error" in record.getMessage())
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["reference"]
    ReferenceInLog().filter(record)
    return logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]).format(record)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "You were only reading"),
        ("ru", "Вы только читали"),
        ("zh-hans", "没有任何更改"),
        ("bg", "Вие само четяхте"),
    ],
)
def test_a_page_that_breaks_says_what_is_safe_and_its_reference_is_in_the_log(
    language: str, says: str, broken: None, reader: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = reader(language).get("/help")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert says in page and f'lang="{language}"' in page
    assert page.count("button--primary") == 1 and 'href="/help"' in page, "one way on: the same page again"
    reference = REFERENCE.search(page).group()  # type: ignore[union-attr]
    assert answer["X-Kvota-Reference"] == reference
    line = log_line(caplog)
    assert f"/help (reference {reference})" in line and "the disk is full" in line
    assert "the disk is full" not in page


def test_what_was_sent_is_not_offered_again_with_one_tap(broken: None, reader: Any) -> None:
    answer = reader().post("/language", {"language": "ru"})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "What you sent could not be carried out" in page and 'href="/"' in page
    assert "Try again" not in page


def test_a_part_of_a_page_gets_a_toast_and_a_program_json(
    broken: None, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = reader().get("/help", headers={"HX-Request": "true"}).content.decode()
    assert 'data-testid="broken"' in part and "<html" not in part and REFERENCE.search(part)
    monkeypatch.setattr("kvota.web.seat_in_force.standing_token", lambda secret: 1 / 0)
    answer = reader().get("/api/moves", headers={"Authorization": "Bearer x"})
    said = json.loads(answer.content)
    assert (answer.status_code, said["error"]) == (500, "broken")
    assert REFERENCE.fullmatch(said["reference"])


def test_it_needs_neither_database_nor_seat(
    reader: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = reader("ru")

    def gone(*arguments: Any, **named: Any) -> None:
        raise DatabaseError("no database")

    monkeypatch.setattr("kvota.web.seat_in_force.seats_of", gone)
    answer = client.get("/", headers={"Accept-Language": "bg"})
    assert answer.status_code == 500
    assert "Грешката е наша" in answer.content.decode(), "before a seat is found, in the browser's language"
    assert answer["X-Kvota-Reference"] in log_line(caplog)


def test_a_request_nobody_understands_is_answered_in_words(
    reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(request: HttpRequest) -> None:
        raise SuspiciousOperation("odd")

    monkeypatch.setattr("kvota.web.account.language.the_way_back", odd)
    answer = reader("bg").post("/language", {"language": "ru"})
    assert answer.status_code == 400
    assert "Тази заявка не може да бъде разбрана" in answer.content.decode()


def test_references_differ_and_have_no_letters_that_are_read_for_one_another() -> None:
    found = {new_reference() for _ in range(500)}
    assert len(found) == 500
    assert not set("".join(found)) & set("0O1I25SZ8B")
