"""What can be started for a goal: the segments it is cut by, what a start of each brings and takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.funnel_facts import SALES
from kvota.analytics.metrics.needed_work import NeededWork
from kvota.analytics.reading import Reading, Row
from kvota.analytics.scope import Scope
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.average_deal import average_deal
from kvota.domain.planning.lag_kernel import LAST_CHANCE, arrivals
from kvota.records.goal_nodes import segments_of
from kvota.records.goals import GoalSegment, GoalVersion

#: A client who bought is offered something once in so many weeks.
WEEKS_BETWEEN_OFFERS = 13


@dataclass(frozen=True)
class SegmentToStart:
    """A segment: a part of the goal that is cut, or new or repeat business as a whole.

    `key` is "new", "repeat" or the uid of a goal's segment. `brings_minor` is what one start of today
    brings within the period on average, `hours` what it takes, `starts` how many there are to be had.
    """

    key: str
    sale: Sale
    brings_minor: Fraction
    hours: Fraction
    starts: int


def segments_to_start(
    reading: Reading, needed: NeededWork, *, scope: Scope, versions: Sequence[GoalVersion]
) -> tuple[SegmentToStart, ...]:
    """Return the segments of the goals that count, else new and repeat business. Two questions, one query.

    Parameters
    ----------
    versions
        The goals of the period; those that are not cut by segment add nothing.

    A segment that does not say which sale it is of is new business, and repeat sales stand beside it
    whole. Its deal is worth the average of its own of the past year, drawn to that of all (B5); its way is
    that of its kind of sale. Leads are promised to the company and not to a segment: they fall on the
    segments as those of the past year did. Where nobody promised any, those that are needed count.

    Source: domain.md B5, C6.
    """
    parts = _parts(versions)
    starts = {"new": _leads(needed), "repeat": _offers(needed)}
    found: list[SegmentToStart] = []
    for sale in SALES:
        own = [part for part in parts if (part.kind or "new") == sale]
        if not own:
            found.append(_segment(needed, sale, sale, starts[sale], needed.facts.deals[sale].minor))
            continue
        begun, won = _past(reading, needed, scope, sale, own)
        shares = split_without_loss(starts[sale], begun if any(begun) else [1] * len(own))
        for part, amounts, count in zip(own, won, shares, strict=True):
            usual = needed.facts.deals[sale].minor
            minor = average_deal(amounts, usual=usual).amount if usual else None
            found.append(_segment(needed, str(part.uid), sale, count, minor))
    return tuple(found)


def _parts(versions: Sequence[GoalVersion]) -> list[GoalSegment]:
    order = list(dict.fromkeys(segment for version in versions for segment in segments_of(version)))
    known = GoalSegment.objects.in_bulk(order) if order else {}
    return [known[segment] for segment in order if segment in known]


def _segment(needed: NeededWork, key: str, sale: Sale, starts: int, minor: int | None) -> SegmentToStart:
    kernel = needed.facts.ways[sale].kernels[0]
    lands = arrivals(kernel, start=0, weeks=range(needed.weeks_to_end + 1))
    # What has not even a tenth of its usual chance to come in time brings nothing: time is what is short.
    in_time = lands >= LAST_CHANCE * kernel.conversion
    brings = lands * (minor or 0) if in_time else Fraction(0)
    return SegmentToStart(key, sale, brings, needed.hours_of_a_start(sale), starts)


def _leads(needed: NeededWork) -> int:
    return ceil(needed.leads_there if needed.leads_there is not None else needed.leads)


def _offers(needed: NeededWork) -> int:
    return offers_within(needed.facts.active_clients, needed.weeks_to_end + 1)


def offers_within(clients: int, weeks: int) -> int:
    """How many offers so many weeks hold: a quarter's clients evenly, and each of them once.

    >>> [offers_within(15, weeks) for weeks in (0, 1, 7, 8, 13)]
    [0, 2, 14, 15, 15]
    """
    return min(clients, -(-clients // WEEKS_BETWEEN_OFFERS) * max(weeks, 0))


def _past(
    reading: Reading, needed: NeededWork, scope: Scope, sale: Sale, parts: Sequence[GoalSegment]
) -> tuple[list[int], list[list[int]]]:
    """How many deals of each segment began in the past year, and what each of those won was worth."""
    deal = needed.facts.deals[sale]
    asked: dict[str, Any] = {
        "as_of": needed.as_of,
        "scope": scope,
        "first_day": deal.first_day,
        "last_day": deal.last_day,
    }
    begun, won = [0] * len(parts), [[] for _ in parts]  # type: tuple[list[int], list[list[int]]]
    for row in reading.ask("metrics/begun_deals.sql", **asked):
        if (place := _place(row, sale, parts)) is not None:
            begun[place] += row["deals"]
    signed = needed.basis == "signed"
    for row in reading.ask("metrics/won_deals.sql", **asked, signed=signed):
        if (place := _place(row, sale, parts)) is not None:
            won[place].append(row["minor"])
    return begun, won


def _place(row: Row, sale: Sale, parts: Sequence[GoalSegment]) -> int | None:
    """The segment a deal is of: the one that names most of what it is. None for none of these."""
    if (row["sale"] == "repeat") != (sale == "repeat"):
        return None
    fits = [_names_in_common(row, part) for part in parts]
    most = max(fits, default=-1)
    return fits.index(most) if most >= 0 else None


def _names_in_common(row: Mapping[str, Any], part: GoalSegment) -> int:
    """How many of a segment's names a deal bears; -1 where it bears another one."""
    named = [
        (wanted, row[column])
        for column, wanted in (
            ("product", part.product_id),
            ("industry", part.industry),
            ("region", part.region),
        )
        if wanted
    ]
    return len(named) if all(wanted == has for wanted, has in named) else -1
