"""The browser the tests drive: the one on this machine, or one installed for them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The shell first: the same browser without its windows; a sixth of the time of the tests less.
ON_PATH = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    Path("/usr/bin/chromium-headless-shell"),
    Path("/usr/bin/chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# A test browser speaks to this machine and to nothing else; without these flags
# Chromium looks up its maker's hosts at every start.
LAUNCH_FLAGS = (
    "--no-sandbox",  # root, as in most containers, has no other way to start it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class ChromiumMissing(RuntimeError):
    """No browser was found and none could be installed."""


def find_chromium(*, install: bool = True) -> Path:
    """Return a Chromium that starts and can be driven, installed first when there is none (`install`).

    Raises ChromiumMissing with one line that says what was tried: browser tests that
    quietly skip would let a broken page pass.
    """
    if importlib.util.find_spec("playwright") is None:
        raise ChromiumMissing(f"{sys.executable} has no playwright; run this with the Python of `make setup`")
    if not driver_starts() and not (install and add_with_apt("libatomic1") and driver_starts()):
        raise ChromiumMissing(
            "Playwright's driver does not start; on a bare Debian: apt-get install libatomic1"
        )

    given = os.environ.get("CHROMIUM")
    if given:
        if not starts(Path(given)):
            raise ChromiumMissing(f"CHROMIUM is {given}, which does not start")
        return Path(given)

    for browser in candidates():
        if starts(browser):
            return browser
    if install:
        for install_one in (install_with_apt, install_with_playwright):
            if install_one():
                return find_chromium(install=False)
    raise ChromiumMissing(
        "no Chromium: none on PATH, and neither `apt-get install chromium` (as root on Debian)"
        " nor `playwright install chromium` brought one; install one or set CHROMIUM to its path"
    )


def candidates() -> Iterator[Path]:
    for name in ON_PATH:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from (browser for browser in ELSEWHERE if browser.exists())
    own = playwrights_own()
    if own is not None and own.exists():
        yield own


def playwrights_own() -> Path | None:
    """Where Playwright keeps the browser it downloads, whether or not it did."""
    ask = (
        "from playwright.sync_api import sync_playwright as p\n"
        "with p() as it: print(it.chromium.executable_path)"
    )
    # In a process of its own: the caller may already be inside a Playwright loop.
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    return Path(answer.stdout.strip()) if answer.returncode == 0 else None


def starts(browser: Path) -> bool:
    try:
        return subprocess.run([browser, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def driver_starts() -> bool:
    """Whether the program between us and the browser runs: it needs a library that a bare Debian lacks."""
    return (
        subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0
    )


def install_with_apt() -> bool:
    return add_with_apt("chromium-headless-shell") or add_with_apt("chromium")


def add_with_apt(package: str) -> bool:
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return False
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return all(succeeds(command, quiet) for command in (["apt-get", "update", "-qq"], install))


def install_with_playwright() -> bool:
    return succeeds([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def succeeds(command: list[str], surroundings: dict[str, str]) -> bool:
    print("installing a browser for the tests:", *command, file=sys.stderr)
    done = subprocess.run(
        command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        print((done.stderr.strip().splitlines() or ["failed"])[-1], file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    try:
        print(find_chromium())
    except ChromiumMissing as missing:
        sys.exit(str(missing))
