"""The page of a head and an owner: what needs them, and what a company without sellers is told."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.web.conftest import House


def test_the_number_beside_the_deals_without_a_step_is_that_of_the_list_it_opens(
    house: House, signed_in: Any
) -> None:
    browser = signed_in(house.company, "Olga")
    page = browser.get("/").content.decode()
    found = re.search(r'<h3><span>No next step</span><a class="num" href="([^"]+)">(\d+)</a>', page)
    assert found
    opened = browser.get(unescape(found[1])).content.decode()
    assert f'data-testid="list-count" data-value="{found[2]}"' in opened
