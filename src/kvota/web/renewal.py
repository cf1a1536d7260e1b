"""Pages that renew themselves: asked with the state they show, they answer 304 or what is there now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from kvota.language.hidden_sums import sums_are_hidden
from kvota.web.offline.worker import release
from kvota.web.seat_in_force import Asked
from kvota.web.today.evening import is_evening


def renews_itself(view: Callable[[Asked], HttpResponse]) -> Callable[[Asked], HttpResponse]:
    """Let the page's script ask again with `If-None-Match`: 304 while nothing changed, at no further query.

    Only a request of the script is answered so. A page that was opened is always drawn: it brings
    its toast and its token, which no state knows of; and a renewal leaves the toast to it.
    """

    @wraps(view)
    def answer(request: Asked) -> HttpResponse:
        request.state = state_of(request)
        asked = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
        request.is_renewal = bool(asked and request.htmx)
        if request.is_renewal and asked == request.state:
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = view(request)
        if request.is_renewal:
            response["ETag"] = f'"{request.state}"'
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["HX-Request"])
        return response

    return answer


def state_of(request: Asked) -> str:
    """A short name for all that a page is made of: what is known of the company, the day with its
    evening, and the reader.

    The epoch and the sequence came with the seat, so no query is needed.
    """
    organisation = request.organisation
    parts = (
        release(),
        organisation.pk,
        organisation.epoch,
        organisation.sequence,
        request.today,
        is_evening(request),
        sums_are_hidden(),
        request.LANGUAGE_CODE,
        request.seat.pk,
        request.seat.role,
        request.seat.unit_id,
        request.get_full_path(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
