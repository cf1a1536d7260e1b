"""D2, and the rows that an import refuses: mended where they stand, read by everybody, walked by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.browser.test_every_screen import NARROWEST, serious, too_wide
from tests.browser.test_import_journey import drop, start_a_company, to_the_check
from tests.integrations.files.make_examples import make_1251

FLAWED = (
    "№;Клиент;Ответственный;Стадия;Сумма, руб.;Создана;Закрыта\n"
    "1;Ромашка;Анна Петрова;Переговоры;1 050,50;02.09.2026;\n"
    "2;Лютик;Анна Петрова;Сделка успешна;пять тысяч;02.09.2026;31.09.2026\n"
    "3;Вереск;Анна Петрова;Сделка успешна;700;02.09.2026;14.10.2026\n"
    "4;Мята;Анна Петрова;Сделка успешна;700;20.10.2026;14.10.2026\n"
)


@pytest.fixture(scope="module")
def own_house() -> Iterator[House]:
    """A house without a company: only the first one is started from a page."""
    with a_running_house(whole=True) as running:
        yield running


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house(whole=True) as running:
        yield running


@pytest.mark.timeout(300)
def test_d2_a_new_company_comes_from_a_file_of_its_deals_with_its_first_plan(
    own_house: House, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page()
    page.goto(own_house.address)
    hand = Hand(page)
    page.get_by_test_id("start-mine-way").click()
    page.locator("#id_name").click()
    page.locator("#id_name").fill("D2")
    page.locator("#id_country").select_option("RU")
    page.get_by_test_id("start-company").click()
    page.wait_for_url(f"{own_house.address}/setup/import")
    with page.expect_file_chooser() as chooser:
        page.locator('input[type="file"]').click()
    chooser.value.set_files(make_1251(tmp_path, count=500).path)
    expect(page.get_by_test_id("import-step-1")).to_be_visible()
    to_the_check(page)
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("conversions")).to_be_visible()
    page.get_by_test_id("import-set-goal").click()
    expect(page.get_by_test_id("plan-number")).not_to_have_value("")
    page.get_by_test_id("save-goal").click()
    expect(page.locator("#sheet-grid [role=row]").first).to_be_visible()
    hand.within("D2 a new company from a CSV of its deals", clicks=30, characters=60)


def can_be_read(page: Page) -> None:
    """Nothing serious for who cannot see or point, and nothing wider than the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, too_wide(page, NARROWEST)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert serious(page) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("zh-hans", "dark")])
def test_refused_cells_are_typed_anew_on_the_page_and_the_steps_are_walked_by_keys(
    house: House, open_page: OpenPage, tmp_path: Path, language: str, scheme: str
) -> None:
    page = open_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    start_a_company(page, house, language, f"Mended {language}")
    file = tmp_path / "сделки.csv"
    file.write_bytes(FLAWED.encode("cp1251"))
    drop(page, house, file)
    can_be_read(page)
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_test_id("import-step-2")).to_be_visible()
    can_be_read(page)
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.get_by_test_id("import-step-1")).to_be_visible()
    assert to_the_check(page) == {"new": 2, "updated": 0, "unchanged": 0, "skipped": 2}
    can_be_read(page)

    hand = Hand(page)
    for cell, typed in (("mend-3-4", "5 000"), ("mend-3-6", "30.09.2026")):
        page.get_by_test_id(cell).click()
        page.get_by_test_id(cell).fill(typed)
    page.get_by_test_id("faults").locator("summary").last.click()
    page.locator("#cell-5-5").fill("12.10.2026")
    # Straight to the import: what was typed is counted first.
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-count-new")).to_have_text("4")
    expect(page.get_by_test_id("faults")).to_have_count(0)
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible()
    hand.within("S17 mend two refused rows and import", clicks=8, characters=40)
    expect(page.get_by_test_id("corrected")).to_be_visible()
    can_be_read(page)

    hand = Hand(page)
    page.get_by_test_id("import-undo").click()
    can_be_read(page)
    page.get_by_test_id("import-undo-now").click()
    expect(page.get_by_test_id("import-step-4")).to_be_visible()
    hand.within("D3 undo an import", clicks=2)


def test_a_phone_tells_what_is_wrong_and_mends_nothing(
    house: House, open_page: OpenPage, tmp_path: Path
) -> None:
    phone = open_page(size=PHONE)
    start_a_company(phone, house, "en", "On a Phone")
    file = tmp_path / "deals.csv"
    file.write_bytes(FLAWED.encode("cp1251"))
    drop(phone, house, file)
    assert to_the_check(phone)["skipped"] == 2
    expect(phone.get_by_test_id("faults")).to_contain_text("пять тысяч")
    expect(phone.get_by_test_id("mend-3-4")).to_be_hidden()
    expect(phone.get_by_test_id("import-mend")).to_be_hidden()
    phone.get_by_test_id("import-apply").click()
    expect(phone.get_by_test_id("import-step-4")).to_be_visible()
