"""`/api/metrics`: every metric with its definition, and one of them in a period."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from ninja import Query, Router

from kvota.analytics.metric_registry import registry
from kvota.analytics.metric_report import as_plain_values, described
from kvota.analytics.metrics.metric import By, metric_by, metric_value
from kvota.analytics.scope import WhoNotFound, scope_of
from kvota.domain.calendar.period import parse_period, period_of
from kvota.language.metric_words import metric_name, what_it_counts

router = Router(tags=["metrics"])


@router.get("")
def metrics(request: Any) -> list[dict[str, Any]]:
    """The shipped metrics and the company's own: what each counts and how it adds up."""
    known = registry(request.organisation)
    return [
        described(metric) | {"name": metric_name(metric), "counts": what_it_counts(metric, known)}
        for metric in known.values()
    ]


@router.get("/{key}")
def metric(
    request: Any,
    key: str,
    who: str = Query("", description="uid of a unit or a person; all in sight unless given"),
    when: str = Query("", description="a period key; the present month unless given"),
    by: By | None = None,
) -> dict[str, Any]:
    """One metric of a period; with `by`, its parts."""
    known = registry(request.organisation)
    if key not in known:
        raise Http404
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
    one = known[key]
    asked: dict[str, Any] = {"scope": scope, "period": period, "as_of": request.today}
    told = metric_value(request.organisation, one, **asked)
    parts = metric_by(request.organisation, one, by=by, **asked) if by else []
    head = {"company": request.organisation.name, "who": scope.label, "name": metric_name(one)}
    plain = as_plain_values(told, currency=request.organisation.currency, by=by or "", parts=parts)
    return head | described(one) | plain
