"""The lists behind the numbers of clients and moves: each sums to the number that opened it."""

from __future__ import annotations

from typing import Any, cast, get_args

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import Filter, open_deals, stuck_deals
from kvota.analytics.metrics.moves_per_day import moves_list
from kvota.records.funnels import Stage
from kvota.web.pages import Pages
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

#: The three lists of the stuck: all, past hope or not.
STUCK = {"stuck": None, "stuck_with_chance": False, "hopeless": True}


def shown_filters() -> list[tuple[str, str]]:
    """The filters of the deals list with their words."""
    return [
        ("", _("All in work")),
        ("stuck", _("Stuck")),
        ("no_next_step", _("No next step")),
        ("silent", _("Silent: close or revive")),
        ("stuck_with_chance", _("Stuck, still a chance")),
        ("hopeless", _("Stuck, little hope")),
        ("undated", _("Date unknown")),
        ("parked", _("Parked")),
        ("moved_today", _("Moved today")),
    ]


def asked_deals(request: Asked, page: PageScope) -> list[DealRow]:
    """The deals of the filter in the address, as they stood at the end of a period that is over."""
    organisation, day = request.organisation, page.as_of
    show = request.GET.get("show", "")
    if show in STUCK:
        return stuck_deals(
            organisation, scope=page.scope, as_of=day, hopeless=STUCK[show], stage=_stage(request)
        )
    only = cast(Filter, show) if show in get_args(Filter) else None
    return open_deals(organisation, scope=page.scope, as_of=day, only=only, stage=_stage(request))


def _stage(request: Asked) -> int | None:
    rank = request.GET.get("stage", "")
    if not rank.isdecimal():
        return None
    stage = Stage.visible_to(request.seat, on=request.today).filter(rank=int(rank)).first()
    return stage.pk if stage else None


def deals(request: Asked) -> HttpResponse:
    """Deals in work, a filter and its count; 50 a page."""
    page = read_scope(request, views=review_views())
    found = asked_deals(request, page)
    stages = StagesOfCompany(request)
    pages = Pages(request, len(found))
    context: dict[str, Any] = {
        "scope": page,
        "rows": [(row, stages.name(row.stage)) for row in pages.cut(found)],
        "count": len(found),
        "sum_minor": sum(row.amount_minor or 0 for row in found),
        "without_amount": sum(row.amount_minor is None for row in found),
        "filters": shown_filters(),
        "show": request.GET.get("show", ""),
        "pages": pages,
    }
    return render(request, "review/deals.html", context)


def moves(request: Asked) -> HttpResponse:
    """The moves of the period, newest first; their steps sum to the gauge."""
    page = read_scope(request, kind="day", views=review_views())
    found = moves_list(request.organisation, scope=page.scope, period=page.period, as_of=request.today)
    stages = StagesOfCompany(request)
    pages = Pages(request, len(found))
    context: dict[str, Any] = {
        "scope": page,
        "rows": [(row, stages.name(row.stage) if row.stage else "") for row in pages.cut(found)],
        "count": len(found),
        "forward": sum(max(0, row.steps) for row in found),
        "back": sum(max(0, -row.steps) for row in found),
        "pages": pages,
    }
    return render(request, "review/moves.html", context)
