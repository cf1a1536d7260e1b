"""The arrows of STYLE.md, checked on every import of the package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "kvota"

GROUND = {"records", "analytics", "actions", "domain", "language", "integrations", "demo", "clock"}
# Room -> the rooms and root files of kvota it may import, itself included.
ALLOWED = {
    "domain": {"domain"},
    "records": {"records", "domain"},
    "analytics": {"analytics", "records", "domain"},
    "language": {"language", "domain"},
    "integrations": {"integrations", "domain"},
    "actions": {"actions", "records", "analytics", "domain"},
    "demo": {"demo", "actions", "records", "domain"},
    "web": {"web", *GROUND},
    "api": {"api", *GROUND},
    "cli": {"cli", *GROUND},
    "jobs": {"jobs", *GROUND},
    "settings": {"database"},
    "database": {"writers_in_turn"},
    "writers_in_turn": set(),
    "clock": set(),
    "__init__": set(),
}
# The places where a door names another: the web server mounts the API, the command starts the worker,
# and a page hands it what is too long for a page: an import, a backup, an allocation.
EXCEPTIONS = {
    "web/urls.py": {"api"},
    "cli/serve.py": {"web", "jobs"},
    "web/setup/imports/work.py": {"jobs"},
    "web/setup/backup.py": {"jobs"},
    "web/plan/share_work.py": {"jobs"},
}

# What a rule would need to look around: the surroundings, the clock, chance, files, other programs.
LOOKS_AROUND = {
    *(
        "asyncio",
        "getpass",
        "gettext",
        "glob",
        "http",
        "importlib",
        "io",
        "locale",
        "logging",
        "multiprocessing",
    ),
    *(
        "os",
        "pathlib",
        "platform",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "subprocess",
    ),
    *("sys", "tempfile", "threading", "time", "urllib", "uuid"),
}
MAY_BE_IN_DOMAIN = (set(sys.stdlib_module_names) | {"numpy", "scipy"}) - LOOKS_AROUND
# Tables that lie beside the rules, such as a country's holidays, are part of the rules.
OWN_TABLES = "importlib.resources"

WITHOUT_CLOCK = {"domain", "analytics", "actions", "language", "integrations"}
ASKS_THE_CLOCK = {"now", "utcnow", "today", "localdate", "localtime"}
CLOCKS = {"datetime", "date", "timezone", "clock"}


def wrong_imports(where: str, source: str) -> list[str]:
    """Say what in this file, named by its path inside the package, breaks an arrow."""
    room = where.split("/")[0].removesuffix(".py")
    if room not in ALLOWED:
        return [f"{room} is no room of the house: give it a row in ALLOWED, or a place in another room"]
    allowed = ALLOWED[room] | EXCEPTIONS.get(where, set())
    wrong = []
    for name in names_imported(ast.parse(source)):
        if name.startswith("."):
            wrong.append("write the full import path")
            continue
        top, *rest = name.split(".")
        if top == "kvota":
            if rest and rest[0] not in allowed:
                wrong.append(f"{room} may not import {name}")
        elif room == "domain" and top not in MAY_BE_IN_DOMAIN and name != OWN_TABLES:
            wrong.append(f"domain may not import {name}")
    return wrong


def names_imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "."
            elif node.module == "kvota":  # `from kvota import clock` names the room last
                yield from (f"kvota.{alias.name}" for alias in node.names if not alias.name.startswith("__"))
            else:
                yield node.module or ""


def looks_at_the_clock(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            named = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if node.func.attr in ASKS_THE_CLOCK and named in CLOCKS:
                found.append(f"line {node.lineno}: {named}.{node.func.attr}() belongs at the door")
    return found


def files() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("where", files())
def test_a_file_imports_only_what_its_room_may(where: str) -> None:
    assert wrong_imports(where, (PACKAGE / where).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("where", [each for each in files() if each.split("/")[0] in WITHOUT_CLOCK])
def test_below_the_doors_nobody_asks_the_clock(where: str) -> None:
    assert looks_at_the_clock((PACKAGE / where).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("domain/planning/spread.py", "import django"),
        ("domain/planning/spread.py", "from os import environ"),
        ("domain/planning/spread.py", "import pandas as pd"),
        ("domain/planning/spread.py", "def late():\n    from time import time"),
        ("domain/planning/spread.py", "from kvota.records.deal import Deal"),
        ("records/deal.py", "from kvota.actions.record_move import record_move"),
        ("language/amounts.py", "from kvota.records.models import Deal"),
        ("actions/record_move.py", "from kvota.clock import today"),
        ("actions/record_move.py", "from kvota.settings import KVOTA"),
        ("web/today/page.py", "from kvota.settings import KVOTA"),
        ("web/today/page.py", "from kvota.api.moves import post_move"),
        ("api/moves.py", "from kvota import web"),
        ("cli/report.py", "from kvota.jobs.run_due import run_due"),
        ("web/today/page.py", "from .words import wording"),
        ("helpers.py", "import json"),
    ],
)
def test_an_arrow_that_turns_back_is_refused(where: str, source: str) -> None:
    assert len(wrong_imports(where, source)) == 1


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("domain/planning/spread.py", "import numpy as np\nfrom fractions import Fraction"),
        (
            "actions/record_move.py",
            "from django.db import transaction\nfrom kvota.records.models import Move",
        ),
        ("web/urls.py", "from kvota.api.moves import router"),
        ("web/today/page.py", "from kvota import clock\nfrom kvota.language.amounts import money"),
    ],
)
def test_an_arrow_that_points_down_is_fine(where: str, source: str) -> None:
    assert wrong_imports(where, source) == []


def test_every_way_of_asking_the_clock_is_seen() -> None:
    source = "from django.utils import timezone\ntimezone.now()\ndatetime.datetime.now()\ndate.today()\n"
    assert len(looks_at_the_clock(source)) == 3
