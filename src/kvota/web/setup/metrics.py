"""Metrics: what each counts in words, what it is this month, and a company's own by choosing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.define_metric import add_metric, change_metric, show_metric
from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.metric import metric_value
from kvota.analytics.scope import scope_of
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import (
    CLIENT_AGES,
    DEAL_KINDS,
    FILTERS,
    LANGUAGES,
    MILESTONES,
    STAGE_KINDS,
    Counted,
    Metric,
)
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.metric_words import (
    AGGREGATES,
    CHOICES_OF_COUNTED,
    KINDS_OF_METRIC,
    UNITS_OF_METRIC,
    metric_name,
    what_it_counts,
    words_of_filter,
)
from kvota.language.metric_words import FILTERS as FILTER_WORDS
from kvota.records.company_metrics import CompanyMetric
from kvota.records.funnels import ACTIONS
from kvota.records.rights import require
from kvota.records.selling import Product
from kvota.web.review.metric_figures import list_url, plain_figure, written
from kvota.web.review.metric_list import product_names
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class MetricLine:
    """A metric of the list with its figure of this month; `refused` where a rate or a margin is missing."""

    metric: Metric
    name: str
    counts: str
    kind: str
    unit: str
    figure: str
    plain: str
    url: str
    refused: str = ""


@require_http_methods(["GET", "POST"])
def metrics(request: Asked) -> HttpResponse:
    """All metrics, and the form of a new one; 422 with the sentence, what was chosen kept."""
    require(request.seat, "setup")
    refusal = ""
    if request.method == "POST":
        try:
            add_metric(
                seat=request.seat,
                names={request.LANGUAGE_CODE[:2]: request.POST.get("name", "")},
                definition=_definition(request),
                today=request.today,
                now=request.now,
            )
            messages.success(request, _("Saved."))
            return redirect("setup-metrics")
        except RuleError as refused:
            refusal = worded(refused)
    known = registry(request.organisation)
    context = _form(request, known, _sent(request)) | {"refusal": refusal, "lines": _lines(request, known)}
    return render(request, "setup/metrics.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def change(request: Asked, key: str) -> HttpResponse:
    """One metric: hide it or show it; of one's own its versions and the form of the next."""
    require(request.seat, "setup")
    known = registry(request.organisation)
    if key not in known:
        raise Http404
    metric, refusal = known[key], ""
    if request.method == "POST":
        try:
            _store(request, metric)
            messages.success(request, _("Saved."))
            return redirect("setup-metrics")
        except RuleError as refused:
            refusal = worded(refused)
    sent = _sent(request) if request.method == "POST" else _said(metric)
    versions = CompanyMetric.visible_to(request.seat, on=request.today).filter(key=key)
    context = _form(request, known, sent) | {
        "refusal": refusal,
        "metric": metric,
        "name": metric_name(metric),
        "counts": what_it_counts(metric, known, product_names()),
        "versions": versions.select_related("author").order_by("-version"),
    }
    return render(request, "setup/metric.html", context, status=422 if refusal else 200)


def _store(request: Asked, metric: Metric) -> None:
    who: dict[str, Any] = {
        "seat": request.seat,
        "key": metric.key,
        "today": request.today,
        "now": request.now,
    }
    do = request.POST.get("do", "")
    if do in ("hide", "show"):
        show_metric(**who, shown=do == "show")
        return
    names = dict(metric.names) | {request.LANGUAGE_CODE[:2]: request.POST.get("name", "")}
    change_metric(**who, names=names, definition=_definition(request), reason=request.POST.get("reason", ""))


def _definition(request: Asked) -> dict[str, Any]:
    post = request.POST
    if post.get("form") == "ratio":
        return {"above": post.get("above", ""), "below": post.get("below", "")}
    return {
        "counts": post.get("counts", ""),
        "aggregate": post.get("aggregate", "count"),
        "filters": {name: _values(request, name) for name in FILTERS},
    }


def _values(request: Asked, name: str) -> list[str]:
    """What was ticked, and what was typed with commas between."""
    return [
        part.strip()[:120]
        for value in request.POST.getlist(name)
        for part in (value.split(",") if name in ("industry", "region", "source", "stage_rank") else [value])
        if part.strip()
    ]


def _sent(request: Asked) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", ""),
        "reason": request.POST.get("reason", ""),
        "form": request.POST.get("form", "counting"),
        **_definition(request),
        "above": request.POST.get("above", ""),
        "below": request.POST.get("below", ""),
    }


def _said(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric_name(metric),
        "form": "ratio" if metric.kind == "ratio" else "counting",
        "counts": metric.counts,
        "aggregate": metric.aggregate,
        "filters": {name: list(values) for name, values in metric.filters},
        "above": metric.above,
        "below": metric.below,
    }


def _form(request: Asked, known: dict[str, Metric], sent: dict[str, Any]) -> dict[str, Any]:
    """The choices of the form with what stands chosen."""
    chosen = sent.get("filters", {})
    products = Product.visible_to(request.seat, on=request.today).order_by("name")
    values: dict[str, list[tuple[str, str]]] = {
        name: [(value, words_of_filter(name, value)) for value in each]
        for name, each in (
            ("action", ACTIONS),
            ("client_age", CLIENT_AGES),
            ("stage_kind", STAGE_KINDS),
            ("before", MILESTONES),
            ("later", MILESTONES),
            ("deal_kind", DEAL_KINDS),
        )
    } | {"product": [(str(uid), name) for uid, name in products.values_list("uid", "name")[:200]]}
    return {
        "sent": sent,
        "counted": [(key, CHOICES_OF_COUNTED[key]) for key in get_args(Counted)],
        "aggregates": AGGREGATES.items(),
        "ticks": [
            (
                name,
                FILTER_WORDS[name],
                [(value, words, value in chosen.get(name, [])) for value, words in each],
            )
            for name, each in values.items()
            if each
        ],
        "typed": [
            (name, FILTER_WORDS[name], ", ".join(chosen.get(name, [])))
            for name in ("industry", "region", "source", "stage_rank")
        ],
        "parts_of_ratio": [
            (key, metric_name(metric)) for key, metric in known.items() if metric.kind != "ratio"
        ],
        "languages_of_name": LANGUAGES,
    }


def _ticked(choices: list[tuple[str, str]], chosen: Any) -> list[tuple[str, str, bool]]:
    return [(value, words, value in chosen) for value, words in choices]


def _lines(request: Asked, known: dict[str, Metric]) -> list[MetricLine]:
    period = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
    shown = sorted(known.values(), key=lambda metric: (metric.is_hidden, not metric.is_own))
    return [_line(request, metric, known, period) for metric in shown]


def _line(request: Asked, metric: Metric, known: dict[str, Metric], period: Period) -> MetricLine:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    figure = plain = refused = ""
    try:
        told = metric_value(
            request.organisation,
            metric,
            scope=scope_of(request.seat, on=request.today),
            period=period,
            as_of=request.today,
        )
        figure, plain = written(metric, told, formats), plain_figure(metric, told)
    except RuleError as fault:
        refused = worded(fault)
    return MetricLine(
        metric=metric,
        name=metric_name(metric),
        counts=what_it_counts(metric, known, product_names()),
        kind=str(KINDS_OF_METRIC[metric.kind]),
        unit=str(UNITS_OF_METRIC[metric.unit]),
        figure=figure,
        plain=plain,
        url=list_url(metric.key, who="", when=period.key),
        refused=refused,
    )
