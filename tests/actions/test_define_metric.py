"""A company's own metrics: made by choosing, versioned, never edited in place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kvota.actions.define_metric import (
    MetricIsShipped,
    MetricReasonNeeded,
    add_metric,
    change_metric,
    show_metric,
)
from kvota.analytics.metric_registry import MetricUnknown, find_metric, registry
from kvota.analytics.metrics.metric import metric_value
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.metrics.metric import MetricNameNeeded, MetricOfItself, MetricUnknownChoice
from kvota.records.company_metrics import CompanyMetric
from kvota.records.events import Event
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OFFERS = {"counts": "move", "aggregate": "count", "filters": {"action": ["offer"]}}
CALLS = {"counts": "move", "aggregate": "count", "filters": {"action": ["call"]}}


def add(company: SmallCompany, definition: Any = OFFERS, who: str = "Adam", **names: str) -> CompanyMetric:
    return add_metric(
        seat=company.seats[who],
        names=names or {"en": "Offers made"},
        definition=definition,
        today=MONDAY,
        now=NOW,
    )


def change(company: SmallCompany, key: str, definition: Any, reason: str = "phones") -> CompanyMetric:
    return change_metric(
        seat=company.seats["Adam"],
        key=key,
        names={"en": "Offers made"},
        definition=definition,
        reason=reason,
        today=TUESDAY,
        now=NOW,
    )


def value(company: SmallCompany, key: str, as_of: date) -> int | None:
    return metric_value(
        company.organisation,
        find_metric(company.organisation, key, as_of=as_of),
        scope=whole_company(on=as_of),
        period=parse_period("2026-11"),
        as_of=as_of,
    ).value


def test_a_metric_made_by_choosing_is_counted_like_the_others(company: SmallCompany) -> None:
    company.move(company.deal("Vega", on=MONDAY), 5, on=MONDAY)
    assert add(company).key == "own_1"
    metric = registry(company.organisation)["own_1"]
    assert (metric.kind, metric.unit, metric.is_own, metric.can_be_spread) == ("flow", "count", True, True)
    assert value(company, "own_1", MONDAY) == 1
    assert Event.objects.get(kind="metric_defined").subject == "metric:own_1"


def test_another_definition_is_another_version_and_the_past_keeps_its_own(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=MONDAY)
    company.move(deal, 5, on=MONDAY)
    add(company)
    assert change(company, "own_1", CALLS).version == 2
    assert (value(company, "own_1", MONDAY), value(company, "own_1", TUESDAY)) == (1, 0)
    assert CompanyMetric.objects.get(version=1).definition["filters"] == {"action": ["offer"]}


def test_without_a_reason_nothing_is_published_anew(company: SmallCompany) -> None:
    add(company)
    with pytest.raises(MetricReasonNeeded):
        change(company, "own_1", CALLS, reason=" ")
    assert CompanyMetric.objects.count() == 1


def test_what_is_shipped_is_hidden_but_not_defined_otherwise(company: SmallCompany) -> None:
    with pytest.raises(MetricIsShipped):
        change(company, "visits", CALLS)
    for shown in (False, True):
        show_metric(seat=company.seats["Adam"], key="visits", shown=shown, today=MONDAY, now=NOW)
        assert registry(company.organisation)["visits"].is_hidden is not shown
    assert value(company, "visits", MONDAY) == 0


def test_a_ratio_is_of_two_metrics_and_they_stay_what_can_be_divided(company: SmallCompany) -> None:
    add(company)
    ratio = add(company, {"above": "own_1", "below": "visits"}, ru="КП на визит")
    assert registry(company.organisation)[ratio.key].kind == "ratio"
    with pytest.raises(MetricOfItself):
        change(company, "own_1", {"above": "calls", "below": "visits"})
    with pytest.raises(MetricUnknown):
        add(company, {"above": "nothing", "below": "visits"})


@pytest.mark.parametrize(
    "filters", [{"action": ["dance"]}, {"stage_rank": ["0"]}, {"stage_rank": ["x"]}, {"product": ["x"]}]
)
def test_what_nobody_has_is_refused(company: SmallCompany, filters: dict[str, list[str]]) -> None:
    with pytest.raises(MetricUnknownChoice):
        add(company, {"counts": "move", "aggregate": "count", "filters": filters})


def test_a_name_is_needed_and_the_right_too(company: SmallCompany) -> None:
    with pytest.raises(MetricNameNeeded):
        add(company, en=" ")
    for who in ("Maria", "Denis", "Elena"):
        with pytest.raises(NotAllowed):
            add(company, who=who)
    assert not CompanyMetric.objects.exists()


def test_two_companies_know_nothing_of_each_others_metrics(company: SmallCompany) -> None:
    from django_scopes import scope

    from tests.a_small_company import a_small_company

    add(company)
    other = a_small_company("Other")
    with scope(organisation=other.organisation):
        assert "own_1" not in registry(other.organisation)
