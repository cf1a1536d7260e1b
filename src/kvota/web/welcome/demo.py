"""The way into the sample company: one tap as any of its people, on this computer only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_scopes import scopes_disabled

from kvota import clock
from kvota.demo.make_demo_company import make_demo_company
from kvota.demo.remove_demo_company import begin_anew
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.web.seat_in_force import Asked, public
from kvota.web.welcome.tour import begin_tour

ROLES = ("rep", "head", "owner", "finance", "analyst", "admin")
BACKEND = "django.contrib.auth.backends.ModelBackend"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DemoPerson:
    role: str
    name: str


def _seat(role: str, language: str, organisation: Organisation | None = None) -> Seat | None:
    """A person of the given sample company, else of the one in this language, else of the first."""
    with scopes_disabled():
        seats = Seat.objects.live().filter(
            organisation__is_demo=True, role=role, to_on=None, person__account__isnull=False
        )
        if organisation is not None:
            seats = seats.filter(organisation=organisation)
        own = Case(When(organisation__language=language, then=0), default=1)
        seat: Seat | None = (
            seats.select_related("person__account", "organisation").order_by(own, "id").first()
        )
    return seat


def demo_people(language: str) -> list[DemoPerson]:
    """The sample people one may be, in the order of the house; none when the demo is closed."""
    if not settings.KVOTA.answers_only_here:
        return []
    found = [(role, _seat(role, language)) for role in ROLES]
    return [DemoPerson(role=role, name=seat.person.name) for role, seat in found if seat]


def demo_stands(language: str) -> bool:
    """Whether a sample company in this language is there, or has to be made first."""
    return Organisation.objects.filter(is_demo=True, language=language).exists()


def _come_in(request: HttpRequest, seat: Seat) -> None:
    """Be this sample person, in the language and the light one was reading in."""
    account = seat.person.account
    if account is None:
        raise Http404
    reader: Any = request.user
    if reader.is_authenticated:
        account.language, account.theme = request.LANGUAGE_CODE, reader.theme
        account.save(update_fields=["language", "theme"])
    login(request, account, backend=BACKEND)
    request.session["seat"] = str(seat.uid)


@public
@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """Enter the sample company of the asked language as its rep, with the tour; made first where it lacks.

    Making it takes some seconds, once for a language. 404 beyond this computer and in production.
    """
    if not settings.KVOTA.answers_only_here:
        raise Http404
    language = request.POST.get("in", "")
    if language not in dict(settings.LANGUAGES):
        return redirect("welcome")
    if not demo_stands(language):
        now = clock.now()
        make_demo_company(today=now.date(), now=now, language=language)
    seat = _seat("rep", language)
    if seat is None:  # its rep was let go by whoever played here: the others are on the sign-in page
        return redirect("sign-in")
    _come_in(request, seat)
    begin_tour(seat, only_first=True)
    return redirect("today")


@public
@require_http_methods(["GET", "POST"])
def enter_demo(request: HttpRequest, role: str) -> HttpResponse:
    """A page with one button, then the sample company. 404 beyond this computer and in production.

    From inside a sample company one changes into another person of the same one.
    """
    asked: Any = request
    language = request.GET.get("in") or str(get_language())
    inside = asked.organisation if asked.seat is not None and asked.organisation.is_demo else None
    if "in" in request.GET:
        inside = None
    allowed = settings.KVOTA.answers_only_here and role in ROLES
    seat = _seat(role, language, inside) if allowed else None
    if seat is None:
        raise Http404
    if request.method == "GET":
        return render(request, "account/enter.html", {"seat": seat, "sesame": ""})
    _come_in(request, seat)
    return redirect("today")


@require_POST
def start_anew(request: Asked) -> HttpResponse:
    """Put the sample company back to its beginning; where the old one cannot go, a new one beside it."""
    if not request.organisation.is_demo or not settings.KVOTA.answers_only_here:
        raise Http404
    old, role = request.organisation, request.seat.role
    now = request.now
    new, fault = begin_anew(old, today=now.date(), now=now)
    if fault is not None:
        log.error("the sample company %s could not be removed", old.slug, exc_info=fault)
    seat = _seat(role if role in ROLES else "rep", new.language, new)
    if seat is None:
        raise Http404
    _come_in(request, seat)
    if fault is None:
        messages.success(request, _("The sample company is as it was at first."))
    else:
        messages.warning(
            request, _("The old sample company could not be removed. This is a new one beside it.")
        )
    return redirect("today")
