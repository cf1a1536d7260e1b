"""Apply a checked import: "import the good ones" is a person's decision, made here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports import work
from kvota.web.setup.imports.step_check import count_what_was_typed
from kvota.web.setup.imports.the_import import is_prepared, the_import, to_step


@require_POST
def apply(request: Asked, uid: UUID) -> HttpResponse:
    """302 to the result, or to how far the worker is. Pressed twice, it is done once.

    Cells that were typed and not counted yet are counted first, and then looked at. Again after
    the worker was killed it begins anew. A refusal (409 while another import
    runs) leaves the import as it was checked.
    """
    batch = the_import(request, uid)
    if batch.state in {"applied", "undone"}:
        return to_step(batch, "done")
    waits = not is_prepared(batch) and not request.POST.get("again")
    if "new" not in batch.counts or waits:
        return to_step(batch, "check")  # nothing was counted yet, or the worker has it already
    if is_prepared(batch) and count_what_was_typed(request, batch):
        messages.info(request, _("What you typed was counted first. Nothing is imported yet."))
        return to_step(batch, "check")
    work.apply(request, batch)
    return to_step(batch, "done" if batch.state == "applied" else "check")
