"""A metric of the registry, asked: its value, its parts, its values side by side, and its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.owed_rows import owed_rows
from kvota.analytics.missing_rates import rates_may_be_missing
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import FILTERS, Metric
from kvota.domain.metrics.shipped import SHIPPED
from kvota.domain.planning.roll_up import NotAdditive, Ratio
from kvota.records.organisations import Organisation
from kvota.records.selling import Product

By = Literal["person", "unit", "product", "client", "industry", "region", "source", "kind", "day", "month"]
BYS: tuple[By, ...] = get_args(By)

#: Counted in Python from receivables.py, where payments cover the oldest part first.
_OWED = frozenset({"owed", "overdue", "fell_due", "collected"})
_NAMED: dict[str, Callable[[Any], dict[int, Named]]] = {
    "person": names.people,
    "unit": names.units,
    "product": names.products,
    "client": names.clients,
}


class MarginUnknown(RuleError):
    """Profit of a product nobody gave a margin: unknown, and never counted as zero."""

    code = "margin_unknown"
    sentence = "no margin is known for {product} on {day}"
    product: str
    day: date


class MarginWithoutProduct(RuleError):
    """Profit of a deal without a product: there is no margin to take."""

    code = "margin_without_product"
    sentence = "money of {day} belongs to a deal without a product, so its margin is unknown"
    day: date


@dataclass(frozen=True)
class MetricValue:
    """A metric of some people in a period.

    `value` is minor units or whole things, None of a ratio; `ratio` its two sums. `as_of` is the day
    a stock is of, and by whose evening everything was known. `assumed_minor` of a sum comes from
    files without payments.
    """

    metric: Metric
    period: Period
    as_of: date
    value: int | None = None
    ratio: Ratio | None = None
    assumed_minor: int = 0


@dataclass(frozen=True)
class MetricPart:
    """A part of it. `of` is None where there is no such thing; `key` is the day, the month or the word."""

    of: Named | None
    key: str
    value: int | None = None
    ratio: Ratio | None = None


@dataclass(frozen=True)
class MetricRow:
    """One event of the list. `count` is 1, or the tries of a day; `minor` None where no sum is told."""

    on: date | None
    deal: Named | None
    client: Named | None
    person: Named | None
    product: Named | None
    action: str
    stage: int | None
    count: int
    minor: int | None


def metric_value(
    organisation: Organisation, metric: Metric, *, scope: Scope, period: Period, as_of: date
) -> MetricValue:
    """Return a metric of a period as it was known on a day.

    A flow is summed over the days of the period up to `as_of`; a stock is that of the last of these
    days, as known then; distinct clients are counted anew. A ratio keeps its two sums; with nothing
    below the line its value is None, shown as a dash.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate on its day.
    MarginUnknown, MarginWithoutProduct
        Of profit: money of a product without a margin, or of none.
    """
    if metric.kind == "ratio":
        above, below = (
            metric_value(organisation, part, scope=scope, period=period, as_of=as_of)
            for part in _parts_of(organisation, metric)
        )
        return MetricValue(metric, period, above.as_of, ratio=Ratio(above.value or 0, below.value or 0))
    day = _day_of(metric, period, as_of)
    rows = _rows(organisation, metric, scope=scope, period=period, as_of=day, by="all")
    return MetricValue(
        metric,
        period,
        day,
        value=sum(_told(metric, row) for row in rows),
        assumed_minor=sum(row["assumed_minor"] for row in rows) if metric.aggregate == "sum" else 0,
    )


def metric_values(
    organisation: Organisation, metric: Metric, *, scope: Scope, periods: Sequence[Period], as_of: date
) -> list[MetricValue]:
    """Return a metric of several periods, each as `metric_value` says it; one that lies ahead has no value.

    A flow is asked once, by day, for all of them.
    """
    begun = [period for period in periods if period.first_day <= as_of]
    if metric.kind == "ratio":
        above, below = (
            metric_values(organisation, part, scope=scope, periods=periods, as_of=as_of)
            for part in _parts_of(organisation, metric)
        )
        return [
            MetricValue(
                metric,
                up.period,
                up.as_of,
                ratio=None if up.value is None or down.value is None else Ratio(up.value, down.value),
            )
            for up, down in zip(above, below, strict=True)
        ]
    if metric.kind != "flow" or not begun:
        return [
            metric_value(organisation, metric, scope=scope, period=period, as_of=as_of)
            if period in begun
            else MetricValue(metric, period, as_of)
            for period in periods
        ]
    hull = replace(
        begun[0],
        first_day=min(period.first_day for period in begun),
        last_day=max(period.last_day for period in begun),
    )
    days = {
        row["part"]: _told(metric, row)
        for row in _rows(organisation, metric, scope=scope, period=hull, as_of=as_of, by="day")
    }
    return [
        MetricValue(
            metric,
            period,
            as_of,
            value=sum(days.get(day.isoformat(), 0) for day in period.days()) if period in begun else None,
        )
        for period in periods
    ]


def metric_by(
    organisation: Organisation, metric: Metric, *, scope: Scope, period: Period, as_of: date, by: By
) -> list[MetricPart]:
    """Return its parts, the largest first; days and months in their order. One query for the names.

    The parts of a flow or a stock sum to its value. Distinct clients do not: one seen by two people
    is in both parts. Those of a ratio are ratios, and their sums are its sums.

    Raises
    ------
    NotAdditive
        A stock over time: it has no days to be split into, ask each day for itself.
    """
    if metric.kind == "stock" and by in ("day", "month"):
        raise NotAdditive(kind="stock", axis="time")
    if metric.kind == "ratio":
        above, below = (
            {
                (part.of, part.key): part.value or 0
                for part in metric_by(organisation, one, scope=scope, period=period, as_of=as_of, by=by)
            }
            for one in _parts_of(organisation, metric)
        )
        keys = list(dict.fromkeys([*below, *above]))
        return [
            MetricPart(of, key, ratio=Ratio(above.get((of, key), 0), below.get((of, key), 0)))
            for of, key in keys
        ]
    day = _day_of(metric, period, as_of)
    rows = _rows(organisation, metric, scope=scope, period=period, as_of=day, by=by)
    look = _NAMED.get(by)
    named = look([int(row["part"]) for row in rows if row["part"]]) if look else {}
    found = [
        MetricPart(
            of=named.get(int(row["part"])) if look and row["part"] else None,
            key=row["part"] or "",
            value=_told(metric, row),
        )
        for row in rows
    ]
    if by in ("day", "month"):
        return sorted(found, key=lambda part: part.key)
    return sorted(found, key=lambda part: (-(part.value or 0), part.key))


def metric_list(
    organisation: Organisation, metric: Metric, *, scope: Scope, period: Period, as_of: date
) -> list[MetricRow]:
    """Return the events behind it, the newest first; their counts or sums make its value.

    Of distinct clients every event is listed. A ratio has two lists, those of its parts.
    """
    if metric.kind == "ratio":
        raise NotAdditive(kind="ratio", axis="its list")
    day = _day_of(metric, period, as_of)
    rows = _rows(organisation, metric, scope=scope, period=period, as_of=day, by="row")
    people, clients = (
        names.people(row["person"] for row in rows),
        names.clients(row["client"] for row in rows),
    )
    products, deals = names.products(row["product"] for row in rows), names.deals(row["deal"] for row in rows)
    return [
        MetricRow(
            on=row["on_day"],
            deal=deals.get(row["deal"]),
            client=clients.get(row["client"]),
            person=people.get(row["person"]),
            product=products.get(row["product"]),
            action=row["action"] or "",
            stage=row["stage"],
            count=row["count"],
            minor=row["minor"] if metric.unit == "money" else None,
        )
        for row in rows
    ]


def counted_by_person_and_day(
    organisation: Organisation, metric: Metric, *, scope: Scope, period: Period, as_of: date
) -> dict[tuple[int | None, date], int]:
    """How much of a flow each person made each day; None is nobody's deal."""
    rows = _rows(organisation, metric, scope=scope, period=period, as_of=as_of, by="person_day")
    found: dict[tuple[int | None, date], int] = {}
    for row in rows:
        person, day = row["part"].split(" ")
        found[(int(person) or None, date.fromisoformat(day))] = _told(metric, row)
    return found


