"""The audit: who did what, to what, when. Read by the administrator and the owner."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.records.events import Event
from kvota.web.pages import PER_PAGE, Pages
from kvota.web.seat_in_force import Asked


def audit(request: Asked) -> HttpResponse:
    """The events, newest first, 50 a page. Two queries."""
    if request.seat.role not in {"owner", "admin"}:
        raise Http404
    events = Event.visible_to(request.seat, on=request.today).select_related("actor").order_by("-sequence")
    pages = Pages(request, events.count())
    first = (pages.number - 1) * PER_PAGE
    return render(request, "setup/audit.html", {"events": events[first : first + PER_PAGE], "pages": pages})
