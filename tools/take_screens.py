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
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.find_chromium import LAUNCH_FLAGS, ChromiumMissing, find_chromium
from tools.start_postgres import free_port

SCREENS = Path(__file__).parents[1] / "docs" / "screens"
NOW = "2026-11-18T14:05"
SECONDS_TO_START = 180

DESK = (1280, 720)
PHONE = (390, 844)


@dataclass(frozen=True)
class Screen:
    """One page as one person of the sample company sees it."""

    name: str
    role: str
    path: str


SCREENS_TO_TAKE = (
    Screen("today", "rep", "/"),
    Screen("team-now", "head", "/"),
    Screen("board", "head", "/board"),
    Screen("plan", "owner", "/plan"),
    Screen("review", "owner", "/review"),
)


def main(names: list[str]) -> int:
    wanted = [screen for screen in SCREENS_TO_TAKE if not names or screen.name in names]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sample_company() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_FLAGS))
        for screen in wanted:
            for size, ending in ((DESK, ""), (PHONE, "-phone")):
                picture = SCREENS / f"{screen.name}{ending}.png"
                take(browser, address, screen, size, picture)
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


def take(browser: Browser, address: str, screen: Screen, size: tuple[int, int], picture: Path) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/demo/{screen.role}")
    page.get_by_test_id("enter").get_by_role("button").click()
    page.goto(address + screen.path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture)
    context.close()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ChromiumMissing, RuntimeError) as missing:
        sys.exit(str(missing))
