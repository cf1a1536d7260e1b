"""The eye: sums out of sight while somebody else looks at the screen. Remembered by the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kvota.language.hidden_sums import the_eye
from kvota.web.account.language import YEAR, the_way_back
from kvota.web.seat_in_force import Asked

# Of this browser and not of the account: the other screen of the same person may stand in another room.
EYE_COOKIE = "kvota_eye"
CLOSED = "closed"


class SumsOutOfSight:
    """Answer with dots for sums while the eye is closed: on the page, in its names, in what it says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with the_eye(closed=request.COOKIES.get(EYE_COOKIE) == CLOSED):
            return self.get_response(request)


@require_POST
def turn_eye(request: Asked) -> HttpResponse:
    """Close the eye or open it, and go back to where the person was."""
    response = redirect(the_way_back(request))
    if request.POST.get("close"):
        response.set_cookie(EYE_COOKIE, CLOSED, max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(EYE_COOKIE, samesite="Lax")
    return response
