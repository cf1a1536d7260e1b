"""The whole database as one file, and back: a backup that any kvota can read on either database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kvota.domain.errors import RuleError
from kvota.records.attached_files import PIECE, AttachedFile, folder, hash_of
from kvota.records.organisations import Organisation

FORM = 1
# What a restored installation makes anew, or must not carry over: open sessions stay closed.
LEFT_OUT = {
    "django_session",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
BATCH = 2_000
_FILE_NAME = re.compile(r"[0-9a-f]{32}")
NEW_EPOCHS = 2**30  # half of what the column holds: what is undone and corrected later counts on from there


class BackupDamaged(RuleError):
    """The file is not what its own list says. The data in place was not touched."""

    code = "backup_damaged"
    sentence = "the backup is damaged: {part}"
    part: str


class BackupNewer(RuleError):
    code = "backup_newer"
    sentence = "the backup was made by a newer kvota ({migration})"
    migration: str


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _rows(model: type[models.Model]) -> Iterator[bytes]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)
    for row in rows:
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"


def _applied() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def write_backup(file: Path, *, version: str, made_at: datetime) -> dict[str, int]:
    """Write every row to one compressed file and return the rows per table.

    One read transaction, so the copy is of one moment even while others write. The file
    is written beside its name first: a full disk never leaves half a backup behind.
    """
    beside = file.with_name(f".{file.name}.part")
    counts: dict[str, int] = {}
    sums: dict[str, str] = {}
    try:
        with tarfile.open(beside, "w:gz", compresslevel=4) as archive, _one_moment():
            for model in _models():
                table = model._meta.db_table
                lines = list(_rows(model))
                content = b"".join(lines)
                counts[table], sums[table] = len(lines), hashlib.sha256(content).hexdigest()
                _add(archive, f"{table}.jsonl", content)
            files, missing = _add_files(archive)
            columns = {m._meta.db_table: [f.attname for f in m._meta.concrete_fields] for m in _models()}
            manifest = {
                "form": FORM,
                "version": version,
                "made_at": made_at.isoformat(),
                "migrations": _applied(),
                "rows": counts,
                "sha256": sums,
                "columns": columns,
                "files": files,
                "missing_files": missing,
            }
            _add(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return counts


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which every read sees the same moment, and that no writer waits for.

    On SQLite without write-ahead logging (an old library) they wait all the same.
    """
    connection.ensure_connection()
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # IMMEDIATE, as everywhere else, would take the write lock: in a company whose copy takes
        # longer than the 20 seconds a writer waits, moves were refused while it was written.
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual


