"""Every screen: nothing serious for who cannot see or point, and nothing wider than the narrowest phone.

Each screen once, language and theme in turn; `make screens` crosses all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import watch
from tests.browser.house import House, a_running_house
from tests.fixed_surroundings import NOW
from tools.screens import SCREENS, Screen, open_screen

LANGUAGES = ("en", "ru", "zh-hans", "bg")
THEMES = ("light", "dark")
NARROWEST = 320  # WCAG 2.2, 1.4.10
DESK = (1280, 720)
IN_TURN = [(screen, LANGUAGES[at % 4], THEMES[at // 4 % 2]) for at, screen in enumerate(SCREENS)]
THE_CROSS = [case for case in product(SCREENS, LANGUAGES, THEMES) if case not in IN_TURN]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        yield running


Opened = tuple[Page, list[str]]


@pytest.fixture(scope="module")
def signed_in(house: House, browser: Browser) -> Iterator[Callable[[str, str, str], Opened]]:
    """One page for each person and theme, with what goes wrong on it: he comes in once, not for every screen.

    It is never closed between two screens: closing a page waits now and then without end.
    """
    pages: dict[tuple[str, str], Opened] = {}
    speaks: dict[str, str] = {}

    def enter(role: str, language: str, theme: str) -> Opened:
        if (role, theme) not in pages:
            context = browser.new_context(
                viewport={"width": DESK[0], "height": DESK[1]},
                locale="en-GB",
                timezone_id="UTC",
                reduced_motion="reduce",
                color_scheme="dark" if theme == "dark" else "light",
            )
            context.clock.set_fixed_time(NOW)
            page, faults = context.new_page(), []
            watch(page, faults)
            if role:
                page.goto(f"{house.address}/demo/{role}")
                page.get_by_test_id("enter").locator("button").click()
            pages[role, theme] = page, faults
        page, faults = pages[role, theme]
        # The language is the account's: whoever sets it sets it for all windows of this person.
        # By the menu once: two pages each time would be most of this test.
        if role not in speaks or page.url == "about:blank":
            page.goto(f"{house.address}/password" if role else f"{house.address}/sign-in")
            page.get_by_test_id("person-menu").locator("summary").click()
            page.get_by_test_id(f"language-{language}").click()
            page.wait_for_selector(f"html[lang='{language}']")
        elif speaks[role] != language or not role:
            house.send(page, "/language", language=language)
        speaks[role] = language
        faults.clear()
        return page, faults

    yield enter
    for page, _faults in pages.values():
        page.context.close()


def look_at(screen: Screen, house: House, opened: Opened) -> None:
    """Its width at the narrowest; what axe says at one of the two widths, in turn: that takes a second."""
    asked_at = (DESK[0], NARROWEST)[SCREENS.index(screen) % 2]
    page, faults = opened
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    open_screen(page, house.address, screen)
    for width in (DESK[0], NARROWEST):
        page.set_viewport_size({"width": width, "height": DESK[1]})
        if width == asked_at:
            faults += [f"{width}: {fault}" for fault in serious(page)]
        with suppress(PlaywrightTimeout):  # a chart draws itself anew a moment after the window has changed
            page.wait_for_function("w => document.documentElement.scrollWidth <= w", arg=width, timeout=3_000)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} px wide at {width}: {too_wide(page, width)}")
    assert faults == []
    assert hard_to_use_in_the_bar(page) == []


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical, each with the first place it stands at."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])})"
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]


def too_wide(page: Page, width: int) -> list[str]:
    return page.evaluate(  # type: ignore[no-any-return]
        """width => [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > width + 0.5 && e.clientWidth)
            .slice(-3).map((e) => `${e.tagName}.${e.getAttribute("class")}`)""",
        width,
    )


def hard_to_use_in_the_bar(page: Page) -> list[str]:
    """What of the narrowest bar is cut off, or smaller than a thumb."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => [...document.querySelectorAll(".head :is(a, button, summary, .who, .pick__words)")]
            .filter((e) => e.checkVisibility() && getComputedStyle(e).position !== "absolute")
            .filter((e) => {
                const cut = e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible";
                const one = e.matches(".tools *, .scope__picks summary") && e.getBoundingClientRect();
                return cut || (one && Math.min(one.width, one.height) < 44);
            })
            .map((e) => e.outerHTML.slice(0, 120))"""
    )


def named(value: object) -> str:
    return value.name if isinstance(value, Screen) else str(value)


@pytest.mark.parametrize(("screen", "language", "theme"), IN_TURN, ids=named)
def test_a_screen_can_be_read_by_everybody(
    screen: Screen, language: str, theme: str, house: House, signed_in: Callable[..., Opened]
) -> None:
    look_at(screen, house, signed_in(screen.role, language, theme))


@pytest.mark.cross
@pytest.mark.parametrize(("screen", "language", "theme"), THE_CROSS, ids=named)
def test_a_screen_can_be_read_by_everybody_in_every_language_and_theme(
    screen: Screen, language: str, theme: str, house: House, signed_in: Callable[..., Opened]
) -> None:
    look_at(screen, house, signed_in(screen.role, language, theme))
