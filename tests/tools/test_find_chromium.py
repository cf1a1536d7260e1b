from __future__ import annotations

from pathlib import Path

import pytest

from tools import find_chromium
from tools.find_chromium import ChromiumMissing


def browser_at(path: Path) -> Path:
    path.write_text("#!/bin/sh\necho Chromium\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(find_chromium, "ELSEWHERE", ())
    monkeypatch.setattr(find_chromium, "playwrights_own", lambda: None)
    monkeypatch.setattr(find_chromium, "driver_starts", lambda: True)


def test_the_browser_of_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser_at(tmp_path / "chromium")
    chosen = browser_at(tmp_path / "my-browser")
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert find_chromium.find_chromium() == chosen


def test_a_browser_of_the_environment_that_does_not_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(ChromiumMissing, match="/nowhere/chromium, which does not start"):
        find_chromium.find_chromium()


def test_the_browser_on_path_is_found(tmp_path: Path) -> None:
    chrome = browser_at(tmp_path / "google-chrome")
    assert find_chromium.find_chromium() == chrome


def test_one_is_installed_when_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(find_chromium, "install_with_apt", lambda: False)
    monkeypatch.setattr(
        find_chromium, "install_with_playwright", lambda: bool(browser_at(tmp_path / "chromium"))
    )
    assert find_chromium.find_chromium() == tmp_path / "chromium"


def test_without_a_browser_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_chromium, "install_with_apt", lambda: False)
    monkeypatch.setattr(find_chromium, "install_with_playwright", lambda: False)
    with pytest.raises(ChromiumMissing) as missing:
        find_chromium.find_chromium()
    assert "set CHROMIUM to its path" in str(missing.value)
    assert "\n" not in str(missing.value)


def test_a_driver_that_lacks_a_library_gets_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chromium = browser_at(tmp_path / "chromium")
    added: list[str] = []
    monkeypatch.setattr(find_chromium, "driver_starts", lambda: bool(added))
    monkeypatch.setattr(find_chromium, "add_with_apt", lambda package: added.append(package) or True)
    assert find_chromium.find_chromium() == chromium
    assert added == ["libatomic1"]


def test_a_driver_that_never_starts_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_chromium, "driver_starts", lambda: False)
    monkeypatch.setattr(find_chromium, "add_with_apt", lambda package: False)
    with pytest.raises(ChromiumMissing, match="apt-get install libatomic1"):
        find_chromium.find_chromium()


def test_a_python_without_playwright_installs_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(find_chromium.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(find_chromium, "add_with_apt", lambda package: installed.append(package))
    with pytest.raises(ChromiumMissing, match="has no playwright"):
        find_chromium.find_chromium()
    assert installed == []
