"""`/client/…`: one client with all his deals and money in sight."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.say_how_to_reach import say_how_to_reach
from kvota.analytics.metrics.deals import deals_of_client
from kvota.analytics.scope import scope_of
from kvota.language.formats import formats_for
from kvota.records.client_merges import ClientMerge
from kvota.records.rights import may
from kvota.records.selling import Client
from kvota.web.deals.twins import how_words, the_client, twins_of
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def client(request: Asked, uid: UUID) -> HttpResponse:
    """404 for a client with no deal in sight: who a firm's clients are is not everybody's business."""
    found = the_client(request, uid)
    if found.uid != uid:
        return redirect("client", uid=found.uid)  # merged: his address leads to whom he is now
    merges = may(request.seat, "merge")
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
        "twins": [(twin.client, how_words(twin.how)) for twin in twins_of(request, found)]
        if merges and not found.is_placeholder
        else [],
        "merged": _merged(found),
        "may_merge": merges and not found.is_placeholder,
        "may_edit": may(request.seat, "edit_deal") and not found.is_placeholder,
        "f": formats_for(request.LANGUAGE_CODE, request.organisation.currency),
    }
    return render(request, "deals/client.html", context)


@require_POST
def reach(request: Asked, uid: UUID) -> HttpResponse:
    """Store telephone, mail and address; back to the page that asked."""
    found = the_client(request, uid).stands_as
    say_how_to_reach(
        seat=request.seat,
        client=found,
        phone=request.POST.get("phone", ""),
        email=request.POST.get("email", ""),
        address=request.POST.get("address", ""),
        now=request.now,
    )
    messages.success(request, _("Noted."))
    return redirect("client", uid=found.uid)


def _merged(client: Client) -> list[ClientMerge]:
    """The merges that made other clients this one, the newest first."""
    merges = ClientMerge.objects.filter(to_on=None, client__merged_into=client)
    return list(merges.select_related("client", "author").order_by("-sequence"))
