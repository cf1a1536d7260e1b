"""What a phone keeps and fetches to work without a network, and how its moves are answered that waited."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from kvota.records.models import Attempt, Deal, Move
from kvota.web.offline import worker
from tests.web.conftest import House

QUEUED = {"HTTP_X_KVOTA_QUEUED": "1"}


def moves_of(deal: Deal) -> list[Move]:
    with scope(organisation=deal.organisation):
        return list(Move.objects.filter(deal=deal).order_by("sequence"))


def send(client: Client, deal: Deal, **fields: str) -> HttpResponse:
    fields = {"uid": str(uuid4()), **fields}
    return client.post(reverse("move-deal", args=[deal.uid]), fields, **QUEUED)  # type: ignore[return-value]


def test_the_worker_is_asked_for_at_every_visit_and_may_serve_every_page(db: None) -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_names_its_release_and_every_file_a_page_loads(db: None) -> None:
    text = Client().get("/sw.js").content.decode()
    files = json.loads(re.search(r"const FILES = (.*);", text).group(1))  # type: ignore[union-attr]
    assert f'const RELEASE = "{worker.release()}";' in text
    assert {"/static/kvota/kvota.js", "/static/kvota/kvota.css"} < set(files)
    page = Client().get("/sign-in").content.decode()
    loaded = set(re.findall(r'"(/static/[^"]+)"', page))
    assert loaded <= set(files)
    # A phone fetches them all once per release, whether it goes offline or not.
    assert (
        sum((settings.STATIC_ROOT / file.removeprefix("/static/")).stat().st_size for file in files) < 400_000
    )


def test_the_worker_fetches_no_script_of_charts_for_who_looks_at_none(db: None) -> None:
    assert "chart.js" not in Client().get("/sw.js").content.decode()


def test_another_file_is_another_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BUILT", tmp_path)
    names = set()
    for text in ("one", "two"):
        (tmp_path / "kvota.js").write_text(text)
        worker.release.cache_clear()
        names.add(worker.release())
    worker.release.cache_clear()
    assert len(names) == 2


def test_a_phone_learns_whose_session_it_is_and_gets_a_token_that_opens_the_forms(
    house: House, signed_in: Any
) -> None:
    client = signed_in(house.company, "Maria", csrf=True)
    answer = client.get(reverse("ready-to-send"), **QUEUED)
    known = answer.json()
    assert known["seat"] == str(house.company.seats["Maria"].uid)
    assert answer["Cache-Control"] == "no-store"
    deal = house.deals["Maria"]
    without = send(client, deal, touch="1")
    assert without.status_code == 403
    # Not a word that the phone could take for an answer to its move.
    assert "X-Kvota-Queued" not in without
    assert send(client, deal, touch="1", csrfmiddlewaretoken=known["token"]).status_code == 204


def test_a_phone_that_is_signed_out_is_told_so_instead_of_being_sent_to_the_door(house: House) -> None:
    client = Client()
    assert client.get(reverse("ready-to-send"), **QUEUED).status_code == 401
    answer = send(client, house.deals["Maria"], stage="4")
    assert (answer.status_code, answer.headers.get("X-Kvota-Queued")) == (401, None)


def test_a_move_that_comes_twice_is_stored_once_and_answered_the_same(
    house: House, signed_in: Any, today: Any
) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    before = len(moves_of(deal))
    fields = {"uid": str(uuid4()), "stage": "4", "occurred_on": (today - timedelta(days=1)).isoformat()}
    answers = [send(client, deal, **fields) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204] * 3
    assert {answer["X-Kvota-Queued"] for answer in answers} == {"taken"}
    new = moves_of(deal)[before:]
    assert [str(move.uid) for move in new] == [fields["uid"]]
    # The day of the tap, not that of the sending.
    assert new[0].occurred_on == today - timedelta(days=1)
    assert new[0].known_on == today


def test_an_undo_that_comes_twice_is_one_undo_and_another_is_refused(house: House, signed_in: Any) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    path = reverse("undo-move", args=[moves_of(deal)[-1].uid])
    fields = {"uid": str(uuid4()), "occurred_on": "2026-11-17"}
    assert [client.post(path, fields, **QUEUED).status_code for _ in range(2)] == [204, 204]
    other = client.post(path, fields | {"uid": str(uuid4())}, **QUEUED)
    assert (other.status_code, other.json()["code"]) == (409, "already_undone")
    assert [str(move.uid) for move in moves_of(deal) if move.kind == "undo"] == [fields["uid"]]


def test_moves_of_two_phones_are_both_kept_in_the_order_they_came(house: House, signed_in: Any) -> None:
    deal = house.deals["Maria"]
    first, second = (signed_in(house.company, "Maria") for _ in range(2))
    seen = moves_of(deal)[-1].stage.rank
    first.post(reverse("move-deal", args=[deal.uid]), {"stage": "5", "seen": seen})
    assert send(second, deal, stage="4").status_code == 204
    assert [move.stage.rank for move in moves_of(deal)[-2:]] == [5, 4]


def test_what_is_refused_says_why_in_the_readers_language(house: House, signed_in: Any) -> None:
    client, deal = signed_in(house.company, "Maria", language="ru"), house.deals["Maria"]
    paid = send(client, deal, stage="8")
    assert (paid.status_code, paid["X-Kvota-Queued"]) == (422, "refused")
    assert paid.json()["code"] == "paid_comes_from_money"
    assert re.search("[а-я]{4}", paid.json()["sentence"])
    elsewhere = send(client, house.deals["Chen"], stage="4")
    assert (elsewhere.status_code, elsewhere["X-Kvota-Queued"]) == (404, "refused")
    assert "среди ваших" in elsewhere.json()["sentence"]
    uid = str(uuid4())
    send(client, deal, uid=uid, stage="4")
    other = send(client, deal, uid=uid, stage="5")
    assert (other.status_code, other.json()["code"]) == (422, "same_id_other_move")


def test_twenty_moves_sent_later_are_not_twenty_toasts(house: House, signed_in: Any) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    send(client, deal, stage="4")
    assert b'data-testid="toast"' not in client.get("/").content
    client.post(reverse("move-deal", args=[deal.uid]), {"stage": "5"})
    assert b'data-testid="toast"' in client.get("/").content


def test_a_chip_and_a_try_keep_their_day_as_well(house: House, signed_in: Any, today: Any) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    day = (today - timedelta(days=2)).isoformat()
    chip = {"deal": str(deal.uid), "stage": "5", "uid": str(uuid4()), "occurred_on": day}
    attempt = {"action": "call", "uid": str(uuid4()), "occurred_on": day}
    for name, fields in (("board-move", chip), ("try-once", attempt)):
        for _ in range(2):
            assert client.post(reverse(name), fields, **QUEUED).status_code == 204
    assert moves_of(deal)[-1].occurred_on.isoformat() == day
    with scope(organisation=deal.organisation):
        assert [each.occurred_on.isoformat() for each in Attempt.objects.all()] == [day]


@pytest.mark.parametrize("name", ["move-deal", "try-once"])
def test_a_move_from_a_page_is_sent_on_without_drawing_it_twice(
    name: str, house: House, signed_in: Any
) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    path = reverse(name, args=[deal.uid] if name == "move-deal" else [])
    answer = client.post(path, {"touch": "1", "action": "call"}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/")
