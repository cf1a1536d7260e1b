"""The stages: rename, add, move, retire; the history keeps what it knew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.change_stage import add_stage, rename_stage, retire_stage, swap_stages
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.scope import whole_company
from kvota.language.names import ACTIONS
from kvota.records.funnels import LostReason, Stage
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked


def _counts(request: Asked) -> dict[int, int]:
    scope = whole_company(on=request.today)
    work = clients_in_work(request.organisation, scope=scope, as_of=request.today)
    return {one.stage: one.count for one in work.stages if one.stage}


@require_GET
def stages(request: Asked) -> HttpResponse:
    """Every stage with how many clients stand there."""
    require(request.seat, "setup")
    counts = _counts(request)
    rows = [
        {"stage": stage, "name": stage.name_in(request.LANGUAGE_CODE), "count": counts.get(stage.pk, 0)}
        for stage in Stage.visible_to(request.seat, on=request.today).filter(removed_on=None)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "actions": ACTIONS.items(),
        "reasons": LostReason.visible_to(request.seat, on=request.today).filter(removed_on=None),
        "language": request.LANGUAGE_CODE,
    }
    return render(request, "setup/stages.html", context)


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """One change of one stage."""
    require(request.seat, "setup")
    stage = Stage.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if stage is None:
        raise Http404
    post, seat, now = request.POST, request.seat, request.now
    if post.get("earlier") or post.get("later"):
        swap_stages(seat=seat, stage=stage, earlier=bool(post.get("earlier")), now=now)
    elif post.get("retire"):
        standing = _counts(request).get(stage.pk, 0)
        retire_stage(seat=seat, stage=stage, standing=standing, today=request.today, now=now)
    elif "after" in post:
        add_stage(seat=seat, after=stage, name=post["after"], language=request.LANGUAGE_CODE, now=now)
    else:
        rename_stage(
            seat=seat,
            stage=stage,
            name=post.get("name", ""),
            language=request.LANGUAGE_CODE,
            usual_action=post.get("usual_action", ""),
            now=now,
        )
    messages.success(request, _("Saved."))
    return redirect("setup-stages")
