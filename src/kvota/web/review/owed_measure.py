"""Receivables over a period: what was owed each evening, and who has how much of it today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.receivables import owed_by_day, receivables, receivables_by
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.web.review.line_of_days import figure_of_line
from kvota.web.review.measures import measures
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked


def owed_measure(request: Asked, page: PageScope) -> HttpResponse:
    """The last point of the line and the sum of the rows are what the list of receivables says."""
    organisation, today = request.organisation, request.today
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    calendar = company_calendar(organisation)
    evening_before = page.period.first_day - timedelta(days=1)
    days = owed_by_day(
        organisation,
        scope=page.scope,
        first_day=evening_before,
        last_day=page.period.last_day,
        as_of=today,
    )
    line = [(day, calendar.working(day), days.get(day)) for day in page.period.days()]
    context: dict[str, Any] = {
        "scope": page,
        "metric": "owed",
        "measures": measures(page),
        "owed": receivables(organisation, scope=page.scope, as_of=today),
        "rows": receivables_by(organisation, scope=page.scope, as_of=today, by="person"),
        "figure": figure_of_line(line, page, formats, "owed", today, days.get(evening_before, 0)),
    }
    return render(request, "review/owed.html", context)
