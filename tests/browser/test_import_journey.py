"""J26 and J27: a company of one's own and its deals from files of four countries, in and out again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.integrations.files import make_examples
from tests.integrations.files.make_examples import make_1251, make_gb18030, make_us, make_xlsx

MOST_CLICKS = 30
# The budget is the machine's: 20 seconds for 5,000 rows, on a computer that does nothing else.
SECONDS = 60_000


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house(whole=True) as running:
        yield running


def start_a_company(page: Page, house: House, language: str, name: str) -> None:
    """Stand at the import of a new company, as its owner. From a page only the first one can be started."""
    house.command("company", "new", name, "--country", "RU", "--language", language)
    invited = house.command("people", "invite", "Ivan Oak", "--company", name, "--role", "owner", "--json")
    address = urlsplit(json.loads(invited)["address"])
    page.goto(f"{house.address}{address.path}?{address.query}")
    page.get_by_test_id("enter").locator("button").click()
    page.wait_for_url(f"{house.address}/*")
    page.goto(f"{house.address}/setup/import")


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
@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.cross)])
def test_j26_a_company_comes_in_from_its_file_and_the_second_time_changes_nothing(
    house: House, open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    page = open_page()
    start_a_company(page, house, language, f"Nord Pack {language}")
    hand = Hand(page)
    file = make_1251(tmp_path)

    drop(page, house, file.path)
    expect(page.get_by_test_id("encoding")).to_contain_text("Windows-1251")
    expect(page.get_by_test_id("sample-lines")).to_contain_text("Ответственный")
    assert to_the_check(page) == {"new": file.rows, "updated": 0, "unchanged": 0, "skipped": 0}
    apply(page)
    hand.within("J26 import a company from its file", clicks=MOST_CLICKS)
    first = on_the_board(page, house)
    assert first

    drop(page, house, file.path)
    assert to_the_check(page) == {"new": 0, "updated": 0, "unchanged": file.rows, "skipped": 0}
    apply(page)
    hand = Hand(page)
    page.get_by_test_id("import-undo").click()
    page.get_by_test_id("import-undo-now").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible()
    hand.within("J26 undo an import", clicks=2)
    assert on_the_board(page, house) == first


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "language", ["zh-hans", *(pytest.param(each, marks=pytest.mark.cross) for each in ("en", "ru", "bg"))]
)
def test_j27_files_of_other_countries_are_read_without_a_garbled_cell(
    house: House, open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    page = open_page()
    start_a_company(page, house, language, f"Four Countries {language}")
    for make, words, encoding in (
        (make_gb18030, make_examples.CHINESE, "GB18030"),
        (make_xlsx, make_examples.BULGARIAN, ""),
        (make_us, make_examples.AMERICAN, "UTF-8"),
    ):
        file = make(tmp_path, count=200)
        drop(page, house, file.path)
        if encoding:
            expect(page.get_by_test_id("encoding")).to_contain_text(encoding)
        first_lines = page.get_by_test_id("sample-lines")
        assert first_lines.locator("th").all_inner_texts() == list(words.header)
        in_cells = first_lines.locator("td").all_inner_texts()
        assert {*words.owners} & {*in_cells} and {*words.stages} & {*in_cells}
        expect(page.get_by_test_id("ambiguous")).to_have_count(1 if file.ambiguous_created else 0)
        page.get_by_test_id("import-next").click()
        expect(page.get_by_test_id("import-step-2")).to_be_visible()
        # By now the company has a funnel: what the file calls its stages is not guessed.
        for select in page.locator('select[name="stage-means"]').all():
            if select.input_value() == "":
                select.select_option(index=1)
        page.get_by_test_id("import-next").click()
        expect(page.get_by_test_id("import-step-3")).to_be_visible()
        if file.ambiguous_created:
            expect(page.get_by_test_id("import-apply")).to_have_count(0)
            page.get_by_test_id("answer-created_on-mdy").locator("..").click()
            page.get_by_test_id("import-answer").click()
        expect(page.get_by_test_id("import-count-new")).to_have_text("200")
        expect(page.get_by_test_id("import-count-skipped")).to_have_text("0")
        apply(page)


def test_the_four_pages_work_without_script(house: House, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    start_a_company(page, house, "en", "Without Script")
    page.goto(f"{house.address}/setup/import")
    page.locator('input[type="file"]').set_input_files(make_1251(tmp_path, count=50).path)
    page.get_by_test_id("import-upload").click()
    page.get_by_test_id("delimiter").select_option(",")
    page.locator('button[name="look"]').click()
    expect(page.get_by_test_id("sample-lines").locator("thead th")).to_have_count(1)
    page.get_by_test_id("delimiter").select_option(";")
    page.locator('button[name="look"]').click()
    expect(page.get_by_test_id("sample-lines").locator("thead th")).to_have_count(15)
    assert to_the_check(page)["new"] == 50
    apply(page)
    context.close()


def test_a_switch_shows_at_once_what_it_does(house: House, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    start_a_company(page, house, "en", "At Once")
    drop(page, house, make_1251(tmp_path, count=50).path)
    expect(page.get_by_test_id("sample-lines")).to_contain_text("Ответственный")
    page.get_by_test_id("encoding").select_option("koi8-r")
    expect(page.get_by_test_id("sample-lines")).not_to_contain_text("Ответственный")
    page.get_by_test_id("encoding").select_option("windows-1251")
    expect(page.get_by_test_id("sample-lines")).to_contain_text("Ответственный")
