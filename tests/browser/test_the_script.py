"""What the script adds to pages that already work without it, under the policy they are served with."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

STATIC = Path(__file__).parents[2] / "src" / "kvota" / "web" / "static"
ORIGIN = "http://localhost"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
FRAME = """<!doctype html><html lang="en" {root}><head><title>kvota</title>
<link rel="stylesheet" href="/static/kvota/kvota.css">
<script src="/static/kvota/kvota.js" defer></script></head>
<body>{body}<dialog class="sheet" id="sheet"></dialog></body></html>"""


@dataclass
class House:
    """Pages from memory, the real files of kvota, and a book of what was posted."""

    page: Page
    pages: dict[str, str] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[Route], None] = lambda route: route.fulfill(status=204)

    def __post_init__(self) -> None:
        self.page.route("**/*", self._serve)

    def show(self, body: str, *, address: str = "/", root: str = "") -> Page:
        self.pages[address] = FRAME.format(body=body, root=root)
        self.page.goto(ORIGIN + address)
        return self.page

    def _serve(self, route: Route) -> None:
        asked = urlsplit(route.request.url).path
        if route.request.method == "POST":
            sent = parse_qs(route.request.post_data or "", keep_blank_values=True)
            self.posted.append({name: values[0] for name, values in sent.items()})
            self.answer(route)
        elif asked.startswith("/static/"):
            file = STATIC / asked.removeprefix("/static/")
            route.fulfill(
                body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2"
            )
        elif asked in self.pages:
            html = self.pages[asked]
            if route.request.headers.get("hx-request"):
                html = "<h1 id='sheet-title'>in the sheet</h1><button data-sheet-close>Close</button>"
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        else:
            route.fulfill(status=404, body="", content_type="text/html")


@pytest.fixture
def house(page: Page) -> House:
    return House(page)


def move_form(attributes: str = "", inside: str = "") -> str:
    return (
        f'<form method="post" action="/move" data-move {attributes}>'
        f'<input type="hidden" name="uid" value="made-by-the-server">{inside}'
        '<button name="stage" value="6" data-arrives="Terms accepted">Terms accepted</button></form>'
    )


def test_a_move_gets_its_id_on_the_device(house: House) -> None:
    page = house.show(move_form() + move_form())
    first, second = (field.input_value() for field in page.locator("[name=uid]").all())
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first)
    # The first 48 bits are the milliseconds of 18 Nov 2026, 14:05 UTC.
    assert int(first.replace("-", "")[:12], 16) == 1_795_010_700_000
    assert first != second


def test_a_second_press_sends_nothing(house: House) -> None:
    page = house.show(move_form('hx-post="/move" hx-swap="none"'))
    house.answer = lambda route: page.wait_for_timeout(300) or route.fulfill(status=204)  # type: ignore[func-returns-value]
    page.evaluate("b = document.querySelector('button'); b.click(); setTimeout(() => b.click(), 20)")
    page.wait_for_timeout(600)
    assert [sent["stage"] for sent in house.posted] == ["6"]


def test_a_form_that_stays_makes_another_move_and_a_retry_the_same(house: House) -> None:
    page = house.show(move_form('hx-post="/move" hx-swap="none"'))
    press = page.get_by_role("button")
    house.answer = lambda route: route.fulfill(status=422)
    with page.expect_response("**/move"):
        press.click()
    expect(page.locator("form")).not_to_have_attribute("data-sending", "")
    house.answer = lambda route: route.fulfill(status=204)
    for _ in range(2):
        with page.expect_response("**/move"):
            press.click()
        expect(page.locator("form")).not_to_have_attribute("data-sending", "")
    failed, retried, another = (sent["uid"] for sent in house.posted)
    assert failed == retried != another


def test_the_card_shows_the_new_stage_at_once_and_takes_it_back_when_refused(house: House) -> None:
    page = house.show(
        "<article data-card><span data-card-place>Offer received</span>"
        + move_form('hx-post="/move" hx-swap="none"')
        + "</article>"
    )
    waiting: list[Route] = []
    house.answer = waiting.append
    page.get_by_role("button").click()
    place = page.locator("[data-card-place]")
    expect(place).to_have_text("Terms accepted")
    waiting[0].fulfill(status=422)
    expect(place).to_have_text("Offer received")


def test_a_sheet_lies_over_the_page_and_has_an_address(house: House) -> None:
    house.pages["/deal"] = FRAME.format(body="<h1>the deal in full</h1>", root="")
    page = house.show('<a href="/deal" data-sheet>Vega</a><p>below</p>')
    page.get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_contain_text("in the sheet")
    assert page.url == f"{ORIGIN}/deal"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link")).to_be_focused()
    assert page.url == f"{ORIGIN}/"


def test_forward_opens_the_sheet_again_and_its_button_closes_it(house: House) -> None:
    house.pages["/deal"] = FRAME.format(body="<h1>the deal in full</h1>", root="")
    page = house.show('<a href="/deal" data-sheet>Vega</a>')
    page.get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_forward()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_press_beside_the_sheet_closes_it_and_one_on_its_margin_does_not(house: House) -> None:
    house.pages["/deal"] = FRAME.format(body="", root="")
    page = house.show('<a href="/deal" data-sheet>Vega</a>')
    page.get_by_role("link").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    page.mouse.click(1274, 600)
    page.wait_for_timeout(100)
    expect(sheet).to_be_visible()
    page.mouse.click(200, 600)
    expect(sheet).to_have_count(0)


def test_a_sheet_reloaded_is_a_page_and_back_loads_what_lay_below(house: House) -> None:
    house.pages["/deal"] = FRAME.format(body="<h1>the deal in full</h1>", root="")
    page = house.show('<a href="/deal" data-sheet>Vega</a>')
    page.get_by_role("link").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading")).to_have_text("the deal in full")
    page.go_back()
    expect(page.get_by_role("link")).to_have_text("Vega")


def test_what_cannot_be_a_sheet_is_opened_as_a_page(house: House) -> None:
    page = house.show('<a href="/nowhere" data-sheet>Vega</a>')
    with page.expect_navigation(url="**/nowhere"):
        page.get_by_role("link").click()


CARDS = "".join(
    f'<article data-card><a href="#{name}" data-card-focus>{name}</a>'
    f'<button type="button" data-key="KeyM" data-name="{name}">move</button></article>'
    for name in ("Vega", "Orion", "Lyra")
)


def pressed(page: Page) -> list[str]:
    return page.evaluate("window.pressed")  # type: ignore[no-any-return]


def with_cards(house: House, *, root: str = "") -> Page:
    page = house.show(CARDS + '<input aria-label="name">', root=root)
    page.evaluate(
        "window.pressed = []; document.querySelectorAll('[data-key]')"
        ".forEach((b) => b.addEventListener('click', () => window.pressed.push(b.dataset.name)))"
    )
    return page


def test_j_and_k_walk_the_cards_and_m_moves_the_chosen_one(house: House) -> None:
    page = with_cards(house)
    for key in ("KeyJ", "KeyJ", "KeyM", "KeyK", "KeyM"):
        page.keyboard.press(key)
    assert pressed(page) == ["Orion", "Vega"]


def test_letters_typed_into_a_field_are_letters(house: House) -> None:
    page = with_cards(house)
    page.get_by_label("name").press_sequentially("jm")
    assert (pressed(page), page.get_by_label("name").input_value()) == ([], "jm")


def test_keys_with_a_modifier_belong_to_the_browser(house: House) -> None:
    page = with_cards(house)
    page.keyboard.press("Control+KeyM")
    assert pressed(page) == []


def test_letter_keys_can_be_switched_off(house: House) -> None:
    page = with_cards(house, root='data-keys="off"')
    page.keyboard.press("KeyM")
    assert pressed(page) == []


def test_g_and_a_letter_go_to_a_place(house: House) -> None:
    house.pages["/board"] = FRAME.format(body="<h1>Board</h1>", root="")
    page = house.show('<a href="/board" data-go="KeyB">Board</a>')
    page.keyboard.press("KeyG")
    page.keyboard.press("KeyB")
    page.wait_for_url("**/board")


BOARD = """<div data-board data-chips>
<form method="post" action="/move" data-board-move data-move hx-post="/move" hx-swap="none" hidden>
<input type="hidden" name="uid"><input type="hidden" name="deal"><input type="hidden" name="stage"></form>
<div class="points"><section class="point"><ol class="point__chips" data-stage="3" id="from">
<li data-chip data-deal="vega"><a class="chip" href="#v">Vega</a></li></ol></section>
<section class="point"><ol class="point__chips" data-stage="4" id="to"></ol></section></div></div>"""


def test_a_dragged_chip_sends_the_form_of_the_board(house: House) -> None:
    page = house.show(BOARD)
    with page.expect_response("**/move"):
        page.locator("[data-chip]").drag_to(page.locator("#to"))
    (sent,) = house.posted
    assert (sent["deal"], sent["stage"], len(sent["uid"])) == ("vega", "4", 36)
    expect(page.locator("#to [data-chip]")).to_have_count(1)


def test_a_chip_the_server_refuses_goes_back(house: House) -> None:
    house.answer = lambda route: route.fulfill(status=422)
    page = house.show(BOARD)
    page.locator("[data-chip]").drag_to(page.locator("#to"))
    expect(page.locator("#from [data-chip]")).to_have_count(1)


def test_shift_with_an_arrow_moves_a_chip_as_dragging_does(house: House) -> None:
    page = house.show(BOARD)
    page.locator("[data-chip] a").focus()
    with page.expect_response("**/move"):
        page.keyboard.press("Shift+ArrowRight")
    assert (house.posted[0]["deal"], house.posted[0]["stage"]) == ("vega", "4")


def test_a_menu_left_open_closes_itself(house: House) -> None:
    page = house.show('<details class="menu"><summary>Who</summary><p>Sales 1</p></details><p>elsewhere</p>')
    page.get_by_text("Who").click()
    page.get_by_text("elsewhere").click()
    expect(page.get_by_text("Sales 1")).not_to_be_visible()
    page.get_by_text("Who").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Sales 1")).not_to_be_visible()


def test_a_toast_goes_only_when_it_is_closed(house: House) -> None:
    page = house.show(
        '<div data-toast>+1 step<button type="button" data-toast-close hidden>Close</button></div>'
    )
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("+1 step")).to_have_count(0)


def test_a_file_too_large_is_named_before_it_travels(house: House) -> None:
    page = house.show(
        '<div class="drop" data-drop data-max-bytes="10"><input type="file" name="file">'
        "<p data-too-large hidden>too large</p></div>"
    )
    choose = page.locator("input")
    choose.set_input_files({"name": "deals.csv", "mimeType": "text/csv", "buffer": b"a" * 11})
    expect(page.get_by_text("too large")).to_be_visible()
    assert choose.evaluate("(input) => input.files.length") == 0
    choose.set_input_files({"name": "deals.csv", "mimeType": "text/csv", "buffer": b"a" * 9})
    expect(page.get_by_text("too large")).not_to_be_visible()
