"""`/review/work`: what was done, as two tables: the month by ten days, the week by days (text 002)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.metric import metric_values
from kvota.analytics.metrics.plan import plan
from kvota.analytics.reading import one_moment
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import Metric
from kvota.domain.metrics.shipped import OF_A_MONTH, OF_A_WEEK
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.language.metric_words import metric_name
from kvota.records.goals import MONEY_METRICS, GoalVersion
from kvota.web.review.metric_figures import figure_of, list_url, plain_figure, written
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class Cell:
    """One figure with its list, and what was planned where a goal counts it; `is_ahead` lies after today."""

    figure: str
    plain: str
    url: str
    label: str
    is_ahead: bool
    plan: str = ""


@dataclass(frozen=True)
class WorkRow:
    """One metric. Where a rate or a margin is missing it has no cells, and `refused` says what to do."""

    name: str
    cells: list[Cell]
    refused: str = ""


@dataclass(frozen=True)
class WorkTable:
    """The metrics of a month or a week in its parts, the whole first."""

    name: str
    heads: list[str]
    rows: list[WorkRow]


def asked_work(request: Asked, page: PageScope) -> list[tuple[str, list[Period], list[Metric]]]:
    """The month by ten days and the week by days that the address asks for, with their metrics."""
    fiscal = request.organisation.fiscal
    anchor = max(page.as_of, page.period.first_day)
    known = registry(request.organisation)
    own = [metric for metric in known.values() if metric.is_own]
    month, week = (period_of(anchor, kind, fiscal_start=fiscal) for kind in ("month", "week"))
    of_week = [known[key] for key in OF_A_WEEK]
    of_month = [known[key] for key in OF_A_MONTH]
    return [
        (
            "month",
            [month, *month.children("week" if request.organisation.weeks_445 else "ten_day")],
            [metric for metric in (*of_month, *own) if not metric.is_hidden],
        ),
        ("week", [week, *week.children("day")], [metric for metric in of_week if not metric.is_hidden]),
    ]


def work(request: Asked) -> HttpResponse:
    """Two tables; every number opens its list."""
    page = read_scope(request, views=review_views())
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    with one_moment(request.organisation):
        tables = [
            _table(request, page, name, periods, metrics, formats)
            for name, periods, metrics in asked_work(request, page)
        ]
    context: dict[str, Any] = {"scope": page, "tables": tables}
    return render(request, "review/work.html", context)


def _table(
    request: Asked,
    page: PageScope,
    name: str,
    periods: list[Period],
    metrics: list[Metric],
    formats: Formats,
) -> WorkTable:
    heads = [formats.period(periods[0])]
    heads += [
        formats.weekday(part.first_day) if name == "week" else f"{part.first_day.day}–{part.last_day.day}"
        for part in periods[1:]
    ]
    rows = []
    for metric in metrics:
        try:
            values = metric_values(
                request.organisation, metric, scope=page.scope, periods=periods, as_of=request.today
            )
        except RuleError as refused:
            rows.append(WorkRow(metric_name(metric), [], worded(refused)))
            continue
        planned = _planned(request, page, metric, periods)
        cells = [
            Cell(
                figure=written(metric, value, formats),
                plain=plain_figure(metric, value),
                url=list_url(metric.key, who=page.scope.who, when=value.period.key),
                label=head,
                is_ahead=value.period.first_day > request.today,
                plan="" if target is None else figure_of(metric, target, formats),
            )
            for value, head, target in zip(values, heads, planned, strict=True)
        ]
        rows.append(WorkRow(metric_name(metric), cells))
    return WorkTable(name, heads, rows)


def _planned(request: Asked, page: PageScope, metric: Metric, periods: list[Period]) -> list[int | None]:
    """What a goal plans of a metric in each part; the days of its months, so that parts sum to the whole.

    One query where no goal counts it, which is nearly always.
    """
    without: list[int | None] = [None] * len(periods)
    if metric.key in MONEY_METRICS or not GoalVersion.that_count(metric.key).exists():
        return without
    found = plan(
        request.organisation, scope=page.scope, period=periods[0], as_of=request.today, counts=metric.key
    )
    if found.to_compare is None:
        return without
    return [sum(minor for day, minor in found.days.items() if part.contains(day)) for part in periods]
