"""The plan of a year on screens that are narrower than it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.house import House, a_running_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as house:
        yield house


def month(page: Page, number: int) -> tuple[float, float]:
    """The left and right edge of a month's heading on the screen."""
    box = page.locator(".grid thead th").nth(number + 1).bounding_box()
    assert box
    return box["x"], box["x"] + box["width"]


def test_on_a_phone_the_plan_opens_at_the_present_month(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "head")
    page.goto(f"{house.address}/plan?when=2026")
    expect(page.get_by_test_id("grid")).to_be_visible()
    names = page.locator(".grid tbody th").first.bounding_box()
    assert names
    left, right = month(page, 11)  # November 2026
    assert names["x"] + names["width"] <= left < right <= PHONE[0]
    assert names["x"] >= 0  # the names stay where they can be read
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_december_is_in_sight_on_a_small_desktop(house: House, open_page: OpenPage, language: str) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "head", language)
    page.goto(f"{house.address}/plan?when=2026")
    heading = page.locator("[data-fold-column='2026-12']")  # of the quarter that is open by itself
    expect(heading).to_be_visible()
    box = heading.bounding_box()
    assert box
    assert box["x"] + box["width"] <= DESKTOP[0]
