"""One metric: what it counts, of whom, and how it adds up. Choices only, never a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from kvota.domain.errors import RuleError
from kvota.domain.planning.roll_up import MetricKind

MetricUnit = Literal["money", "count", "share"]
Aggregate = Literal["count", "sum", "clients"]

#: What can be counted. Each is a row of analytics/states/happened_*.sql or a part of receivables.py.
Counted = Literal[
    "actual",  # money as the company counts it: payments less refunds, or contracts signed
    "profit",  # the actual times the margin of its product
    "payment",  # payments less refunds
    "contract",  # contracts signed
    "invoice",
    "move",  # what was done with a client: a move to a stage, a touch, an opening anew
    "try",  # tries that reached nobody
    "stage",  # deals that reached a stage for the first time, a jump reaching those it passed
    "lead",  # deals opened
    "bid",  # deals given their first offer
    "won",
    "lost",
    "in_work",  # a stock: deals neither paid nor lost
    "owed",  # a stock: signed or invoiced and not paid
    "overdue",  # a stock: the part of it past its day
    "fell_due",  # what was to be paid on a day of the period
    "collected",  # of that, what has been paid by now
]
STOCKS: frozenset[Counted] = frozenset({"in_work", "owed", "overdue"})
SUMS_ONLY: frozenset[Counted] = frozenset(
    {"actual", "profit", "payment", "owed", "overdue", "fell_due", "collected"}
)
MAY_SUM: frozenset[Counted] = SUMS_ONLY | {"contract", "invoice", "in_work"}
OF_CLIENTS: frozenset[Counted] = frozenset({"move", "stage", "lead", "bid", "won", "lost"})

#: Which of them a filter can narrow. Those of a deal narrow all but a try, which has no deal.
OF_A_DEAL = ("deal_kind", "product", "industry", "region", "source")
_NARROWS: Mapping[str, frozenset[Counted]] = {
    "action": frozenset({"move", "try"}),
    "client_age": frozenset({"move", "lead"}),
    "stage_kind": frozenset({"move", "stage"}),
    "stage_rank": frozenset({"move", "stage"}),
    "before": frozenset({"won", "lost"}),
    "later": frozenset({"lead", "bid"}),
    **dict.fromkeys(
        OF_A_DEAL, frozenset(get_args(Counted)) - {"try", "owed", "overdue", "fell_due", "collected"}
    ),
}
FILTERS = tuple(_NARROWS)

#: `new`: nobody of the company had worked with the client or sold to him before; `known`: somebody had;
#: `existing`: he signed or paid on an earlier day; `return`: seen face to face before; `first_visit`: not.
CLIENT_AGES = ("new", "known", "existing", "first_visit", "return")
DEAL_KINDS = ("new", "repeat")
STAGE_KINDS = ("open", "signed", "paid")
#: What may have happened to a deal before what is counted, or since.
MILESTONES = ("met", "bid", "won")
#: Seeing a client face to face, whatever a company calls it.
VISITS = ("visit", "meeting")
OFFERS = ("offer", "bid")

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "client_age": CLIENT_AGES,
    "deal_kind": DEAL_KINDS,
    "stage_kind": STAGE_KINDS,
    "before": MILESTONES,
    "later": MILESTONES,
}
LANGUAGES = ("en", "ru", "zh", "bg")
MOST_CHOICES = 50


class MetricNameNeeded(RuleError):
    code = "metric_name_needed"
    sentence = "a metric needs a name"


class MetricCannotCount(RuleError):
    """The choices do not go together: no event has the trait asked for, or it has no sum."""

    code = "metric_cannot_count"
    sentence = "{counts} cannot be counted by {choice}"
    counts: str
    choice: str


class MetricUnknownChoice(RuleError):
    code = "metric_unknown_choice"
    sentence = "{choice} has no {value}"
    choice: str
    value: str


class MetricOfItself(RuleError):
    """A ratio of ratios, of two kinds of money and things nobody can name, or of what is no metric."""

    code = "metric_ratio_of"
    sentence = "{key} cannot stand in a ratio"
    key: str


@dataclass(frozen=True)
class Metric:
    """A figure of the registry. Frozen: another definition is another version with its reason.

    Attributes
    ----------
    key
        How addresses, goals and files call it: letters, digits and `_`, up to 40.
    kind
        How it adds up (`roll_up.py`): a flow over people and time, a stock over people only, a
        ratio by its two sums, distinct clients by counting again.
    unit
        `money` is minor units of the company's currency, `count` whole things, `share` 0 to 1 (or more).
    counts, aggregate, filters
        What is counted; its number, its sum or its different clients; and only those with one of
        the values of each filter. Empty for a ratio.
    above, below
        The keys of the two metrics of a ratio.
    names
        By en, ru, zh, bg for a metric of the company's own; those shipped are worded by `language/`.
    """

    key: str
    kind: MetricKind
    unit: MetricUnit
    counts: Counted | None = None
    aggregate: Aggregate = "count"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    above: str = ""
    below: str = ""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    version: int = 1
    is_own: bool = False
    is_hidden: bool = False

    @property
    def can_be_spread(self) -> bool:
        """Whether a goal on it can be shared out over people and months: its parts sum to the whole."""
        return self.kind == "flow"

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values a filter lets through; empty lets through all."""
        return dict(self.filters).get(name, ())


