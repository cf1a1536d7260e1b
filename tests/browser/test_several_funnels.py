"""Two funnels and questions, from the settings to the deal, by hand: no tap more where one is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The sample company with a question at each of its open stages, and a second funnel."""
    with a_running_house() as running:
        yield running


@pytest.fixture(scope="module")
def set_up() -> dict[str, bool]:
    return {"done": False}


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ru")])
def test_a_second_funnel_and_questions_cost_no_tap_on_the_way(
    house: House, open_page: OpenPage, set_up: dict[str, bool], size: tuple[int, int], language: str
) -> None:
    admin = open_page(size=size)
    house.enter(admin, "admin", language)
    admin.goto(f"{house.address}/setup/stages")
    if not set_up["done"]:
        for place in range(6):
            row = admin.get_by_test_id("stage-row").nth(place)
            if not row.get_by_test_id("new-question").is_visible():
                row.locator("summary").first.click()
            row.get_by_test_id("new-question").fill(f"Question {place}?")
            row.get_by_test_id("new-question").press("Enter")
            expect(admin.get_by_test_id("question")).to_have_count(place + 1)
        admin.get_by_test_id("new-funnel").fill("Tenders")
        admin.get_by_test_id("add-funnel").click()
        expect(admin.get_by_test_id("funnels").locator("[aria-current]")).to_have_text("Tenders")
        set_up["done"] = True
    fits(admin, size[0])

    page = open_page(size=size)
    house.enter(page, "rep", language)
    card = page.locator("[data-card]", has=page.get_by_test_id("move-next")).first
    before = card.get_by_test_id("card-stage").inner_text()
    hand = Hand(page)
    card.get_by_test_id("move-next").click()
    expect(page.get_by_test_id("undo").first).to_be_visible()
    hand.within("J01 with questions at each stage", clicks=1)
    card = page.locator("[data-card]", has=page.get_by_test_id("move-next")).first
    assert card.get_by_test_id("card-stage").inner_text() != before

    # Ticked on the way: open the sheet, tick, tap the stage.
    page.locator("[data-card]", has=page.get_by_test_id("move-next")).last.locator(
        "[data-card-focus]"
    ).click()
    expect(page.get_by_test_id("exit-questions")).to_be_visible()
    fits(page, size[0])
    address = page.url
    hand = Hand(page)
    page.get_by_test_id("say-yes").first.click()
    page.get_by_test_id("move-next").click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    expect(page.get_by_test_id("answered").first).to_be_visible()
    hand.within("a move with an answer", clicks=2)

    hand = Hand(page)
    page.get_by_test_id("carry").click()
    page.get_by_test_id("carry-likely").click()
    expect(page.get_by_test_id("deal-funnel")).to_have_text("Tenders")
    hand.within("a deal carried over to another funnel", clicks=2)
    assert page.url == address
    fits(page, size[0])
    page.get_by_test_id("toast").get_by_test_id("undo").click()
    page.wait_for_url(lambda url: "/deal/" not in url)
    page.goto(address)
    expect(page.get_by_test_id("deal-funnel")).to_have_text(
        {"en": "Sales funnel", "ru": "Воронка продаж"}[language]
    )


def test_a_change_of_order_is_seen_before_it_is_made_and_undone_after(
    house: House, open_page: OpenPage
) -> None:
    page = open_page()
    house.enter(page, "admin")
    page.goto(f"{house.address}/setup/stages")

    def names() -> list[str]:
        fields = page.get_by_test_id("stage-row").locator("input[name=name]")
        return [field.input_value() for field in fields.all()]

    before = names()
    page.get_by_test_id("stage-row").nth(1).locator("button[name=later]").click()
    expect(page.get_by_test_id("what-changes")).to_be_visible()
    page.get_by_test_id("make-it").click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    assert names() == [before[0], before[2], before[1], *before[3:]]
    page.get_by_test_id("toast").get_by_test_id("undo").click()
    expect(page.locator(f"[data-testid=stage-row]:nth-child(2) input[value='{before[1]}']")).to_be_visible()
    assert names() == before


def test_the_slash_brings_the_cursor_to_the_search_of_settings(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "admin")
    page.goto(f"{house.address}/setup")
    page.keyboard.press("/")
    page.keyboard.type("audit")
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid^=card-setup], [data-testid=card-audit]")).to_have_count(1)
    expect(page.get_by_test_id("card-audit")).to_be_visible()
