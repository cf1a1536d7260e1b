"""What every page shows around itself: the places, the seats, the language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.language.hidden_sums import sums_are_hidden
from kvota.records.people import Seat
from kvota.records.rights import may, sets_whole_goal
from kvota.web.account.only_this_browser import ONLY_THIS_BROWSER
from kvota.web.offline.worker import release
from kvota.web.welcome.demo import ROLES
from kvota.web.welcome.tour import tour_of
from kvota.web.welcome.tour_steps import steps_of
from kvota.web.welcome.who_may_start import may_start_company

# Which roles have which place. A rep has no Review tab: every number on Today opens it.
PLACES = (
    ("today", {"rep", "head", "owner", "finance", "analyst", "admin", "colleague"}),
    ("board", {"rep", "head", "owner", "analyst", "colleague"}),
    ("plan", {"rep", "head", "owner", "analyst"}),
    ("review", {"head", "owner", "finance", "analyst"}),
)


def places_of(seat: Seat) -> list[tuple[str, str]]:
    """(name of the address, words) of each place of a seat."""
    words = {"today": _("Today"), "board": _("Board"), "plan": _("Plan"), "review": _("Review")}
    return [(name, words[name]) for name, roles in PLACES if seat.role in roles]


def _current(path: str, place: str) -> str:
    """What `aria-current` says of a place: its own page, a page inside it, or nothing."""
    if path == place:
        return "page"
    return "true" if place != "/" and path.startswith(f"{place}/") else ""


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html. No query: everything was found with the seat.

    But for who walks the tour, and in the sample company: whether one may start his own.
    """
    seat = getattr(request, "seat", None)
    context: dict[str, Any] = {
        "languages": settings.LANGUAGES,
        "theme": getattr(request.user, "theme", "") if hasattr(request, "user") else "",
        "letter_keys": getattr(request.user, "letter_keys", True) if hasattr(request, "user") else True,
    }
    if seat is None:
        return context
    place = (
        request.resolver_match.namespace or request.resolver_match.url_name if request.resolver_match else ""
    )
    places = [
        {"name": name, "url": (url := reverse(name)), "label": words, "current": _current(request.path, url)}
        for name, words in places_of(seat)
    ]
    organisation = request.organisation  # type: ignore[attr-defined]
    walked = tour_of(request)
    if organisation.is_demo:
        context |= {"demo_roles": ROLES, "may_start": may_start_company(request)}
    return context | {
        "tour": walked,
        "tour_back": request.path,
        "may_tour": bool(steps_of(seat)),
        "only_this_browser": getattr(request, "session", {}).get(ONLY_THIS_BROWSER) is True,
        "seat": seat,
        "seats": request.seats,  # type: ignore[attr-defined]
        "organisation": organisation,
        "today": request.today,  # type: ignore[attr-defined]
        "place": place,
        "renews": getattr(request, "state", ""),
        "is_renewal": getattr(request, "is_renewal", False),
        "drawn_at": request.now,  # type: ignore[attr-defined]
        "release": release(),
        "sums_hidden": sums_are_hidden(),
        "places": places,
        "may_move": may(seat, "move"),
        "may_add": may(seat, "add_deal"),
        "may_set_goal": sets_whole_goal(seat, on=request.today),  # type: ignore[attr-defined]
        "may_setup": may(seat, "setup") or may(seat, "people") or may(seat, "import"),
    }
