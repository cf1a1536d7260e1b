"""Share out the leads of a goal: ask for it, how far it is, and take the best so far."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.share_work import begin_sharing, take_best
from kvota.jobs.share_work_task import share_work_task
from kvota.records.rights import may
from kvota.records.work_sharings import WorkSharing
from kvota.web.plan.needed import goal_period
from kvota.web.plan.sharing_shown import far_of, is_silent
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked


@require_POST
def begin(request: Asked) -> HttpResponse:
    """302 to the page with the bar; 404 for who sets no goals, for one person, and for a year."""
    if not may(request.seat, "set_goal"):
        raise Http404
    page = read_scope(request)
    period = goal_period(request, page)
    if page.scope.unit is None or period.kind == "year":
        raise Http404
    held = WorkSharing.objects.filter(unit_id=page.scope.unit, period=period.key).first()
    sharing, to_do = begin_sharing(
        seat=request.seat,
        unit=page.scope.unit,
        period=period.key,
        now=request.now,
        again=held is not None and is_silent(held, now=request.now),
    )
    if to_do:
        share_work_task.enqueue(
            organisation=request.organisation.pk,
            seat=request.seat.pk,
            sharing=str(sharing.uid),
            attempt=sharing.attempt,
            language=request.LANGUAGE_CODE,
        )
    return redirect(address_of(request, sharing) + "#shared")


@require_GET
def progress(request: Asked, uid: UUID) -> HttpResponse:
    """A piece of the page while it is worked on; after that a piece that fetches the answer in its place.

    302 to the page for who asks without a script.
    """
    sharing = _sharing(request, uid)
    address = address_of(request, sharing)
    if not request.headers.get("HX-Request"):
        return redirect(address + "#shared")
    far = far_of(sharing, now=request.now)
    context: dict[str, Any] = {
        "sharing": sharing,
        "address": address,
        "begin_url": address_of(request, sharing, page="share-work"),
        "far": far,
        "is_first_best": far.best is not None and not request.GET.get("best"),
    }
    return render(request, "plan/sharing_progress.html", context)


@require_POST
def take(request: Asked, uid: UUID) -> HttpResponse:
    """302 to the page with the answer, also when it is over by itself; 409 where none is found yet."""
    sharing = _sharing(request, uid)
    if sharing.is_under_way:
        take_best(seat=request.seat, sharing=sharing, now=request.now)
    return redirect(address_of(request, sharing) + "#shared")


def _sharing(request: Asked, uid: UUID) -> WorkSharing:
    found = (
        WorkSharing.visible_to(request.seat, on=request.today).select_related("unit").filter(uid=uid).first()
    )
    if found is None:
        raise Http404
    return found


def address_of(request: Asked, sharing: WorkSharing, *, page: str = "needed") -> str:
    """The page on which its answer stands, or the door that begins it again."""
    who = {} if sharing.unit_id == request.seat.unit_id else {"who": str(sharing.unit.uid)}
    return f"{reverse(page)}?{urlencode({**who, 'when': sharing.period})}"
