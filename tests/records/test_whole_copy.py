"""A backup is everything, checked before it is used, and it comes back on either database."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django_scopes import scope, scopes_disabled

from kvota.actions.attach_file import attach_file
from kvota.integrations.files.kept_files import KeptFiles
from kvota.records import migrations, whole_copy
from kvota.records.attached_files import folder
from kvota.records.models import Account, AttachedFile, Deal, Move, Organisation, Payment, Seat
from kvota.records.row import new_uid
from kvota.records.whole_copy import BackupDamaged, read_manifest, restore_backup, write_backup
from tests.a_small_company import a_small_company

LAST = max(name for _, name, _ in iter_modules(migrations.__path__))

pytestmark = pytest.mark.timeout(180)  # on PostgreSQL every test here empties every table at its end


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
    """All rows; without the epochs, which begin anew with every restore."""
    with scopes_disabled():
        return {
            model.__name__: list(model._base_manager.order_by("pk").values_list(*_but_epoch(model)))
            for model in (Organisation, Deal, Move, Payment, Account)
        }


def _but_epoch(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name != "epoch"]


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


def an_older(file: Path, *, damaged: bool = False) -> None:
    """Rewrite a backup as if the last migration, which made an index only, were not known to it."""
    with tarfile.open(file) as archive:
        parts = {each.name: archive.extractfile(each).read() for each in archive}  # type: ignore[union-attr]
    manifest = json.loads(parts["manifest.json"])
    manifest["migrations"].remove(["records", "9999_one_index_more"])
    if damaged:
        parts["records_move.jsonl"] *= 2
        manifest["sha256"]["records_move"] = hashlib.sha256(parts["records_move.jsonl"]).hexdigest()
    parts["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(file, "w:gz") as archive:
        for name, content in parts.items():
            whole_copy._add(archive, name, content)


@pytest.fixture
def later_kvota(filled, settings) -> Iterator[None]:
    """A kvota with one migration more than this one, on a database that has it already."""
    settings.MIGRATION_MODULES = {"records": "tests.records.one_migration_more"}
    call_command("migrate", "records", verbosity=0)
    yield
    call_command("migrate", "records", LAST, verbosity=0)


def tables() -> dict[str, set[str]]:
    """Every table of the records with its indexes."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: set(connection.introspection.get_constraints(cursor, name))
            for name in names
            if name.startswith("records_")
        }


def test_a_backup_of_an_older_kvota_comes_back_upgraded(later_kvota, tmp_path: Path, now) -> None:
    before, made = everything(), tables()
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    an_older(file)
    with scopes_disabled():
        Payment.objects.all().delete()
    restore_backup(file)
    assert everything() == before
    assert tables() == made
    assert "later_index" in made["records_deal"]


def test_an_older_backup_that_cannot_be_loaded_changes_nothing(later_kvota, tmp_path: Path, now) -> None:
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    an_older(file, damaged=True)
    before, made = everything(), tables()
    with pytest.raises(IntegrityError):
        restore_backup(file)
    assert everything() == before
    assert tables() == made


def test_a_restored_company_has_an_epoch_that_was_never_seen(filled, tmp_path: Path, now) -> None:
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    seen = {filled.epoch}
    for _ in range(3):
        restore_backup(file)
        epoch = Organisation.objects.get().epoch
        assert epoch not in seen
        seen.add(epoch)


def test_attached_files_come_along_and_back(filled, tmp_path: Path, now) -> None:
    with scope(organisation=filled):
        kept, gone = (_attached(name, now) for name in ("a.pdf", "b.pdf"))
    gone.path.unlink()
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    manifest = read_manifest(file)
    assert (manifest["files"], manifest["missing_files"]) == (
        {kept.kept_as.hex: kept.sha256},
        [gone.kept_as.hex],
    )
    kept.path.write_bytes(b"spoilt since")
    restore_backup(file)
    with scopes_disabled():
        assert AttachedFile.objects.get(pk=kept.pk).is_whole() and not gone.path.exists()
    assert not list(kept.path.parent.glob(".*.part"))


def test_a_backup_with_a_changed_file_is_refused(filled, tmp_path: Path, now) -> None:
    with scope(organisation=filled):
        _attached("a.pdf", now)
    file = tmp_path / "kept.tar.gz"
    write_backup(file, version="0", made_at=now)
    content = gzip.decompress(file.read_bytes()).replace(b"content of a.pdf", b"CONTENT OF A.PDF")
    file.write_bytes(gzip.compress(content))
    with pytest.raises(BackupDamaged):
        restore_backup(file)


def _attached(name: str, now: Any) -> AttachedFile:
    uid, content = new_uid(), f"content of {name}".encode()
    KeptFiles(folder()).keep(uid, [content])
    return attach_file(
        seat=Seat.objects.get(person__name="Maria"),
        deal=Deal.objects.get(),
        uid=uid,
        kept_as=uid,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        now=now,
    )
