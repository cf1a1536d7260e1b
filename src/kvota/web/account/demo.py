"""The way into the sample company: one tap as any of its people, on this computer only."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods
from django_scopes import scopes_disabled

from kvota.records.people import Seat
from kvota.web.seat_in_force import public

ROLES = ("rep", "head", "owner", "finance", "analyst", "admin")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class DemoPerson:
    role: str
    name: str


def demo_allowed() -> bool:
    """Whether the sample company may be entered without a password: never beyond this computer."""
    return not settings.KVOTA.production and settings.KVOTA.address in LOOPBACK and not settings.KVOTA.hosts


def _seat(role: str, language: str) -> Seat | None:
    """A person of the sample company in this language, where there is one, else of the first."""
    with scopes_disabled():
        seats = Seat.objects.live().filter(
            organisation__is_demo=True, role=role, to_on=None, person__account__isnull=False
        )
        own = Case(When(organisation__language=language, then=0), default=1)
        seat: Seat | None = (
            seats.select_related("person__account", "organisation").order_by(own, "id").first()
        )
    return seat


def demo_people(language: str) -> list[DemoPerson]:
    """The sample people one may be, in the order of the house; none when the demo is closed."""
    if not demo_allowed():
        return []
    found = [(role, _seat(role, language)) for role in ROLES]
    return [DemoPerson(role=role, name=seat.person.name) for role, seat in found if seat]


@public
@require_http_methods(["GET", "POST"])
def enter_demo(request: HttpRequest, role: str) -> HttpResponse:
    """A page with one button, then the sample company. 404 beyond this computer and in production."""
    language = request.GET.get("in") or str(get_language())
    seat = _seat(role, language) if demo_allowed() and role in ROLES else None
    if seat is None or seat.person.account is None:
        raise Http404
    if request.method == "GET":
        return render(request, "account/enter.html", {"seat": seat, "sesame": ""})
    login(request, seat.person.account, backend="django.contrib.auth.backends.ModelBackend")
    request.session["seat"] = str(seat.uid)
    return redirect("today")
