"""Put kvota and what it needs into .venv, from the hashed locks: by uv, or by pip where uv cannot be had."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
UV_VENV = ROOT / ".uvenv"
UV_LOCK = ROOT / "tools" / "uv.lock"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}

OLDEST_PYTHON = (3, 11)
# hatchling stands in the lock, so building the package itself fetches nothing unchecked.
THE_PROJECT = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]

Installer = Callable[[Path], None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--with-tests", action="store_true", help="also what the tests need")
    parser.add_argument("--installer", choices=["auto", "uv", "pip"], default="auto")
    wanted = parser.parse_args()

    if sys.version_info < OLDEST_PYTHON:
        print(
            f"kvota needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12"
        )
        return 1
    purpose = "test" if wanted.with_tests else "run"
    if is_installed(purpose):
        return 0

    begun = time.monotonic()
    try:
        how = install(LOCKS[purpose], wanted.installer)
    except (OSError, subprocess.CalledProcessError) as fault:
        print(f"setup failed: {fault}", file=sys.stderr)
        return 1
    stamp(purpose).write_text(fingerprint(purpose))
    print(f"installed into .venv with {how} in {time.monotonic() - begun:.1f} s")
    return 0


def stamp(purpose: str) -> Path:
    return VENV / f".installed-to-{purpose}"


def fingerprint(purpose: str) -> str:
    """What an installation depends on. The root is in it: an editable install points there."""
    parts = [LOCKS[purpose].read_bytes(), (ROOT / "pyproject.toml").read_bytes(), bytes(ROOT)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_installed(purpose: str) -> bool:
    """Whether .venv already holds it. What the tests need includes what a run needs."""
    if not runs(VENV_PYTHON):
        return False
    enough = ["run", "test"] if purpose == "run" else ["test"]
    return any(stamp(each).is_file() and stamp(each).read_text() == fingerprint(each) for each in enough)


def runs(python: Path) -> bool:
    """Whether this interpreter starts and is new enough: an upgraded system leaves dangling ones."""
    if not python.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def install(lock: Path, installer: str) -> str:
    """Install with the first installer that manages it; return its name."""
    uv = None if installer == "pip" else find_uv()
    if uv is not None:
        try:
            with_uv(uv, lock)
            return "uv"
        except subprocess.CalledProcessError:
            if installer == "uv":
                raise
            # uv reads neither pip's settings nor the machine's certificates, and a firm may have its own.
            print("uv could not install; trying pip", file=sys.stderr)
    elif installer == "uv":
        raise FileNotFoundError("uv is neither on PATH nor to be had with pip")
    with_pip(lock)
    return "pip"


def find_uv() -> Path | None:
    """uv of this machine, or our own pinned one in .uvenv, or None where it has no wheel."""
    on_path = shutil.which("uv")
    if on_path:
        return Path(on_path)
    own = UV_VENV / "bin" / "uv"
    if own.exists():
        return own
    try:
        make_venv(UV_VENV)
        pip = [UV_VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
        call(*pip, "--require-hashes", "--only-binary", ":all:", "-r", UV_LOCK)
    except (OSError, subprocess.CalledProcessError):
        return None
    return own


def with_uv(uv: Path, lock: Path) -> None:
    if not runs(VENV_PYTHON):
        call(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
    pip = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON]
    call(*pip, "--require-hashes", "-r", lock)
    call(*pip, *THE_PROJECT)


def with_pip(lock: Path) -> None:
    if not runs(VENV_PYTHON):
        make_venv(VENV)
    if not has_pip(VENV_PYTHON):  # uv makes its environments without
        call(VENV_PYTHON, "-m", "ensurepip", quiet=True)
    pip = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call(*pip, "--require-hashes", "-r", lock)
    call(*pip, *THE_PROJECT)


def make_venv(folder: Path) -> None:
    """Make a virtual environment with pip in it. Debian's Python alone cannot: the part is a package."""
    command = [sys.executable, "-m", "venv", "--clear", folder]
    try:
        call(*command, quiet=True)
    except subprocess.CalledProcessError:
        if not add_venv_to_debian():
            raise OSError(
                "this Python cannot make a virtual environment with pip in it;"
                " on Debian and Ubuntu: apt-get install python3-venv, or install uv"
            ) from None
        call(*command, quiet=True)


def add_venv_to_debian() -> bool:
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    print("installing python3-venv, which this Python lacks", file=sys.stderr)
    try:
        call("apt-get", "update", "-qq", quiet=True)
        call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv", quiet=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def has_pip(python: Path) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def call(*command: str | Path, quiet: bool = False) -> None:
    surroundings = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    subprocess.run(command, check=True, cwd=ROOT, env=surroundings, capture_output=quiet)


if __name__ == "__main__":
    sys.exit(main())
