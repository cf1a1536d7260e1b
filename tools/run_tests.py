"""Run every check of the house, leg by leg, and say how many minutes each took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.find_chromium import ChromiumMissing, find_chromium
from tools.start_postgres import PostgresMissing, postgres_for_tests

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"

# Rooms whose tests touch no database; every other folder of tests runs on both databases,
# so that a new room is tested there without anybody thinking of it.
WITHOUT_DATABASE = ("domain", "integrations", "language", "tools")
IN_A_BROWSER = ("browser",)
# They start kvota on SQLite files of their own, or ask no database: on PostgreSQL they would say the same.
# The real companies are long to bring in, and `cli/test_import_real_crm.py` counts one of them on both.
ON_SQLITE_ALONE = (
    "upgrades",
    "demo/test_make_demo_company.py",
    "demo/test_sample_plans.py",
    "cli/test_calc.py",
    "cli/test_every_command_is_in_the_docs.py",
    "cli/test_first_commands.py",
)
# What a page asks differs by database, what it says of the answer does not; and figures are asked of the
# columnar copy, which is the same whatever it was copied from. Of these two rooms PostgreSQL runs what
# copies, writes, searches and waits for each other, and every page for a third of the roles; `make trust`
# runs the rest of them there.
ROOMS_IN_PART = {
    "web": (
        "test_every_address.py",
        "test_what_a_role_reads.py",
        "test_lists_go_along.py",
        "test_palette.py",
        "test_renewal.py",
        "test_two_people_move.py",
        "test_waiting_moves.py",
        "setup/test_import_worker.py",
        "setup/test_audit.py",
        "welcome/test_start.py",
    ),
    "analytics": (
        "test_actual_twin.py",
        "test_columnar_copy.py",
        "test_coverage.py",
        "test_deal_state.py",
        "test_exchange_rates.py",
        "test_forecast_record.py",
        "test_forked_process.py",
        "test_hours.py",
        "test_lead_supply.py",
        "test_many_at_once.py",
        "test_scope.py",
        "test_technology.py",
    ),
}

Surroundings = dict[str, str]


@dataclass(frozen=True)
class Leg:
    """One part of the run: its name and what it calls; it passes when that returns 0."""

    name: str
    run: Callable[[Surroundings], int]


def main(names: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers started here are stopped
    there_are = {leg.name: leg for leg in (*LEGS, *ONLY_BY_NAME)}
    unknown = [name for name in names if name not in there_are]
    if unknown:
        print(f"no leg {unknown[0]}; there are: {', '.join(there_are)}")
        return 2
    legs = [leg for leg in there_are.values() if leg.name in names] or LEGS
    with tempfile.TemporaryDirectory(prefix="kvota-tests-") as data:
        surroundings = clean_surroundings(Path(data))
        outcomes = [(leg.name, *timed(leg, surroundings)) for leg in legs]

    print("\nleg               minutes  result")
    for name, minutes, passed in outcomes:
        print(f"{name:<18}{minutes:>7.1f}  {'passed' if passed else 'FAILED'}")
    print(f"{'together':<18}{sum(minutes for _, minutes, _ in outcomes):>7.1f}")
    return 0 if all(passed for _, _, passed in outcomes) else 1


def clean_surroundings(data: Path) -> Surroundings:
    """The environment without anything that would steer kvota, and with a data folder of its own."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KVOTA_")}
    for name in ("DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE"):
        mine.pop(name, None)
    return mine | {"KVOTA_DATA": str(data)}


def timed(leg: Leg, surroundings: Surroundings) -> tuple[float, bool]:
    print(f"\n=== {leg.name} ===", flush=True)
    begun = time.monotonic()
    try:
        passed = leg.run(surroundings) == 0
    except (ChromiumMissing, PostgresMissing) as missing:
        print(missing)
        passed = False
    return (time.monotonic() - begun) / 60, passed


def python(surroundings: Surroundings, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=surroundings).returncode


def pytest(surroundings: Surroundings, folders: list[str], *options: str) -> int:
    """Run pytest on all cores. A leg without a test fails, as pytest does with 5: nothing was shown.

    Tests marked `xdist_group` stay in one process: they share something that takes seconds to make.
    """
    if not folders:  # without a folder pytest would run all of them
        print("no tests here")
        return 5
    on_all_cores = ("-q", "-n", "auto", "--dist", "loadgroup")
    return python(
        surroundings, "pytest", *on_all_cores, "--durations=12", "--durations-min=3", *options, *folders
    )


def format_and_lint(surroundings: Surroundings) -> int:
    formatted = python(surroundings, "ruff", "format", "--check", "--quiet", ".")
    if formatted != 0:
        print("not formatted; run: .venv/bin/ruff format .")
    return python(surroundings, "ruff", "check", ".") or formatted


def types(surroundings: Surroundings) -> int:
    return python(surroundings, "mypy")


def units(surroundings: Surroundings) -> int:
    folders = [str(TESTS / room) for room in WITHOUT_DATABASE if (TESTS / room).is_dir()]
    files = [str(file) for file in sorted(TESTS.glob("test_*.py"))]
    return pytest(surroundings, [*folders, *files, "src/kvota/domain"], "--doctest-modules")


def on_sqlite(surroundings: Surroundings) -> int:
    return pytest(surroundings, folders_with_database())


def on_postgres(surroundings: Surroundings) -> int:
    in_part = [str(TESTS / room) for room in ROOMS_IN_PART]
    folders = [folder for folder in folders_with_database() if folder not in in_part]
    folders.remove(str(TESTS / "upgrades"))
    with postgres_for_tests() as address:
        ignored = [f"--ignore={TESTS / place}" for place in ON_SQLITE_ALONE]
        return pytest(surroundings | {"DATABASE_URL": address}, [*folders, *in_both()], *ignored)


def the_rest_on_postgres(surroundings: Surroundings) -> int:
    with postgres_for_tests() as address:
        ignored = [f"--ignore={place}" for place in in_both()]
        rest = [str(TESTS / place) for place in (*ROOMS_IN_PART, *ON_SQLITE_ALONE) if place != "upgrades"]
        return pytest(surroundings | {"DATABASE_URL": address}, rest, *ignored)


def in_both() -> list[str]:
    """The files of the rooms of which PostgreSQL runs a part."""
    return [str(TESTS / room / file) for room, files in ROOMS_IN_PART.items() for file in files]


def in_a_browser(surroundings: Surroundings) -> int:
    browser = find_chromium()
    folders = [str(TESTS / folder) for folder in IN_A_BROWSER if (TESTS / folder).is_dir()]
    # File by file: the tests of a file share one running house, and each process would start its own.
    return pytest(surroundings | {"CHROMIUM": str(browser)}, folders, "--dist", "loadfile")


def folders_with_database() -> list[str]:
    """The folders of tests/ that no other leg runs, so that none falls between two legs."""
    elsewhere = {*WITHOUT_DATABASE, *IN_A_BROWSER}
    folders = sorted(path for path in TESTS.iterdir() if path.is_dir() and path.name not in elsewhere)
    return [str(path) for path in folders if any(path.rglob("test_*.py"))]


LEGS = (
    Leg("lint", format_and_lint),
    Leg("types", types),
    Leg("unit", units),
    Leg("sqlite", on_sqlite),
    Leg("postgres", on_postgres),
    Leg("browser", in_a_browser),
)
ONLY_BY_NAME = (Leg("postgres-rest", the_rest_on_postgres),)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
