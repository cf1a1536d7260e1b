"""Two people move one client: both moves are kept, and who cannot both be meant is asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from kvota.actions.record_move import record_move
from kvota.records.models import Move
from tests.web.conftest import House

CARD = {"HTTP_HX_REQUEST": "true"}


def stands(house: House) -> list[int]:
    """The stages of Maria's deal that count, in order."""
    with scope(organisation=house.company.organisation):
        moves = Move.objects.filter(deal=house.deals["Maria"], undone_by=None, kind="stage")
        return [move.stage.rank for move in moves.select_related("stage").order_by("sequence")]


def moved_by(house: House, who: str, rank: int, *, seconds_ago: int, now: Any, today: Any) -> Move:
    with scope(organisation=house.company.organisation):
        stage = house.company.stages[rank - 1]
        seat, deal = house.company.seats[who], house.deals["Maria"]
        at = now - timedelta(seconds=seconds_ago)
        return record_move(seat=seat, deal=deal, stage=stage, now=at, today=today).move


def tap(house: House, client: Any, stage: int, *, seen: int = 3, htmx: bool = True, **more: str) -> Any:
    deal = house.deals["Maria"]
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"card-{deal.uid}"} if htmx else {}
    return client.post(
        reverse("move-deal", args=[deal.uid]), {"stage": stage, "seen": seen, **more}, **headers
    )


def answers(body: str) -> dict[str, dict[str, str]]:
    """The forms of a conflict by their button, with the fields they send."""
    forms = {}
    for form in re.findall(r"<form.*?</form>", body, re.DOTALL):
        button = re.search(r'data-testid="(conflict-\w+)"', form)
        if button:
            fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
            forms[button.group(1)] = dict(fields)
    return forms


@pytest.mark.parametrize(("theirs", "mine"), [(4, 5), (5, 5), (4, 4)])
def test_moves_that_agree_are_both_kept_in_order_without_a_word(
    house: House, signed_in: Any, now: Any, today: Any, theirs: int, mine: int
) -> None:
    moved_by(house, "Denis", theirs, seconds_ago=600, now=now, today=today)
    answer = tap(house, signed_in(house.company, "Maria"), mine)
    assert answer.status_code == 200
    assert stands(house) == [1, 3, theirs] + ([mine] if mine != theirs else [])


@pytest.mark.parametrize(("theirs", "mine", "seconds"), [(5, 4, 7200), (6, 4, 30), (4, 5, 30)])
def test_who_contradicts_is_asked_and_nothing_is_recorded_yet(
    house: House, signed_in: Any, now: Any, today: Any, theirs: int, mine: int, seconds: int
) -> None:
    moved_by(house, "Denis", theirs, seconds_ago=seconds, now=now, today=today)
    client = signed_in(house.company, "Maria")
    answer = tap(house, client, mine, note="called")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Denis moved Star Maria at " in body and 'data-testid="notice-conflict"' in body
    assert f'id="card-{house.deals["Maria"].uid}"' in body
    assert stands(house) == [1, 3, theirs]
    forms = answers(body)
    assert set(forms) == {"conflict-both"}  # a rep takes nothing of his head's back
    assert client.post(reverse("move-deal", args=[house.deals["Maria"].uid]), forms["conflict-both"], **CARD)
    assert stands(house) == [1, 3, theirs, mine]
    with scope(organisation=house.company.organisation):
        assert Move.objects.latest("sequence").note == "called"


def test_a_head_may_put_his_move_in_place_of_the_other(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    moved_by(house, "Maria", 6, seconds_ago=20, now=now, today=today)
    client = signed_in(house.company, "Denis")
    page = tap(house, client, 4, htmx=False)
    assert page.status_code == 409 and b"<html" in page.content
    forms = answers(page.content.decode())
    address = reverse("move-deal", args=[house.deals["Maria"].uid])
    assert client.post(address, forms["conflict-mine"]).status_code == 302
    assert stands(house) == [1, 3, 4]


def test_a_move_of_another_deal_is_not_taken_back_in_passing(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    client = signed_in(house.company, "Denis")
    answer = tap(house, client, 4, instead_of=str(house.moves["Ivan"].uid))
    assert answer.status_code == 404
    assert stands(house) == [1, 3]


def test_yesterday_is_one_tap_and_stays_yesterday_when_it_is_sent_later(
    house: House, signed_in: Any, today: Any
) -> None:
    client = signed_in(house.company, "Maria")
    sheet = client.get(reverse("move-sheet", args=[house.deals["Maria"].uid])).content.decode()
    day = re.search(r'name="day" value="([^"]+)" data-testid="yesterday"', sheet)
    assert day and day.group(1) == (today - timedelta(days=1)).isoformat()
    tap(house, client, 4, day=day.group(1), occurred_on=today.isoformat())
    with scope(organisation=house.company.organisation):
        assert Move.objects.latest("sequence").occurred_on.isoformat() == day.group(1)


def test_a_step_back_is_drawn_as_one(house: House, signed_in: Any, now: Any, today: Any) -> None:
    moved_by(house, "Maria", 2, seconds_ago=600, now=now, today=today)
    page = signed_in(house.company, "Maria").get(f"/deal/{house.deals['Maria'].uid}").content.decode()
    lines = re.findall(r'data-testid="timeline-move">(.*?)</li>', page, re.DOTALL)
    assert ["#icon-back" in line for line in lines] == [True, False, False]
