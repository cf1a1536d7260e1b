"""`/help`: what a number is, which keys a screen has, whom to ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.records.people import Seat
from kvota.records.units import in_force
from kvota.web.help.keys import keys_of
from kvota.web.help.numbers import numbers
from kvota.web.page_frame import places_of
from kvota.web.seat_in_force import Asked, public


@public
@require_GET
def help_page(request: Asked) -> HttpResponse:
    """`?of=board` puts the keys of that place first. One query: who looks after the settings here.

    A guest finds the same link in the same place: what the numbers are, and whom he may ask to be let in.
    """
    if request.seat is None:
        context: dict[str, Any] = {"sheet_title": _("Help"), "numbers": numbers()}
        return _answer(request, context | {"contact": settings.KVOTA.contact})
    place = request.GET.get("of", "")
    places = dict(places_of(request.seat))
    seats = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today), role="admin")
    context = {
        "sheet_title": _("Help"),
        "contact": settings.KVOTA.contact,
        "keys": keys_of(place if place in places else "", places),
        "numbers": numbers(),
        "admins": list(seats.select_related("person").order_by("person__name")),
    }
    return _answer(request, context)


def _answer(request: Asked, context: dict[str, Any]) -> HttpResponse:
    response = render(request, "help/help.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def letter_keys(request: Asked) -> HttpResponse:
    """Switch single-letter keys on or off, for this account on every device (WCAG 2.1.4)."""
    request.user.letter_keys = request.POST.get("on") == "1"
    request.user.save(update_fields=["letter_keys"])
    return redirect("help")
