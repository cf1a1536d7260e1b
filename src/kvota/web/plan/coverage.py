"""`/plan/coverage`: the open money of each rep against what of his goal is still to come."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.coverage import coverage as coverage_of
from kvota.analytics.metrics.coverage import shown_as
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.records.rights import own_people_in_sight
from kvota.web.plan.views import plan_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked


def coverage(request: Asked) -> HttpResponse:
    """A row for each person of the scope and what is nobody's; 404 for who reads nobody's plan."""
    if own_people_in_sight(request.seat, on=request.today) == set():
        raise Http404
    page = read_scope(request, views=plan_views(request.seat))
    asked: dict[str, Any] = {"scope": page.scope, "period": page.period, "as_of": page.as_of}
    lacks_rate = False
    try:
        found = coverage_of(request.organisation, **asked)
    except MissingRate:
        lacks_rate = True
        with leaving_out_missing_rates():
            found = coverage_of(request.organisation, **asked)
    context: dict[str, Any] = {
        "scope": page,
        "found": found,
        "lacks_rate": lacks_rate,
        "shown": shown_as(request.organisation),
    }
    return render(request, "plan/coverage.html", context)
