"""The day of a rep: the sentence, the steps, the clients to work with."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.deals import today_list
from kvota.domain.calendar.period import PeriodKind
from kvota.language.formats import formats_for
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import cards
from kvota.web.today.sentence import standing
from kvota.web.today.steps import steps

FIRST_CARDS = 7
MOST_CARDS = 200
STEP_KINDS: tuple[PeriodKind, ...] = ("day", "week", "ten_day")


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
    kind = request.GET.get("steps", "day")
    wanted = cast(PeriodKind, kind if kind in STEP_KINDS else "day")
    context: dict[str, Any] = {
        "scope": page,
        "standing": standing(request, page),
        "steps": steps(request, page.scope, wanted),
        "step_kinds": [
            (one, label)
            for one, label in (("day", _("Day")), ("week", _("Week")), ("ten_day", _("Ten days")))
            if one != "ten_day" or request.organisation.ten_day
        ],
        "cards": cards(request, found),
        "in_work": work,
        "show_all": show_all,
        "day_label": formats.weekday(request.today),
        "f": formats,
    }
    return render(request, "today/my_day.html", context)
