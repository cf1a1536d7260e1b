"""`/review/metric/<key>`: one metric of a period, what it counts, its parts, and the events behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kvota.analytics.deal_rows import Named
from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.metric import MetricRow, metric_by, metric_list, metric_value
from kvota.domain.metrics.metric import Metric
from kvota.language.formats import formats_for
from kvota.language.metric_words import metric_name, what_it_counts
from kvota.records.selling import Product
from kvota.web.pages import Pages
from kvota.web.review.metric_figures import list_url, plain_figure, written
from kvota.web.review.money_lists import NONE
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class PartRow:
    """A rep or a product with its part, and the list of it."""

    of: Named | None
    figure: str
    plain: str
    url: str


def the_metric(request: Asked, key: str) -> tuple[Metric, dict[str, Metric]]:
    """The metric of the address and all there are; 404 where there is none."""
    known = registry(request.organisation)
    if key not in known:
        raise Http404
    return known[key], known


def asked_rows(request: Asked, page: PageScope, metric: Metric) -> list[MetricRow]:
    """The events of the period, of one product or of nobody's deals where the address says so."""
    rows = metric_list(
        request.organisation, metric, scope=page.scope, period=page.period, as_of=request.today
    )
    product, owner = (request.GET.get(name, "") for name in ("product", "owner"))
    if product:
        rows = [row for row in rows if (row.product.uid if row.product else NONE) == product]
    if owner == NONE:
        rows = [row for row in rows if row.person is None]
    return rows


def counted(metric: Metric, rows: list[MetricRow]) -> int:
    """What these rows make: their sum, their number, or how many different clients."""
    if metric.kind == "distinct":
        return len({row.client.id for row in rows if row.client})
    return sum((row.minor or 0) if metric.unit == "money" else row.count for row in rows)


def metric_page(request: Asked, key: str) -> HttpResponse:
    """The number, what it counts, its parts and its list; of a ratio the two numbers it divides."""
    metric, known = the_metric(request, key)
    page = read_scope(request, views=review_views())
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        "scope": page,
        "metric": metric,
        "name": metric_name(metric),
        "counts": what_it_counts(metric, known, product_names()),
    }
    if metric.kind == "ratio":
        return render(request, "review/metric_ratio.html", context | _of_ratio(request, page, metric, known))
    rows = asked_rows(request, page, metric)
    stages = StagesOfCompany(request)
    pages = Pages(request, len(rows))
    value = counted(metric, rows)
    context |= {
        "count": len(rows),
        "value": value,
        "figure": formats.money(value) if metric.unit == "money" else formats.number(value),
        "rows": [(row, stages.name(row.stage) if row.stage else "") for row in pages.cut(rows)],
        "pages": pages,
        "parts": [] if _is_part(request) else _parts(request, page, metric),
    }
    return render(request, "review/metric.html", context)


def product_names() -> Any:
    """Uid -> name, looked up only for a metric that names products."""

    def name(uid: str) -> str:
        row = Product.objects.filter(uid=uid).first()
        return row.name if row else uid

    return name


def _is_part(request: Asked) -> bool:
    return bool(request.GET.get("product") or request.GET.get("owner"))


def _parts(request: Asked, page: PageScope, metric: Metric) -> list[tuple[str, list[PartRow]]]:
    """By rep, and by product where that says more than one line."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    found = []
    for by in ("person", "product"):
        rows = [
            PartRow(
                part.of,
                written(metric, part, formats),
                plain_figure(metric, part),
                _url_of_part(page, metric, by, part.of),
            )
            for part in metric_by(
                request.organisation,
                metric,
                scope=page.scope,
                period=page.period,
                as_of=request.today,
                by=by,  # type: ignore[arg-type]
            )
        ]
        if len(rows) > 1:
            found.append((by, rows))
    return found


def _url_of_part(page: PageScope, metric: Metric, by: str, of: Named | None) -> str:
    if by == "product":
        return list_url(metric.key, who=page.scope.who, when=page.when, product=of.uid if of else NONE)
    if of is None:
        return list_url(metric.key, who=page.scope.who, when=page.when, owner=NONE)
    return list_url(metric.key, who=of.uid, when=page.when)


def _of_ratio(request: Asked, page: PageScope, metric: Metric, known: dict[str, Metric]) -> dict[str, Any]:
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    asked: dict[str, Any] = {"scope": page.scope, "period": page.period, "as_of": request.today}
    told = metric_value(request.organisation, metric, **asked)
    sides = []
    for part in (known[metric.above], known[metric.below]):
        value = metric_value(request.organisation, part, **asked)
        sides.append(
            {
                "name": metric_name(part),
                "counts": what_it_counts(part, known),
                "figure": written(part, value, formats),
                "plain": plain_figure(part, value),
                "url": list_url(part.key, who=page.scope.who, when=page.when),
            }
        )
    return {"figure": written(metric, told, formats), "plain": plain_figure(metric, told), "sides": sides}
