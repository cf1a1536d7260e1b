"""Receivables: what was signed or invoiced and is not paid yet, and what of it is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class ReceivableRow:
    """A part of a contract that is still unpaid. `due_on` is None where no day was agreed."""

    deal: Named
    client: Named
    owner: Named | None
    due_on: date | None
    minor: int
    overdue_days: int


@dataclass(frozen=True)
class ReceivablePart:
    of: Named | None
    due_minor: int
    overdue_minor: int
    rows: int


@dataclass(frozen=True)
class Receivables:
    """`due_minor` is all that is unpaid; `overdue_minor` is the part past its day."""

    due_minor: int
    overdue_minor: int
    undated_minor: int
    currency: str
    rows: tuple[ReceivableRow, ...]

    def of(self, rows: Iterable[ReceivableRow]) -> Receivables:
        """The same sums of some of its rows."""
        return _summed(rows, self.currency)


def _summed(rows: Iterable[ReceivableRow], currency: str) -> Receivables:
    found = tuple(rows)
    return Receivables(
        due_minor=sum(row.minor for row in found),
        overdue_minor=sum(row.minor for row in found if row.overdue_days),
        undated_minor=sum(row.minor for row in found if row.due_on is None),
        currency=currency,
        rows=found,
    )


def receivables(organisation: Organisation, *, scope: Scope, as_of: date) -> Receivables:
    """Return what was signed or invoiced and not yet paid, the longest overdue first.

    Payments cover the part that was due first. What has no day of its own is due without
    being overdue. Three queries for the names.
    """
    owed = [
        (row, due_on, asked - paid)
        for row, due_on, asked, paid in parts_to_pay(organisation, scope=scope, as_of=as_of)
    ]
    people = names.people(row["owner"] for row, _due, _minor in owed)
    clients = names.clients(row["client"] for row, _due, _minor in owed)
    deals = names.deals(row["deal"] for row, _due, _minor in owed)
    found = [
        ReceivableRow(
            deal=deals[row["deal"]],
            client=clients[row["client"]],
            owner=people.get(row["owner"]),
            due_on=due_on,
            minor=minor,
            overdue_days=max(0, (as_of - due_on).days) if due_on else 0,
        )
        for row, due_on, minor in owed
    ]
    found.sort(key=lambda row: (row.due_on or date.max, -row.minor, row.deal.id))
    return _summed(found, organisation.currency)


def parts_to_pay(
    organisation: Organisation, *, scope: Scope, as_of: date, settled: bool = False
) -> list[tuple[Row, date | None, int, int]]:
    """Return the parts of what was signed or invoiced: of which deal, due when, how much, and of it paid.

    Those still open; with `settled` also those that are paid. A part without a day comes last.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask("metrics/owed.sql", as_of=as_of, scope=scope, settled=settled)
    return [
        (parts[0], due_on, asked, paid)
        for _deal, group in groupby(rows, key=lambda row: row["deal"])
        for parts in [list(group)]
        for due_on, asked, paid in covered_parts(parts)
        if settled or asked > paid
    ]


def owed_by_day(
    organisation: Organisation, *, scope: Scope, first_day: date, last_day: date, as_of: date
) -> dict[date, int]:
    """Return what was owed in the evening of each day up to `as_of`, in minor units.

    By the facts known on `as_of` and for those whose deals they are then, so that its sum is
    that of `receivables`: a payment entered late lowers the days since it came.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/owed_by_day.sql", as_of=as_of, scope=scope, first_day=first_day, last_day=last_day
        )
    return {row["on_day"]: row["minor"] for row in rows}


def covered_parts(parts: list[Row]) -> list[tuple[date | None, int, int]]:
    """Split what one deal was to pay into its dated parts and an undated rest, with what is paid of each.

    Payments cover the oldest part first.

    >>> contract = {"signed_minor": 900, "invoiced_minor": 0, "paid_minor": 400}
    >>> march, april = date(2026, 3, 1), date(2026, 4, 1)
    >>> part = contract | {"kind": "instalment", "given_minor": 300}
    >>> dated = [part | {"due_on": day} for day in (march, april)]
    >>> [(str(day), asked, paid) for day, asked, paid in covered_parts(dated)]
    [('2026-03-01', 450, 400), ('2026-04-01', 450, 0)]
    """
    head = parts[0]
    whole = max(head["signed_minor"], head["invoiced_minor"])
    kinds = {part["kind"] for part in parts if part["due_on"] is not None}
    kind = "instalment" if "instalment" in kinds else "invoice"
    dated = [part for part in parts if part["due_on"] is not None and part["kind"] == kind]
    given = sum(part["given_minor"] for part in dated)
    # Instalments make up the whole contract, whatever its currency; an invoice may ask for less.
    asked = whole if kind == "instalment" else min(whole, given)
    shares = split_without_loss(asked, [part["given_minor"] for part in dated]) if dated else []
    due = [(part["due_on"], share) for part, share in zip(dated, shares, strict=True)]
    due.append((None, whole - sum(shares)))
    left, found = head["paid_minor"], []
    for due_on, minor in due:
        paid = max(0, min(left, minor))
        left -= paid
        if minor:
            found.append((due_on, minor, paid))
    return found


def receivables_by(
    organisation: Organisation, *, scope: Scope, as_of: date, by: Literal["client", "person"]
) -> list[ReceivablePart]:
    """Return the same by client or by rep, the largest first; the parts sum to the whole."""
    groups: dict[int | None, list[ReceivableRow]] = {}
    for row in receivables(organisation, scope=scope, as_of=as_of).rows:
        of = row.client if by == "client" else row.owner
        groups.setdefault(of.id if of else None, []).append(row)
    parts = [
        ReceivablePart(
            of=rows[0].client if by == "client" else rows[0].owner,
            due_minor=sum(row.minor for row in rows),
            overdue_minor=sum(row.minor for row in rows if row.overdue_days),
            rows=len(rows),
        )
        for rows in groups.values()
    ]
    return sorted(parts, key=lambda part: (-part.due_minor, part.of.name if part.of else ""))
