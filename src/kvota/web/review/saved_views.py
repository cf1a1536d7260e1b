"""Keep the filter and the order of a list as a tab; rename it, share it, let it go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.keep_view import KEPT, change_view, drop_view, keep_view
from kvota.records.saved_views import SavedView
from kvota.web.seat_in_force import Asked


@require_POST
def keep(request: Asked) -> HttpResponse:
    """Store what the list shows now; 302 back to it."""
    asks = {part: request.POST.get(part, "")[:40] for part in KEPT}
    shared = bool(request.POST.get("shared"))
    view = keep_view(seat=request.seat, name=request.POST.get("name", ""), asks=asks, shared=shared)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return _back(request)


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """Rename or share a view of one's own, or let it go; 404 for one that is not in sight."""
    view = (
        SavedView.visible_to(request.seat, on=request.today).filter(uid=uid).select_related("author").first()
    )
    if view is None:
        raise Http404
    if request.POST.get("drop"):
        drop_view(seat=request.seat, view=view)
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
        return redirect("deals")
    shared = bool(request.POST.get("shared"))
    change_view(seat=request.seat, view=view, name=request.POST.get("name", ""), shared=shared)
    messages.success(request, _("Changed."))
    return _back(request)


def _back(request: Asked) -> HttpResponse:
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(reverse("deals")) else reverse("deals"))
