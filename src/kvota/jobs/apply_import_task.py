"""Apply an uploaded file: its rows begin to count, and the file itself is deleted."""

from __future__ import annotations

from datetime import date, datetime

from django_tasks import task

from kvota.actions.cancel_import import back_to_draft
from kvota.actions.import_cancelled import ImportCancelled
from kvota.domain.errors import RuleError
from kvota.jobs.acting_seat import acting_as
from kvota.jobs.check_import_task import plain
from kvota.jobs.stored_import import import_stored, kept_files, open_stored, say_where
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat


@task()
def apply_import_task(organisation: int, seat: int, batch: str, language: str) -> None:
    """The same in the worker, for a large file."""
    with acting_as(organisation, seat, language=language) as acting:
        found = ImportBatch.objects.select_related("organisation").filter(uid=batch).first()
        if found is None or found.counts.get("running") != "apply":
            return  # cancelled before its turn came, or done
        try:
            apply_stored_import(found, seat=acting.seat, now=acting.now, today=acting.today)
        except ImportCancelled:
            back_to_draft(found)
        except RuleError as refused:
            say_where(found, running="", refusal={"code": refused.code, "fields": plain(refused.fields)})


def apply_stored_import(batch: ImportBatch, *, seat: Seat, now: datetime, today: date) -> None:
    """Import the file of a checked batch. One that counts already is left alone: a button is pressed twice.

    Raises what `import_table` raises; then nothing of the file counts and the file is still there.
    """
    if batch.state in {"applied", "undone"}:
        return
    import_stored(batch, open_stored(batch), seat=seat, now=now, today=today, preview=False)
    kept_files().forget(batch.uid)
