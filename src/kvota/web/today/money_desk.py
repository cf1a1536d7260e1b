"""The money desk of finance: payments without a deal, what is due, what is overdue."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.metrics.receivables import receivables
from kvota.language.formats import formats_for
from kvota.records.money import Payment
from kvota.web.plan.lead_requests import asked_of_you
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked

MOST_ROWS = 50


def money_desk(request: Asked) -> HttpResponse:
    """What waits for finance today. Two questions to the copy, one query."""
    page = read_scope(request)
    owed = receivables(request.organisation, scope=page.scope, as_of=request.today)
    context: dict[str, Any] = {
        "scope": page,
        **asked_of_you(request),
        "report": plan_actual(
            request.organisation, scope=page.scope, period=page.period, as_of=request.today
        ),
        "owed": owed,
        "rows": owed.rows[:MOST_ROWS],
        "unmatched": Payment.standing().filter(deal=None).count(),
        "f": formats_for(request.LANGUAGE_CODE, request.organisation.currency),
    }
    return render(request, "today/money_desk.html", context)
