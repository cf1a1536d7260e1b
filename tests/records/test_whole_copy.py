"""A backup is everything, checked before it is used, and it comes back on either database."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from kvota.records.models import Account, Deal, Move, Organisation, Payment
from kvota.records.whole_copy import BackupDamaged, read_manifest, restore_backup, write_backup
from tests.a_small_company import a_small_company


@pytest.fixture
def filled(transactional_db: None, today: date) -> Organisation:
    company = a_small_company("Вега")
    with scope(organisation=company.organisation):
        deal = company.deal("天鹰", owner="Maria", amount=123_456_78)
        company.move(deal, 2, on=today, note="“кавычки”, 逗号\nsecond line")
        company.money("payment", deal, 5_00, on=today)
    Account.objects.create(login="maria@vega", password="a long password")
    return company.organisation


def everything() -> dict[str, list[Any]]:
    with scopes_disabled():
        return {
            model.__name__: list(model._base_manager.order_by("pk").values_list())
            for model in (Organisation, Deal, Move, Payment, Account)
        }


def test_what_was_kept_comes_back_to_the_last_comma(filled, tmp_path: Path, now) -> None:
    before = everything()
    file = tmp_path / "kept.tar.gz"
    counts = write_backup(file, version="0", made_at=now)
    assert counts["records_move"] == 1
    with scopes_disabled():
        Payment.objects.all().delete()
        Move.objects.all().delete()
    Account.objects.all().delete()

    restore_backup(file)
    assert everything() == before


def test_new_rows_get_new_numbers_after_a_restore(filled, tmp_path: Path, now) -> None:
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    restore_backup(file)
    old = set(Account.objects.values_list("pk", flat=True))
    assert Account.objects.create(login="new").pk not in old


def test_a_damaged_backup_is_refused_and_the_data_stays(filled, tmp_path: Path, now) -> None:
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    content = bytearray(gzip.decompress(file.read_bytes()))
    place = content.find(b"records_deal")
    content[content.find(b"12345678", place)] ^= 1
    file.write_bytes(gzip.compress(bytes(content)))
    before = everything()
    with pytest.raises(BackupDamaged):
        restore_backup(file)
    assert everything() == before


def test_a_backup_cut_short_is_refused(filled, tmp_path: Path, now) -> None:
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BackupDamaged):
        read_manifest(file)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Maria")
    with pytest.raises(BackupDamaged):
        read_manifest(file)
