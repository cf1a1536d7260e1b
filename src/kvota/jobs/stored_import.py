"""An uploaded file of deals, read as was said about it, for a check or for the import itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kvota import clock
from kvota.actions.apply_import import Imported, ImportedFile
from kvota.actions.import_cancelled import go_on_with
from kvota.actions.import_deals import import_deals
from kvota.actions.imported_names import aliases_known
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import DealRow
from kvota.integrations.files.deal_file import DealFile
from kvota.integrations.files.kept_files import KeptFiles
from kvota.jobs.refused_rows import RefusedRows
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat

ROWS_BETWEEN_WORDS = 2_000


def kept_files() -> KeptFiles:
    """The folder where uploaded files wait."""
    return KeptFiles(settings.KVOTA.data / "imports")


def open_stored(batch: ImportBatch, answers: Answers | None = None) -> DealFile:
    """Open the file of an import as was said about it so far, or with other answers."""
    return DealFile.open(
        kept_files().path(batch.uid),
        answers or Answers.from_dict(batch.mapping),
        name=batch.file_name,
        zone=ZoneInfo(batch.organisation.time_zone),
    )


def import_stored(
    batch: ImportBatch, file: DealFile, *, seat: Seat, now: datetime, today: date, preview: bool
) -> Imported:
    """Import the rows of a stored file, or count what that would do; refused rows become a file of theirs.

    Raises what `import_deals` raises.
    """
    columns, organisation = file.columns, batch.organisation
    with RefusedRows() as refused:
        result = import_deals(
            organisation=organisation,
            rows=_watched(batch, file.rows(currency=organisation.currency, aliases=aliases_known())),
            file=ImportedFile(batch.file_name, hash=batch.file_hash, mapping=batch.mapping),
            now=now,
            today=today,
            seat=seat,
            aliases=file.answers.aliases,
            created_header=columns.column("created_on"),
            stage_header=columns.column("stage") or columns.column("status"),
            refused=refused.add,
            checked=None if preview else batch,
            preview=preview,
        )
        path = kept_files().refused_path(batch.uid)
        path.unlink(missing_ok=True)
        if result.skipped:
            refused.write(path, file.source)
    return result


def say_where(batch: ImportBatch, **counts: Any) -> None:
    """Let the page that waits for this import see how far it is; refused when somebody has cancelled it."""
    with transaction.atomic():
        held = go_on_with(batch)
        batch.counts = held.counts | counts
        ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts, heartbeat_at=clock.now())


def _watched(batch: ImportBatch, rows: Iterable[DealRow | Fault]) -> Iterator[DealRow | Fault]:
    for number, row in enumerate(rows, 1):
        if number % ROWS_BETWEEN_WORDS == 0:
            say_where(batch, read=number)
        yield row
