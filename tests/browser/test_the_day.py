"""A rep on a phone and on a desk: the eye, the evening, a list walked by keys, what stands on one screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house

EVENING = "2026-11-18T17:05"  # on the wall clock of the company


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house(now=EVENING) as running:
        yield running


@pytest.mark.parametrize("language", ["en", "bg"])
def test_tomorrow_takes_one_tap_and_one_to_take_back(
    house: House, open_page: OpenPage, language: str
) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "rep", language)
    ticked = page.get_by_test_id("tomorrow-deal")
    agreed = page.get_by_test_id("tomorrow-agreed").locator("li")
    suggested, before = ticked.count(), agreed.count()
    assert suggested + before == 5
    hand = Hand(page)
    page.get_by_test_id("write-tomorrow").tap()
    expect(page.get_by_test_id("tomorrow-written")).to_be_visible()
    hand.within("write tomorrow", clicks=1)
    expect(agreed).to_have_count(5)
    page.get_by_test_id("undo-tomorrow").tap()
    expect(ticked).to_have_count(suggested)
    expect(agreed).to_have_count(before)


def test_the_first_move_of_the_day_needs_no_scrolling(house: House, open_page: OpenPage) -> None:
    for language in ("en", "ru", "zh-hans", "bg"):
        page = open_page(size=PHONE)
        house.enter(page, "rep", language)
        button = page.get_by_test_id("move-next").first.bounding_box()
        bar = page.locator(".bottom").bounding_box()
        assert button and bar and button["y"] + button["height"] <= bar["y"], language


def test_a_phone_folds_the_tools_into_one_menu_and_keeps_their_keys(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "head", "ru")
    sign = page.get_by_test_id("person-menu").locator("summary")
    assert page.locator(".tools > :visible").count() == 2  # the search, and the menu with everything else
    expect(page.get_by_test_id("scope-who")).to_contain_text("Nord Pack")
    expect(page.get_by_test_id("scope-when")).to_contain_text("ноябрь 2026")
    sign.press("Enter")
    for tool in ("new-deal-tool", "eye", "help-link", "place-setup"):
        expect(page.get_by_test_id(f"{tool}-folded")).to_be_visible()
    page.get_by_test_id("help-link-folded").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()
    expect(page.get_by_test_id("help-link-folded")).not_to_be_visible()
    page.keyboard.press("KeyN")
    expect(page.get_by_role("dialog").locator("h1")).to_have_text("Новая сделка")


def test_e_hides_every_sum_and_the_next_page_and_the_next_visit_remember(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "rep")
    sums = re.compile(r"£\s?\d")
    assert sums.search(page.locator("body").inner_text())
    page.keyboard.press("KeyE")
    expect(page.get_by_test_id("eye")).to_contain_text("Show the sums")
    for path in ("/", "/board", page.locator("[data-card-focus]").first.get_attribute("href") or ""):
        page.goto(house.address + path)
        assert not sums.search(page.locator("body").inner_text()), path
        names = page.locator("[aria-label], [title]").evaluate_all(
            "all => all.map(one => `${one.ariaLabel} ${one.title}`).join(' ')"
        )
        assert not sums.search(names), path
    page.keyboard.press("KeyE")
    expect(page.get_by_test_id("deal-amount")).to_contain_text("£")


def test_j_and_k_walk_the_list_a_deal_was_opened_from(house: House, open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "rep")
    page.goto(f"{house.address}/review/deals?sort=-amount")
    rows = page.get_by_test_id("deals-row").locator("th a")
    names = [name.strip() for name in rows.all_inner_texts()][:3]
    rows.nth(1).click()
    expect(page.get_by_test_id("deal-client")).to_contain_text(names[1])
    page.keyboard.press("KeyJ")
    expect(page.get_by_test_id("deal-client")).to_contain_text(names[2])
    page.keyboard.press("KeyK")
    expect(page.get_by_test_id("deal-client")).to_contain_text(names[1])
    page.keyboard.press("KeyK")
    expect(page.get_by_test_id("deal-client")).to_contain_text(names[0])
    expect(page.get_by_test_id("deal-before")).to_be_hidden()


def test_worked_without_a_move_is_one_tap_and_moves_nothing(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "rep", "ru")
    card = page.locator("[data-card]:has([data-testid=worked])").first
    stage = card.get_by_test_id("card-stage").inner_text()
    name = card.get_attribute("data-testid") or ""
    hand = Hand(page)
    card.get_by_test_id("worked").tap()
    expect(page.get_by_test_id("toast")).to_be_visible()
    hand.within("worked, no move", clicks=1)
    expect(page.get_by_test_id(name).get_by_test_id("card-stage")).to_have_text(stage)


def test_an_owner_has_three_risks_beside_the_units(house: House, open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "owner")
    expect(page.get_by_test_id("risk")).to_have_count(3)
    assert 1 <= page.get_by_test_id("decision").count() <= 3
    last = page.get_by_test_id("risk").last.bounding_box()
    assert last and last["y"] + last["height"] <= DESKTOP[1]
