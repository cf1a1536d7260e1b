"""Help says which keys a screen has, what a number is, and whom to ask."""

from __future__ import annotations

import re
from typing import Any

from tests.web.conftest import House


def test_the_keys_of_the_place_one_comes_from_stand_first(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    for place, first in (("board", "Board"), ("review", "Review"), ("nowhere", "Everywhere")):
        html = client.get("/help", {"of": place}).content.decode()
        assert re.findall(r'<h3 class="small muted">([^<]+)', html)[0] == first
    assert "Adam" in html  # who looks after the settings


def test_a_rep_is_not_told_of_places_he_has_not(house: House, signed_in: Any) -> None:
    html = signed_in(house.company, "Maria").get("/help", {"of": "review"}).content.decode()
    assert re.findall(r'<h3 class="small muted">([^<]+)', html) == ["Everywhere", "Today", "Board", "Plan"]


def test_letter_keys_are_switched_off_for_the_account_and_on_again(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    assert 'data-keys="off"' not in client.get("/").content.decode()
    client.post("/help/letter-keys", {"on": "0"})
    assert 'data-keys="off"' in client.get("/board").content.decode()
    client.post("/help/letter-keys", {"on": "1"})
    assert 'data-keys="off"' not in client.get("/board").content.decode()
