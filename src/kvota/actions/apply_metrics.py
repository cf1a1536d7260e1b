"""Bring a company's own metrics, and which of those shipped it shows, in line with what a text says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from kvota.actions.define_metric import (
    MetricReasonNeeded,
    add_metric,
    change_metric,
    next_number,
    show_metric,
)
from kvota.actions.settings_part import By, Change, Part, SettingsNamedTwice, names_told, rows_meant
from kvota.analytics.metric_registry import MetricUnknown, registry
from kvota.domain.importing.text import matching_key
from kvota.domain.metrics.metric import (
    Counted,
    Metric,
    MetricUnknownChoice,
    aggregates,
    counting,
    ratio_of,
)
from kvota.domain.metrics.shipped import SHIPPED
from kvota.domain.settings.company_settings import LANGUAGES, MetricSaid, ProductSaid
from kvota.records.company_settings import metric_said, newest_metrics
from kvota.records.selling import Product


@dataclass(frozen=True)
class _Meant:
    """A metric as the text says it, in the company's keys and names, and as it stands; None: not yet."""

    place: int
    said: MetricSaid
    before: MetricSaid | None

    @property
    def is_defined(self) -> bool:
        """Whether the text gives it a definition or a name that it does not have."""
        own = self.said.key not in SHIPPED
        return own and (self.before is None or _definition(self.said) != _definition(self.before))

    @property
    def is_shown_otherwise(self) -> bool:
        """Whether it must be shown or hidden, once it is defined: another version is shown."""
        hidden = self.before is not None and self.before.hidden and not self.is_defined
        return self.said.hidden != hidden

    def changes(self) -> Iterator[Change]:
        if self.is_defined or self.is_shown_otherwise:
            before = _told(self.before) if self.before else ""
            yield Change(f"metrics[{self.place}]", before, _told(self.said))


def metrics_part(said: tuple[MetricSaid, ...], products: tuple[ProductSaid, ...], by: By) -> Part:
    """Each metric said is known by any of its names. One that is not said stays: goals may name it.

    `products` are those of the same text: a metric may be of one that is not there yet.
    """
    twice = next((key for key, count in Counter(one.key for one in said).items() if count > 1), None)
    if twice is not None:
        raise SettingsNamedTwice(key="metrics.key", value=twice)
    meant = _meant(said, products)
    _refuse_impossible([one.said for one in meant], by)
    for one in meant:
        if one.is_defined and one.before and not one.said.reason:
            raise MetricReasonNeeded(name=names_told(one.said.names))

    def make() -> None:
        # A ratio is of metrics that are none, so those are defined first.
        for one in sorted(meant, key=lambda one: bool(one.said.above)):
            if one.is_defined:
                _define(one, by)
        for one in meant:
            if one.is_shown_otherwise:
                show_metric(
                    seat=by.seat, key=one.said.key, shown=not one.said.hidden, today=by.today, now=by.now
                )

    return Part([change for one in meant for change in one.changes()], make)


def _meant(said: tuple[MetricSaid, ...], products: tuple[ProductSaid, ...]) -> list[_Meant]:
    known = {str(product.uid): product.name for product in Product.objects.live().order_by("-pk")}
    stored = {row.key: row for row in newest_metrics()}
    own = [one for one in said if one.key not in SHIPPED]
    rows = rows_meant([one.names for one in own], [row for key, row in stored.items() if key not in SHIPPED])
    number = next_number()
    keys: dict[str, str] = {}
    for one, row in zip(own, rows, strict=True):
        keys[one.key] = row.key if row else f"own_{number}"
        number += row is None
    names = {matching_key(one.name): one.name for one in products}
    names |= {matching_key(name): name for name in known.values()}
    found = []
    for place, one in enumerate(said, start=1):
        there = stored.get(keys.get(one.key, one.key))
        wanted = _in_this_company(one, keys, names)
        found.append(_Meant(place, wanted, metric_said(there, known) if there else None))
    return found


def _in_this_company(said: MetricSaid, keys: dict[str, str], names: dict[str, str]) -> MetricSaid:
    if said.key in SHIPPED:
        return said
    for part in (said.above, said.below):
        if part and part not in keys and part not in SHIPPED:
            raise MetricUnknown(key=part[:40])
    aggregate = said.aggregate or (aggregates(cast(Counted, said.counts))[0] if said.counts else "")
    return replace(
        said,
        key=keys[said.key],
        aggregate=aggregate,
        filters=tuple((name, _values(name, values, names)) for name, values in said.filters if values),
        above=keys.get(said.above, said.above),
        below=keys.get(said.below, said.below),
    )


def _values(name: str, values: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    if name != "product":
        return tuple(dict.fromkeys(values))
    unknown = next((value for value in values if matching_key(value) not in names), None)
    if unknown is not None:
        raise MetricUnknownChoice(choice="product", value=unknown[:40])
    return tuple(dict.fromkeys(names[matching_key(value)] for value in values))


def _refuse_impossible(said: list[MetricSaid], by: By) -> None:
    """What no metric can be is refused before anything is shown as a change."""
    known: dict[str, Metric] = registry(by.seat.organisation)
    own = [one for one in said if one.key not in SHIPPED]
    for one in sorted(own, key=lambda one: bool(one.above)):
        if one.above:
            known[one.key] = ratio_of(one.key, known[one.above], known[one.below])
        else:
            counts, aggregate = cast(Counted, one.counts), cast(Any, one.aggregate)
            known[one.key] = counting(one.key, counts, aggregate, **dict(one.filters))


def _definition(said: MetricSaid) -> tuple[object, ...]:
    parts = (said.counts, said.aggregate, said.above, said.below)
    return (said.names, *parts, {name: frozenset(values) for name, values in said.filters})


def _define(one: _Meant, by: By) -> None:
    said = one.said
    uids = {product.name: str(product.uid) for product in Product.objects.live().order_by("-pk")}
    filters = {
        name: [uids[value] for value in values] if name == "product" else list(values)
        for name, values in said.filters
    }
    who: dict[str, Any] = {
        "seat": by.seat,
        "names": dict(zip(LANGUAGES, said.names, strict=True)),
        "definition": {"above": said.above, "below": said.below}
        if said.above
        else {"counts": said.counts, "aggregate": said.aggregate, "filters": filters},
        "today": by.today,
        "now": by.now,
    }
    if one.before is None:
        add_metric(**who, number=int(said.key.removeprefix("own_")))
    else:
        change_metric(**who, key=said.key, reason=said.reason)


def _told(said: MetricSaid) -> str:
    if said.key in SHIPPED:
        return f"{said.key} (hidden)" if said.hidden else said.key
    counted = f"{said.above} / {said.below}" if said.above else f"{said.counts}, {said.aggregate}"
    chosen = [f"{name}: {', '.join(values)}" for name, values in said.filters]
    hidden = ["hidden"] if said.hidden else []
    return f"{names_told(said.names)} ({'; '.join([counted, *chosen, *hidden])})"
