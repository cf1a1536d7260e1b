"""What `pip install .` brings: a page or a catalogue left behind would fail on the user's machine only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import kvota

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = folder.glob("kvota-*.whl")
    with ZipFile(made) as opened:
        return opened


def test_every_file_of_the_package_is_in_the_wheel(wheel: ZipFile) -> None:
    package = ROOT / "src" / "kvota"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    packed = set(wheel.namelist())
    assert [str(path) for path in files if path.relative_to(ROOT / "src").as_posix() not in packed] == []


def test_nothing_but_the_package_is_in_the_wheel(wheel: ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {
        "kvota",
        f"kvota-{kvota.__version__}.dist-info",
    }


def test_the_wheel_carries_the_licence_and_the_command(wheel: ZipFile) -> None:
    names = [name for name in wheel.namelist() if ".dist-info/" in name]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("entry_points.txt") for name in names)
