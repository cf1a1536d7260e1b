"""The board under a hand and under keys alone: moving, choosing several, finding the stuck, and its paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house

TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def number_in(text: str) -> int:
    return int(re.sub(r"[^\d]", "", text) or 0)


def counts(page: Page) -> list[int]:
    return [number_in(text) for text in page.get_by_test_id("point-count").all_inner_texts()]


def stuck_count(page: Page) -> int:
    return number_in(page.get_by_test_id("gauge-stuck").locator("a").first.inner_text())


def focused(page: Page) -> Locator:
    return page.locator("[data-chip]:has(:focus)")


def press_until(page: Page, key: str, wanted: Locator) -> None:
    """Press a key as often as it takes, and not for ever."""
    for _ in range(60):
        if wanted.count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} did not get there")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_j14_by_keys_alone_a_stuck_client_gets_a_next_step(
    house: House, open_page: OpenPage, language: str
) -> None:
    page = open_page()
    house.enter(page, "head", language)
    page.goto(f"{house.address}/board")
    stuck = stuck_count(page)
    # The one that has not stood long: a promise helps for twice the norm, and only twice (domain.md E2).
    page.goto(f"{house.address}/board?show=stuck")
    days = [number_in(text) for text in page.locator(".chip__days").all_inner_texts()]
    wanted = page.locator("[data-chip]:has(.chip__days)").nth(days.index(min(days))).get_attribute("id")
    page.goto(f"{house.address}/board")
    hand = Hand(page)
    page.keyboard.press("KeyF")
    page.wait_for_url("**show=stuck*")
    press_until(page, "Tab", page.locator("[data-chip] a.chip:focus"))
    for key in ("ArrowUp", "ArrowRight"):  # one column after another, from its floor to its top
        for _ in range(12):
            if page.locator(f"#{wanted}:has(:focus)").count():
                break
            page.keyboard.press(key)
    while not page.locator(f"#{wanted}:has(:focus)").count():
        was = focused(page).get_attribute("id")
        page.keyboard.press("ArrowDown")
        if focused(page).get_attribute("id") == was:
            page.keyboard.press("ArrowLeft")
            for _ in range(12):
                page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stuck-words")).to_be_visible()
    page.keyboard.press("KeyS")
    expect(page.get_by_test_id("step-on")).to_be_focused()
    press_until(page, "Tab", page.locator("[data-testid=step-tomorrow]:focus"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stuck-words")).to_have_count(0)
    assert hand.effort().taps == 0
    page.goto(f"{house.address}/board")
    assert stuck_count(page) == stuck - 1


def test_keys_move_a_chip_and_the_hand_stays_on_it(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    page.goto(f"{house.address}/board")
    before = counts(page)
    chip = page.locator("[data-testid=point-2] [data-chip]").first
    name = chip.get_attribute("id")
    page.keyboard.press("Tab")  # who goes by keys is told what lies under the focus
    chip.locator("a.chip").focus()
    about = chip.get_by_test_id("about-deal")
    expect(about).to_be_visible()
    page.keyboard.press("Tab")
    expect(about.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()
    chip.locator("a.chip").focus()
    hand = Hand(page)
    for key, arrives in (("Digit5", 5), ("m", 6), ("Shift+ArrowLeft", 5)):
        page.keyboard.press(key)
        there = page.locator(f"[data-testid=point-{arrives}] #{name}")
        expect(there).to_have_count(1)
        # Said where it stands, drawn anew with its figures, and still under the hand.
        expect(page.get_by_test_id("toast")).to_contain_text(f"{arrives} of 7")
        expect(there.locator("a.chip")).to_be_focused()
        expect(page.get_by_test_id(f"point-{arrives}").get_by_test_id("point-count")).to_have_text(
            str(before[arrives - 1] + 1)
        )
    assert hand.effort().taps == 0
    changed = [now - was for now, was in zip(counts(page), before, strict=True)]
    assert changed == [0, -1, 0, 0, 1, 0, 0]


def test_a_refused_move_puts_the_chip_back(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    page.goto(f"{house.address}/board")
    chip = page.locator("[data-chip]").first
    name = chip.get_attribute("id")
    at = chip.evaluate("(chip) => chip.closest('[data-stage]').dataset.stage")
    page.route("**/board/move", lambda route: route.fulfill(status=422, body="<p>no</p>"))
    chip.locator("a.chip").focus()
    page.keyboard.press("Digit4" if at != "4" else "Digit5")
    expect(page.locator(f"[data-testid=point-{at}] #{name} a.chip")).to_be_focused()
    expect(page.locator(".is-taken")).to_have_count(0)


def test_several_chips_are_chosen_and_parked_by_keys_alone(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head")
    page.goto(f"{house.address}/board")
    chip = page.locator("[data-testid=point-3] [data-chip]").first
    name = chip.get_attribute("id")
    chip.locator("a.chip").focus()
    hand = Hand(page)
    page.keyboard.press("KeyX")
    page.wait_for_url("**choose=1*")
    expect(page.locator(f"#{name} input")).to_be_checked()
    expect(page.locator(f"#{name} input")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_test_id("many-bar")).to_contain_text("(2)")
    page.keyboard.press("KeyP")
    expect(page.get_by_test_id("many-until")).to_be_focused()
    page.get_by_test_id("many-until").fill("2026-12-01")  # typed into a field: no key of the board
    press_until(page, "Tab", page.locator("[data-testid=do-park]:focus"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("many-sum")).to_have_attribute("data-done", "2")
    page.keyboard.press("KeyZ")
    expect(page.get_by_test_id("many-sum")).to_have_attribute("data-undone", "2")
    assert hand.effort().taps == 0


def test_several_chips_get_a_next_step_on_a_phone(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "rep")
    page.goto(f"{house.address}/board")
    full = next(place for place, count in enumerate(counts(page), 1) if count > 1)
    page.locator(".points-switch a").nth(full - 1).tap()
    page.get_by_test_id("choose").tap()
    page.locator(".points-switch a").nth(full - 1).tap()
    shown = page.locator(".is-shown label.chip")
    for place in (0, 1):
        shown.nth(place).tap()
    expect(page.get_by_test_id("many-bar")).to_contain_text("(2)")
    page.get_by_test_id("many-step").tap()
    page.get_by_test_id("many-on").fill((TODAY + timedelta(days=1)).isoformat())
    page.get_by_test_id("do-step").tap()
    expect(page.get_by_test_id("many-sum")).to_have_attribute("data-refused", "0")
    expect(page.get_by_test_id("many-row")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_ticked_chip_is_not_drawn_anew_under_the_hand(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    page.goto(f"{house.address}/board?choose=1")
    page.locator("label.chip").first.click()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("document.dispatchEvent(new CustomEvent('kvota:sent', { detail: { sent: 1 } }))")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-tick]:checked")).to_have_count(1)


def test_the_button_of_a_chip_opens_all_its_moves_on_a_phone(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "rep")
    page.goto(f"{house.address}/board?point=1")
    chip = page.locator(".is-shown [data-chip]").first
    button = chip.get_by_test_id("chip-moves")
    size = button.bounding_box()
    assert size and min(size["width"], size["height"]) >= 44
    # The first clients of the stage are on the first screen, and a finger that rests on one is told of it.
    bar = page.locator(".bottom").bounding_box()
    assert bar and size["y"] + size["height"] < bar["y"]
    finger = page.context.new_cdp_session(page)
    at = {"x": size["x"] - 120, "y": size["y"] + 20}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    expect(chip.get_by_test_id("about-deal")).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(chip.get_by_test_id("about-deal")).to_be_visible()  # and lifting it opens nothing
    page.touchscreen.tap(PHONE[0] - 4, 200)
    expect(chip.get_by_test_id("about-deal")).to_be_hidden()
    button.tap()
    page.get_by_test_id("move-sheet").get_by_test_id("move-stage-2").tap()
    expect(page.get_by_test_id("toast")).to_contain_text("+1")


def test_a_chip_stays_in_its_lane(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head")
    page.goto(f"{house.address}/board?lane=rep")
    # The stages begin high on the page, whatever is asked of the board.
    top, head = page.locator(".top").bounding_box(), page.locator(".point__head h3").nth(1).bounding_box()
    assert top and head and head["y"] - top["y"] - top["height"] <= 220
    lane = page.get_by_test_id("lane").first
    chip = lane.locator("[data-stage='2'] [data-chip], [data-stage='3'] [data-chip]").first
    name, who = chip.get_attribute("id"), lane.get_attribute("aria-label")
    chip.locator("a.chip").hover()
    expect(chip.get_by_test_id("about-deal")).to_be_visible()
    page.mouse.move(2, 2)
    expect(chip.get_by_test_id("about-deal")).to_be_hidden()
    chip.locator("a.chip").focus()
    page.keyboard.press("Digit6")
    expect(page.get_by_test_id("toast")).to_contain_text("6 of 7")
    expect(page.locator(f"[data-testid=lane][aria-label='{who}'] [data-stage='6'] #{name}")).to_have_count(1)
    expect(page.locator(f"#{name} a.chip")).to_be_focused()


def test_the_board_prints_as_a_poster(house: House, open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "head")
    page.goto(f"{house.address}/board?show=stuck")
    for paper, most in (("A4", 2), ("A3", 1)):
        sheets = page.pdf(format=paper, landscape=True, print_background=True).count(b"/Type /Page\n")
        assert 1 <= sheets <= most, paper
    page.emulate_media(media="print")
    expect(page.get_by_test_id("choose")).to_be_hidden()
    expect(page.get_by_test_id("show-all")).to_be_hidden()
    expect(page.get_by_test_id("most-stuck")).to_be_visible()  # nothing is folded on paper
    expect(page.get_by_test_id("tray")).to_be_visible()
    expect(page.locator(".only-print")).to_be_visible()
