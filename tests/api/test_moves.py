"""The API records the same move as the screens, once, and hides what is not yours."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from kvota.records.models import Move
from tests.a_small_company import SmallCompany, a_small_company
from tests.api.keys import key_of


@pytest.fixture
def company(db: None) -> SmallCompany:
    return a_small_company()


@pytest.fixture
def vega(company: SmallCompany, today: date) -> Any:
    with scope(organisation=company.organisation):
        deal = company.deal("Vega", owner="Maria", on=today - timedelta(days=9))
        company.move(deal, 2, on=today - timedelta(days=9))
    return deal


def send(secret: str, body: dict[str, Any]) -> Any:
    return Client().post(
        "/api/moves", json.dumps(body), "application/json", headers={"Authorization": f"Bearer {secret}"}
    )


def test_a_move_is_recorded_and_the_repeat_gets_the_first_answer(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    body = {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4}
    first, again = send(secret, body), send(secret, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["steps"], first.json()["deal_stage"]) == (2, 4)
    with scope(organisation=company.organisation):
        assert Move.objects.count() == 2


def test_a_move_takes_twelve_short_statements_and_writes_none_of_their_sql_anew(
    company, vega, now, monkeypatch, django_assert_max_num_queries
) -> None:
    from django.db.models.sql.compiler import SQLCompiler

    secret = key_of(company, "Maria", now)
    body = {"deal": str(vega.uid)}
    for stage in (4, 3):  # a move back asks whether the deal was paid
        send(secret, body | {"id": str(uuid4()), "stage": stage})
    monkeypatch.setattr(SQLCompiler, "as_sql", None)
    with django_assert_max_num_queries(12):  # two of them begin and end the transaction
        assert send(secret, body | {"id": str(uuid4()), "stage": 2}).status_code == 201


def test_the_same_id_with_another_stage_is_422_and_the_first_stays(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    body = {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4}
    send(secret, body)
    refused = send(secret, body | {"stage": 5})
    assert (refused.status_code, refused.json()["error"]) == (422, "same_id_other_move")


def test_a_deal_that_is_not_yours_does_not_exist(company, vega, now) -> None:
    secret = key_of(company, "Chen", now)
    foreign = send(secret, {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4})
    nobody = send(secret, {"id": str(uuid4()), "deal": str(uuid4()), "stage": 4})
    assert (foreign.status_code, foreign.content) == (404, nobody.content)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"occurred_on": "2026-11-19"}, "move_in_the_future"),
        ({"stage": 99}, "unknown_stage"),
        ({"kind": "party"}, "unknown_action"),
        ({"stage": 8}, "paid_comes_from_money"),
        ({"organisation": 5}, "unreadable"),
        ({"id": "seven"}, "unreadable"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code_and_changes_nothing(
    company, vega, now, change, code
) -> None:
    body = {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4} | change
    refused = send(key_of(company, "Maria", now), body)
    assert (refused.status_code, refused.json()["error"]) == (422, code)
    with scope(organisation=company.organisation):
        assert Move.objects.count() == 1


def test_without_a_key_there_is_no_answer(company, vega) -> None:
    assert Client().get("/api/moves").status_code == 401
    assert send("kvota_wrong", {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4}).status_code == 401


def test_a_key_that_was_taken_back_or_ran_out_opens_nothing(company, vega, now, today) -> None:
    expired = key_of(company, "Maria", now, expires_on=today - timedelta(days=1))
    revoked = key_of(company, "Maria", now, revoked_at=now)
    for secret in (expired, revoked):
        answer = Client().get("/api/moves", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401


def test_the_list_gives_moves_in_the_order_of_commits_after_a_number(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    for stage in (3, 4, 5):
        send(secret, {"id": str(uuid4()), "deal": str(vega.uid), "stage": stage})
    headers = {"Authorization": f"Bearer {secret}"}
    rows = Client().get("/api/moves", headers=headers).json()
    assert [row["stage"] for row in rows] == [2, 3, 4, 5]
    later = Client().get(f"/api/moves?after={rows[1]['sequence']}", headers=headers).json()
    assert [row["stage"] for row in later] == [4, 5]


def test_an_undo_by_api_answers_once(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    body = {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4}
    send(secret, body)
    headers = {"Authorization": f"Bearer {secret}"}
    first = Client().post(f"/api/moves/{body['id']}/undo", headers=headers)
    again = Client().post(f"/api/moves/{body['id']}/undo", headers=headers)
    assert (first.status_code, first.json()["kind"]) == (200, "undo")
    assert (again.status_code, again.json()["error"]) == (409, "already_undone")


def test_a_session_without_its_csrf_token_changes_nothing(company, vega) -> None:
    from kvota.actions.open_for_seat import ensure_account

    with scope(organisation=company.organisation):
        account = ensure_account(company.people["Maria"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    body = {"id": str(uuid4()), "deal": str(vega.uid), "stage": 4}
    assert client.post("/api/moves", json.dumps(body), "application/json").status_code == 401
    with scope(organisation=company.organisation):
        assert Move.objects.count() == 1


def test_a_stage_that_a_move_does_not_reach_is_refused_and_not_dropped(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    for more in ({"kind": "touch"}, {"kind": "park", "park_until": "2026-12-01"}, {"kind": "lost"}):
        answer = send(secret, {"id": str(uuid4()), "deal": str(vega.uid), "stage": 3} | more)
        assert answer.status_code == 422
        assert answer.json()["error"] == "stage_not_reached"
    with scope(organisation=company.organisation):
        assert Move.objects.count() == 1


def test_a_loss_says_to_whom_and_the_deal_tells_it(company, vega, now) -> None:
    secret = key_of(company, "Maria", now)
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"id": str(uuid4()), "deal": str(vega.uid), "kind": "lost", "competitor": "Orion"}
    assert send(secret, body).status_code == send(secret, body).status_code + 1 == 201
    deal = Client().get(f"/api/deals/{vega.uid}", headers=headers).json()
    assert (deal["lost"], deal["competitors"]) == (True, [{"name": "Orion", "lost_to": True}])
    refused = send(secret, body | {"id": str(uuid4()), "kind": "touch"})
    assert (refused.status_code, refused.json()["error"]) == (422, "unreadable")
