"""Rows of a file once every cell has its meaning: typed, checked, and still naming their row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from kvota.domain.importing.kind_words import Role, SaleKind
from kvota.domain.importing.stages import StageKind

LogEvent = Literal["stage", "touch", "won", "lost"]


class DealRow(NamedTuple):
    """A deal as one row of a file tells it. None means that the file does not say.

    Parameters
    ----------
    row
        The row in the file, the header being 1 as a rule.
    external_id
        The number of the deal in the system it comes from.
    stage, stage_kind
        The stage in the file's own words, and whether it ends the deal.
    amount_minor, currency
        Minor units, zero or more, and the ISO code.
    created_on, moved_on, closed_on
        Facts. `closed_on` is set for won and lost deals only: on an open deal the same
        column is a hope and stands in `expected_on`.
    tags
        The columns kept beside our fields, as `domain/selling/tags.py` writes them.
    """

    row: int
    external_id: str | None
    client: str | None
    owner: str | None
    stage: str | None
    stage_kind: StageKind
    product: str | None
    amount_minor: int | None
    currency: str
    created_on: date | None
    moved_on: date | None
    closed_on: date | None
    expected_on: date | None
    industry: str | None
    region: str | None
    source: str | None
    kind: SaleKind | None
    lost_reason: str | None
    name: str | None
    tags: str | None = None

    @property
    def ended_on(self) -> date | None:
        """The day on which a won or lost deal ended; None while it is open."""
        return None if self.stage_kind == "open" else self.closed_on or self.moved_on

    @property
    def date_unknown(self) -> bool:
        """The deal is open and the file does not say since when."""
        return self.stage_kind == "open" and self.created_on is None and self.moved_on is None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person: whom he reports to and where he sits, in the file's own words."""

    row: int
    name: str
    head: str | None
    unit: str | None
    role: Role | None
    login: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client and what is known of it."""

    row: int
    name: str
    industry: str | None
    region: str | None
    external_id: str | None
    owner: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product, its price and the lowest price allowed, in minor units, and from which day on."""

    row: int
    name: str
    price_minor: int | None
    floor_price_minor: int | None
    currency: str
    series: str | None
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money received, above zero."""

    row: int
    paid_on: date
    amount_minor: int
    currency: str
    payer: str | None
    reference: str | None
    external_id: str | None
    deal: str | None


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """What is expected of a channel in the week of a day. None where the file says nothing; costs in minor
    units of `currency`."""

    row: int
    channel: str
    week_on: date
    expected: int | None
    promised_by: str | None
    planned_minor: int | None
    spent_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of a deal log: what happened to a deal, and when exactly.

    Parameters
    ----------
    at
        The moment, in UTC.
    event
        "stage" reached, "touch" without a move, "won" or "lost".
    segments
        The other columns of the file that hold something: (header, text).
    """

    row: int
    deal: str
    at: datetime
    event: LogEvent
    stage: str | None
    amount_minor: int | None
    expected_on: date | None
    segments: tuple[tuple[str, str], ...]
