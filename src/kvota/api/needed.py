"""`/api/needed`: what a goal needs, the same as the page and the command."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Query, Router

from kvota.actions.goal_around import goal_around
from kvota.analytics.metrics.needed_work import needed_work
from kvota.analytics.needed_work_report import as_plain_values
from kvota.analytics.scope import WhoNotFound, scope_of
from kvota.domain.calendar.period import parse_period, period_of
from kvota.domain.exact_number import exact
from kvota.domain.planning.period_of_need import refuse_other_periods
from kvota.domain.planning.scenario import Levers
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.rights import own_people_in_sight

router = Router(tags=["needed"])


@router.get("")
def needed(
    request: Any,
    who: str = Query("", description="uid of a unit or a person; all in sight unless given"),
    when: str = Query("", description="a month, quarter or year; the present month unless given"),
    version: str = Query(
        "",
        description="uid of a draft or a scenario; else the plan that counts, or its draft where none does",
    ),
    reading: Literal["whole", "rest"] | None = None,
    price: str = Query("0", description="a relative change, such as 3/100"),
    conversion: str = Query("0", description="the same of the weakest step"),
    leads: str = Query("0", description="the same of the leads promised"),
    cycle: str = Query("0", description="the same of the time in each stage"),
    reps: int = 0,
) -> dict[str, Any]:
    """What a goal needs, from deals down to calls; leads, hours and technology there; last useful days."""
    today = request.today
    if own_people_in_sight(request.seat, on=today) == set():
        raise Http404
    try:
        scope = scope_of(request.seat, who, on=today)
    except WhoNotFound:
        raise Http404 from None
    fiscal = request.organisation.fiscal
    period = (
        parse_period(when, fiscal_start=fiscal) if when else period_of(today, "month", fiscal_start=fiscal)
    )
    refuse_other_periods(period)
    found = goal_around(request.seat, period, on=today).draft if not version else None
    if version:
        # Of anything else that is counted no deals are needed: 500 visits are no money.
        in_money = GoalVersion.visible_to(request.seat, on=today).filter(counts=REVENUE)
        with suppress(ValueError):
            found = in_money.filter(uid=UUID(version)).first()
        if found is None:
            raise Http404
    levers = Levers(
        price=exact(price, name="price"),
        conversion=exact(conversion, name="conversion"),
        leads=exact(leads, name="leads"),
        cycle=exact(cycle, name="cycle"),
        reps=reps,
    )
    report = needed_work(
        request.organisation,
        scope=scope,
        period=period,
        as_of=today,
        version=found,
        reading=reading,
        levers=levers,
    )
    return {"company": request.organisation.name, "who": scope.label} | as_plain_values(report)
