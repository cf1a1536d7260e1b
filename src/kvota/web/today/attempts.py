"""`+1`: a try that reached nobody, counted for the person and the day without a client."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kvota.actions.record_attempt import record_attempt
from kvota.web.deals.move import read_day
from kvota.web.move_ids import move_id
from kvota.web.seat_in_force import Asked


@require_POST
def try_once(request: Asked) -> HttpResponse:
    """One more try of an action today, or one less; the same id twice is one try."""
    record_attempt(
        seat=request.seat,
        action=request.POST.get("action", "call"),
        count=-1 if request.POST.get("take_back") else 1,
        uid=move_id(request),
        occurred_on=read_day(request.POST.get("occurred_on", "")),
        now=request.now,
        today=request.today,
    )
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("today")})
    return redirect("today")
