"""`/setup`: each card says its present value in a sentence."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.language.names import BASES
from kvota.records.calendars import CalendarException
from kvota.records.funnels import Stage
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat
from kvota.records.rights import may
from kvota.records.selling import Product
from kvota.records.units import in_force
from kvota.web.seat_in_force import Asked


def setup(request: Asked) -> HttpResponse:
    """The cards this seat may open; 404 for a seat that may change nothing."""
    seat = request.seat
    cards = []
    if may(seat, "setup"):
        cards += [
            _company(request),
            _stages(request),
            _calendar(request),
            _money(request),
            _products(request),
        ]
    if may(seat, "people"):
        cards.append(_people(request))
    if may(seat, "import"):
        cards.append(_imports(request))
    if seat.role in {"owner", "admin"}:
        cards.append(_card("audit", _("Audit"), _("Who did what and when; nothing is lost.")))
    if not cards:
        raise Http404
    return render(request, "setup/overview.html", {"cards": [card for card in cards if card]})


def _card(address: str, title: str, sentence: str) -> dict[str, Any] | None:
    try:
        return {"name": address, "url": reverse(address), "title": title, "sentence": sentence}
    except NoReverseMatch:
        return None


def _company(request: Asked) -> dict[str, Any] | None:
    company = request.organisation
    words = _("%(name)s; the actual is: %(basis)s; the day ends at midnight in %(zone)s.") % {
        "name": company.name,
        "basis": BASES[company.basis],
        "zone": company.time_zone,
    }
    return _card("setup-company", _("Company and language"), words)


def _stages(request: Asked) -> dict[str, Any] | None:
    count = Stage.visible_to(request.seat, on=request.today).filter(removed_on=None).count()
    words = ngettext(
        "%(n)s stage; stuck by the norm of each stage.",
        "%(n)s stages; stuck by the norm of each stage.",
        count,
    )
    return _card("setup-stages", _("Stages"), words % {"n": count})


def _calendar(request: Asked) -> dict[str, Any] | None:
    own = CalendarException.visible_to(request.seat, on=request.today).count()
    countries = {"RU": _("Russia"), "CN": _("China"), "BG": _("Bulgaria"), "": _("Monday to Friday")}
    country = countries[request.organisation.country]
    words = ngettext("%(country)s, %(n)s day of your own.", "%(country)s, %(n)s days of your own.", own)
    return _card("setup-calendar", _("Calendar"), words % {"country": country, "n": own})


def _money(request: Asked) -> dict[str, Any] | None:
    words = _("Sums in %(currency)s; other currencies by dated rates.") % {
        "currency": request.organisation.currency
    }
    return _card("setup-money", _("Money"), words)


def _products(request: Asked) -> dict[str, Any] | None:
    count = Product.visible_to(request.seat, on=request.today).count()
    words = ngettext("%(n)s product; prices by day.", "%(n)s products; prices by day.", count)
    return _card("setup-products", _("Products"), words % {"n": count})


def _people(request: Asked) -> dict[str, Any] | None:
    held = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today))
    count = held.values("person").distinct().count()
    words = ngettext("%(n)s person holds a seat.", "%(n)s people hold a seat.", count)
    return _card("setup-people", _("People and units"), words % {"n": count})


def _imports(request: Asked) -> dict[str, Any] | None:
    count = ImportBatch.visible_to(request.seat, on=request.today).filter(state="applied").count()
    words = ngettext(
        "%(n)s import so far; each can be undone.", "%(n)s imports so far; each can be undone.", count
    )
    return _card("import", _("Import"), words % {"n": count})
