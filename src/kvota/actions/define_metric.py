"""A company's own metric, made by choosing; another version of it; and which metrics are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.analytics.metric_registry import MetricUnknown, find_metric, registry
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import (
    LANGUAGES,
    Metric,
    MetricNameNeeded,
    MetricUnknownChoice,
    counting,
    definition_of,
    ratio_of,
)
from kvota.domain.metrics.shipped import SHIPPED
from kvota.records.company_metrics import CompanyMetric
from kvota.records.events import leave_event
from kvota.records.funnels import ACTIONS
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Product
from kvota.records.sequence import take

LONGEST = 120


class MetricReasonNeeded(RuleError):
    """Goals and reports name a metric: whoever reads them must learn why it counts otherwise now."""

    code = "metric_reason_needed"
    sentence = "another definition of {name} needs a reason"
    name: str


class MetricIsShipped(RuleError):
    """What kvota ships means the same in every company."""

    code = "metric_is_shipped"
    sentence = "{key} is shipped and cannot be defined otherwise"
    key: str


def add_metric(
    *,
    seat: Seat,
    names: Mapping[str, str],
    definition: Mapping[str, Any],
    today: date,
    now: datetime,
    number: int | None = None,
) -> CompanyMetric:
    """Store a metric of the company's own.

    Parameters
    ----------
    names
        By en, ru, zh, bg; one is enough.
    definition
        `{"counts", "aggregate", "filters": {name: [values]}}`, or of a ratio `{"above", "below"}`:
        the keys of two metrics.
    number
        Of several that come at once, where one may name a later one; the next one otherwise.
    """
    require(seat, "setup")
    with transaction.atomic():
        # The counter of the company is held from here: two at once cannot take one key.
        sequence = take(seat.organisation)
        number = next_number() if number is None else number
        metric = _chosen(seat.organisation, f"own_{number}", definition)
        return _store(seat, metric, _named(names), "", "metric_defined", sequence, today, now)


def next_number() -> int:
    """The number of the next metric of the company's own. One query."""
    keys = CompanyMetric.objects.filter(key__startswith="own_").values_list("key", flat=True)
    return max((int(key.removeprefix("own_")) for key in keys), default=0) + 1


def change_metric(
    *,
    seat: Seat,
    key: str,
    names: Mapping[str, str],
    definition: Mapping[str, Any],
    reason: str,
    today: date,
    now: datetime,
) -> CompanyMetric:
    """Store the next version of one's own metric; earlier ones stay as they were published."""
    require(seat, "setup")
    if key in SHIPPED:
        raise MetricIsShipped(key=key)
    before = find_metric(seat.organisation, key)
    said = _named(names)
    why = short_text(reason)
    if not why:
        raise MetricReasonNeeded(name=next(name for name in said.values() if name))
    with transaction.atomic():
        sequence = take(seat.organisation)
        metric = _chosen(seat.organisation, before.key, definition)
        _refuse_breaking_a_ratio(seat.organisation, metric)
        return _store(seat, metric, said, why, "metric_defined", sequence, today, now)


def show_metric(*, seat: Seat, key: str, shown: bool, today: date, now: datetime) -> CompanyMetric:
    """Offer a metric, or offer it no more; goals that name it keep it, and nothing is forgotten."""
    require(seat, "setup")
    metric = find_metric(seat.organisation, key)
    with transaction.atomic():
        sequence = take(seat.organisation)
        kind = "metric_shown" if shown else "metric_hidden"
        return _store(seat, metric, metric.names, "", kind, sequence, today, now, hidden=not shown)


def _chosen(organisation: Organisation, key: str, said: Mapping[str, Any]) -> Metric:
    """The metric these choices make, refused where they make none."""
    if "above" in said:
        known = registry(organisation)
        for part in (said["above"], said["below"]):
            if part not in known or part == key:
                raise MetricUnknown(key=str(part)[:40])
        return ratio_of(key, known[said["above"]], known[said["below"]])
    filters = {name: tuple(dict.fromkeys(values)) for name, values in said["filters"].items() if values}
    metric = counting(key, said["counts"], said["aggregate"], **filters)
    _refuse_unknown(metric)
    return metric


def _refuse_breaking_a_ratio(organisation: Organisation, metric: Metric) -> None:
    """A metric that stands in a ratio stays one that can."""
    known = registry(organisation) | {metric.key: metric}
    for each in known.values():
        if metric.key in (each.above, each.below):
            ratio_of(each.key, known[each.above], known[each.below])


def _refuse_unknown(metric: Metric) -> None:
    """Choices that only the records know: actions, stages by number, products."""
    for name, known in (("action", set(ACTIONS)), ("product", _products(metric))):
        for value in metric.chosen(name):
            if value not in known:
                raise MetricUnknownChoice(choice=name, value=value[:40])
    for rank in metric.chosen("stage_rank"):
        if not (rank.isascii() and rank.isdigit() and 0 < int(rank) <= 99):
            raise MetricUnknownChoice(choice="stage_rank", value=rank[:40])


def _products(metric: Metric) -> set[str]:
    if not metric.chosen("product"):
        return set()
    return {str(uid) for uid in Product.objects.live().values_list("uid", flat=True)}


def _named(names: Mapping[str, str]) -> dict[str, str]:
    said = {language: short_text(names.get(language, ""), most=LONGEST) for language in LANGUAGES}
    if not any(said.values()):
        raise MetricNameNeeded()
    return said


def _store(
    seat: Seat,
    metric: Metric,
    names: Mapping[str, str],
    reason: str,
    kind: str,
    sequence: int,
    today: date,
    now: datetime,
    *,
    hidden: bool = False,
) -> CompanyMetric:
    earlier = CompanyMetric.objects.filter(key=metric.key).count()
    stored: CompanyMetric = CompanyMetric.objects.create(
        organisation=seat.organisation,
        key=metric.key,
        version=earlier + 1,
        definition={} if metric.key in SHIPPED else definition_of(metric),
        hidden=hidden,
        reason=reason,
        sequence=sequence,
        known_on=today,
        recorded_at=now,
        author_id=seat.person_id,
        **{f"name_{language}": names.get(language, "") for language in LANGUAGES},
    )
    leave_event(
        organisation=seat.organisation,
        sequence=sequence,
        kind=kind,
        seat=seat,
        subject=f"metric:{metric.key}",
        recorded_at=now,
        payload={"version": stored.version, "names": dict(names), "reason": reason}
        | {"definition": stored.definition},
    )
    return stored
