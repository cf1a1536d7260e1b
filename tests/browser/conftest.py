"""A real browser for the journeys: every page is watched, and what goes wrong on it fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.fixed_surroundings import NOW
from tools.find_chromium import LAUNCH_FLAGS, find_chromium

DESKTOP = (1280, 720)
PHONE = (390, 844)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django then refuses its
    # database in it. Nothing here runs inside that loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page for one person: `open_page(size=PHONE, locale="ru-RU", now=...)`. Each has its own cookies.

    At the end of the test nothing may have gone wrong on any of them: no script error, no
    refusal by the Content-Security-Policy, no static file missing, no answer of 500.
    """
    contexts = []
    faults: list[str] = []

    def open_one(*, size: tuple[int, int] = DESKTOP, locale: str = "en-GB", now: datetime = NOW) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            timezone_id="UTC",
            reduced_motion="reduce",
            has_touch=size == PHONE,
        )
        context.clock.set_fixed_time(now)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    return open_page(size=PHONE)


def watch(page: Page, faults: list[str]) -> None:
    """Write down what goes wrong on a page."""

    def look_at(response: Response) -> None:
        # 404 and 422 are answers a journey may ask for; a missing file or a crash never is.
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            faults.append(f"{response.status} {response.url}")

    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("response", look_at)
    page.on("console", lambda said: faults.append(said.text) if is_fault(said.type, said.text) else None)


def is_fault(kind: str, text: str) -> bool:
    """Whether the browser complains of more than the status of an answer, which `watch` judges itself."""
    # htmx tells its own console again what the browser said of a request that met no network.
    said_twice = ("Failed to load resource", "htmx:sendError", "htmx:timeout", "htmx:afterRequest")
    return kind == "error" and not text.startswith(said_twice)
