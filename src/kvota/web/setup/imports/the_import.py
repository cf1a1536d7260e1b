"""The import a page is about: found as far as the seat may see it, with the way through its four steps."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.actions.apply_import import PREPARED
from kvota.actions.undo_import import TELLING_OF_DEALS
from kvota.records.imports import ImportBatch
from kvota.records.rights import may
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.work import files

STEPS = ("file", "columns", "check", "done")


class OnTheWay(NamedTuple):
    """One of the four steps: where it is, whether it can be gone to now, whether it is the one before."""

    label: str
    url: str
    is_current: bool
    is_done: bool
    is_before: bool


def the_import(request: Asked, uid: UUID) -> ImportBatch:
    """404 for a seat without the right, for an import out of its sight, and for none at all."""
    if not may(request.seat, "import"):
        raise Http404
    batches = ImportBatch.visible_to(request.seat, on=request.today).select_related("organisation", "author")
    batch: ImportBatch | None = batches.filter(uid=uid).first()
    if batch is None:
        raise Http404
    return batch


def is_prepared(batch: ImportBatch) -> bool:
    """Whether it can still be changed: not while the worker has it, and not once it counts.

    One that broke off is nobody's any more, whatever it was doing.
    """
    return batch.state == "failed" or (batch.state in PREPARED and not batch.counts.get("running"))


def is_counted(batch: ImportBatch) -> bool:
    """Whether there is something to see on the page of the check: counts, questions, or a refusal."""
    return bool(batch.counts.keys() & {"new", "questions", "refusal"})


def to_step(batch: ImportBatch, step: str) -> HttpResponse:
    return redirect("import-step", uid=batch.uid, step=step)


def elsewhere(request: Asked, batch: ImportBatch) -> HttpResponse | None:
    """Where a page of the first three steps sends who is too late for it; None when it is not too late."""
    if batch.state in {"applied", "undone"}:
        return to_step(batch, "done")
    if not is_prepared(batch):
        return None if request.path.endswith("/check") else to_step(batch, "check")
    if not files().path(batch.uid).exists():
        messages.error(request, _("The file of this import is gone. Drop it here again."))
        return redirect("import")
    return None


def frame(batch: ImportBatch, step: str, *, refusal: str = "") -> dict[str, Any]:
    """What the page around every step shows."""
    counts = batch.state in {"applied", "undone"}
    can_go = {
        "file": is_prepared(batch),
        "columns": is_prepared(batch),
        "check": is_prepared(batch) and is_counted(batch),
        "done": counts,
    }
    labels = {
        "file": _("File"),
        "columns": _("Columns"),
        "check": _("Check"),
        "done": _("Done"),
    }
    here = STEPS.index(step)
    way = [
        OnTheWay(
            label=labels[name],
            url=reverse("import-step", args=[batch.uid, name]) if can_go[name] and name != step else "",
            is_current=name == step,
            is_done=place < here or (counts and name == "done"),
            is_before=place == here - 1,
        )
        for place, name in enumerate(STEPS)
    ]
    return {
        "batch": batch,
        "way": way,
        "number": here + 1,
        "refusal": refusal,
        "step": step,
        "of_deals": batch.kind in TELLING_OF_DEALS,
    }
