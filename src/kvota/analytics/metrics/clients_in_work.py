"""Clients in work: the deals neither paid nor lost, by the stage where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class StageInWork:
    """One stage of one `funnel`. `rank` 0 with `stage` None: entered, no move yet. `minor` sums the
    known amounts.

    `hopeless` are among the `stuck`; `overdue` have a next step whose day is past. `loss_minor` is
    what waiting has cost with the stuck that are not past hope. A sum is None where one of its
    deals is in a currency without a rate on that day: it is unknown, and never counted without it.
    """

    stage: int | None
    rank: int
    count: int
    minor: int | None
    undated: int
    silent: int
    stuck: int
    stuck_minor: int | None
    no_next_step: int
    hopeless: int = 0
    hopeless_minor: int | None = 0
    loss_minor: int | None = 0
    overdue: int = 0
    funnel: int = 0


@dataclass(frozen=True)
class InWork:
    """`count` = the sum of `stages`; `undated` of them have no date; `silent` are beyond the limit.

    `without_rate` is the currency that leaves a sum unknown, None where all are known.
    """

    count: int
    minor: int | None
    undated: int
    silent: int
    stuck: int
    stuck_minor: int | None
    no_next_step: int
    assumed_amounts: int
    without_amount: int
    stages: tuple[StageInWork, ...]
    hopeless: int = 0
    hopeless_minor: int | None = 0
    loss_minor: int | None = 0
    overdue: int = 0
    without_rate: str | None = None


@dataclass(frozen=True)
class PersonInWork:
    """The part of one person, in the words of `StageInWork`."""

    person: Named | None
    count: int
    minor: int | None
    stuck: int
    stuck_minor: int | None
    no_next_step: int
    silent: int
    hopeless: int = 0
    hopeless_minor: int | None = 0
    loss_minor: int | None = 0


@dataclass(frozen=True)
class PartAtStage:
    """The clients of one person, or of one product, at one stage. `minor` and `stuck_minor` sum the known
    amounts, None where one of them lacks a rate; `of` is None for nobody's deals, or for those without a
    product."""

    of: Named | None
    stage: int | None
    rank: int
    count: int
    minor: int | None
    stuck: int
    stuck_minor: int | None


_OF_PERSON = (
    *("count", "minor", "stuck", "stuck_minor", "no_next_step", "silent", "hopeless", "hopeless_minor"),
    "loss_minor",
)
_OF_THE_STUCK = ("stuck_minor", "hopeless_minor", "loss_minor")
_OF_STAGE = (*_OF_PERSON, "undated", "overdue")
_OF_ALL = (*_OF_STAGE, "assumed_amounts", "without_amount")


def clients_in_work(
    organisation: Organisation, *, scope: Scope, as_of: date, funnel: int | None = None
) -> InWork:
    """Count the deals in work on a day, stage by stage in order of rank; of one funnel or of all.

    A deal without a date counts on every day asked and is in no duration. A silent deal is
    still counted, with `silent` beside: silence changes no record (README 15).

    Counts are whole whatever the rates; a sum that lacks one is None, with `without_rate` beside.

    Source: seed text 003; domain.md E1, E2.
    """
    rows = _rows(organisation, scope=scope, as_of=as_of, funnel=funnel)
    stages: dict[tuple[int, int, int | None], list[Row]] = {}
    for row in rows:
        stages.setdefault((row["rank"], row["funnel"], row["stage"]), []).append(row)
    return InWork(
        stages=tuple(
            StageInWork(stage=stage, rank=rank, funnel=of, **_sums(members, _OF_STAGE))
            for (rank, of, stage), members in stages.items()
        ),
        **_sums(rows, _OF_ALL),
        without_rate=min((row["without_rate"] for row in rows if row["without_rate"]), default=None),
    )


def clients_in_work_by_person(organisation: Organisation, *, scope: Scope, as_of: date) -> list[PersonInWork]:
    """Count them by owner, the one with most first; the rows sum to `clients_in_work`. One more query."""
    people: dict[int | None, list[Row]] = {}
    for row in _rows(organisation, scope=scope, as_of=as_of):
        people.setdefault(row["person"], []).append(row)
    named = names.people(people)
    found = [
        PersonInWork(person=named.get(person or 0), **_sums(members, _OF_PERSON))
        for person, members in people.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.person.name if each.person else ""))


def parts_at_stages(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    by: Literal["rep", "product"],
    funnel: int | None = None,
) -> list[PartAtStage]:
    """Count them by stage and owner, or by stage and product; all together are `clients_in_work`.

    One more query, for the names.
    """
    rows = _rows(organisation, scope=scope, as_of=as_of, funnel=funnel, by_product=by == "product")
    part = "product" if by == "product" else "person"
    ids = {row[part] for row in rows}
    named = names.products(ids) if by == "product" else names.people(ids)
    return [
        PartAtStage(
            of=named.get(row[part] or 0),
            stage=row["stage"],
            rank=row["rank"],
            **_sums([row], ("count", "minor", "stuck", "stuck_minor")),
        )
        for row in rows
    ]


def known_sum(parts: Iterable[int | None]) -> int | None:
    """Add sums up; with one that is unknown the whole is.

    Examples
    --------
    >>> known_sum([400, 300]), known_sum([400, None]), known_sum([])
    (700, None, 0)
    """
    found = list(parts)
    return None if None in found else sum(part or 0 for part in found)


def _rows(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    funnel: int | None = None,
    by_product: bool = False,
) -> list[Row]:
    asked = {"funnel": funnel, "by_product": by_product}
    with one_moment(organisation) as reading:
        return reading.ask("metrics/clients_in_work.sql", as_of=as_of, scope=scope, **asked)


def _sums(rows: list[Row], columns: tuple[str, ...]) -> dict[str, Any]:
    """The columns added up; a sum of money of which a rate is missing is unknown, not smaller."""
    lacks = {"minor": any(row["without_rate"] for row in rows)}
    lacks |= dict.fromkeys(_OF_THE_STUCK, any(row["stuck_without_rate"] for row in rows))
    return {column: None if lacks.get(column) else sum(row[column] for row in rows) for column in columns}
