"""J17: read plan, actual and forecast of a month, its twin and the list behind the actual; by keys too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house

REVIEW = "/review?when=2026-11"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def at_the_month(house: House, page: Page, language: str = "en") -> Page:
    house.enter(page, "head", language)
    page.goto(house.address + REVIEW)
    expect(page.locator(".chart__sheet svg")).to_be_visible()
    return page


def sums_to_what_was_pressed(page: Page, value: str) -> None:
    page.wait_for_url(re.compile("/review/actual"))
    assert page.get_by_test_id("list-sum").get_attribute("data-value") == value


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_month_is_read_in_two_actions(house: House, open_page: OpenPage, language: str) -> None:
    page = at_the_month(house, open_page(), language)
    numbers = json.loads(page.locator("script#burn-up").text_content() or "")
    assert numbers["plan"] and numbers["fact"] and numbers["band50"] and numbers["band80"]
    chance = int(re.findall(r"\d+", page.get_by_test_id("chance").inner_text())[0])
    assert len(numbers["outcomes"]) == 20 and chance == sum(dot["reaches"] for dot in numbers["outcomes"])
    hand = Hand(page)
    page.keyboard.press("KeyT")
    twin = page.get_by_test_id("table-twin").locator("table")
    expect(twin).to_be_visible()
    rows = twin.locator("tbody tr")
    assert rows.count() == numbers["days"]
    said = rows.nth(len(numbers["fact"]) - 1).inner_text()
    total = page.get_by_test_id("actual-total")
    value = total.get_attribute("data-value") or ""
    assert int(value) == numbers["fact"][-1]
    assert re.sub(r"\D", "", total.inner_text()) in re.sub(r"\D", "", said)
    page.get_by_test_id("actual").click()
    sums_to_what_was_pressed(page, value)
    hand.within("J17 read the month: plan, actual, forecast with its range", clicks=2)


def test_the_same_by_keys_alone(house: House, open_page: OpenPage) -> None:
    page = at_the_month(house, open_page())
    value = page.get_by_test_id("actual-total").get_attribute("data-value") or ""
    page.keyboard.press("BracketLeft")
    page.wait_for_url(re.compile("when=2026-10"))
    page.keyboard.press("BracketRight")
    page.wait_for_url(re.compile("when=2026-11"))
    page.keyboard.press("KeyC")
    page.wait_for_url(re.compile("cut=unit"))
    expect(page.get_by_test_id("cut-unit")).to_have_attribute("aria-current", "true")
    page.keyboard.press("KeyT")
    expect(page.get_by_test_id("table-twin").locator("table")).to_be_visible()
    for _ in range(60):
        if page.evaluate("document.activeElement.dataset.testid") == "actual":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.testid") == "actual"
    page.keyboard.press("Enter")
    sums_to_what_was_pressed(page, value)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_measures_parts_and_changes_are_reached_from_the_month(
    house: House, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = at_the_month(house, open_page(size=size), "ru")
    for measure in ("contract", "meeting", "call", "owed", "money"):
        page.get_by_test_id(f"measure-{measure}").click()
        expect(page.get_by_test_id(f"measure-{measure}")).to_have_attribute("aria-current", "true")
        expect(page.locator(".chart__sheet svg")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], measure
    count = page.get_by_test_id("change-count").first
    value = count.get_attribute("data-value")
    count.click()
    expect(page.get_by_test_id("list-count")).to_have_attribute("data-value", value or "")
    page.keyboard.press("KeyJ")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-card]'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_list_is_copied_whole_and_a_month_fits_on_one_sheet(
    house: House, open_page: OpenPage, tmp_path: Path
) -> None:
    page = at_the_month(house, open_page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.address)
    page.get_by_test_id("exports-review").get_by_test_id("copy-table").click()
    expect(page.get_by_test_id("exports-review").get_by_test_id("copy-table")).to_have_text("Copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(lines) == 1 + page.get_by_test_id("plan-actual-row").count()
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
    page.pdf(path=tmp_path / "month.pdf", format="A4", print_background=True)
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "month.pdf").read_bytes())
    assert len(pages) == 1
