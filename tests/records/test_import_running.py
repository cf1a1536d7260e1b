"""One import writes into a company at a time, and a dead one holds nobody up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from kvota.records.import_running import ImportRunning, only_import
from kvota.records.models import Organisation

HOLD = """
import os, sys, time
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from kvota.records.import_running import only_import
from kvota.records.models import Organisation
with only_import(Organisation(pk=int(sys.argv[2]), name="Nord Pack")):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: object, monkeypatch: pytest.MonkeyPatch, db: None) -> str:
    """The name of the database as another process would open it."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", f"{tmp_path}/kvota.sqlite3")
    return str(connection.settings_dict["NAME"])


@pytest.fixture
def other_process(place: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of company 77 until it is told to end."""
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "kvota.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, place, "77"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def company(number: int) -> Organisation:
    return Organisation(pk=number, name="Nord Pack")


def test_a_second_import_of_the_company_is_refused(other_process: subprocess.Popen[str]) -> None:
    with pytest.raises(ImportRunning) as refused, only_import(company(77)):
        pass
    assert refused.value.fields == {"company": "Nord Pack"}


def test_another_company_imports_meanwhile(other_process: subprocess.Popen[str]) -> None:
    with only_import(company(78)):
        pass


def test_a_killed_import_holds_nothing(other_process: subprocess.Popen[str]) -> None:
    other_process.kill()
    other_process.communicate()
    with only_import(company(77)):
        pass


def test_the_lock_is_free_again_after_the_import(place: str) -> None:
    for _ in range(2):
        with only_import(company(77)):
            pass
