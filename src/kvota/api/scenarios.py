"""`/api/scenarios`: the scenarios of a goal with what each needs, the same as the page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Router

from kvota.actions.goal_around import goal_around
from kvota.analytics.metrics.compared_scenarios import (
    ComparedColumn,
    chance_of_starts,
    compared_scenarios,
    starts_needed,
)
from kvota.analytics.needed_work_report import as_plain_values
from kvota.analytics.scope import Scope, WhoNotFound, scope_of
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.planning.period_of_need import refuse_other_periods
from kvota.records.goals import Scenario, goals_of_scenarios
from kvota.records.rights import READS_TEAM

router = Router(tags=["scenarios"])

WHO = Query("", description="uid of a unit or a person; all in sight unless given")
WHEN = Query("", description="a month, quarter or year of its goal; the goal's period unless given")


@router.get("")
def scenarios(
    request: Any,
    when: str = Query("", description="the period of their goal; all that are open unless given"),
) -> list[dict[str, Any]]:
    """The open scenarios, the newest first, without their numbers."""
    rows = _standing(request).filter(state="open").select_related("author")
    if when:
        rows = rows.filter(period=parse_period(when, fiscal_start=request.organisation.fiscal).key)
    found = list(rows.order_by("-line"))
    own = goals_of_scenarios(one.line for one in found)
    return [_plain(one, has_own_goal=one.line in own) for one in found]


@router.get("/{uid}")
def scenario(request: Any, uid: UUID, who: str = WHO, when: str = WHEN) -> dict[str, Any]:
    """One scenario, what it needs, and what the goal needs as it is: each as `/api/needed` tells it.

    As on the page, the open draft is read where nothing counts for the period that is asked for.
    """
    found = _standing(request).filter(line=uid).select_related("author").first()
    if found is None:
        raise Http404
    scope, period = _scope(request, who), _period(request, found, when)
    as_it_is, column = compared_scenarios(
        request.organisation,
        scope=scope,
        period=period,
        as_of=request.today,
        scenarios=[found],
        goals=goals_of_scenarios([found.line]),
        version=goal_around(request.seat, period, on=request.today).draft,
    )
    return _plain(found, has_own_goal=column.has_own_goal) | {
        "who": scope.label,
        "needs": _needs(column),
        "chance_with_the_starts_as_it_is": chance_of_starts(column.work, starts_needed(as_it_is.work)),
        "as_it_is": _needs(as_it_is),
    }


def _standing(request: Any) -> Any:
    if request.seat.role not in READS_TEAM:
        raise Http404
    return Scenario.visible_to(request.seat, on=request.today) & Scenario.standing()


def _scope(request: Any, who: str) -> Scope:
    with suppress(WhoNotFound):
        return scope_of(request.seat, who, on=request.today)
    raise Http404


def _period(request: Any, found: Scenario, when: str) -> Period:
    period = parse_period(when or found.period, fiscal_start=request.organisation.fiscal)
    refuse_other_periods(period)
    return period


def _needs(column: ComparedColumn) -> dict[str, Any]:
    return as_plain_values(column.work)


def _plain(one: Scenario, *, has_own_goal: bool) -> dict[str, Any]:
    return {
        "id": str(one.line),
        "name": one.name,
        "period": one.period,
        "levers": _levers(one),
        "own_goal": has_own_goal,
        "author": one.author.name if one.author else None,
        "recorded_at": one.recorded_at.isoformat(),
    }


def _levers(one: Scenario) -> dict[str, Any]:
    """As they are kept, exact; a typed conversion and the deal of a product are told in the needs."""
    return {name: value for name, value in one.levers.items() if name not in {"typed", "products"}}
