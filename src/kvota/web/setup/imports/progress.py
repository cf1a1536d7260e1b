"""How far the worker is, asked by the page every second."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.how_far import how_far
from kvota.web.setup.imports.the_import import is_prepared, the_import


@require_GET
def progress(request: Asked, uid: UUID) -> HttpResponse:
    """A piece of the page; once the work has ended, the address where its result stands."""
    batch = the_import(request, uid)
    if batch.state in {"applied", "undone"} or is_prepared(batch):
        step = "check" if is_prepared(batch) else "done"
        return HttpResponse(headers={"HX-Redirect": reverse("import-step", args=[batch.uid, step])})
    return render(request, "setup/imports/progress.html", {"batch": batch, "far": how_far(batch)})
