"""Today and the board renew themselves under the reader's hands, and move nothing he holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.house import House, a_running_house
from tests.browser.kept_copy import until_it_has_a_copy

ROUND = 20_000


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def asked(page: Page) -> list[int]:
    """The answers to what the page asks of itself from now on."""
    answers: list[int] = []
    page.on(
        "response",
        lambda one: answers.append(one.status) if "if-none-match" in one.request.headers else None,
    )
    return answers


def stands(page: Page) -> list[str]:
    """The list of moves as it reads: every client with his stage, his reason and his buttons."""
    return page.locator("[data-card]").all_inner_texts()


def a_round(page: Page) -> None:
    page.clock.fast_forward(ROUND)


def hears_of_nothing_new(page: Page) -> None:
    """A round of a page that nobody holds: a search still on its way holds it too."""
    expect(page.locator("dialog[open], details.menu[open], .htmx-request, [data-sending]")).to_have_count(0)
    with page.expect_response(lambda one: one.status == 304):
        a_round(page)


def test_a_move_on_the_phone_appears_on_the_desk_without_moving_what_is_held(
    house: House, open_page: OpenPage
) -> None:
    desk, phone = open_page(), open_page(size=PHONE)
    house.enter(desk, "rep")
    house.enter(phone, "rep")
    desk.evaluate("document.body.held = 'the same page'")
    cards = desk.locator("[data-card]:has([data-testid=move-next])")
    mine, other = (cards.nth(place).get_attribute("data-testid") or "" for place in (2, 0))
    focused = desk.get_by_test_id(mine).locator("[data-card-focus]")
    focused.focus()
    desk.evaluate("scrollTo(0, 120)")
    scrolled = desk.evaluate("scrollY")
    sent = desk.get_by_test_id(mine).locator("[name=uid]").input_value()
    hears_of_nothing_new(desk)
    stood, before = stands(desk), desk.locator("body").get_attribute("data-renews") or ""
    phone.get_by_test_id(other).get_by_test_id("move-next").click()
    expect(phone.get_by_test_id("toast")).to_be_visible()
    a_round(desk)
    expect(desk.locator("body")).not_to_have_attribute("data-renews", before)
    phone.goto(house.address)
    assert stands(desk) == stands(phone) != stood
    expect(focused).to_be_focused()
    assert desk.evaluate("[document.body.held, scrollY]") == ["the same page", scrolled]
    assert desk.get_by_test_id(mine).locator("[name=uid]").input_value() == sent
    desk.get_by_test_id(mine).get_by_test_id("move-next").click()
    expect(desk.get_by_test_id("toast")).to_contain_text("+1")


def test_nothing_is_asked_while_a_menu_or_a_sheet_is_open(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "rep")
    until_it_has_a_copy(page)
    answers = asked(page)
    page.get_by_test_id("person-menu").locator("summary").click()
    a_round(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("search").click()
    field = page.get_by_role("dialog").get_by_role("searchbox")
    field.fill("Orion")
    a_round(page)
    expect(field).to_have_value("Orion")
    assert answers == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    hears_of_nothing_new(page)


def test_the_board_follows_another_and_its_chips_can_still_be_moved(
    house: House, open_page: OpenPage
) -> None:
    head, rep = open_page(), open_page()
    house.enter(head, "head")
    house.enter(rep, "rep")
    for page in (head, rep):
        page.goto(f"{house.address}/board")
    chip = rep.locator("[data-testid=point-2] [data-chip]").first
    name = chip.get_attribute("id")
    expect(head.locator(f"[data-testid=point-2] #{name}")).to_have_count(1)
    chip.locator("a.chip").focus()
    rep.keyboard.press("Shift+ArrowRight")
    expect(rep.get_by_test_id("toast")).to_be_visible()
    a_round(head)
    expect(head.locator(f"[data-testid=point-3] #{name}")).to_have_count(1)
    expect(head.locator(f"#{name}")).to_have_count(1)
    posted: list[str] = []
    head.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
    head.locator(f"#{name} a.chip").focus()
    head.keyboard.press("Shift+ArrowRight")
    expect(head.get_by_test_id("toast")).to_contain_text("+1")
    assert posted == [f"{house.address}/board/move"]
