"""The language and the theme a person reads in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kvota.web.seat_in_force import LANGUAGE_COOKIE, Asked, public

YEAR = 365 * 24 * 3600


def the_way_back(request: HttpRequest) -> str:
    """The page a form was sent from, where it is one of ours, else Today."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else resolve_url("today")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Kept with the account for who is signed in, in a cookie for a guest."""
    wanted = request.POST.get("language", "")
    response = redirect(the_way_back(request))
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            request.user.language = wanted  # type: ignore[union-attr]
            request.user.save(update_fields=["language"])
    return response


@require_POST
def choose_theme(request: Asked) -> HttpResponse:
    """Light, dark, or as the system says."""
    wanted = request.POST.get("theme", "")
    if wanted in {"", "light", "dark"}:
        request.user.theme = wanted
        request.user.save(update_fields=["theme"])
    return redirect(the_way_back(request))
