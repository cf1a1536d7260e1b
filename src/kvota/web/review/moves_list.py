"""`/review/moves`: the moves of a period; their steps sum to the gauge that opened them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.moves_per_day import moves_list
from kvota.web.funnel_switch import asked_funnel
from kvota.web.pages import Pages
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def moves(request: Asked) -> HttpResponse:
    """The moves of the period, newest first; their steps sum to the gauge."""
    page = read_scope(request, kind="day", views=review_views())
    stages = StagesOfCompany(request)
    funnel = asked_funnel(request, stages)
    found = moves_list(
        request.organisation,
        scope=page.scope,
        period=page.period,
        as_of=request.today,
        funnel=funnel.pk if funnel else None,
    )
    pages = Pages(request, len(found))
    context: dict[str, Any] = {
        "scope": page,
        "rows": [(row, stages.name(row.stage) if row.stage else "") for row in pages.cut(found)],
        "of_funnel": funnel.name_in(request.LANGUAGE_CODE) if funnel else "",
        "count": len(found),
        "forward": sum(max(0, row.steps) for row in found),
        "back": sum(max(0, -row.steps) for row in found),
        "pages": pages,
    }
    return render(request, "review/moves.html", context)
