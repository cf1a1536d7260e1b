"""J05: a parked client is not stuck, and comes back by himself on his day."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import a_running_house

IN_TWO_WEEKS = "2026-12-02T10:00+03:00"


@pytest.mark.timeout(120)  # two starts, and two weeks of the sample company between them
def test_j05_parking_takes_three_taps_and_the_client_returns(open_page: OpenPage, tmp_path: Path) -> None:
    with a_running_house(data=tmp_path) as house:
        page = open_page(size=PHONE)
        house.enter(page, "rep", "ru")
        page.goto(f"{house.address}/review/deals?show=stuck")
        deal = page.get_by_test_id("deals-row").first.locator("th a").get_attribute("href") or ""
        page.goto(house.address + deal)
        hand = Hand(page)
        page.get_by_test_id("more").click()
        page.locator("dialog button[name=park_until]").nth(2).click()
        expect(page.get_by_test_id("toast")).to_be_visible()
        hand.within("J05 park a stuck client for two weeks", clicks=3)
        page.goto(f"{house.address}/review/deals?show=stuck")
        assert page.locator(f"a[href='{deal}']").count() == 0
    with a_running_house(data=tmp_path, now=IN_TWO_WEEKS, whole=True) as house:
        page = open_page(size=PHONE)
        house.enter(page, "rep", "ru")
        page.goto(f"{house.address}/?show=all")
        expect(page.locator(f"a[href='{deal}']").first).to_be_visible()