def _add_files(archive: tarfile.TarFile) -> tuple[dict[str, str], list[str]]:
    """Add the attached files as they lie on disk; return hashes by name, and what is not there whole."""
    files: dict[str, str] = {}
    missing: list[str] = []
    for file in AttachedFile._base_manager.order_by("pk").iterator(chunk_size=BATCH):
        if not file.is_whole():
            missing.append(file.kept_as.hex)
            continue
        entry = tarfile.TarInfo(f"files/{file.kept_as.hex}")
        entry.size = file.path.stat().st_size
        with file.path.open("rb") as stream:
            archive.addfile(entry, stream)
        files[file.kept_as.hex] = file.sha256
    return files, missing


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def read_manifest(file: Path) -> dict[str, Any]:
    """Check every part of a backup against its own list, before anything is touched."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest: dict[str, Any] = json.loads(_part(archive, "manifest.json"))
            for table, wanted in manifest["sha256"].items():
                if hashlib.sha256(_part(archive, f"{table}.jsonl")).hexdigest() != wanted:
                    raise BackupDamaged(part=table)
            for name, wanted in manifest.get("files", {}).items():
                if not _FILE_NAME.fullmatch(name) or _hash_of_part(archive, f"files/{name}") != wanted:
                    raise BackupDamaged(part=f"files/{name}")
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError) as fault:
        if isinstance(fault, RuleError):
            raise
        raise BackupDamaged(part=str(fault)) from None
    return manifest


def _part(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise BackupDamaged(part=name)
    return member.read()


def _hash_of_part(archive: tarfile.TarFile, name: str) -> str:
    digest = hashlib.sha256()
    member = archive.extractfile(name)
    while member is not None and (piece := member.read(PIECE)):
        digest.update(piece)
    return digest.hexdigest()


def _restore_files(archive: tarfile.TarFile, files: dict[str, str]) -> None:
    """Write the attached files that are not there. Their names are ids, so none is ever another one."""
    if files:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, wanted in files.items():
        path = folder() / name
        if path.is_file() and hash_of(path) == wanted:
            continue
        beside = path.with_name(f".{name}.part")
        member = archive.extractfile(f"files/{name}")
        assert member is not None  # read_manifest has read it
        with open(beside, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as stream:
            shutil.copyfileobj(member, stream)
        beside.replace(path)


def restore_backup(file: Path) -> dict[str, int]:
    """Replace everything stored by the content of a backup, or change nothing.

    A backup of an older kvota is loaded into tables of its own time and then upgraded. All of
    it is one transaction on the database as it is: no file is exchanged under a server that
    holds it open, which goes on with what was there until the moment everything is back.
    """
    manifest = read_manifest(file)
    there = {(app, name) for app, name in manifest["migrations"]}
    known = set(MigrationLoader(connection).disk_migrations)
    unknown = _of_records(there) - known
    if unknown:
        raise BackupNewer(migration=max(name for _, name in unknown))
    older = bool(_of_records(known) - there)
    epochs = set(Organisation.objects.values_list("epoch", flat=True))
    with _all_or_nothing(), tarfile.open(file, "r:gz") as archive:
        _empty(manifest["columns"])
        if older:
            _migrate(max(name for _, name in _of_records(there)))
        _fill(archive, manifest["columns"])
        if older:
            _migrate()
        _begin_new_epochs(epochs)
        # Before the commit: a full disk leaves what was stored, and files that nothing names.
        _restore_files(archive, manifest.get("files", {}))
    return dict(manifest["rows"])


def _of_records(migrations: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(app, name) for app, name in migrations if app == "records"}


def _migrate(*to: str) -> None:
    call_command("migrate", "records", *to, verbosity=0, interactive=False)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """A transaction in which tables may be made too, their rows in any order."""
    # SQLite takes no notice of this switch inside a transaction, and changes no table without it.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()


def _fill(archive: tarfile.TarFile, columns: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a migration in this transaction has left some at once
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in _there(columns):
            _load(cursor, table, columns[table], _part(archive, f"{table}.jsonl"))
    connection.check_constraints()  # and no table is changed while a check is still to come
    _reset_counters()


def _there(tables: Iterable[str]) -> list[str]:
    """Those of the tables that this database has."""
    names = set(connection.introspection.table_names())
    return [table for table in tables if table in names]


def _begin_new_epochs(known: set[int]) -> None:
    """Give each restored company an epoch that no running process has seen of it.

    Its sequence goes back, and the numbers lost are given out again to other moves: a process
    with a columnar copy of before would take its own rows for those. Chance, because the
    database may have been emptied in between: nobody knows what was seen of the one before.
    """
    known |= set(Organisation.objects.values_list("epoch", flat=True))
    for pk in Organisation.objects.values_list("pk", flat=True):
        epoch = secrets.randbelow(NEW_EPOCHS)
        while epoch in known:
            epoch = secrets.randbelow(NEW_EPOCHS)
        Organisation.objects.filter(pk=pk).update(epoch=epoch)


def _empty(tables: Iterable[str]) -> None:
    """Delete what is stored, and with it every open session."""
    names = [connection.ops.quote_name(table) for table in _there([*tables, "django_session"])]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")


def _load(cursor: Any, table: str, columns: list[str], content: bytes) -> None:
    """Insert the rows of one table. Values go as parameters; names come from our own models."""
    fields = {f.attname: f for m in _models() if m._meta.db_table == table for f in m._meta.concrete_fields}
    names = ", ".join(connection.ops.quote_name(_column(fields, name)) for name in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})"
    batch: list[list[Any]] = []
    for line in content.splitlines():
        values = json.loads(line)
        batch.append([_stored(fields.get(name), value) for name, value in zip(columns, values, strict=True)])
        if len(batch) >= BATCH:
            cursor.executemany(statement, batch)
            batch = []
    if batch:
        cursor.executemany(statement, batch)


def _column(fields: dict[str, Any], name: str) -> str:
    return str(fields[name].column) if name in fields else name


def _stored(field: Any, value: Any) -> Any:
    """A JSON value as this database stores it."""
    if value is None or field is None:
        return value
    return field.get_db_prep_save(field.to_python(value), connection=connection)


def _reset_counters() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
