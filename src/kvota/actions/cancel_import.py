"""Cancel an import that the worker has: it stops at its next piece, and the draft is there again."""

from __future__ import annotations

from django.db import transaction

from kvota.actions.apply_import import PREPARED, discard
from kvota.actions.import_cancelled import STOPPING
from kvota.records.import_running import ImportRunning, only_import
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat
from kvota.records.rights import require


def cancel_import(*, seat: Seat, batch: ImportBatch) -> None:
    """Ask the worker to stop. One that counts already is left alone: there is the undo.

    While a file is only counted nothing is written, so the draft is there at once. What an
    import has written is taken out by whoever wrote it, or here when he is dead.
    """
    require(seat, "import")
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state == "applying":
            held.counts = held.counts | {"running": STOPPING}
        elif held.state in PREPARED:
            held.counts = _at_rest(held)
        held.save(update_fields=["counts"])
    if held.state == "applying":
        take_out_dead(batch)
    batch.refresh_from_db()


def take_out_dead(batch: ImportBatch) -> None:
    """Remove what a killed worker wrote, and let the draft be there again. Nothing while one is at work."""
    try:
        with only_import(batch.organisation):
            discard(batch)
            back_to_draft(batch)
    except ImportRunning:
        return


def back_to_draft(batch: ImportBatch) -> None:
    """Let an import that was stopped be what it was before: checked, and not begun."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state="failed").first()
        if held is not None:
            held.state, held.counts = "checking", _at_rest(held)
            held.save(update_fields=["state", "counts"])


def _at_rest(batch: ImportBatch) -> dict[str, object]:
    return {name: value for name, value in batch.counts.items() if name not in {"running", "read"}}
