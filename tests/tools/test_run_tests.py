from __future__ import annotations

from pathlib import Path

import pytest

from tools import run_tests
from tools.run_tests import Leg


def test_every_folder_with_tests_is_run_by_exactly_one_kind_of_leg() -> None:
    with_tests = {file.relative_to(run_tests.TESTS).parts[0] for file in run_tests.TESTS.rglob("*/test_*.py")}
    with_database = {Path(folder).name for folder in run_tests.folders_with_database()}
    elsewhere = {*run_tests.WITHOUT_DATABASE, *run_tests.IN_A_BROWSER}
    assert with_tests - elsewhere == with_database


def test_what_postgres_leaves_out_is_there_to_be_left_out() -> None:
    for place in (*run_tests.ON_SQLITE_ALONE, *run_tests.ROOMS_IN_PART):
        assert (run_tests.TESTS / place).exists(), place
    assert [file for file in run_tests.in_both() if not Path(file).is_file()] == []


def test_one_failed_leg_fails_the_run_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    legs = (Leg("first", lambda _: 1), Leg("second", lambda _: 0))
    monkeypatch.setattr(run_tests, "LEGS", legs)
    assert run_tests.main([]) == 1
    table = capsys.readouterr().out
    assert "first                 0.0  FAILED" in table
    assert "second                0.0  passed" in table


def test_a_leg_without_a_test_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests.pytest({}, []) == 5
    assert "no tests here" in capsys.readouterr().out


def test_what_would_steer_kvota_does_not_reach_a_leg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KVOTA_PRODUCTION", "1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://the.real/one")
    surroundings = run_tests.clean_surroundings(tmp_path)
    assert "KVOTA_PRODUCTION" not in surroundings
    assert "DATABASE_URL" not in surroundings
    assert surroundings["KVOTA_DATA"] == str(tmp_path)


def test_a_leg_can_be_asked_for_by_name_only_when_it_exists(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests.main(["tpyes"]) == 2
    assert "no leg tpyes; there are: lint, types" in capsys.readouterr().out
