"""An uploaded file, read as was said about it, for a check or for the import itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kvota import clock
from kvota.actions.apply_import import Imported, ImportedFile
from kvota.actions.import_cancelled import go_on_with
from kvota.actions.import_table import Table, import_table
from kvota.actions.imported_names import aliases_known
from kvota.actions.rows_by_outcome import RowsByOutcome
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.fields import FileKind
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.integrations.files.kept_files import KeptFiles
from kvota.integrations.files.source_file import Row
from kvota.jobs.refused_rows import RefusedRows
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat

ROWS_BETWEEN_WORDS = 2_000


def kept_files() -> KeptFiles:
    """The folder where uploaded files wait."""
    return KeptFiles(settings.KVOTA.data / "imports")


def open_stored(batch: ImportBatch, answers: Answers | None = None) -> AnsweredFile:
    """Open the file of an import as was said about it so far, or with other answers."""
    said = answers or Answers.from_dict(batch.mapping)
    return AnsweredFile.open(
        kept_files().path(batch.uid),
        said if said.kind else replace(said, kind=cast(FileKind, batch.kind)),
        name=batch.file_name,
        zone=ZoneInfo(batch.organisation.time_zone),
    )


def import_stored(
    batch: ImportBatch, file: AnsweredFile, *, seat: Seat, now: datetime, today: date, preview: bool
) -> Imported:
    """Import the rows of a stored file, or count what that would do; refused rows become files of theirs.

    Raises what `import_table` raises.
    """
    answers, organisation = file.answers, batch.organisation
    table = Table(
        rows=_watched(batch, file.rows()),
        columns=file.columns,
        formats=file.formats,
        currency=answers.currency or organisation.currency,
        said=answers.aliases,
        known=aliases_known(),
        stage_kinds=answers.stage_kinds,
    )
    outcomes = RowsByOutcome() if preview and file.kind == "deals" else None
    with RefusedRows() as refused:
        result = import_table(
            table,
            organisation=organisation,
            file=ImportedFile(batch.file_name, hash=batch.file_hash, mapping=batch.mapping),
            now=now,
            today=today,
            seat=seat,
            refused=refused.add,
            checked=None if preview else batch,
            preview=preview,
            told=outcomes.add if outcomes else None,
        )
        kept = kept_files()
        kept.forget_refused(batch.uid)
        if outcomes is not None:
            outcomes.write(kept.outcomes_path(batch.uid))
        if result.skipped:
            refused.write(kept.refused_path(batch.uid), file)
        if result.skipped and preview:
            refused.write_to_mend(kept.to_mend_path(batch.uid), file)
    return result


def say_where(batch: ImportBatch, **counts: Any) -> None:
    """Let the page that waits for this import see how far it is; refused when somebody has cancelled it."""
    with transaction.atomic():
        held = go_on_with(batch)
        batch.counts = held.counts | counts
        ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts, heartbeat_at=clock.now())


def _watched(batch: ImportBatch, rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number % ROWS_BETWEEN_WORDS == 0:
            say_where(batch, read=number)
        yield row
