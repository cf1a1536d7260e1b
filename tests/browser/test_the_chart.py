"""The chart of Plan vs actual on a running kvota: drawn, walked, read as a table, saved, under its policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.house import House, a_running_house

REVIEW = "/review?when=2026-11"
SVG_TEXT = "{http://www.w3.org/2000/svg}text"
BOTH = pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ru")])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


def at_the_chart(house: House, page: Page, language: str = "en") -> Page:
    house.enter(page, "owner", language)
    page.goto(house.address + REVIEW)
    expect(page.locator(".chart__sheet svg")).to_be_visible()
    return page


def rows(page: Page) -> list[list[str]]:
    """The table: the day and its figures, as they stand in the page whether open or not."""
    return page.get_by_test_id("table-twin").evaluate(  # type: ignore[no-any-return]
        "(twin) => [...twin.querySelector('tbody').rows].map((tr) => [...tr.cells].map((c) => c.textContent))"
    )


def said(page: Page) -> str:
    return page.get_by_test_id("chart-said").inner_text()


@BOTH
def test_the_chart_is_drawn_once_and_its_dots_are_the_chance_in_words(
    house: House, open_page: OpenPage, size: tuple[int, int], language: str
) -> None:
    page = at_the_chart(house, open_page(size=size), language)
    chart = page.get_by_test_id("burn-up")
    expect(chart.locator("svg:visible")).to_have_count(1)
    expect(chart).to_have_accessible_name(re.compile(r"\d.*\d"))
    reach = int(re.findall(r"\d+", page.get_by_test_id("chance").inner_text())[0])
    dots = page.get_by_test_id("dots-first")
    if size == PHONE:
        assert dots.locator(".dot").count() == 20 and dots.locator(".dot--on").count() == reach
        top = dots.bounding_box()["y"]  # type: ignore[index]
        assert top < chart.bounding_box()["y"]  # type: ignore[index]
    else:
        expect(dots).to_be_hidden()
        assert chart.locator("path[fill='var(--fact)']").count() == reach + 1  # and the point of today
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert chart.locator("svg").bounding_box()["width"] <= size[0]  # type: ignore[index]


@BOTH
def test_arrow_keys_say_the_rows_of_the_table_and_t_opens_it(
    house: House, open_page: OpenPage, size: tuple[int, int], language: str
) -> None:
    page = at_the_chart(house, open_page(size=size), language)
    table = rows(page)
    page.get_by_test_id("burn-up").focus()
    heard = []
    for _ in table:
        page.keyboard.press("ArrowRight")
        heard.append(said(page))
    for (day, *figures), words in zip(table, heard, strict=True):
        assert words.startswith(day)
        assert [figure for figure in figures if figure and figure not in words] == []
    expect(page.get_by_test_id("chart-said")).to_have_attribute("aria-live", "polite")
    page.keyboard.press("ArrowRight")  # the last day is the last
    page.keyboard.press("ArrowLeft")
    assert said(page) == heard[-2]
    page.keyboard.press("Home")
    assert said(page) == heard[0]
    page.keyboard.press("Escape")
    assert said(page) not in heard
    twin = page.get_by_test_id("table-twin").locator("table")
    expect(twin).to_be_hidden()
    page.keyboard.press("KeyT")
    expect(twin).to_be_visible()


def test_a_finger_along_the_chart_reads_it(house: House, open_page: OpenPage) -> None:
    page = at_the_chart(house, open_page(size=PHONE))
    page.get_by_test_id("burn-up").scroll_into_view_if_needed()
    box = page.get_by_test_id("burn-up").bounding_box() or {}
    page.touchscreen.tap(box["x"] + box["width"] - 14, box["y"] + box["height"] / 2)
    assert said(page).startswith(rows(page)[-1][0])
    expect(page.get_by_test_id("chart-said")).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_saved_picture_holds_the_sentence_the_day_and_the_numbers(
    house: House, open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    page = at_the_chart(house, open_page(), language)
    files = {}
    for kind in ("svg", "png"):
        with page.expect_download() as download:
            page.locator(f"[data-chart-save={kind}]").click()
        assert re.fullmatch(rf"kvota-.*2026-11-2026-11-18\.{kind}", download.value.suggested_filename)
        download.value.save_as(tmp_path / kind)
        files[kind] = (tmp_path / kind).read_bytes()
    texts = ["".join(text.itertext()) for text in ElementTree.fromstring(files["svg"]).iter(SVG_TEXT)]
    numbers = page.evaluate("JSON.parse(document.getElementById('burn-up').textContent)")
    for words in ("fact", "likely", "likelyNote", "chance", "chanceNote", "plan"):
        assert numbers["words"][words] in texts, words
    whole = "".join(texts)
    assert numbers["picture"]["title"] in whole and numbers["picture"]["about"] in whole
    assert "var(" not in files["svg"].decode()  # colours of their own, away from the page
    assert files["png"].startswith(b"\x89PNG") and len(files["png"]) > 20_000


def test_without_its_script_the_drawing_of_the_server_stays(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.enter(page, "owner")
    # Of the context: files of a visited house are fetched by its service worker, beside the page.
    page.context.route("**/chart.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(house.address + REVIEW)
    chart = page.get_by_test_id("burn-up")
    expect(chart.locator("svg.chart--wide")).to_be_visible()
    expect(chart).to_have_role("img")
    expect(page.locator("[data-chart-save]").first).to_be_hidden()


def test_colours_follow_the_theme_and_the_width_follows_the_page(house: House, open_page: OpenPage) -> None:
    page = at_the_chart(house, open_page())
    tick = page.locator(".chart__sheet text").first

    def colour() -> str:
        return tick.evaluate("(text) => getComputedStyle(text).fill")  # type: ignore[no-any-return]

    light = colour()
    page.emulate_media(color_scheme="dark")
    dark = colour()
    assert (light, dark) == ("rgb(87, 96, 111)", "rgb(164, 174, 189)")
    page.emulate_media(media="print", color_scheme="dark")
    assert colour() == light  # paper is white
    page.set_viewport_size({"width": 703, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    # On paper the page is drawn smaller, and everything on it alike.
    paper, sheet = (page.locator(each).bounding_box() for each in (".chart__sheet svg", ".chart__sheet"))
    assert paper and sheet and abs(paper["width"] - sheet["width"]) < 1
    assert round(paper["height"] / paper["width"], 2) == round(266 / 703, 2)
    expect(page.get_by_test_id("chart-said")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(media="screen", color_scheme="light")
    expect(page.locator(".chart__sheet svg")).to_have_attribute("width", "920")
    page.set_viewport_size({"width": 760, "height": 720})
    expect(page.locator(".chart__sheet svg")).to_have_attribute("width", "712")
