"""Type a number into the grid: first a preview of what changes below, then Enter."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kvota.actions.type_goal_cell import cells_that_change, type_goal_cell
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.rights import require
from kvota.web.plan.goal_asked import goal_asked, query_of
from kvota.web.plan.grid import rows_in_sight
from kvota.web.plan.page import show
from kvota.web.plan.typed_cells import typed_value
from kvota.web.seat_in_force import Asked


@require_POST
def type_cell(request: Asked) -> HttpResponse:
    """A preview, or 302 to the new version; 422 with the sentence, the typed text kept."""
    require(request.seat, "set_goal")
    post = request.POST
    uid = post.get("version", "")
    version = goal_asked(request, uid)
    place = (post.get("node", ""), post.get("month", ""))
    text = post.get("value", "")
    try:
        value = typed_value(text, version, _formats(request)) if text.strip() else None
        if post.get("accept") or post.get("free"):
            type_goal_cell(
                seat=request.seat,
                version=version,
                node=place[0],
                month=place[1],
                value_minor=None if post.get("free") else value,
                now=request.now,
            )
            return redirect(f"{reverse('plan')}?{query_of(version)}")
        cells = cells_that_change(
            version, node=place[0], month=place[1], value_minor=value, seen=rows_in_sight(request)
        )
    except RuleError as refused:
        return show(
            request,
            editing=place,
            typed=text,
            refusal=worded(refused, currency=request.organisation.currency),
            status=422,
        )
    return show(request, preview=cells, editing=place, typed=text)


def _formats(request: Asked) -> Formats:
    return formats_for(request.LANGUAGE_CODE, request.organisation.currency)
