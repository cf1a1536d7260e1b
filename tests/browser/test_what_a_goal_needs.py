"""J19: a profit for the next year, its quarters with three lamps, leads asked for. O4: three scenarios."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house, surroundings

DO_WHAT_WAITS = """
import django
django.setup()
from kvota.jobs.work import do_what_waits
do_what_waits()
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as house:
        yield house


def no_wider_than(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_profit_goal_is_seen_by_quarters_and_units_with_three_lamps_and_its_leads_are_asked_for(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "owner")
    page.goto(f"{house.address}/plan?when=2027&goal=change")
    page.locator("input[name=amount]").fill("12000000")
    page.locator("input[name=metric][value=profit]").check(force=True)
    page.get_by_role("button", name="As a draft first").click()
    page.wait_for_url("**state=draft**")
    page.goto(page.url.replace("/plan?", "/plan/funnel?"))
    expect(page.get_by_test_id("parts-row")).to_have_count(3)
    for lamp in ("leads", "hours", "technology"):
        expect(page.get_by_test_id(f"parts-{lamp}")).to_have_count(12)
    no_wider_than(page, DESKTOP[0])
    page.get_by_test_id("ask-marketing").click()
    expect(page.get_by_test_id("ask-count")).not_to_have_value("")
    page.goto(f"{house.address}/plan?when=2027&state=draft")
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("draft-bar")).to_have_count(0)
    expect(page.get_by_test_id("plan-total")).to_be_visible()


def test_on_a_phone_the_ladder_stands_upright_and_the_tab_key_goes_down_its_rungs(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "head")
    page.goto(f"{house.address}/plan/funnel")
    no_wider_than(page, PHONE[0])
    first = page.get_by_test_id("rung").first
    first.focus()
    expect(first).to_be_focused()
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('[data-rung]')?.dataset.rung"))
    assert {"deals"} < seen


def test_o4_three_scenarios_are_compared_in_three_clicks_and_three_values(
    house: House, open_page: OpenPage
) -> None:
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
    hand.within("O4 compare three scenarios", clicks=3, characters=4)
    no_wider_than(page, DESKTOP[0])

    page.get_by_test_id("publish-scenario").last.click()
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("planned-with")).to_contain_text("price +4%")

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{house.address}/plan/scenarios")
    # Each scenario is a card below the other, its numbers beside their names.
    tops = [box["y"] for each in page.get_by_test_id("column").all() if (box := each.bounding_box())]
    assert tops == sorted(tops) and len(set(tops)) == 4
    expect(page.locator(".compared__one dt", has_text=re.compile("^Calls$")).first).to_be_visible()
    no_wider_than(page, PHONE[0])


def test_a_slider_and_its_number_field_say_the_same_and_both_are_worked_by_keys(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "head")
    page.goto(f"{house.address}/plan/funnel?show=whole")
    slider, field = page.get_by_test_id("slide-price"), page.locator("#lever-price")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(field).to_have_value("3")
    field.fill("−12,4 %")
    expect(slider).to_have_value("-12")
    expect(slider).to_have_attribute("aria-valuetext", "-12 %")
    field.fill("7")
    page.get_by_test_id("work-out").click()
    page.wait_for_url("**price=7**")
    assert page.url.count("price") == 1, "the field is sent, and not the slider too"
    expect(slider).to_have_value("7")


def test_the_leads_are_shared_out_behind_a_bar_and_the_answer_comes_in_its_place(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "owner")
    page.goto(f"{house.address}/plan/funnel?when=2026-12")
    with page.expect_navigation():
        page.get_by_test_id("share-leads").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuetext", "waiting for the worker")
    page.locator("input[name=price]").fill("9")
    subprocess.run(
        [sys.executable, "-c", DO_WHAT_WAITS],
        env=surroundings(house.data) | {"DJANGO_SETTINGS_MODULE": "kvota.settings"},
        check=True,
    )
    expect(page.get_by_test_id("sharing-answer")).to_be_visible(timeout=20_000)
    expect(bar).to_have_count(0)
    # The page was not loaded anew: what was half typed elsewhere is still there.
    expect(page.locator("input[name=price]")).to_have_value("9")
    assert page.get_by_test_id("shared-leads").count() == 2 * page.get_by_test_id("shared-row").count()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    no_wider_than(page, PHONE[0])