def counting(
    key: str,
    counts: Counted,
    aggregate: Aggregate = "count",
    **filters: tuple[str, ...],
) -> Metric:
    """Return the metric that counts events with these traits; kind and unit follow from the choices.

    Raises
    ------
    MetricCannotCount
        A filter asks for a trait that what is counted does not have (a payment has no action), or
        for the sum or the clients of what has none.
    MetricUnknownChoice
        A value outside its list.

    Examples
    --------
    >>> visits = counting("cold_visits", "move", action=("visit",), client_age=("new",))
    >>> visits.kind, visits.unit, visits.can_be_spread
    ('flow', 'count', True)
    >>> counting("debts", "owed", "sum").kind
    'stock'
    >>> counting("touched", "move", "clients").can_be_spread
    False
    """
    _refuse_impossible(counts, aggregate, filters)
    kind: MetricKind = "distinct" if aggregate == "clients" else "stock" if counts in STOCKS else "flow"
    return Metric(
        key=key,
        kind=kind,
        unit="money" if aggregate == "sum" else "count",
        counts=counts,
        aggregate=aggregate,
        filters=tuple((name, tuple(filters[name])) for name in FILTERS if filters.get(name)),
    )


def ratio_of(key: str, above: Metric, below: Metric) -> Metric:
    """Return the ratio of two metrics that are none themselves: conversion, average deal, margin.

    Money over things is money for one of them; money over money and things over things are shares.

    Raises
    ------
    MetricOfItself
        One of the two is a ratio (their sums could not be kept), or things over money.

    Examples
    --------
    >>> deal = ratio_of("average_deal", counting("cash", "payment", "sum"), counting("deals", "won"))
    >>> deal.unit, deal.can_be_spread
    ('money', False)
    """
    for part in (above, below):
        if part.kind == "ratio":
            raise MetricOfItself(key=part.key)
    if above.unit == "count" and below.unit == "money":
        raise MetricOfItself(key=below.key)
    unit: MetricUnit = "money" if (above.unit, below.unit) == ("money", "count") else "share"
    return Metric(key=key, kind="ratio", unit=unit, above=above.key, below=below.key)


def _refuse_impossible(counts: Counted, aggregate: Aggregate, filters: Mapping[str, tuple[str, ...]]) -> None:
    if counts not in get_args(Counted):
        raise MetricUnknownChoice(choice="counts", value=str(counts)[:40])
    if aggregate not in aggregates(counts):
        raise MetricCannotCount(counts=counts, choice=str(aggregate)[:40])
    for name, values in filters.items():
        if not values:
            continue
        if counts not in _NARROWS.get(name, frozenset()):
            raise MetricCannotCount(counts=counts, choice=name[:40])
        for value in values:
            if name in _CHOICES and value not in _CHOICES[name]:
                raise MetricUnknownChoice(choice=name, value=str(value)[:40])
        if len(values) > MOST_CHOICES:
            raise MetricUnknownChoice(choice=name, value=str(len(values)))


def narrows(counts: Counted) -> tuple[str, ...]:
    """The filters that can be put on what is counted, in their order.

    >>> narrows("try")
    ('action',)
    """
    return tuple(name for name in FILTERS if counts in _NARROWS[name])


def aggregates(counts: Counted) -> tuple[Aggregate, ...]:
    """What can be told of it, the usual first.

    >>> aggregates("contract"), aggregates("payment"), aggregates("move")
    (('count', 'sum'), ('sum',), ('count', 'clients'))
    """
    if counts in SUMS_ONLY:
        return ("sum",)
    found: list[Aggregate] = ["count"]
    if counts in MAY_SUM:
        found.append("sum")
    if counts in OF_CLIENTS:
        found.append("clients")
    return tuple(found)


def definition_of(metric: Metric) -> dict[str, object]:
    """The choices of a metric as JSON can carry them; `metric_from` reads them back."""
    if metric.kind == "ratio":
        return {"above": metric.above, "below": metric.below}
    chosen = {name: list(values) for name, values in metric.filters}
    return {"counts": metric.counts, "aggregate": metric.aggregate, "filters": chosen}
