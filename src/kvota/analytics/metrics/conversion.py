"""Conversion: of the deals that entered a stage in a period, the share that ever goes further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import deals_by_id
from kvota.analytics.reading import Reading, Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.selling.share_interval import share_interval
from kvota.domain.selling.time_in_stage import time_in_stage
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class StageConversion:
    """`entered` = `advanced` + `lost` + `open`. `share` counts the open ones as not yet decided; it is
    None when nothing was decided. `low` to `high` is the 80 % interval. `newest_on` is the day the
    newest of the decided ones went on or was lost."""

    stage: int
    rank: int
    funnel: int
    entered: int
    advanced: int
    lost: int
    open: int
    share: float | None
    low: float | None
    high: float | None
    newest_on: date | None = None

    @property
    def decided(self) -> int:
        return self.advanced + self.lost


class Days(Protocol):
    """The days of a cohort, both included: a period, or the days a playbook was followed."""

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...


#: New business or repeat sales alone; a deal that says neither counts as new.
Sale = Literal["new", "repeat"]


def conversion(
    organisation: Organisation, *, scope: Scope, cohort: Days, as_of: date, sale: Sale | None = None
) -> list[StageConversion]:
    """Return, for every stage, what became of those who reached it in the cohort's days.

    A jump reaches the stages jumped over too; a deal opened anew after a loss is a new
    entry; a deal without a date is in no cohort. The share is that of the decided ones, by
    Aalen-Johansen: those still open count for as long as they have been watched.

    Kept until the next fact is stored: a year of 25,000 deals takes a tenth of a second.

    Source: domain.md section 0 (cohort conversion), E2.
    """
    with one_moment(organisation) as reading:
        found: list[StageConversion] = reading.once(
            ("conversion", scope.people, cohort.first_day, cohort.last_day, sale),
            lambda: _of_stages(reading, scope=scope, cohort=cohort, as_of=as_of, sale=sale),
            as_of=as_of,
        )
    return list(found)


Went = Literal["adv", "lost", "cens"]


@dataclass(frozen=True)
class CohortRow:
    """A deal that entered a stage: what became of it, on which day (None while open), after how many days."""

    deal: DealRow
    entered_on: date
    went: Went
    ended_on: date | None
    days: int


def cohort_list(
    organisation: Organisation,
    *,
    scope: Scope,
    cohort: Days,
    as_of: date,
    stage: int,
    went: Went | None = None,
    sale: Sale | None = None,
) -> list[CohortRow]:
    """Return those whom `conversion` counts as entered a stage, or of them who went so; the newest first.

    A deal opened anew after a loss enters again and stands here twice. Five queries for the names.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/conversion.sql",
            as_of=as_of,
            scope=scope,
            first_day=cohort.first_day,
            last_day=cohort.last_day,
            listed=True,
            stage=stage,
            sale=sale,
        )
        if went:
            rows = [row for row in rows if row["how"] == went]
        ids = list(dict.fromkeys(row["deal"] for row in rows))
        deals = {deal.id: deal for deal in deals_by_id(organisation, ids, as_of=as_of)}
    rows.sort(key=lambda row: (row["entered_on"], row["deal"]), reverse=True)
    return [
        CohortRow(deals[row["deal"]], row["entered_on"], row["how"], row["ended_on"], row["age"])
        for row in rows
    ]


def _of_stages(
    reading: Reading, *, scope: Scope, cohort: Days, as_of: date, sale: Sale | None
) -> list[StageConversion]:
    rows = reading.ask(
        "metrics/conversion.sql",
        as_of=as_of,
        scope=scope,
        first_day=cohort.first_day,
        last_day=cohort.last_day,
        listed=False,
        stage=0,
        sale=sale,
    )
    stages: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        stages.setdefault((row["funnel"], row["rank"], row["stage"]), []).append(row)
    return [_of_stage(key, members) for key, members in sorted(stages.items())]


def _of_stage(key: tuple[int, int, int], rows: Sequence[Row]) -> StageConversion:
    funnel, rank, stage = key
    counts = {how: sum(row["count"] for row in rows if row["how"] == how) for how in ("adv", "lost", "cens")}
    decided = counts["adv"] + counts["lost"]
    share = low = high = None
    if decided:
        ages = [row["age"] for row in rows for _ in range(row["count"])]
        ends = [row["how"] for row in rows for _ in range(row["count"])]
        times = time_in_stage(ages, ends)
        left = 1.0 - times.still_at_the_end
        share = min(times.ever_moves_on / left, 1.0) if left > 0 else counts["adv"] / decided
        low, high = share_interval(share, decided)
    return StageConversion(
        stage=stage,
        rank=rank,
        funnel=funnel,
        entered=sum(counts.values()),
        advanced=counts["adv"],
        lost=counts["lost"],
        open=counts["cens"],
        share=share,
        low=low,
        high=high,
        newest_on=max((row["last_on"] for row in rows if row["last_on"]), default=None),
    )
