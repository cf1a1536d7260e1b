"""Cancel a check or an import that the worker has."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.cancel_import import cancel_import
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.the_import import is_prepared, the_import, to_step


@require_POST
def cancel(request: Asked, uid: UUID) -> HttpResponse:
    """302 to the draft, or to the page that waits until the worker has stopped; too late, to the result."""
    batch = the_import(request, uid)
    cancel_import(seat=request.seat, batch=batch)
    if is_prepared(batch):
        messages.success(request, _("Stopped. Nothing of it counts, and the file is still here."))
    return to_step(batch, "check")
