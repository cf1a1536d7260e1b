"""The funnels with their stages: rename, add, move, retire; the history keeps what it knew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.change_stage import (
    add_stage,
    offer_stage,
    rename_stage,
    retire_stage,
    swap_stages,
    take_back_renaming,
)
from kvota.actions.clear_stage import NoStageToGoTo, clear_stage, stages_to_go_to, standing_at
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.scope import whole_company
from kvota.language.names import ACTIONS
from kvota.records.exit_questions import questions_of
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.many_at_once import ManyAtOnce
from kvota.records.moves import Move
from kvota.records.rights import reads_everything, require
from kvota.records.row import new_uid
from kvota.web.funnel_switch import read_funnel
from kvota.web.move_ids import move_id
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

ASKED_FIRST = ("earlier", "later", "retire")


def counts_by_stage(request: Asked) -> dict[int, int]:
    """Deals in work by the id of their stage. One question."""
    scope = whole_company(on=request.today)
    work = clients_in_work(request.organisation, scope=scope, as_of=request.today)
    return {one.stage: one.count for one in work.stages if one.stage}


@require_GET
def stages(request: Asked) -> HttpResponse:
    """Every stage of a funnel with how many clients stand there, and what is asked before leaving it."""
    require(request.seat, "setup")
    counts, all_stages = counts_by_stage(request), StagesOfCompany(request)
    funnels = read_funnel(request, all_stages)
    asked = questions_of(stage.pk for stage in funnels.stages)
    language = request.LANGUAGE_CODE
    rows = [
        {
            "stage": stage,
            "name": stage.name_in(language),
            "count": counts.get(stage.pk, 0),
            "questions": [(one, one.name_in(language)) for one in asked.get(stage.pk, [])],
        }
        for stage in funnels.stages
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "funnels": funnels,
        "funnel_name": funnels.funnel.name_in(language) if funnels.funnel else "",
        "offered": [(one, one.name_in(language)) for one in all_stages.funnels],
        "retired": [
            (one, one.name_in(language))
            for one in Funnel.visible_to(request.seat, on=request.today).exclude(removed_on=None)
        ],
        "actions": ACTIONS.items(),
        "retired_stages": _retired_stages(request, funnels.funnel, counts),
        "reasons": LostReason.visible_to(request.seat, on=request.today).filter(removed_on=None),
        "language": language,
    }
    return render(request, "setup/stages.html", context)


def _retired_stages(request: Asked, funnel: Funnel | None, counts: dict[int, int]) -> list[dict[str, Any]]:
    """The stages of a funnel that are used no more, with what gives each back; the last retired first."""
    retired = Stage.visible_to(request.seat, on=request.today).filter(funnel=funnel, funnel__isnull=False)
    mine = ManyAtOnce.visible_to(request.seat, on=request.today).filter(doing="retire", undone_at=None)
    led_away = {many.asked["stage"]: many for many in mine.order_by("recorded_at")}
    return [
        {
            "stage": stage,
            "name": stage.name_in(request.LANGUAGE_CODE),
            "count": counts.get(stage.pk, 0),
            "many": led_away.get(str(stage.uid)),
        }
        for stage in retired.exclude(removed_on=None).order_by("-removed_on", "rank")
    ]


def the_stage(request: Asked, uid: UUID) -> Stage:
    """The stage of an address; 404 for what is none of the company."""
    stage = Stage.visible_to(request.seat, on=request.today).filter(uid=uid).select_related("funnel").first()
    if stage is None:
        raise Http404
    found: Stage = stage
    return found


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """One change of one stage. What counts history anew is shown with its counts before it is made."""
    require(request.seat, "setup")
    stage = the_stage(request, uid)
    wanted = next((name for name in ASKED_FIRST if request.POST.get(name)), "")
    if wanted:
        return _dangerous(request, stage, wanted)
    if "offer" in request.POST:
        offer_stage(seat=request.seat, stage=stage, now=request.now)
        messages.success(request, _("Saved."))
        return to_funnel(stage.funnel)
    post, seat, now, language = request.POST, request.seat, request.now, request.LANGUAGE_CODE
    back = reverse("undo-stage", args=[stage.uid, "rename"])
    if "after" in post:
        added = add_stage(seat=seat, after=stage, name=post["after"], language=language, now=now)
        back = reverse("undo-stage", args=[added.uid, "add"])
    else:
        was = (stage.name_in(language), stage.usual_action)
        rename_stage(
            seat=seat,
            stage=stage,
            name=post.get("name", ""),
            language=language,
            usual_action=post.get("usual_action", ""),
            now=now,
        )
        if was == (stage.name_in(language), stage.usual_action):
            back = ""  # nothing changed, and an undo would take back what was said before
    messages.success(request, _("Saved."), extra_tags=back)
    return to_funnel(stage.funnel)


def to_funnel(funnel: Funnel) -> HttpResponse:
    """Back to the stages of a funnel."""
    return redirect(f"{reverse('setup-stages')}?funnel={funnel.uid}")


def _dangerous(request: Asked, stage: Stage, wanted: str) -> HttpResponse:
    """Show what the change would count anew; make it when that was seen."""
    standing = counts_by_stage(request).get(stage.pk, 0)
    to = stages_to_go_to(stage) if wanted == "retire" and standing else []
    if wanted == "retire" and standing and not to:
        raise NoStageToGoTo(stage=stage.name_in(request.LANGUAGE_CODE))
    if request.POST.get("seen"):
        return _made(request, stage, wanted, standing)
    moves = Move.objects.live().filter(stage=stage, undone_by=None)
    rows = standing_at(stage, on=request.today) if to else []
    context = {
        "uid": new_uid(),
        "to": [(one, one.name_in(request.LANGUAGE_CODE)) for one in to],
        # A step back claims no result that nobody had.
        "likely": next((one.pk for one in reversed(to) if one.rank < stage.rank), None),
        "parked": sum(row.parked_until is not None for row in rows),
        "silent": sum(row.is_silent for row in rows),
        "may_look": reads_everything(request.seat, on=request.today),
        "stage": stage,
        "name": stage.name_in(request.LANGUAGE_CODE),
        "wanted": wanted,
        "standing": standing,
        "moves": moves.count(),
        "deals": moves.values("deal").distinct().count(),
    }
    return render(request, "setup/stage_change.html", context)


def _made(request: Asked, stage: Stage, wanted: str, standing: int) -> HttpResponse:
    seat, now = request.seat, request.now
    if wanted == "retire" and standing:
        return _cleared(request, stage)
    if wanted == "retire":
        retire_stage(seat=seat, stage=stage, standing=standing, today=request.today, now=now)
    else:
        swap_stages(seat=seat, stage=stage, earlier=wanted == "earlier", now=now)
    back = {"earlier": "later", "later": "earlier", "retire": "offer"}[wanted]
    messages.success(request, _("Saved."), extra_tags=reverse("undo-stage", args=[stage.uid, back]))
    return to_funnel(stage.funnel)


def _cleared(request: Asked, stage: Stage) -> HttpResponse:
    """Retire a stage with its clients; the answer of each row, and the undo of all, are a page."""
    found = row_of(Stage.visible_to(request.seat, on=request.today), request.POST.get("to", ""))
    if found is None:
        raise NoStageToGoTo(stage=str(stage))
    many = clear_stage(
        seat=request.seat,
        stage=stage,
        to=found,
        uid=move_id(request),
        now=request.now,
        today=request.today,
    )
    messages.success(request, _("Saved."), extra_tags=reverse("undo-many-deals", args=[many.uid]))
    return redirect("many-deals", uid=many.uid)


@require_POST
def undo(request: Asked, uid: UUID, what: str) -> HttpResponse:
    """Take back the last change of a stage's name or place, its retiring, or that it was added."""
    require(request.seat, "setup")
    stage = the_stage(request, uid)
    if what == "offer":
        offer_stage(seat=request.seat, stage=stage, now=request.now)
    elif what == "rename":
        take_back_renaming(seat=request.seat, stage=stage, now=request.now)
    elif what == "add":
        standing = counts_by_stage(request).get(stage.pk, 0)
        today, now = request.today, request.now
        retire_stage(seat=request.seat, stage=stage, standing=standing, today=today, now=now)
    else:
        swap_stages(seat=request.seat, stage=stage, earlier=what == "earlier", now=request.now)
    messages.success(request, _("Undone."))
    return to_funnel(stage.funnel)
