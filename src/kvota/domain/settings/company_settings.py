"""What a company has decided about itself, as plain values: no people, no clients, no deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The keys of a name in the four languages.
LANGUAGES = ("en", "ru", "zh", "bg")

Names = tuple[str, str, str, str]


@dataclass(frozen=True)
class CompanySaid:
    """The settings of the company itself; `fiscal_start` is a month from 1 to 12."""

    country: str
    currency: str
    language: str
    time_zone: str
    fiscal_start: int
    basis: str
    ten_day: bool


@dataclass(frozen=True)
class StageSaid:
    """A stage: its names in the order of `LANGUAGES`, "open", "signed" or "paid", and its usual action.

    `questions` are those asked before a client leaves it; None says nothing about them.
    """

    names: Names
    kind: str
    usual_action: str
    questions: tuple[Names, ...] | None = None


@dataclass(frozen=True)
class FunnelSaid:
    names: Names
    stages: tuple[StageSaid, ...]


@dataclass(frozen=True)
class DaySaid:
    """A day on which the company differs from its country's calendar."""

    on: date
    working: bool
    note: str


@dataclass(frozen=True)
class PriceSaid:
    """A price from a day on (None: from the beginning), in minor units of its currency."""

    from_on: date | None
    price_minor: int
    floor_minor: int | None
    currency: str


@dataclass(frozen=True)
class ProductSaid:
    name: str
    series: str
    prices: tuple[PriceSaid, ...]


@dataclass(frozen=True)
class CompanySettings:
    """All of it. A part that is None was not said, and stays as it is.

    `stages` are those of the only funnel; a company with several says `funnels` instead.
    """

    company: CompanySaid | None = None
    stages: tuple[StageSaid, ...] | None = None
    funnels: tuple[FunnelSaid, ...] | None = None
    lost_reasons: tuple[Names, ...] | None = None
    calendar: tuple[DaySaid, ...] | None = None
    products: tuple[ProductSaid, ...] | None = None
