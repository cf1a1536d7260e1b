"""The actual: money received, or contracts signed where a company counts those.

What people share counts for each with his part, from the day it was shared on; the parts sum to the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kvota.analytics import names
from kvota.analytics.amount_in_base import RateUsed, rates_used
from kvota.analytics.deal_rows import Named
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.missing_rates import rates_may_be_missing
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.money import Contract, Payment, Refund
from kvota.records.organisations import Organisation

Basis = Literal["cash", "signed"]
By = Literal["person", "unit", "product", "client", "day", "industry", "region", "source", "kind"]


@dataclass(frozen=True)
class Actual:
    """A sum of money facts. `assumed_minor` of it comes from files without payments."""

    minor: int
    assumed_minor: int
    facts: int
    currency: str
    basis: str
    as_of: date


@dataclass(frozen=True)
class ActualPart:
    """A part of the actual. `of` is None where the fact has no such thing; `key` is the day or the word."""

    of: Named | None
    key: str
    minor: int
    assumed_minor: int
    facts: int


@dataclass(frozen=True)
class MoneyRow:
    """One money fact. `minor` is signed (a refund is negative), in the company's currency; None without a
    rate, which only a page that says so is shown. `used` is the rate of a converted sum."""

    id: int
    uid: str
    kind: str
    occurred_on: date
    minor: int | None
    given_minor: int
    given_currency: str
    assumed: bool
    deal: Named
    client: Named
    owner: Named | None
    product: Named | None
    used: RateUsed | None = None

    @property
    def key(self) -> str:
        """Of this fact and this owner: one that several share stands in the list once for each."""
        return f"{self.uid}:{self.owner.uid if self.owner else ''}"


def actual(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, basis: Basis | None = None
) -> Actual:
    """Return the actual of a period as it was known on a day.

    Raises
    ------
    MissingRate
        A fact in a foreign currency has no rate on its day: never counted as zero.
    """
    rows = _facts(organisation, scope=scope, period=period, as_of=as_of, basis=basis)
    return Actual(
        minor=sum(row["minor"] for row in rows),
        assumed_minor=sum(row["minor"] for row in rows if row["assumed"]),
        facts=_facts_in(rows),
        currency=organisation.currency,
        basis=basis or organisation.basis,
        as_of=as_of,
    )


def actual_by(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    by: By,
    basis: Basis | None = None,
) -> list[ActualPart]:
    """Return the parts of the actual, largest first; they sum to it exactly."""
    with one_moment(organisation) as reading:
        rows = _facts(organisation, scope=scope, period=period, as_of=as_of, basis=basis)
        if by == "unit":
            seats = reading.ask(
                "metrics/seat_of_owner.sql",
                as_of=as_of,
                first_day=period.first_day,
                last_day=period.last_day,
                signed=(basis or organisation.basis) == "signed",
            )
            unit_of = {(seat["kind"], seat["id"], seat["owner"]): seat["unit"] for seat in seats}
            rows = [row | {"unit": unit_of.get((row["kind"], row["id"], row["owner"]))} for row in rows]
    column = {"person": "owner", "day": "occurred_on", "kind": "sale"}.get(by, by)
    parts: dict[Any, list[Row]] = {}
    for row in rows:
        parts.setdefault(row[column], []).append(row)
    look: Callable[[list[Any]], dict[int, Named]] | None = {
        "person": names.people,
        "unit": names.units,
        "product": names.products,
        "client": names.clients,
    }.get(by)
    named = look(list(parts)) if look else {}
    found = [
        ActualPart(
            of=named.get(key) if look else None,
            key="" if key is None else str(key),
            minor=sum(row["minor"] for row in members),
            assumed_minor=sum(row["minor"] for row in members if row["assumed"]),
            facts=_facts_in(members),
        )
        for key, members in parts.items()
    ]
    return sorted(found, key=lambda part: (-part.minor, part.key))


def actual_list(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    basis: Basis | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[MoneyRow]:
    """Return the facts behind the actual, newest first. Five queries for names, whatever the rows."""
    rows = _facts(organisation, scope=scope, period=period, as_of=as_of, basis=basis, listed=True)
    rows = rows[offset : None if limit is None else offset + limit]
    people, clients = names.people(row["owner"] for row in rows), names.clients(row["client"] for row in rows)
    products, deals = names.products(row["product"] for row in rows), names.deals(row["deal"] for row in rows)
    uids = _uids(rows)
    rates = rates_used(organisation, ((row["currency"], row["occurred_on"]) for row in rows))
    return [
        MoneyRow(
            id=row["id"],
            uid=uids[(row["kind"], row["id"])],
            kind=row["kind"],
            occurred_on=row["occurred_on"],
            minor=row["minor"],
            given_minor=row["given_minor"],
            given_currency=row["currency"],
            assumed=row["assumed"],
            deal=deals[row["deal"]],
            client=clients[row["client"]],
            owner=people.get(row["owner"]),
            product=products.get(row["product"]),
            used=rates.get((row["currency"], row["occurred_on"])),
        )
        for row in rows
    ]


def rates_in_actual(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date
) -> list[RateUsed]:
    """Return the rates by which facts of the actual were converted, each once; none where none was."""
    rows = _facts(organisation, scope=scope, period=period, as_of=as_of, basis=None, listed=True)
    found = rates_used(organisation, ((row["currency"], row["occurred_on"]) for row in rows))
    return sorted(set(found.values()), key=lambda one: (one.currency, one.from_on or date.min))


def last_payment_on(organisation: Organisation, *, as_of: date) -> date | None:
    """The day of the newest payment or refund known, whoever's deal it was for; None before the first."""
    with one_moment(organisation) as reading:
        (row,) = reading.ask("metrics/last_payment.sql", as_of=as_of)
    found: date | None = row["on_day"]
    return found


def _facts(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    basis: Basis | None,
    listed: bool = False,
) -> list[Row]:
    """The facts that count; a page that says what has no rate lists that too, and sums the rest.

    Several figures of a page ask for the same facts: they are read once and must not be changed.
    """
    signed = (basis or organisation.basis) == "signed"
    days = {"first_day": period.first_day, "last_day": period.last_day}
    with one_moment(organisation) as reading:
        rows: list[Row] = reading.once(
            ("facts of the actual", period.first_day, period.last_day, scope.people, signed),
            lambda: reading.ask("metrics/actual.sql", as_of=as_of, scope=scope, signed=signed, **days),
            as_of=as_of,
        )
    if listed and rates_may_be_missing():
        return rows
    for row in rows:
        if row["minor"] is None and not rates_may_be_missing():
            raise MissingRate(currency=row["currency"], day=row["occurred_on"])
    return [row for row in rows if row["minor"] is not None]


def _facts_in(rows: list[Row]) -> int:
    """How many facts there are: one that several share is one."""
    return len({(row["kind"], row["id"]) for row in rows})


def _uids(rows: list[Row]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    models: dict[str, Any] = {"payment": Payment, "refund": Refund, "contract": Contract}
    for kind in {row["kind"] for row in rows}:
        ids = [row["id"] for row in rows if row["kind"] == kind]
        for start in range(0, len(ids), names.IDS_AT_ONCE):
            chunk = ids[start : start + names.IDS_AT_ONCE]
            for pk, uid in models[kind].objects.filter(pk__in=chunk).values_list("pk", "uid"):
                found[(kind, pk)] = str(uid)
    return found
