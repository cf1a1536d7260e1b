"""My moves: what a rep recorded, those that went back with the arrow and the word for it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django_scopes import scope

from tests.web.conftest import House


def test_a_move_back_is_drawn_as_one_and_only_that(house: House, signed_in: Any) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        deal = company.deal("Lyra")
        company.move(deal, 5, by="Ivan")  # a colleague's; what came after it is Maria's
        company.move(deal, 3)
        company.move(deal, 4)
        company.move(deal, kind="lost")
        company.move(deal, 2)  # taken up again: a new beginning, no step back
        taken_back = company.move(deal, 1)
        company.undo(taken_back, known_on=taken_back.known_on)
        other = company.deal("Tender")
        company.move(other, 5)
        company.move(other, stage=company.second_funnel()[2])  # carried over to another funnel
    page = unescape(signed_in(company, "Maria", language="ru").get("/moves").content.decode())
    back = re.findall(r'data-testid="went-back">(.*?)</span>', page, re.DOTALL)
    assert len(back) == 1 and "icon-back" in back[0] and "Назад: Встреча назначена" in back[0]
