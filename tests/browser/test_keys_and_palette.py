"""Everything by keyboard: the palette, the keys of a card, help, and the switch that silences letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House, a_running_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_ctrl_k_finds_a_person_and_arrows_walk_what_was_found(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head", "ru")
    press(page, "Control+KeyK")
    field = page.get_by_test_id("find-client")
    expect(field).to_be_focused()
    expect(page.get_by_test_id("found-actions")).to_be_visible()
    page.keyboard.type("воронка")
    expect(page.get_by_test_id("found")).to_have_count(1)
    press(page, "ArrowDown")
    expect(page.get_by_test_id("found")).to_be_focused()
    press(page, "ArrowUp")
    expect(field).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/review/funnel*")
    page.go_back()
    expect(page.get_by_test_id("team")).to_be_visible()


def test_p_opens_where_one_parks_and_x_where_one_loses(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    for key, name in (("KeyP", "park_until"), ("KeyX", "lost")):
        press(page, "KeyJ", key)
        expect(page.get_by_test_id("move-sheet")).to_be_visible()
        expect(page.locator(f"dialog button[name={name}]").first).to_be_focused()
        press(page, "Escape")
        expect(page.get_by_test_id("move-sheet")).not_to_be_visible()


def test_a_digit_opens_the_sheet_at_that_stage_and_again_moves(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    press(page, "KeyJ", "Digit5")
    expect(page.get_by_test_id("move-stage-5")).to_be_focused()
    press(page, "Digit5")
    expect(page.get_by_test_id("toast")).to_be_visible()


def test_a_question_mark_opens_the_keys_of_the_place(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    press(page, "Shift+Slash")
    expect(page.get_by_test_id("help")).to_be_visible()
    expect(page.locator("dialog h3").first).to_have_text("Today")
    press(page, "Escape", "KeyN")
    expect(page.locator("dialog[open] h1")).to_have_text("New deal")


def test_letters_switched_off_do_nothing_and_ctrl_k_still_opens(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head")
    page.goto(f"{house.address}/help")
    page.get_by_test_id("letter-keys").click()
    page.goto(house.address)
    press(page, "Slash", "Control+KeyK")
    expect(page.get_by_test_id("find-client")).to_be_focused()
    page.goto(f"{house.address}/help")
    page.get_by_test_id("letter-keys").click()
    expect(page.locator("html")).not_to_have_attribute("data-keys", "off")


def test_enter_does_what_the_focused_button_says_and_opens_nothing_else(
    house: House, open_page: OpenPage
) -> None:
    page = open_page()
    house.enter(page, "rep")
    page.get_by_test_id("worked").nth(1).press("Enter")
    expect(page.get_by_test_id("toast")).to_be_visible()
    assert page.url.rstrip("/") == house.address
