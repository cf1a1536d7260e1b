"""What comes out of the printer: a day sheet on A5, the team on one A4, a deal on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House, a_running_house

EVENING = "2026-11-18T17:05"  # on the wall clock of the company
A5, A4, A4_WIDE = (148, 210), (210, 297), (297, 210)


def sheets(page: Page) -> list[tuple[int, int]]:
    """The size of each sheet in millimetres."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    (size,) = {tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes}
    return [(size[0], size[1])] * pages


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house(now=EVENING) as running:
        yield running


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_sheet_fits_its_paper(house: House, open_page: OpenPage, language: str) -> None:
    rep = open_page()
    house.enter(rep, "rep", language)
    expect(rep.get_by_test_id("tomorrow")).to_be_visible()
    assert sheets(rep) == [A5]
    rep.emulate_media(media="print")
    expect(rep.locator(".tick-box").first).to_be_visible()
    expect(rep.get_by_test_id("move-next").first).to_be_hidden()
    rep.emulate_media(media="null")
    rep.goto(house.address + (rep.locator("[data-card-focus]").first.get_attribute("href") or ""))
    assert sheets(rep) == [A4]
    head = open_page()
    house.enter(head, "head", language)
    assert sheets(head) == [A4_WIDE]
