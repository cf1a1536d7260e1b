"""The audit: who did what, to what, when. Read by the administrator and the owner."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.records.events import Event
from kvota.records.rights import READS_TEAM
from kvota.web.pages import PER_PAGE, Pages
from kvota.web.seat_in_force import Asked

# What happened to these is told in clients and sums.
OF_THE_SALES = {"deal", "goal", "payment"}


def audit(request: Asked) -> HttpResponse:
    """The events, newest first, 50 a page. Two queries."""
    if request.seat.role not in {"owner", "admin"}:
        raise Http404
    events = Event.visible_to(request.seat, on=request.today).select_related("actor").order_by("-sequence")
    pages = Pages(request, events.count())
    first = (pages.number - 1) * PER_PAGE
    rows = [(event, _details(request, event)) for event in events[first : first + PER_PAGE]]
    return render(request, "setup/audit.html", {"rows": rows, "pages": pages})


def _details(request: Asked, event: Event) -> dict[str, Any]:
    """What the event says of itself; of a deal or a sum, to a role that reads those elsewhere too."""
    sales = event.subject.partition(":")[0] in OF_THE_SALES
    details: dict[str, Any] = event.payload
    return {} if sales and request.seat.role not in READS_TEAM else details
