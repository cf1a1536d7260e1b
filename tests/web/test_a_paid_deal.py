"""What the pages offer on a deal whose money has come."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kvota.records.models import Deal, Move
from tests.web.conftest import House


@pytest.fixture
def paid(house: House, today: Any) -> Deal:
    """Maria's deal, paid today."""
    deal = house.deals["Maria"]
    with scope(organisation=house.company.organisation):
        house.company.money("payment", deal, deal.amount_minor, on=today)
        house.company.move(deal, 8, on=today)
    return deal


@pytest.fixture
def maria(house: House, signed_in: Any) -> Client:
    browser: Client = signed_in(house.company, "Maria")
    return browser


def test_neither_its_page_nor_its_sheet_offers_to_move_park_or_lose_it(paid: Deal, maria: Client) -> None:
    page = maria.get(f"/deal/{paid.uid}").content.decode()
    assert 'data-testid="worked"' in page
    assert 'data-testid="more"' not in page and 'data-testid="move-next"' not in page
    sheet = maria.get(f"/deal/{paid.uid}/move").content.decode()
    assert 'data-testid="paid-words"' in sheet and 'data-testid="worked"' in sheet
    for offered in ("move-stage-1", "lost", "park-tomorrow"):
        assert f'data-testid="{offered}"' not in sheet


def test_the_board_and_the_form_refuse_to_take_it_back(paid: Deal, maria: Client, house: House) -> None:
    with scope(organisation=house.company.organisation):
        before = Move.objects.count()
    board = maria.post("/board/move", {"deal": str(paid.uid), "stage": "1"})
    form = maria.post(f"/deal/{paid.uid}/moves", {"stage": "1"})
    for answer in (board, form):
        assert answer.status_code == 422
        assert "Correct or refund the payment first" in answer.content.decode()
    with scope(organisation=house.company.organisation):
        assert Move.objects.count() == before
