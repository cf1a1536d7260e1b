"""`/board/about/…`: what the board says of one chip under a hand, before anybody opens its deal."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.deals import deals_by_id
from kvota.language.formats import formats_for
from kvota.records.rights import may
from kvota.web.deals.deal_page import stuck_words
from kvota.web.deals.the_deal import the_deal
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def about(request: Asked, uid: UUID) -> HttpResponse:
    """The few words over a chip: whose deal, how long it stands there, why it is stuck. 404 out of sight."""
    deal = the_deal(request, uid)
    (row,) = deals_by_id(request.organisation, [deal.pk], as_of=request.today)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context = {
        "row": row,
        "stage_name": StagesOfCompany(request).name(row.stage),
        "stuck_words": stuck_words(row, formats),
        "is_parked": row.parked_until is not None and row.parked_until > request.today,
        "may_step": may(request.seat, "edit_deal"),
        "may_go": may(request.seat, "move"),
    }
    return render(request, "board/about.html", context)
