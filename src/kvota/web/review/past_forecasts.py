"""`/review/forecasts`: the range of each month over as made before it, and whether it held."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.forecast_record import FEWEST, forecast_record
from kvota.records.rights import reads_everything
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked


def past_forecasts(request: Asked) -> HttpResponse:
    """The months behind "held in n of m"; 404 for whoever does not read the sums of the whole company."""
    if not reads_everything(request.seat, on=request.today):
        raise Http404
    context: dict[str, Any] = {
        "scope": read_scope(request, views=review_views()),
        "record": forecast_record(request.organisation, as_of=request.today),
        "fewest": FEWEST,
    }
    return render(request, "review/past_forecasts.html", context)
