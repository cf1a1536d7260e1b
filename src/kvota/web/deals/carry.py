"""`/deal/…/carry`: carry a deal over to another funnel, at the stage that is most like its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.carry_deal import carry_deal, stage_to_carry_to
from kvota.actions.record_move import UnknownStage
from kvota.domain.selling.client_progress import Progress, progress
from kvota.domain.selling.stage_beside import NoStageBeside
from kvota.records.deals import Deal
from kvota.records.funnels import Funnel, Stage
from kvota.records.moves import moves_that_count, present_funnel
from kvota.records.rights import require
from kvota.web.deals.move import said
from kvota.web.deals.the_deal import the_deal
from kvota.web.move_ids import move_id
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@require_http_methods(["GET", "POST"])
def carry(request: Asked, uid: UUID) -> HttpResponse:
    """The other funnels with their stages, one of them marked; a stage sent carries the deal there."""
    require(request.seat, "move")
    deal = the_deal(request, uid)
    if request.method == "POST":
        return _carried(request, deal)
    state = progress(moves_that_count(deal, on=request.today))
    stages = StagesOfCompany(request)
    here = present_funnel(deal, state)
    others = [_offer(request, deal, state, funnel, stages) for funnel in stages.funnels if funnel.pk != here]
    context: dict[str, Any] = {
        "deal": deal,
        "state": state,
        "sheet_title": deal.whose.name,
        "sheet_note": f"{stages.name(_stage_id(stages, here, state))} · {stages.funnel_name(here)}",
        "others": others,
    }
    return render(request, "deals/carry.html", context)


def _offer(
    request: Asked, deal: Deal, state: Progress, funnel: Funnel, stages: StagesOfCompany
) -> tuple[str, list[tuple[str, str, bool]]]:
    """The name of a funnel and its stages of the kind the deal stands at: (uid, name, the likeliest)."""
    try:
        likely = stage_to_carry_to(deal, state, funnel)
    except NoStageBeside:
        return funnel.name_in(request.LANGUAGE_CODE), []
    offered = [stage for stage in stages.of_funnel(funnel.pk) if stage.kind == likely.kind]
    lines = [(str(stage.uid), stages.name(stage.pk), stage == likely) for stage in offered]
    return funnel.name_in(request.LANGUAGE_CODE), lines


def _stage_id(stages: StagesOfCompany, funnel: int, state: Progress) -> int | None:
    return next((stage.pk for stage in stages.of_funnel(funnel) if stage.rank == state.rank), None)


def _carried(request: Asked, deal: Deal) -> HttpResponse:
    wanted, seen = request.POST.get("to", ""), request.POST.get("seen", "")
    stages = Stage.visible_to(request.seat, on=request.today).select_related("funnel")
    stage = row_of(stages, wanted)
    if stage is None:
        raise UnknownStage(stage=wanted[:20])
    carried = carry_deal(
        seat=request.seat,
        deal=deal,
        stage=stage,
        uid=move_id(request),
        seen_rank=int(seen) if seen.isdecimal() else None,
        note=request.POST.get("note", ""),
        now=request.now,
        today=request.today,
    )
    words = said(carried, deal, request) if carried.is_carried else _("Carried over.")
    messages.success(request, words, extra_tags=reverse("undo-move", args=[carried.move.uid]))
    return redirect("deal", uid=deal.uid)
