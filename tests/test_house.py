"""Promises of the house that no single room can keep: names, surroundings, locks, versions, words."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

import kvota
from kvota.domain.selling.usual_funnel import STAGES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "kvota"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = sorted([*ROOT.glob("*.lock"), *ROOT.glob("tools/*.lock")])

DRAWERS = {
    *("base", "common", "general", "helper", "helpers", "lib", "manager", "managers", "misc", "processor"),
    *("processors", "service", "services", "shared", "stuff", "tools", "util", "utils"),
}


def sources(*suffixes: str) -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*") if path.suffix in suffixes and "__pycache__" not in path.parts
    )


# Names


@pytest.mark.parametrize("room", [PACKAGE, ROOT / "tests", ROOT / "tools"], ids=lambda path: path.name)
def test_no_file_and_no_folder_is_a_drawer(room: Path) -> None:
    # Not templates: the frame of all pages is looked for under base.html by everybody who knows Django.
    inside = [path.relative_to(room) for path in room.rglob("*") if path.suffix in {".py", ".sql", ".css"}]
    # tests/tools mirrors tools/, which lies outside the package; base.html is Django's own word for the
    # page that every other one extends.
    drawers = [
        path
        for path in inside
        if DRAWERS & {part.split(".")[0] for part in path.parts} - {"tools"} and path.name != "base.html"
    ]
    assert drawers == []


def test_a_name_with_and_in_it_is_two_files() -> None:
    assert [path.name for path in sources(".py", ".sql") if "_and_" in path.stem] == []


# Surroundings


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(PACKAGE).as_posix() for path in sources(".py") if reads_environment(path.read_text())
    ]
    assert readers == ["settings.py"]


def reads_environment(source: str) -> bool:
    """Whether a file looks into the environment. Setting a name for Django or for a child is a write."""
    tree = ast.parse(source)
    writes = {id(target.value) for target in ast.walk(tree) if is_write(target)}
    reading = {"environ", "environb", "getenv"}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "os"
        for alias in node.names
    }
    used = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and id(node) not in writes
    }
    return bool(reading & (imported | used))


def is_write(node: ast.AST) -> TypeGuard[ast.Subscript | ast.Attribute]:
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Store)
    return isinstance(node, ast.Attribute) and node.attr == "setdefault"


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("import os\nos.environ['PORT']", True),
        ("import os\nos.getenv('PORT')", True),
        ("from os import environ", True),
        ("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'kvota.settings')", False),
        ("import os\nos.environ['PORT'] = '8080'", False),
        ("import os\nport = os.environ.setdefault('PORT', os.environ['P'])", True),
        ("import os\nos.path.join('a', 'b')", False),
    ],
)
def test_reading_the_environment_is_told_from_writing(source: str, reads: bool) -> None:
    assert reads_environment(source) is reads


def test_every_setting_is_in_the_docs() -> None:
    read = set(re.findall(r'"(KVOTA_[A-Z_]+|PORT|DATABASE_URL)"', (PACKAGE / "settings.py").read_text()))
    written = (ROOT / "docs" / "settings.md").read_text()
    assert read
    assert sorted(name for name in read if f"`{name}`" not in written) == []


def test_the_tests_run_at_their_own_moment_in_their_own_folder() -> None:
    from django.conf import settings

    assert "kvota-test-data-" in str(settings.KVOTA.data)
    assert settings.KVOTA.fixed_now.isoformat() == "2026-11-18T14:05:00+00:00"


def test_a_test_cannot_reach_another_machine() -> None:
    import socket

    with pytest.raises(RuntimeError, match=r"socket\.getaddrinfo to example\.org"):
        socket.create_connection(("example.org", 443), timeout=1)


# Locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_a_host(lock: Path) -> None:
    named = [line for line in lock.read_text().splitlines() if re.search(r"://|^\s*--(?!hash)|\s@\s", line)]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_its_hashes(lock: Path) -> None:
    pins = re.findall(r"^([a-z0-9.-]+)==.*?(?=^[a-z0-9.-]+==|\Z)", lock.read_text(), re.M | re.S)
    hashed = re.findall(r"^([a-z0-9.-]+)==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", lock.read_text(), re.M)
    assert pins
    assert hashed == pins


def test_the_lock_of_the_front_end_names_no_host() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    run, tests = (pins(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    asked = {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in PROJECT["dependencies"]}
    assert asked <= {name for name, _ in run}
    assert run <= tests


def pins(lock: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(), re.M))


# Versions and commands


def test_the_version_is_one() -> None:
    top = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert top is not None
    assert PROJECT["version"] == kvota.__version__ == top.group(1)


def test_the_machine_that_checks_runs_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/usr/bin/env bash", 'cd "$(dirname "$0")/.." && exec make test']


def test_the_stages_a_company_starts_with_are_those_of_the_words() -> None:
    rows = re.findall(
        r"^\| (\d) \| `(\w+)` \|(.*)\| `(\w+)` \|$", (ROOT / "docs" / "words.md").read_text(), re.M
    )
    written = [
        (kind, [each.strip(" *") for each in names.split("|")], action) for _, kind, names, action in rows
    ]
    assert written == [(stage.kind, list(stage.names.values()), stage.usual_action) for stage in STAGES]


# Pages: what a strict Content-Security-Policy would silently drop


@pytest.mark.parametrize("page", sources(".html"), ids=lambda path: path.name)
def test_no_template_carries_script_or_style_inside(page: Path) -> None:
    text = page.read_text()
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", text) == []
    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text) == []


def test_a_page_asks_no_other_host_for_anything() -> None:
    asked = [(path.name, host) for path in sources(".html", ".css", ".js") for host in hosts_asked(path)]
    assert asked == []


def hosts_asked(path: Path) -> Iterator[str]:
    yield from re.findall(r"(?:src|srcset|data)=[\"']https?://([^\"'/]+)", path.read_text())
    yield from re.findall(
        r"url\([\"']?https?://([^\"')/]+)|@import\s+[\"']https?://([^\"'/]+)", path.read_text()
    )