def _told(metric: Metric, row: Row) -> int:
    column = {"count": "count", "sum": "minor", "clients": "clients"}[metric.aggregate]
    value: int = row[column]
    return value


def _day_of(metric: Metric, period: Period, as_of: date) -> date:
    """A stock is of one day: the last of the period that has come."""
    return min(as_of, period.last_day) if metric.kind == "stock" else as_of


def _parts_of(organisation: Organisation, metric: Metric) -> tuple[Metric, Metric]:
    shipped = metric.above in SHIPPED and metric.below in SHIPPED
    known = SHIPPED if shipped else registry(organisation)
    return known[metric.above], known[metric.below]


def _rows(
    organisation: Organisation, metric: Metric, *, scope: Scope, period: Period, as_of: date, by: str
) -> list[Row]:
    if metric.counts in _OWED:
        return owed_rows(organisation, str(metric.counts), scope=scope, period=period, as_of=as_of, by=by)
    asked: dict[str, Any] = {name: list(metric.chosen(name)) for name in FILTERS}
    if asked["product"]:
        # An id no row has, so that a filter whose products are all gone lets nothing through.
        asked["product"] = [0, *Product.objects.filter(uid__in=asked["product"]).values_list("pk", flat=True)]
    reads, what = _table(organisation, metric)
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/metric.sql",
            as_of=as_of,
            scope=scope,
            first_day=period.first_day,
            last_day=period.last_day,
            reads=reads,
            what=what,
            stock=metric.kind == "stock",
            by=by,
            **asked,
        )
    if metric.aggregate == "sum" and not rates_may_be_missing():
        for row in rows:
            _refuse_lacking(row["lacking"])
    return rows


def _table(organisation: Organisation, metric: Metric) -> tuple[str, str]:
    """The table of what happened, and the rows of it: the actual as the company counts it, sums as shared."""
    counts = str(metric.counts)
    actual = "contract" if organisation.basis == "signed" else "payment"
    if counts in ("actual", "profit"):
        return "happened_share" if counts == "actual" else "happened_profit", actual
    if counts == "payment" or (counts == "contract" and metric.aggregate == "sum"):
        return "happened_share", counts
    if counts in ("contract", "invoice"):
        return "happened_fact", counts
    if counts in ("lead", "bid", "won", "lost"):
        return "happened_deal", counts
    return f"happened_{counts}", counts


def _refuse_lacking(lacking: dict[str, Any] | None) -> None:
    if lacking is None:
        return
    if lacking["lacks"] != "margin":
        raise MissingRate(currency=lacking["lacks"], day=lacking["day"])
    if lacking["product"] is None:
        raise MarginWithoutProduct(day=lacking["day"])
    product = names.products([lacking["product"]])[lacking["product"]]
    raise MarginUnknown(product=product.name, day=lacking["day"])
