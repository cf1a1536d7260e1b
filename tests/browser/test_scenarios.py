"""O4: three scenarios beside the goal in three clicks and three values; one is published."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import a_running_house


def test_o4_three_scenarios_are_compared_in_three_clicks_and_three_values(open_page: OpenPage) -> None:
    with a_running_house() as house:
        page = open_page(size=DESKTOP)
        house.enter(page, "owner")
        hand = Hand(page)
        page.get_by_role("link", name="Plan", exact=True).click()
        page.get_by_test_id("compare-scenarios").click()
        page.get_by_test_id("fewer-leads").click()
        for value, key in (("25", "Tab"), ("2", "Tab"), ("4", "Enter")):
            page.keyboard.type(value)
            page.keyboard.press(key)
        expect(page.get_by_test_id("column")).to_have_count(4)
        headings = page.locator(".compared__one h2")
        expect(headings).to_have_text(["As it is", "Leads −25%", "2 more reps", "Price +4%"])
        hand.within("O4", clicks=3, characters=4)
        assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP[0]

        page.get_by_test_id("publish-scenario").last.click()
        page.get_by_test_id("publish").click()
        expect(page.get_by_test_id("planned-with")).to_contain_text("price +4%")

        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(f"{house.address}/plan/scenarios")
        # Each scenario is a card below the other, its numbers beside their names.
        tops = [box["y"] for each in page.get_by_test_id("column").all() if (box := each.bounding_box())]
        assert tops == sorted(tops) and len(set(tops)) == 4
        expect(page.locator(".compared__one dt", has_text=re.compile("^Calls$")).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
