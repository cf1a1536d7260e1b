"""What a page leaves out of its sums because a currency has no rate: facts of money, and open deals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class WithoutRate:
    """What is left out in one currency; sums in its own minor units.

    `facts` of money worth `facts_minor` (given back money below zero), and `deals` in work worth
    `deals_minor` as given.
    """

    currency: str
    facts: int = 0
    facts_minor: int = 0
    deals: int = 0
    deals_minor: int = 0


def without_rate(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date
) -> list[WithoutRate]:
    """Return what the actual of a period and the forecast leave out, by currency; nothing where all count.

    Two questions to the copy.
    """
    signed = organisation.basis == "signed"
    with one_moment(organisation) as reading:
        facts = reading.ask(
            "metrics/actual.sql",
            as_of=as_of,
            scope=scope,
            first_day=period.first_day,
            last_day=period.last_day,
            signed=signed,
        )
        deals = reading.ask("metrics/deals_without_rate.sql", as_of=as_of, scope=scope)
    found: dict[str, list[list[Row]]] = defaultdict(lambda: [[], []])
    for place, rows in enumerate(([row for row in facts if row["minor"] is None], deals)):
        for row in rows:
            found[row["currency"]][place].append(row)
    return [
        WithoutRate(
            currency=currency,
            facts=len({(row["kind"], row["id"]) for row in of_facts}),
            facts_minor=sum(_signed(row) for row in of_facts),
            deals=len(of_deals),
            deals_minor=sum(row["given_minor"] for row in of_deals),
        )
        for currency, (of_facts, of_deals) in sorted(found.items())
    ]


def _signed(row: Row) -> int:
    minor: int = row["given_minor"]
    return -minor if row["kind"] == "refund" else minor
