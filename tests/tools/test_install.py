from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import install


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty clone: two locks, a pyproject.toml, and a .venv whose Python starts."""
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path)
    monkeypatch.setattr(install, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(
        install, "LOCKS", {"run": tmp_path / "requirements.lock", "test": tmp_path / "requirements-dev.lock"}
    )
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the locks that were installed, in order."""
    done: list[str] = []

    def remember(lock: Path, installer: str) -> str:
        done.append(lock.name)
        return installer

    monkeypatch.setattr(install, "install", remember)
    monkeypatch.setattr(sys, "argv", ["install"])
    return done


def test_a_second_setup_does_nothing(house: Path, installed: list[str]) -> None:
    assert install.main() == 0
    assert install.main() == 0
    assert installed == ["requirements.lock"]


def test_a_changed_lock_is_installed_again(house: Path, installed: list[str]) -> None:
    install.main()
    (house / "requirements.lock").write_text("newer")
    install.main()
    assert installed == ["requirements.lock", "requirements.lock"]


def test_what_the_tests_need_is_enough_to_run(
    house: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["install", "--with-tests"])
    install.main()
    monkeypatch.setattr(sys, "argv", ["install"])
    install.main()
    assert installed == ["requirements-dev.lock"]


def test_a_broken_installation_leaves_no_stamp(
    house: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(lock: Path, installer: str) -> str:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(install, "install", break_off)
    assert install.main() == 1
    assert "setup failed" in capsys.readouterr().err
    assert not install.is_installed("run")


def test_pip_takes_over_when_uv_cannot(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(uv: Path, lock: Path) -> None:
        raise subprocess.CalledProcessError(2, "uv")

    used: list[Path] = []
    monkeypatch.setattr(install, "find_uv", lambda: Path("uv"))
    monkeypatch.setattr(install, "with_uv", cannot)
    monkeypatch.setattr(install, "with_pip", used.append)
    assert install.install(Path("requirements.lock"), "auto") == "pip"
    assert used == [Path("requirements.lock")]


def test_an_old_python_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["install"])
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    assert install.main() == 1
    assert "Python 3.11 or newer" in capsys.readouterr().out


def test_a_debian_python_without_venv_gets_it_and_tries_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[str] = []

    def fail_first(*command: object, quiet: bool = False) -> None:
        calls.append(str(command[0]))
        if len(calls) == 1:
            raise subprocess.CalledProcessError(1, "venv")

    monkeypatch.setattr(install, "call", fail_first)
    monkeypatch.setattr(install, "add_venv_to_debian", lambda: True)
    install.make_venv(tmp_path)
    assert calls == [sys.executable, sys.executable]


def test_a_python_that_cannot_make_an_environment_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*command: object, quiet: bool = False) -> None:
        raise subprocess.CalledProcessError(1, "venv")

    monkeypatch.setattr(install, "call", fail)
    monkeypatch.setattr(install, "add_venv_to_debian", lambda: False)
    with pytest.raises(OSError, match="apt-get install python3-venv"):
        install.make_venv(tmp_path)
