"""`/client/…`: one client with all his deals and money in sight."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.deals import deals_of_client
from kvota.analytics.scope import scope_of
from kvota.language.formats import formats_for
from kvota.records.selling import Client
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def client(request: Asked, uid: UUID) -> HttpResponse:
    """404 for a client with no deal in sight: who a firm's clients are is not everybody's business."""
    found = Client.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if found is None:
        raise Http404
    scope = scope_of(request.seat, on=request.today)
    rows = deals_of_client(request.organisation, found.pk, scope=scope, as_of=request.today)
    stages = StagesOfCompany(request)
    context: dict[str, Any] = {
        "client": found,
        "rows": [(row, stages.name(row.stage)) for row in rows],
        "paid_minor": sum(row.paid_minor for row in rows),
        "open_minor": sum(
            row.amount_minor or 0 for row in rows if not row.is_lost and row.stage_kind != "paid"
        ),
        "f": formats_for(request.LANGUAGE_CODE, request.organisation.currency),
    }
    return render(request, "deals/client.html", context)
