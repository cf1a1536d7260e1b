"""`/review/funnel`: the process, not the wishes. Stage by stage: who entered, left, stays, how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.clients_in_work import StageInWork, clients_in_work
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.moves_per_day import DayMoves, moves_per_day
from kvota.records.funnels import Stage
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class StageRow:
    """One stage with everything known of it; None where nothing is."""

    stage: Stage
    name: str
    work: StageInWork | None
    conversion: StageConversion | None
    speed: StageSpeed | None


def funnel(request: Asked) -> HttpResponse:
    """The cohort that entered in the period, the days of all, the clients of today. Four questions."""
    page = read_scope(request, kind="quarter", views=review_views())
    organisation, day = request.organisation, request.today
    stages = StagesOfCompany(request)
    work = clients_in_work(organisation, scope=page.scope, as_of=day)
    at = {one.stage: one for one in work.stages}
    shares = {
        one.stage: one for one in conversion(organisation, scope=page.scope, cohort=page.period, as_of=day)
    }
    speeds = {one.stage: one for one in days_in_stage(organisation, as_of=day)}
    late = [speed.late_days for speed in speeds.values() if speed.late_days is not None]
    moves = moves_per_day(organisation, scope=page.scope, period=page.period, as_of=day)
    context: dict[str, Any] = {
        "scope": page,
        "rows": [
            StageRow(
                stage, stages.name(stage.pk), at.get(stage.pk), shares.get(stage.pk), speeds.get(stage.pk)
            )
            for stage in stages.all
            if stage.kind != "paid" and stage.removed_on is None
        ],
        "longest_days": max(late, default=0),
        "in_work": work,
        "moves": _sum(moves),
        "spark": [each.moves.forward for each in moves if each.on <= day][-60:],
        "most": max([1, *(one.entered for one in shares.values())]),
    }
    return render(request, "review/funnel.html", context)


def _sum(days: list[DayMoves]) -> dict[str, int]:
    names = ("forward", "back", "entries", "results", "touches", "attempts")
    return {name: sum(getattr(each.moves, name) for each in days) for name in names}
