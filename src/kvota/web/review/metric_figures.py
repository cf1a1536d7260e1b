"""A value of a metric as a page writes it, and the address of the list behind it."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from kvota.analytics.metrics.metric import MetricPart, MetricValue
from kvota.domain.metrics.metric import Metric
from kvota.language.formats import Formats
from kvota.language.region import MISSING


def written(metric: Metric, told: MetricValue | MetricPart, formats: Formats) -> str:
    """A sum, a number or a percent; a dash for a ratio of nothing and for what lies ahead."""
    value = told.value if metric.kind != "ratio" else told.ratio and told.ratio.value
    return MISSING if value is None else figure_of(metric, value, formats)


def figure_of(metric: Metric, value: int | Fraction, formats: Formats) -> str:
    """A value of a metric, or what a goal plans of it, in the metric's unit."""
    if metric.unit == "money":
        return formats.money(int(value))
    return formats.percent(value, 1) if metric.unit == "share" else formats.number(value)


def plain_figure(metric: Metric, told: MetricValue | MetricPart) -> str:
    """The same for tests and scripts: minor units, a number, or an exact fraction."""
    value = told.value if metric.kind != "ratio" else told.ratio and told.ratio.value
    return "" if value is None else str(value)


def list_url(key: str, *, who: str, when: str, **more: str) -> str:
    """The list behind a figure; who and when stand in the address."""
    parts = {"who": who, "when": when} | more
    return f"{reverse('metric-list', args=[key])}?{urlencode({k: v for k, v in parts.items() if v})}"
