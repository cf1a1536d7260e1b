"""Find a client by a few letters to record a move with him."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kvota.analytics.metrics.deals import deals_by_id
from kvota.domain.selling.tags import cell_holding
from kvota.language.formats import formats_for
from kvota.records.deals import Deal
from kvota.records.rights import may
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

MOST = 20
FEWEST_LETTERS = 2


@require_GET
def pick(request: Asked) -> HttpResponse:
    """Choose the deal to move. Typing answers with the list alone."""
    text = letters_of(request)
    enough = not text or len(text) >= FEWEST_LETTERS
    context: dict[str, Any] = {
        "sheet_title": _("Record a move"),
        "q": text,
        "rows": found_deals(request, text, to="move-sheet") if enough else [],
        "address": request.path,
        "may_add": may(request.seat, "add_deal"),
    }
    only_list = bool(request.htmx) and request.htmx.target == "found"
    return render(request, "deals/found.html" if only_list else "deals/pick.html", context)


def letters_of(request: Asked) -> str:
    """What was typed into the field."""
    return " ".join(request.GET.get("q", "").split())[:80]


def found_deals(request: Asked, text: str, *, to: str) -> list[dict[str, str]]:
    """The deals whose client, name or a tag holds the letters, those in work first.

    One query and one question.
    """
    deals = Deal.visible_to(request.seat, on=request.today)
    if text:
        deals = (
            deals.filter(client__name__icontains=text)
            | deals.filter(client__merged_into__name__icontains=text)
            | deals.filter(name__icontains=text)
            | deals.filter(tags__iregex=cell_holding(text))
        )
    ids = list(deals.order_by("-id").values_list("id", flat=True)[: MOST * 3])
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    stages = StagesOfCompany(request)
    found = deals_by_id(request.organisation, ids, as_of=request.today)
    found.sort(key=lambda row: (row.is_lost or row.stage_kind == "paid", row.client.name))
    return [
        {
            "url": reverse(to, args=[row.uid]),
            "name": row.client.name,
            "stage": _("lost") if row.is_lost else stages.name(row.stage),
            "amount": formats.money_whole(row.amount_minor),
        }
        for row in found[:MOST]
    ]
