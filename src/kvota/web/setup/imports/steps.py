"""Which of the four steps an address names."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.step_check import step_check
from kvota.web.setup.imports.step_columns import step_columns
from kvota.web.setup.imports.step_done import step_done
from kvota.web.setup.imports.step_file import step_file
from kvota.web.setup.imports.the_import import the_import

PAGES = {"file": step_file, "columns": step_columns, "check": step_check, "done": step_done}


@require_http_methods(["GET", "POST"])
def step(request: Asked, uid: UUID, step: str) -> HttpResponse:
    """404 for a step that does not exist, and as `the_import`."""
    if step not in PAGES:
        raise Http404
    return PAGES[step](request, the_import(request, uid))
