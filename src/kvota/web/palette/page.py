"""`/search`: clients, people, screens and actions from a few letters; Ctrl K opens it anywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kvota.records.people import Person
from kvota.records.rights import READS_TEAM
from kvota.records.selling import Client
from kvota.web.deals.pick import found_deals, letters_of
from kvota.web.palette.screens import actions, screens
from kvota.web.seat_in_force import Asked

MOST_OF_A_KIND = 6
FEWEST_LETTERS = 2


@require_GET
def search(request: Asked) -> HttpResponse:
    """Everything in sight whose words hold the letters. Typing answers with the list alone.

    Without letters: what can be done and where one can go. Three short queries and one question.
    """
    text = letters_of(request)
    groups = _what_can_be_done(request, text)
    if len(text) >= FEWEST_LETTERS:
        groups = [*_who(request, text), *groups]
    context: dict[str, Any] = {
        "sheet_title": _("Search"),
        "q": text,
        "groups": [group for group in groups if group["rows"]],
        "address": request.path,
    }
    only_list = bool(request.htmx) and request.htmx.target == "found"
    return render(request, "palette/found.html" if only_list else "palette/palette.html", context)


def _who(request: Asked, text: str) -> list[dict[str, Any]]:
    """Deals, clients and people whose names hold the letters."""
    clients = Client.visible_to(request.seat, on=request.today).filter(name__icontains=text)
    people = Person.visible_to(request.seat, on=request.today).filter(name__icontains=text)
    return [
        _group("deals", _("Deals"), found_deals(request, text, to="deal")[:MOST_OF_A_KIND]),
        _group(
            "clients",
            _("Clients"),
            [
                {
                    "url": reverse("client", args=[client.stands_as.uid]),
                    "name": client.stands_as.name,
                    "called": client.name if client.merged_into_id else "",
                }
                for client in clients.select_related("merged_into").order_by("name")[:MOST_OF_A_KIND]
            ],
        ),
        _group(
            "people",
            _("People"),
            [
                {"url": f"{reverse('today')}?who={person.uid}", "name": person.name}
                for person in people.order_by("name")[:MOST_OF_A_KIND]
            ]
            if request.seat.role in READS_TEAM
            else [],
        ),
    ]


def _what_can_be_done(request: Asked, text: str) -> list[dict[str, Any]]:
    wanted = text.casefold()
    return [
        _group(
            key,
            title,
            [
                {"url": each.url, "name": each.words, "sheet": each.sheet, "printed_keys": each.keys}
                for each in offered
                if wanted in each.words.casefold()
            ],
        )
        for key, title, offered in (
            ("actions", _("Actions"), actions(request.seat, on=request.today)),
            ("screens", _("Screens"), screens(request.seat)),
        )
    ]


def _group(key: str, title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": key, "title": title, "rows": rows}
