"""Competitors of a deal: a name with one press, taken back with another; nobody has to say any."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.name_competitor import name_competitor
from kvota.domain.importing.text import matching_key
from kvota.records.competitors import CompetitorNamed
from kvota.records.market_facts import MarketFact
from kvota.web.deals.the_deal import the_deal
from kvota.web.seat_in_force import Asked

MOST_OFFERED = 30
LOOKED_AT = 400


@require_POST
def name(request: Asked, uid: UUID) -> HttpResponse:
    """Name a competitor on a deal, or with `take_back` say that he is not there after all."""
    deal = the_deal(request, uid)
    taken_back = bool(request.POST.get("take_back"))
    name_competitor(
        seat=request.seat,
        deal=deal,
        name=request.POST.get("take_back") or request.POST.get("name", ""),
        taken_back=taken_back,
        today=request.today,
        now=request.now,
    )
    messages.success(request, _("Saved."))
    return redirect("deal", uid=deal.uid)


def competitors_offered() -> list[str]:
    """The names that were used last, to be picked instead of typed. Two short queries."""
    named = CompetitorNamed.objects.order_by("-sequence").values_list("name", flat=True)[:LOOKED_AT]
    facts = MarketFact.objects.order_by("-sequence").values_list("competitors", flat=True)[:MOST_OFFERED]
    names = [*named, *(name for each in facts for name in each)]
    return list({matching_key(one): one for one in reversed(names)}.values())[::-1][:MOST_OFFERED]
