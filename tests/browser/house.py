"""A running kvota with its sample company, as `kvota run` starts it, and the way in for its people."""

from __future__ import annotations

import atexit
import os
import shutil
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
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tools.start_postgres import free_port

NOW = "2026-11-18T10:00+03:00"
SECONDS_TO_START = 120


@dataclass(frozen=True)
class House:
    """Where it answers, and the folder of its data."""

    address: str
    data: Path

    def enter(self, page: Page, role: str, language: str = "en") -> None:
        """Come in as one of the sample people, in a language, and stand on Today."""
        self.let_in(page, role, language)
        page.goto(f"{self.address}/")

    def let_in(self, page: Page, role: str, language: str = "en") -> None:
        """The same without a page drawn: five of them were a third of the time of most journeys.

        That the door and the menu of languages open by a tap, tests of their own show.
        """
        door = f"{self.address}/demo/{role}"
        page.context.request.get(door)
        self.send(page, f"/demo/{role}")
        self.send(page, "/language", language=language)

    def send(self, page: Page, path: str, **form: str | float | bool) -> None:
        """Send a form as the page would, and draw nothing of the answer."""
        token = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(self.address)}
        answer = page.context.request.post(
            f"{self.address}{path}",
            form=form,
            headers={"X-CSRFToken": token["kvota_csrf"]},
            max_redirects=0,
        )
        assert answer.status == 302, (path, answer.status)

    def command(self, *arguments: str) -> str:
        """What a command of kvota prints, on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "kvota.cli", *arguments],
            env=surroundings(self.data),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def surroundings(data: Path, port: int = 8000, now: str = NOW) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KVOTA_")}
    mine.pop("DATABASE_URL", None)
    return mine | {"KVOTA_DATA": str(data), "KVOTA_NOW": now, "PORT": str(port), "LC_ALL": "C.UTF-8"}


@contextmanager
def a_running_house(*, data: Path | None = None, now: str = NOW, whole: bool = False) -> Iterator[House]:
    """Start kvota with the sample company on a folder of its own, or on a given one as it was left there.

    Its server alone, for a test waits for three processes as long as for three pages; `whole` also has
    the worker, which reads files, and lives the days of the sample company that have passed since.
    """
    with tempfile.TemporaryDirectory(prefix="kvota-browser-") as name:
        folder = data or Path(name)
        if not any(folder.iterdir()):
            shutil.copytree(_a_prepared_folder(), folder, dirs_exist_ok=True)
        with _started(folder, now, "run" if whole else "serve") as house:
            yield house


@contextmanager
def _started(data: Path, now: str, command: str) -> Iterator[House]:
    """Start kvota; stop it with Ctrl-C, and see it stop cleanly."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "kvota.cli", command],
        env=surroundings(data, port, now),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(server, address)
        yield House(address, data)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=40)
        if server.stderr:
            server.stderr.close()
    assert server.returncode == 0


_CHECK_PAST_FORECASTS = """
import django
django.setup()
from kvota.jobs.check_forecasts import check_forecasts
while check_forecasts():
    pass
"""


@cache
def _a_prepared_folder() -> Path:
    """What a first start makes, once for each process of tests: a sample company takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="kvota-prepared-"))
    atexit.register(shutil.rmtree, folder)
    with _started(folder, NOW, "run"):
        pass
    # Or the worker of every house would do it beside its test: four seconds of processor each.
    subprocess.run(
        [sys.executable, "-c", _CHECK_PAST_FORECASTS],
        env=surroundings(folder) | {"DJANGO_SETTINGS_MODULE": "kvota.settings"},
        check=True,
    )
    return folder


def wait_until_it_answers(server: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).read()
            return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None or time.monotonic() > until:
                said = server.stderr.read().decode() if server.stderr and server.poll() is not None else ""
                raise RuntimeError(f"kvota did not answer: {said[-2000:]}") from None
            # The server says nothing when it is ready but by answering.
            time.sleep(0.1)
