"""One person, several seats: change the role without signing out."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kvota.web.seat_in_force import Asked


@require_POST
def take_seat(request: Asked) -> HttpResponse:
    """Act from another of one's own seats. 404 for a seat one does not hold."""
    wanted = request.POST.get("seat", "")
    if all(str(seat.uid) != wanted for seat in request.seats):
        raise Http404
    request.session["seat"] = wanted
    return redirect("today")
