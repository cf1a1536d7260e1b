"""What is counted and not summed: contracts signed, meetings held, calls made, as lists, days and parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.metric import counted_by_person_and_day
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.metrics.metric import Metric
from kvota.domain.metrics.shipped import SHIPPED
from kvota.records.organisations import Organisation

Work = Literal["contract", "meeting", "call"]
WORKS: tuple[Work, ...] = get_args(Work)
#: They are metrics of the registry: counted there, once for every page.
_METRIC: dict[Work, Metric] = {
    "contract": SHIPPED["contracts"],
    "meeting": SHIPPED["meetings"],
    "call": SHIPPED["calls"],
}


@dataclass(frozen=True)
class CountedPart:
    """So many of one person; None is nobody's deal."""

    of: Named | None
    count: int


@dataclass(frozen=True)
class CountedWork:
    """How many there were in a period, by day and by person; both sum to the whole."""

    work: Work
    count: int
    days: dict[date, int]
    people: tuple[CountedPart, ...]


def counted_work(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, work: Work
) -> CountedWork:
    """Count the contracts, the meetings or the calls of a period as known on a day.

    A contract counts once, on its day, for whom the deal was with, however many share its money.
    A meeting or a call is a move with one; a try that reached nobody is none. One query for the names.
    """
    counted = Counter(
        counted_by_person_and_day(organisation, _METRIC[work], scope=scope, period=period, as_of=as_of)
    )
    days: Counter[date] = Counter()
    people: Counter[int | None] = Counter()
    for (person, on), count in counted.items():
        days[on] += count
        people[person] += count
    named = names.people(people)
    parts = [CountedPart(named.get(person or 0), count) for person, count in people.items() if count]
    parts.sort(key=lambda part: (-part.count, part.of.name if part.of else ""))
    return CountedWork(work, counted.total(), dict(days), tuple(parts))


@dataclass(frozen=True)
class ContractRow:
    """One contract. `minor` is in the company's currency; None where its day has no rate."""

    deal: Named
    client: Named
    owner: Named | None
    product: Named | None
    occurred_on: date
    minor: int | None
    assumed: bool


def contracts_list(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date
) -> list[ContractRow]:
    """Return the contracts that `counted_work` counts, newest first. Four queries for the names."""
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/contracts.sql",
            as_of=as_of,
            scope=scope,
            first_day=period.first_day,
            last_day=period.last_day,
        )
    people, clients = (
        names.people(row["person"] for row in rows),
        names.clients(row["client"] for row in rows),
    )
    products, deals = names.products(row["product"] for row in rows), names.deals(row["deal"] for row in rows)
    return [
        ContractRow(
            deal=deals[row["deal"]],
            client=clients[row["client"]],
            owner=people.get(row["person"]),
            product=products.get(row["product"]),
            occurred_on=row["occurred_on"],
            minor=row["minor"],
            assumed=row["assumed"],
        )
        for row in rows
    ]
