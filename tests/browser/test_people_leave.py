"""Somebody leaves the sample company: few clicks, on desk and phone, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def number(page: Page, testid: str) -> int:
    return int(page.get_by_test_id(testid).get_attribute("data-value") or 0)


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ru")])
def test_d5_a_hand_over_takes_six_clicks_from_today(
    house: House, open_page: OpenPage, size: tuple[int, int], language: str
) -> None:
    page = open_page(size=size)
    house.enter(page, "owner", language)
    hand = Hand(page)
    page.locator("a[href='/setup']:visible").first.click()
    page.get_by_test_id("card-setup-people").click()
    rep = page.get_by_test_id("unit-people").nth(1).locator("a").nth(1)
    name = rep.get_attribute("href") or ""
    rep.click()
    page.get_by_test_id("leaving").click()
    deals = number(page, "over-deals")
    assert deals > 0 and number(page, "over-sum") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_test_id("heirs").locator("input").first.click()
    page.get_by_test_id("leave").click()
    expect(page.get_by_test_id("departure")).to_be_visible()
    hand.within("D5 hand over the clients of who leaves", clicks=6)

    page.get_by_test_id("take-back-leaving").click()
    expect(page.get_by_test_id("departure")).to_have_count(0)
    page.goto(f"{house.address}{name}/leave")
    assert number(page, "over-deals") == deals


def test_the_shares_are_shown_before_and_a_client_is_given_by_choice(
    house: House, open_page: OpenPage
) -> None:
    page = open_page()
    house.enter(page, "owner")
    page.goto(f"{house.address}/setup/people")
    page.get_by_test_id("unit-people").nth(1).locator("a").nth(1).click()
    page.get_by_test_id("leaving").click()
    clients = page.get_by_test_id("client").count()
    for box in page.get_by_test_id("heirs").locator("input").all()[:2]:
        box.click()
    page.get_by_test_id("preview").click()
    counted = [
        int(each.get_attribute("data-value") or 0)
        for each in page.locator("[data-testid=share] td:nth-child(2)").all()
    ]
    assert sum(counted) == clients and max(counted) - min(counted) <= 1
    first = page.get_by_test_id("client").first.locator("select")
    third = first.locator("option").nth(3).inner_text()
    first.select_option(index=3)
    page.get_by_test_id("preview").click()
    expect(page.get_by_test_id("share").filter(has_text=third)).to_have_count(1)
    expect(page.get_by_test_id("client").first.locator("select option:checked")).to_have_text(third)
