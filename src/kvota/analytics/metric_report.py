"""A metric as plain values: what the command prints and the API answers, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kvota.analytics.metrics.metric import MetricPart, MetricValue
from kvota.domain.metrics.metric import Metric, definition_of
from kvota.domain.money.amount import decimal_text


def described(metric: Metric) -> dict[str, Any]:
    """What a metric is: how it adds up, its unit, its choices, and whether a goal on it can be spread."""
    return {
        "key": metric.key,
        "kind": metric.kind,
        "unit": metric.unit,
        "definition": definition_of(metric),
        "can_be_spread": metric.can_be_spread,
        "own": metric.is_own,
        "version": metric.version,
        "hidden": metric.is_hidden,
    }


def as_plain_values(
    told: MetricValue, *, currency: str, by: str = "", parts: Sequence[MetricPart] = ()
) -> dict[str, Any]:
    """The value as JSON can carry it: money as decimal text, things as whole numbers, a ratio exactly.

    Shapes: `value` is text in the company's currency, a number, an exact fraction such as "7/10", or
    None; a ratio has `above` and `below`, its two sums.
    """
    metric = told.metric
    plain: dict[str, Any] = {
        "when": told.period.key,
        "as_of": told.as_of.isoformat(),
        "currency": currency if metric.unit == "money" else None,
        **_value(metric, told, currency),
    }
    if by:
        plain["by"] = by
        plain["rows"] = [
            {
                "id": part.of.uid if part.of else None,
                "name": part.of.name if part.of else part.key or None,
                **_value(metric, part, currency),
            }
            for part in parts
        ]
    return plain


def _value(metric: Metric, told: MetricValue | MetricPart, currency: str) -> dict[str, Any]:
    if metric.kind != "ratio":
        money = metric.unit == "money" and told.value is not None
        return {"value": decimal_text(told.value or 0, currency) if money else told.value}
    ratio = told.ratio
    if ratio is None:
        return {"value": None, "above": None, "below": None}
    return {
        "value": None if ratio.value is None else str(ratio.value),
        "above": ratio.numerator,
        "below": ratio.denominator,
    }
