"""A draft of a goal: begin it, publish it with a reason, or set it aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.publish_goal import GoalMovedOn, begin_draft, publish_goal, set_draft_aside
from kvota.actions.store_goal import newest_goal_of
from kvota.domain.errors import RuleError
from kvota.records.goals import GoalVersion
from kvota.records.rights import require_whole_goal
from kvota.web.plan.goal_asked import goal_asked, query_of
from kvota.web.plan.page import show
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of


@require_POST
def begin(request: Asked) -> HttpResponse:
    """302 to the draft: a new one, or the one that is open already."""
    require_whole_goal(request.seat, on=request.today)
    version = goal_asked(request, request.POST.get("version"))
    draft = begin_draft(seat=request.seat, version=version, now=request.now)
    return redirect(_address(draft))


@require_POST
def publish(request: Asked) -> HttpResponse:
    """302 to the goal that counts now; where somebody changed it meanwhile, the page asks first."""
    require_whole_goal(request.seat, on=request.today)
    version = goal_asked(request, request.POST.get("version"))
    try:
        published = publish_goal(
            seat=request.seat,
            version=version,
            now=request.now,
            reason=request.POST.get("reason", "").strip()[:400],
            knowing=bool(request.POST.get("knowing")),
        )
    except RuleError as refused:
        counting = newest_goal_of(version.period, version.counts)
        return show(
            request,
            refusal=sentence_of(request, refused),
            moved_on=counting if isinstance(refused, GoalMovedOn) else None,
            status=STATUS[refused.nature],
        )
    messages.success(request, _("The draft is published: it counts from now on."))
    return redirect(_address(published))


@require_POST
def set_aside(request: Asked) -> HttpResponse:
    """302 to the goal that counts; the draft stays among the versions."""
    require_whole_goal(request.seat, on=request.today)
    version = goal_asked(request, request.POST.get("version"))
    try:
        set_draft_aside(seat=request.seat, version=version, now=request.now)
    except RuleError as refused:
        return show(request, refusal=sentence_of(request, refused), status=STATUS[refused.nature])
    messages.success(request, _("The draft is set aside. It stays among the versions."))
    return redirect(_address(version, state="published"))


def _address(version: GoalVersion, *, state: str | None = None) -> str:
    return f"{reverse('plan')}?{query_of(version, state=state)}"
