"""J26: a company of one's own, its deals from a file, the file again, and the second out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.integrations.files.make_examples import make_1251

MOST_CLICKS = 30
# The budget is the machine's: 20 seconds for 5,000 rows, on a computer that does nothing else.
SECONDS = 60_000


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def start_a_company(page: Page, house: House, language: str) -> None:
    house.enter(page, "admin", language)
    page.get_by_test_id("demo-banner").locator("a").click()
    page.locator("#id_name").fill(f"Nord Pack {language}")
    page.locator("#id_country").select_option("RU")
    page.locator("#id_language").select_option(language)
    page.locator("#id_person").fill("Ivan Oak")
    page.locator("#id_login").fill(f"ivan-{language}")
    page.locator("#id_password").fill("a long pass phrase")
    page.get_by_test_id("start-company").click()
    page.wait_for_url(f"{house.address}/setup/import")


def drop(page: Page, house: House, path: Path) -> None:
    page.goto(f"{house.address}/setup/import")
    with page.expect_file_chooser() as chooser:
        page.locator('input[type="file"]').click()
    chooser.value.set_files(path)
    expect(page.get_by_test_id("import-step-1")).to_be_visible()


def to_the_check(page: Page) -> dict[str, int]:
    page.get_by_test_id("import-next").click()
    expect(page.get_by_test_id("import-step-2")).to_be_visible()
    page.get_by_test_id("import-next").click()
    expect(page.get_by_test_id("import-count-new")).to_be_visible(timeout=SECONDS)
    return {
        name: int(re.sub(r"\D", "", page.get_by_test_id(f"import-count-{name}").inner_text()))
        for name in ("new", "updated", "unchanged", "skipped")
    }


def apply(page: Page) -> None:
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible(timeout=SECONDS)


def on_the_board(page: Page, house: House) -> list[str]:
    page.goto(f"{house.address}/board")
    return page.get_by_test_id("point-count").all_inner_texts()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_j26_a_company_comes_in_from_its_file_and_the_second_time_changes_nothing(
    house: House, open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    page = open_page()
    start_a_company(page, house, language)
    hand = Hand(page)
    file = make_1251(tmp_path)

    drop(page, house, file.path)
    expect(page.get_by_test_id("encoding")).to_contain_text("Windows-1251")
    expect(page.get_by_test_id("sample-lines")).to_contain_text("Ответственный")
    assert to_the_check(page) == {"new": file.rows, "updated": 0, "unchanged": 0, "skipped": 0}
    apply(page)
    assert 0 < hand.effort().taps <= MOST_CLICKS
    first = on_the_board(page, house)
    assert first

    drop(page, house, file.path)
    assert to_the_check(page) == {"new": 0, "updated": 0, "unchanged": file.rows, "skipped": 0}
    apply(page)
    hand = Hand(page)
    page.get_by_test_id("import-undo").click()
    page.get_by_test_id("import-undo-now").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible()
    assert hand.effort().taps == 2
    assert on_the_board(page, house) == first
