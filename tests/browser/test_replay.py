"""J15: the board walks through its last days, and each day shows what its own page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house

TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def counts(page: Page) -> list[str]:
    return page.locator(".points:visible").get_by_test_id("point-count").all_inner_texts()


def test_j15_each_frame_counts_what_the_board_of_that_day_counts(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head")
    hand = Hand(page)
    page.get_by_test_id("place-board").click()
    now = counts(page)
    page.get_by_test_id("replay").click()
    hand.within("J15 replay the board", clicks=2)
    bar = page.locator("[data-replay]")
    expect(bar).to_have_attribute("data-shown", "30", timeout=20_000)
    expect(bar).not_to_have_attribute("data-playing", "")
    assert counts(page) == now
    other = open_page()
    house.enter(other, "head")
    for back in (10, 7, 3):
        page.get_by_test_id("replay-day").fill(str(30 - back))
        expect(bar).to_have_attribute("data-shown", str(30 - back))
        other.goto(f"{house.address}/board?when={TODAY - timedelta(days=back)}")
        assert counts(page) == counts(other) != now
    page.get_by_test_id("replay-day").fill("30")
    expect(page.get_by_test_id("replay-words")).to_have_text("Today")
    assert counts(page) == now
    expect(page.locator("#points[data-board]")).to_be_visible()  # the board one can move chips on


def test_the_replay_can_begin_thirty_days_ago(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "head")
    page.goto(f"{house.address}/board")
    expect(page.get_by_test_id("replay-day")).to_be_hidden()  # one button, until it is used
    page.get_by_test_id("replay").click()
    page.locator("[data-replay-span]").select_option("30")
    page.get_by_test_id("replay-day").fill("0")
    expect(page.locator("[data-replay]")).to_have_attribute("data-shown", "0")
    expect(page.get_by_test_id("replay-words")).to_have_text("19 Oct")
