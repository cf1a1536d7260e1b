"""What somebody who leaves would hand over: his deals in work by client, and the money still owed to him."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.deals import deals_by_id, open_deals
from kvota.analytics.metrics.receivables import receivables
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.records.organisations import Organisation
from kvota.records.people import Person


@dataclass(frozen=True)
class ClientLeft:
    """A client of his: `minor` is what the deals are worth as far as known, `owed_minor` what is unpaid."""

    client: Named
    deals: tuple[DealRow, ...]
    minor: int
    owed_minor: int


@dataclass(frozen=True)
class LeftBehind:
    """The clients that go over, the largest first; `staying` are the deals that keep his name.

    `deals`, `minor`, `parked` and `agreed` (deals with a next step that is still to come or late)
    count what goes over; `owed_minor` of `owing` deals is signed or invoiced and unpaid, whether it
    goes along or not. Sums are minor units of the company's currency.
    """

    clients: tuple[ClientLeft, ...]
    staying: tuple[DealRow, ...]
    owed_minor: int
    owing: int

    @property
    def deals(self) -> tuple[DealRow, ...]:
        return tuple(deal for client in self.clients for deal in client.deals)

    @property
    def minor(self) -> int:
        return sum(client.minor for client in self.clients)

    @property
    def parked(self) -> int:
        return sum(1 for deal in self.deals if deal.parked_until is not None)

    @property
    def agreed(self) -> int:
        return sum(1 for deal in self.deals if deal.next_step_on is not None)


def clients_of_a_leaver(
    organisation: Organisation, person: Person, *, as_of: date, receivables_go: bool = True
) -> LeftBehind:
    """Return his deals in work and those with money owed, by client, as they stood on a day.

    With `receivables_go` False the deals on which money is owed stay with him, so that what is
    paid on them counts as his. Deals paid in full and lost ones are history, which is his anyway.

    Source: ux.md §1.6 D5.
    """
    scope = Scope(people=frozenset({person.pk}), person=person.pk)
    with one_moment(organisation):
        owed: dict[int, int] = {}
        for row in receivables(organisation, scope=scope, as_of=as_of).rows:
            owed[row.deal.id] = owed.get(row.deal.id, 0) + row.minor
        rows = open_deals(organisation, scope=scope, as_of=as_of)
        more = [deal for deal in owed if deal not in {row.id for row in rows}]
        rows += deals_by_id(organisation, more, as_of=as_of)
    staying = () if receivables_go else tuple(row for row in rows if row.id in owed)
    return LeftBehind(
        clients=_by_client(rows, owed, without={row.id for row in staying}),
        staying=staying,
        owed_minor=sum(owed.values()),
        owing=len(owed),
    )


def _by_client(
    rows: list[DealRow], owed: dict[int, int], *, without: Collection[int]
) -> tuple[ClientLeft, ...]:
    groups: dict[int, list[DealRow]] = {}
    for row in rows:
        if row.id not in without:
            groups.setdefault(row.client.id, []).append(row)
    clients = [
        ClientLeft(
            client=deals[0].client,
            deals=tuple(deals),
            minor=sum(deal.amount_minor or 0 for deal in deals),
            owed_minor=sum(owed.get(deal.id, 0) for deal in deals),
        )
        for deals in groups.values()
    ]
    return tuple(sorted(clients, key=lambda each: (-each.minor, each.client.name, each.client.id)))
