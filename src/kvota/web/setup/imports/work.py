"""What an import has to do: small files at once, large ones in the worker. The one place that knows it."""

from __future__ import annotations

from kvota.actions.cancel_import import take_out_dead
from kvota.actions.draft_import import keep_running
from kvota.domain.importing.answers import Answers
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.integrations.files.kept_files import KeptFiles
from kvota.jobs.apply_import_task import apply_import_task, apply_stored_import
from kvota.jobs.check_import_task import check_import, check_import_task
from kvota.jobs.stored_import import kept_files, open_stored
from kvota.records.imports import ImportBatch
from kvota.web.seat_in_force import Asked

ROWS_AT_ONCE = 2_000
# Checked in a second or two; a workbook is packed about four times tighter than a text.
BYTES_AT_ONCE = 2_000_000
WORKBOOK_BYTES_AT_ONCE = BYTES_AT_ONCE // 4


def files() -> KeptFiles:
    """The folder of uploaded files."""
    return kept_files()


def file_of(batch: ImportBatch, answers: Answers | None = None) -> AnsweredFile:
    """The file of an import, read as was said about it so far, or with other answers."""
    return open_stored(batch, answers)


def check(request: Asked, batch: ImportBatch, file: AnsweredFile) -> None:
    """Count what the import would do; the page of step 3 shows it, or how far the worker is."""
    limit = WORKBOOK_BYTES_AT_ONCE if file.source.kind == "xlsx" else BYTES_AT_ONCE
    if file.source.size <= limit:
        check_import(batch, seat=request.seat, now=request.now, today=request.today)
        return
    keep_running(seat=request.seat, batch=batch, work="check", now=request.now)
    check_import_task.enqueue(**_what_for(request, batch))


def apply(request: Asked, batch: ImportBatch) -> None:
    """Import the file. A large one is done when the worker says so."""
    if batch.counts["rows"] <= ROWS_AT_ONCE:
        apply_stored_import(batch, seat=request.seat, now=request.now, today=request.today)
        return
    if batch.state == "applying":  # a worker was killed over it
        take_out_dead(batch)
    keep_running(seat=request.seat, batch=batch, work="apply", now=request.now)
    apply_import_task.enqueue(**_what_for(request, batch))


def _what_for(request: Asked, batch: ImportBatch) -> dict[str, int | str]:
    return {
        "organisation": request.organisation.pk,
        "seat": request.seat.pk,
        "batch": str(batch.uid),
        "language": request.LANGUAGE_CODE,
    }
