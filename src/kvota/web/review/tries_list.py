"""`/review/tries`: the tries of a period that reached nobody; they sum to the count that opened them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.moves_per_day import TryRow, tries_list
from kvota.web.pages import Pages
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked


def asked_tries(request: Asked, page: PageScope) -> list[TryRow]:
    """Each day of a person at one action, newest first."""
    return tries_list(request.organisation, scope=page.scope, period=page.period, as_of=request.today)


def tries(request: Asked) -> HttpResponse:
    """No client stands behind a try, so the rows are days of people."""
    page = read_scope(request, views=review_views())
    found = asked_tries(request, page)
    pages = Pages(request, len(found))
    context: dict[str, Any] = {
        "scope": page,
        "rows": pages.cut(found),
        "count": sum(row.count for row in found),
        "pages": pages,
    }
    return render(request, "review/tries.html", context)
