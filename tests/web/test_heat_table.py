"""The heat table sums both ways, and every cell opens a list of as many."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.web.conftest import House


def values(html: str, tag: str) -> list[list[int]]:
    rows = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", html, re.S)
    return [[int(n) for n in re.findall(r'data-value="(\d+)"', row)] for row in rows]


@pytest.mark.parametrize("who", ["Denis", "Olga", "Maria"])
def test_cells_sum_to_the_columns_and_open_as_many_deals(who: str, house: House, signed_in: Any) -> None:
    client = signed_in(house.company, who)
    html = client.get("/board/heat").content.decode()
    table = html[html.index("<table") : html.index("</table>")]
    body = values(table[table.index("<tbody") : table.index("<tfoot")], "tr")
    (foot,) = values(table[table.index("<tfoot") :], "tr")
    assert [sum(column) for column in zip(*body, strict=True)] == foot
    assert sum(foot) > 0
    for address, count in re.findall(r'<a href="([^"]*review/deals[^"]*stage=[^"]*)">(\d+)<', table):
        listed = client.get(unescape(address)).content.decode()
        assert listed.count('data-testid="deals-row"') == int(count), address
