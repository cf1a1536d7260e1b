"""The day of a rep: the sentence, the steps, the clients to work with, in the evening tomorrow's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.deals import today_list
from kvota.language.formats import formats_for
from kvota.web.plan.conditions import due_line
from kvota.web.plan.lead_requests import asked_of_you
from kvota.web.scope_bar import PageScope, counts_ten_days, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import cards
from kvota.web.today.days_away import days_away
from kvota.web.today.first_day import first_client, nothing_sold_yet
from kvota.web.today.own_number import own_number
from kvota.web.today.sentence import standing
from kvota.web.today.steps import steps
from kvota.web.today.steps_left import steps_left_of
from kvota.web.today.tomorrow import evening

FIRST_CARDS = 7
MOST_CARDS = 200


def my_day(request: Asked) -> HttpResponse:
    """One question to each metric; the page's first line answers all three: where, how sure, who helps."""
    page = read_scope(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    show_all = request.GET.get("show") == "all"
    found = today_list(
        request.organisation,
        scope=page.scope,
        as_of=request.today,
        limit=MOST_CARDS if show_all else FIRST_CARDS,
    )
    work = clients_in_work(request.organisation, scope=page.scope, as_of=request.today)
    away = days_away(page.scope)
    where = standing(request, page)
    first = nothing_sold_yet(request, where, in_work=work.count)
    context: dict[str, Any] = {
        "scope": page,
        "standing": where,
        "own_number": own_number(request),
        **asked_of_you(request),
        "first": first_client(request, where, page) if first else None,
        "steps": steps(request, page, away),
        "step_kinds": _step_kinds(request, page),
        "cards": cards(request, found),
        "in_work": work,
        "steps_left": steps_left_of(request, work),
        "due": due_line(request),
        "evening": evening(request, page, away),
        "show_all": show_all,
        "show_url": _address(request, show="" if show_all else "all"),
        "day_label": formats.weekday(request.today),
        "f": formats,
    }
    return render(request, "today/my_day.html", context)


def _step_kinds(request: Asked, page: PageScope) -> list[tuple[str, str, str]]:
    """The switch of the steps: (kind, words, address)."""
    kinds = [("day", _("Day")), ("week", _("Week")), ("ten_day", _("Ten days"))]
    if not counts_ten_days(request) and "ten_day" not in (page.period.kind, request.GET.get("steps")):
        kinds.pop()
    return [(kind, words, _address(request, steps=kind)) for kind, words in kinds]


def _address(request: Asked, **changed: str) -> str:
    """This page with one part of its address changed and the others as they are."""
    parts = {name: request.GET.get(name, "") for name in ("who", "when", "steps", "show")} | changed
    return "?" + urlencode({name: value for name, value in parts.items() if value})
