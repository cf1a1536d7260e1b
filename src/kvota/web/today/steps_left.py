"""`/steps-left`: for each client in work the stages still before the payment, and their sum."""

from __future__ import annotations

from typing import Any, cast, get_args

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.clients_in_work import InWork
from kvota.analytics.metrics.deals import Filter, open_deals
from kvota.records.funnels import Stage
from kvota.web.funnel_switch import asked_funnel
from kvota.web.pages import Pages
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


class WayToTheMoney:
    """How many stages lie before the payment, from any stage of any funnel."""

    def __init__(self, stages: list[Stage]) -> None:
        self._funnel_of = {stage.pk: stage.funnel_id for stage in stages}
        self._finish: dict[int, int] = {}
        for stage in stages:
            self._finish[stage.funnel_id] = max(stage.rank, self._finish.get(stage.funnel_id, 0))

    def from_rank(self, funnel: int, rank: int) -> int:
        return max(0, self._finish.get(funnel, 0) - rank)

    def of_all(self, work: InWork) -> int:
        """For everybody in work together. Who was never moved stands before the first stage."""
        first = min(self._finish, default=0)
        return sum(
            self.from_rank(self._funnel_of.get(each.stage or 0, first), each.rank) * each.count
            for each in work.stages
        )


def steps_left_of(request: Asked, work: InWork) -> int:
    """The number that `/steps-left` lists. One query."""
    return WayToTheMoney(list(Stage.visible_to(request.seat, on=request.today))).of_all(work)


def steps_left(request: Asked) -> HttpResponse:
    """The deals in work, the furthest from the money first, with their sum; 50 a page.

    `?funnel=` and `?show=` as on the board whose gauge opens this list.
    """
    page = read_scope(request)
    stages = StagesOfCompany(request)
    way = WayToTheMoney(stages.all)
    show, funnel = request.GET.get("show", ""), asked_funnel(request, stages)
    found = open_deals(
        request.organisation,
        scope=page.scope,
        as_of=page.as_of,
        only=cast(Filter, show) if show in get_args(Filter) else None,
        funnel=funnel.pk if funnel else None,
    )
    rows = [(row, stages.name(row.stage), way.from_rank(row.funnel, row.rank)) for row in found]
    rows.sort(key=lambda row: -row[2])
    pages = Pages(request, len(rows))
    context: dict[str, Any] = {
        "scope": page,
        "count": len(rows),
        "sum": sum(left for _, _, left in rows),
        "rows": pages.cut(rows),
        "pages": pages,
    }
    return render(request, "today/steps_left.html", context)
