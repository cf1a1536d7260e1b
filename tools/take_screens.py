"""Take the screenshots of docs/screens anew: the sample company, at one fixed moment, on desk and phone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tools.find_chromium import LAUNCH_FLAGS, ChromiumMissing, find_chromium
from tools.screens import SCREENS, Screen, open_screen
from tools.start_postgres import free_port

PICTURES = Path(__file__).parents[1] / "docs" / "screens"
NOW = "2026-11-18T14:05"
SECONDS_TO_START = 180

DESK = (1280, 720)
PHONE = (390, 844)
COLOURS = 64


# Light in English, dark in another language: which one goes round.
OTHER_LANGUAGES = ("ru", "zh-hans", "bg")


def main(names: list[str]) -> int:
    """Every screen, or those named, in two sizes and two themes, into docs/screens."""
    wanted = [screen for screen in SCREENS if not names or screen.name in names]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sample_company() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_FLAGS))
        for language, theme, ending in (("en", "light", ""), ("", "dark", "-dark")):
            for screen in wanted:
                spoken = language or OTHER_LANGUAGES[SCREENS.index(screen) % len(OTHER_LANGUAGES)]
                for size, of_size in ((DESK, ""), (PHONE, "-phone")):
                    picture = PICTURES / f"{screen.name}{of_size}{ending}.png"
                    take(browser, address, screen, size, picture, language=spoken, theme=theme)
                    print(picture)
        browser.close()
    return 0


@contextmanager
def sample_company() -> Iterator[str]:
    """Run kvota on a data folder of its own, as `make run` does; give its address and stop it at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="kvota-screens-") as data:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("KVOTA_")}
        mine.pop("DATABASE_URL", None)
        mine |= {"KVOTA_DATA": data, "KVOTA_NOW": NOW, "PORT": str(port), "LC_ALL": "C.UTF-8"}
        server = subprocess.Popen([sys.executable, "-m", "kvota.cli", "run"], env=mine)
        try:
            wait_until_it_answers(server, address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def wait_until_it_answers(server: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers, whatever it says
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"kvota did not answer at {address} within {SECONDS_TO_START} s")


def take(
    browser: Browser,
    address: str,
    screen: Screen,
    size: tuple[int, int],
    picture: Path,
    *,
    language: str,
    theme: str,
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=size == PHONE,
    )
    page = context.new_page()
    if screen.role:
        page.goto(f"{address}/demo/{screen.role}")
        page.get_by_test_id("enter").get_by_role("button").click()
        page.goto(f"{address}/password")
    else:
        page.goto(address + screen.path)
    page.get_by_test_id("person-menu").locator("summary").click()
    page.get_by_test_id(f"language-{language}").click()
    page.wait_for_selector(f"html[lang='{language}']")
    open_screen(page, address, screen)
    page.wait_for_load_state("networkidle")
    keep_small(page.screenshot(), picture)
    context.close()


def keep_small(png: bytes, picture: Path) -> None:
    """Write a picture with as few colours as a page has: a third of the size, and no eye sees it."""
    with Image.open(BytesIO(png)) as shot:
        few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(picture, optimize=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ChromiumMissing, RuntimeError) as missing:
        sys.exit(str(missing))
