"""`/review`: the burn-up by working days, and the table that sums to it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.metrics.plan_actual import burn_up, plan_actual
from kvota.language.formats import formats_for
from kvota.web.review.burn_up_of_period import figure_of
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import standing

CUTS: tuple[Literal["person", "unit", "product"], ...] = ("person", "unit", "product")
MOST_CHART_DAYS = 70  # beyond a quarter the days are too thin to read; weeks would lie about holidays


def plan_vs_actual(request: Asked) -> HttpResponse:
    """Plan, actual, likely; rows by person, unit or product that sum to the whole."""
    page = read_scope(request, views=review_views())
    organisation, day = request.organisation, request.today
    asked = request.GET.get("cut", "person")
    cut: Literal["person", "unit", "product"] = next((one for one in CUTS if one == asked), "person")
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    stand = standing(request, page)
    days = burn_up(organisation, scope=page.scope, period=page.period, as_of=day)
    context: dict[str, Any] = {
        "scope": page,
        "standing": stand,
        "report": stand.report,
        "cut": cut,
        "cuts": [("person", _("People")), ("unit", _("Units")), ("product", _("Products"))],
        "table": plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by=cut),
        "figure": figure_of(days, stand, page, formats) if 1 < len(days) <= 31 + MOST_CHART_DAYS else None,
        "f": formats,
    }
    return render(request, "review/plan_vs_actual.html", context)
