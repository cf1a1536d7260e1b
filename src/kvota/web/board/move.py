"""`/board/move`: what a dropped chip and its keys send, the same command as every button."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.record_move import Recorded, record_move
from kvota.language.formats import formats_for
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.web.deals.move import funnel_of_form, read_day, said
from kvota.web.move_ids import move_id
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@require_POST
def move(request: Asked) -> HttpResponse:
    """Move a deal to the stage its chip was put on. 404 for a deal out of sight.

    A page that moved the chip itself gets only the line that says so and can undo it.
    """
    deal = _deal(request)
    rank = request.POST.get("stage", "")
    stage = Stage.visible_to(request.seat, on=request.today).filter(
        funnel_id=funnel_of_form(request, deal), rank=int(rank) if rank.isdecimal() else 0
    )
    recorded = record_move(
        seat=request.seat,
        deal=deal,
        uid=move_id(request),
        stage=stage.first(),
        occurred_on=read_day(request.POST.get("occurred_on", "")),
        now=request.now,
        today=request.today,
    )
    words = f"{said(recorded, deal, request)} {_where_it_stands(recorded, request)}"
    undo_url = reverse("undo-move", args=[recorded.move.uid])
    if request.htmx:
        return render(request, "parts/toast_fragment.html", {"text": words, "undo_url": undo_url})
    messages.success(request, words, extra_tags=undo_url)
    return redirect(reverse("board") + request.POST.get("query", ""))


def _where_it_stands(recorded: Recorded, request: Asked) -> str:
    """The stage it came to and which of all it is: who does not see the board hears where the chip lies."""
    stages = StagesOfCompany(request)
    stage = stages.by_id.get(recorded.move.stage_id or 0)
    if stage is None:
        return ""
    formats = formats_for(request.LANGUAGE_CODE)
    points = [each for each in stages.of_funnel(stage.funnel_id) if each.kind != "paid"]
    place = {"stage": stages.name(stage.pk), "n": formats.number(stage.rank)}
    if stage not in points:
        return _("Now at: %(stage)s.") % place
    return _("Now at: %(stage)s, %(n)s of %(all)s.") % (place | {"all": formats.number(len(points))})


def _deal(request: Asked) -> Deal:
    deals = Deal.visible_to(request.seat, on=request.today).select_related("client")
    deal = row_of(deals, request.POST.get("deal", ""))
    if deal is None:
        raise Http404
    found: Deal = deal
    return found
