"""`/review/moves`: the moves of a period; their steps sum to the gauge that opened them."""

from __future__ import annotations

from typing import Any, cast, get_args

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.metrics.moves_per_day import MoveRow, MovesOf, moves_list
from kvota.records.funnels import ACTIONS
from kvota.web.funnel_switch import asked_funnel
from kvota.web.pages import Pages
from kvota.web.review.asked_period import asked_period
from kvota.web.review.money_lists import NONE
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


def shown_kinds() -> list[tuple[str, str]]:
    """The kinds of moves a list can be of, with their words."""
    return [
        ("", _("All moves")),
        ("forward", _("Forward")),
        ("back", pgettext("moves", "Back")),
        ("entries", _("New clients")),
        ("touches", _("Worked, no move")),
    ]


def asked_moves(request: Asked, page: PageScope, stages: StagesOfCompany) -> list[MoveRow]:
    """The moves of the days asked for: of one funnel, kind or action, or back out of one stage."""
    funnel = asked_funnel(request, stages)
    kind, action, left, owner = (request.GET.get(name, "") for name in ("kind", "action", "left", "owner"))
    found = moves_list(
        request.organisation,
        scope=page.scope,
        period=asked_period(request, page),
        as_of=request.today,
        kind=cast(MovesOf, kind) if kind in get_args(MovesOf) else None,
        action=action if action in ACTIONS else "",
        funnel=funnel.pk if funnel else None,
    )
    stage = next((each for each in stages.all if str(each.uid) == left), None)
    if stage:
        found = [row for row in found if stages.left_by(row) == stage]
    if owner == NONE:
        found = [row for row in found if row.owner is None]
    return found


def moves(request: Asked) -> HttpResponse:
    """The moves of the period, newest first; their steps sum to the gauge."""
    page = read_scope(request, kind="day", views=review_views())
    stages = StagesOfCompany(request)
    found = asked_moves(request, page, stages)
    pages = Pages(request, len(found))
    kind = request.GET.get("kind", "")
    action = request.GET.get("action", "")
    part = asked_period(request, page)
    funnel = asked_funnel(request, stages)
    context: dict[str, Any] = {
        "scope": page,
        "rows": [(row, stages.name(row.stage) if row.stage else "") for row in pages.cut(found)],
        "of_funnel": funnel.name_in(request.LANGUAGE_CODE) if funnel else "",
        "count": len(found),
        "forward": sum(max(0, row.steps) for row in found),
        "back": sum(max(0, -row.steps) for row in found),
        "kinds": shown_kinds(),
        "kind": kind,
        "action": action if action in ACTIONS else "",
        "part": None if part == page.period else part,
        "pages": pages,
    }
    return render(request, "review/moves.html", context)
