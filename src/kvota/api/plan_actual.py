"""`/api/plan-actual`: the same report as the page and the command."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404
from ninja import Query, Router

from kvota.analytics.metrics.plan_actual import plan_actual as ask
from kvota.analytics.plan_actual_report import as_plain_values
from kvota.analytics.scope import WhoNotFound, scope_of
from kvota.domain.calendar.period import parse_period, period_of
from kvota.records.goal_grades import Grade

router = Router(tags=["plan-actual"])


@router.get("")
def plan_actual(
    request: Any,
    who: str = Query("", description="uid of a unit or a person; all in sight unless given"),
    when: str = Query("", description="a period key; the present month unless given"),
    by: Literal["person", "unit", "product"] | None = None,
    grade: Grade = "target",
) -> dict[str, Any]:
    """Plan, actual, gap and pace of a period; with `by`, the rows that sum to it.

    `grade` is base or challenge, where the goal has such a grade.
    """
    try:
        scope = scope_of(request.seat, who, on=request.today)
    except WhoNotFound:
        raise Http404 from None
    fiscal = request.organisation.fiscal
    period = (
        parse_period(when, fiscal_start=fiscal)
        if when
        else period_of(request.today, "month", fiscal_start=fiscal)
    )
    report = ask(request.organisation, scope=scope, period=period, as_of=request.today, by=by, grade=grade)
    of_grade = {} if grade == "target" else {"grade": grade}
    plain = as_plain_values(report, by=by)
    return {"company": request.organisation.name, "who": scope.label} | of_grade | plain
