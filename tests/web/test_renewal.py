"""Today and the board, asked every 20 s: 304 for nearly nothing, or what is there now."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from kvota.analytics.reading import Reading
from kvota.records.models import Organisation
from tests.web.conftest import House

# The session, the account, its seats with their companies: who asks. Nothing more.
QUERIES_OF_WHO_ASKS = 3


def state_on(page: HttpResponse) -> str:
    found = re.search(r'<body data-renews="([0-9a-f]+)"', page.content.decode())
    assert found
    return found.group(1)


def renewed(client: Client, path: str, state: str) -> Any:
    return client.get(path, HTTP_HX_REQUEST="true", HTTP_IF_NONE_MATCH=f'"{state}"')


@pytest.mark.parametrize(
    ("who", "path"),
    [("Maria", "/"), ("Denis", "/"), ("Elena", "/"), ("Maria", "/board"), ("Denis", "/board?show=stuck")],
)
def test_nothing_changed_costs_three_queries_and_no_question(
    who: str, path: str, house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(house.company, who)
    state = state_on(client.get(path))
    questions: list[str] = []
    ask = Reading.ask
    monkeypatch.setattr(Reading, "ask", lambda *a, **k: questions.append(a[1]) or ask(*a, **k))
    with CaptureQueriesContext(connection) as queries:
        answer = renewed(client, path, state)
    assert (answer.status_code, answer.content) == (304, b"")
    assert (len(queries), questions) == (QUERIES_OF_WHO_ASKS, [])


def test_a_colleagues_move_brings_the_page_as_it_is_now(house: House, signed_in: Any) -> None:
    rep, head = (signed_in(house.company, who) for who in ("Maria", "Denis"))
    shown = {(client, path): state_on(client.get(path)) for client in (rep, head) for path in ("/", "/board")}
    deal = house.deals["Maria"]
    rep.post(reverse("move-deal", args=[deal.uid]), {"stage": "5", "uid": ""})
    for (client, path), state in shown.items():
        answer = renewed(client, path, state)
        assert answer.status_code == 200
        assert answer["ETag"] == f'"{state_on(answer)}"' != f'"{state}"'
        assert answer["Cache-Control"] == "no-store"
        assert renewed(client, path, state_on(answer)).status_code == 304
    card = renewed(rep, "/", "old").content.decode()
    place = re.search(rf"card-{deal.uid}.*?data-card-place[^>]*>([^<]+)", card, re.DOTALL)
    assert place and place.group(1) == "Offer received"


def test_a_toast_is_left_for_the_page_it_was_meant_for(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    client.post(reverse("move-deal", args=[house.deals["Maria"].uid]), {"stage": "5"})
    assert b'data-testid="toast"' not in renewed(client, "/", "old").content
    assert b'data-testid="toast"' in client.get("/").content


def test_a_visit_is_drawn_whatever_the_browser_holds(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    page = client.get("/")
    again = client.get("/", HTTP_IF_NONE_MATCH=f'"{state_on(page)}"')
    assert again.status_code == 200
    assert "ETag" not in page
    assert "HX-Request" in page["Vary"]


def test_who_reads_what_in_which_language_and_since_when_are_states_of_their_own(
    house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = house.company.organisation

    def state(who: str = "Maria", path: str = "/", language: str = "en") -> str:
        return state_on(signed_in(house.company, who, language=language).get(path))

    states = [state(), state("Denis"), state(path="/board"), state(path="/?steps=week"), state(language="bg")]
    with scope(organisation=organisation):
        Organisation.objects.filter(pk=organisation.pk).update(epoch=organisation.epoch + 7)
    states.append(state())
    monkeypatch.setattr("kvota.web.renewal.release", lambda: "another")
    states.append(state())
    assert len(set(states)) == len(states)


def test_a_page_of_an_ended_session_is_told_to_go_to_the_door(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    state = state_on(client.get("/"))
    client.logout()
    assert renewed(client, "/", state).status_code == 401
