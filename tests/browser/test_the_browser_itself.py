"""The browser and its watch: without them a broken page could pass every journey."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.conftest import PHONE, OpenPage, watch

POLICY = "default-src 'none'; script-src 'self'"
PAGES = {
    "/": (200, "<title>Vega</title><p>Orion</p>"),
    "/broken-script": (200, "<script src='/broken.js'></script>"),
    "/broken.js": (200, "nothing.at.all()"),
    "/inline": (200, "<p style='color: red'>Vega</p><script>1</script>"),
    "/missing-file": (200, "<script src='/static/gone.js'></script>"),
    "/crash": (500, "sorry"),
    "/refused": (422, "say why"),
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, text = PAGES.get(self.path, (404, "nothing here"))
        self.send_response(status)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_opens_a_page_at_the_fixed_moment(page: Page, house: str) -> None:
    page.goto(house)
    assert page.inner_text("p") == "Orion"
    assert page.evaluate("new Date().toISOString()") == "2026-11-18T14:05:00.000Z"


def test_a_phone_has_its_width_and_its_language(open_page: OpenPage) -> None:
    page = open_page(size=PHONE, locale="zh-CN")
    assert page.evaluate("[innerWidth, navigator.language]") == [390, "zh-CN"]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/broken-script", "script error"),
        ("/inline", "Content Security Policy"),
        ("/missing-file", "404"),
        ("/crash", "500"),
    ],
)
def test_what_goes_wrong_on_a_page_is_written_down(
    browser: Browser, house: str, path: str, fault: str
) -> None:
    faults = faults_of(browser, house + path)
    assert any(fault in each for each in faults)


@pytest.mark.parametrize("path", ["/", "/refused", "/nowhere"])
def test_an_answer_a_journey_may_ask_for_is_no_fault(browser: Browser, house: str, path: str) -> None:
    assert faults_of(browser, house + path) == []


def test_the_browser_reaches_no_other_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def faults_of(browser: Browser, address: str) -> list[str]:
    faults: list[str] = []
    page = browser.new_page()
    watch(page, faults)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return faults
