"""An import that is being prepared: the file kept, the questions about it answered, its rows counted.

Nothing of the company changes before it is applied, and only applying leaves an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction

from kvota.actions.apply_import import (
    FAULTS_KEPT,
    PREPARED,
    ImportNotPrepared,
    kept_fault,
    require_import,
)
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.fields import FileKind
from kvota.records.imports import ImportBatch, next_number
from kvota.records.people import Seat
from kvota.records.rights import require


def begin_draft(
    *,
    seat: Seat,
    uid: UUID,
    kind: FileKind,
    file_name: str,
    file_hash: str,
    mapping: Mapping[str, Any],
    now: datetime,
) -> ImportBatch:
    """Remember a kept file as an import to be prepared.

    The batch takes the id under which the file is kept. `mapping` is the answers to begin
    with and the header they belong to.
    """
    require(seat, "import")
    with transaction.atomic():
        batch: ImportBatch = ImportBatch.objects.create(
            uid=uid,
            organisation_id=seat.organisation_id,
            number=next_number(seat.organisation_id),
            kind=kind,
            file_name=PurePath(file_name).name[-200:],
            file_hash=file_hash,
            stored_file=uid.hex,
            mapping=dict(mapping),
            author_id=seat.person_id,
            started_at=now,
        )
    return batch


def keep_answers(
    *, seat: Seat, batch: ImportBatch, answers: Answers, header: Sequence[str], today: date
) -> None:
    """Remember what a person said about the file; what was counted before no longer holds.

    Raises NotAllowed for a kind of file that this seat may not import.
    """
    kind = answers.kind or batch.kind
    require_import(seat, kind, on=today)
    mapping = answers.as_dict() | {"header": list(header)}
    _write(seat, batch, kind=kind, mapping=mapping, counts={}, faults=[])


def keep_check(
    *, seat: Seat, batch: ImportBatch, counts: Mapping[str, Any], faults: Sequence[Fault], now: datetime
) -> None:
    """Remember what an import of the file would do."""
    plain = [kept_fault(fault) for fault in faults[:FAULTS_KEPT]]
    _write(seat, batch, state="checking", counts=dict(counts), faults=plain, heartbeat_at=now)


def keep_running(*, seat: Seat, batch: ImportBatch, work: str, now: datetime) -> None:
    """Remember that the worker was asked to "check" or to "apply"; the counts so far stay in sight."""
    counts = batch.counts if work == "apply" else {}
    running = {name: value for name, value in counts.items() if name not in {"read", "refusal"}}
    _write(seat, batch, state="checking", counts=running | {"running": work}, heartbeat_at=now)


def _write(seat: Seat, batch: ImportBatch, **columns: Any) -> None:
    require(seat, "import")
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state not in PREPARED:
            raise ImportNotPrepared(number=held.number)
        for name, value in columns.items():
            setattr(batch, name, value)
            setattr(held, name, value)
        held.save(update_fields=list(columns))


def forget_draft(*, seat: Seat, batch: ImportBatch) -> None:
    """Forget an import that was never applied. Nothing else knows of it, so its row goes too."""
    require(seat, "import")
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state not in PREPARED:
            raise ImportNotPrepared(number=held.number)
        held.delete()
