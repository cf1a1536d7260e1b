"""What a company has decided about itself, as plain values: no people, no clients, no deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

#: The keys of a name in the four languages.
LANGUAGES = ("en", "ru", "zh", "bg")

Names = tuple[str, str, str, str]


@dataclass(frozen=True)
class CompanySaid:
    """The settings of the company itself; `fiscal_start` is a month from 1 to 12.

    `weeks_445` says whether its months are of whole weeks; None says nothing about it.
    """

    country: str
    currency: str
    language: str
    time_zone: str
    fiscal_start: int
    basis: str
    ten_day: bool
    weeks_445: bool | None = None


@dataclass(frozen=True)
class PlaybookSaid:
    """What is followed at a stage; `assumed` is the conversion counted on, above 0 and at most 1."""

    steps: tuple[str, ...]
    script: str
    criteria: tuple[str, ...]
    assumed: Fraction | None


@dataclass(frozen=True)
class StageSaid:
    """A stage: its names in the order of `LANGUAGES`, "open", "signed" or "paid", and its usual action.

    `questions` are those asked before a client leaves it; None says nothing about them, nor about
    the `playbook`.
    """

    names: Names
    kind: str
    usual_action: str
    questions: tuple[Names, ...] | None = None
    playbook: PlaybookSaid | None = None


@dataclass(frozen=True)
class FunnelSaid:
    names: Names
    stages: tuple[StageSaid, ...]


@dataclass(frozen=True)
class ReasonSaid:
    """A reason for losing; whether such a deal went to a competitor, None says nothing about it."""

    names: Names
    to_competitor: bool | None = None


@dataclass(frozen=True)
class DaySaid:
    """A day on which the company differs from its country's calendar."""

    on: date
    working: bool
    note: str


@dataclass(frozen=True)
class PriceSaid:
    """A price from a day on (None: from the beginning), in minor units of its currency.

    `margin` is the share of it that is profit, 0 to 1; None says nothing about it.
    """

    from_on: date | None
    price_minor: int
    floor_minor: int | None
    currency: str
    margin: Fraction | None = None


@dataclass(frozen=True)
class ProductSaid:
    name: str
    series: str
    prices: tuple[PriceSaid, ...]


@dataclass(frozen=True)
class MetricSaid:
    """A metric of the company's own, or a shipped one that it does not show.

    `key` is how other metrics of the same settings name it. A ratio has `above` and `below`, others
    what they count and of whom: products by their names. Of a shipped one only `hidden` is said.
    `reason` is asked for when a metric that is there already becomes another.
    """

    key: str
    names: Names = ("", "", "", "")
    counts: str = ""
    aggregate: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    above: str = ""
    below: str = ""
    hidden: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ClientMapSaid:
    """Cells of the map of clients one rep can work; None is the usual number."""

    cells_per_rep: int | None = None


@dataclass(frozen=True)
class CompanySettings:
    """All of it. A part that is None was not said, and stays as it is.

    `stages` are those of the only funnel; a company with several says `funnels` instead. `hours` is
    what hours are counted with, as `workload_plain` says it.
    """

    company: CompanySaid | None = None
    stages: tuple[StageSaid, ...] | None = None
    funnels: tuple[FunnelSaid, ...] | None = None
    lost_reasons: tuple[ReasonSaid, ...] | None = None
    calendar: tuple[DaySaid, ...] | None = None
    products: tuple[ProductSaid, ...] | None = None
    metrics: tuple[MetricSaid, ...] | None = None
    hours: Mapping[str, Any] | None = None
    client_map: ClientMapSaid | None = None
