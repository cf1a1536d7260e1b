"""What can be chosen for a metric, and what goes together."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from kvota.domain.metrics.metric import (
    Metric,
    MetricCannotCount,
    MetricOfItself,
    MetricUnknownChoice,
    aggregates,
    counting,
    definition_of,
    narrows,
    ratio_of,
)
from kvota.domain.metrics.shipped import OF_A_MONTH, OF_A_WEEK, SHIPPED


def test_text_002_finds_its_metrics() -> None:
    assert set(OF_A_MONTH) | set(OF_A_WEEK) <= set(SHIPPED)
    assert [key for key, metric in SHIPPED.items() if metric.key != key] == []


def test_only_what_adds_up_over_people_and_time_can_be_spread() -> None:
    assert SHIPPED["visits"].can_be_spread and SHIPPED["profit"].can_be_spread
    for key in ("receivables", "clients_touched", "collection_rate"):
        assert not SHIPPED[key].can_be_spread


@pytest.mark.parametrize(
    ("counts", "aggregate", "filters", "refused"),
    [
        ("payment", "count", {}, MetricCannotCount),
        ("payment", "sum", {"action": ("call",)}, MetricCannotCount),
        ("move", "sum", {}, MetricCannotCount),
        ("try", "clients", {}, MetricCannotCount),
        ("owed", "sum", {"product": ("x",)}, MetricCannotCount),
        ("move", "count", {"nothing": ("x",)}, MetricCannotCount),
        ("move", "count", {"client_age": ("old",)}, MetricUnknownChoice),
        ("luck", "count", {}, MetricUnknownChoice),
        ("move", "count", {"region": tuple(map(str, range(51)))}, MetricUnknownChoice),
    ],
)
def test_choices_that_do_not_go_together_are_refused(
    counts: Any, aggregate: Any, filters: dict[str, tuple[str, ...]], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        counting("mine", counts, aggregate, **filters)


def test_a_ratio_of_a_ratio_and_things_per_money_are_refused() -> None:
    with pytest.raises(MetricOfItself):
        ratio_of("mine", SHIPPED["margin"], SHIPPED["visits"])
    with pytest.raises(MetricOfItself):
        ratio_of("mine", SHIPPED["visits"], SHIPPED["cash"])
    assert ratio_of("mine", SHIPPED["cash"], SHIPPED["visits"]).unit == "money"


@pytest.mark.parametrize("metric", SHIPPED.values(), ids=list(SHIPPED))
def test_a_definition_says_all_that_makes_the_metric(metric: Metric) -> None:
    said: Any = definition_of(metric)
    if metric.kind == "ratio":
        again = ratio_of(metric.key, SHIPPED[said["above"]], SHIPPED[said["below"]])
    else:
        filters = {name: tuple(values) for name, values in said["filters"].items()}
        again = counting(metric.key, said["counts"], said["aggregate"], **filters)
        assert metric.aggregate in aggregates(metric.counts or "move")
        assert {name for name, _ in metric.filters} <= set(narrows(metric.counts or "move"))
    assert again == metric


def test_a_metric_is_not_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        SHIPPED["visits"].unit = "money"  # type: ignore[misc]
