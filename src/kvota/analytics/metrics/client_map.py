"""The map of clients: past, present and future by industry and region, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.clients_in_work import known_sum
from kvota.analytics.reading import Row, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.importing.text import matching_key
from kvota.domain.planning.client_age import ClientAge, client_age
from kvota.domain.planning.scatter import Cell, Scatter, scatter
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.selling import Client
from kvota.records.units import in_force

SELLS = "rep"


@dataclass(frozen=True)
class ClientOnMap:
    """A client where he stands on the map. `cell` are the keys of his industry and region, "" for not said.

    `owners` are whose deals with him are in work, else who had the last one. `is_held` says that one of
    them has a seat today. `open_minor` and `paid_minor` are minor units of the company's currency,
    None where a rate is missing. `last_deal_on` is None for who never had a deal, or only undated ones.
    """

    client: Named
    cell: Cell
    industry: str
    region: str
    age: ClientAge
    owners: tuple[Named, ...]
    is_held: bool
    open: int
    open_minor: int | None
    paid_minor: int | None
    last_deal_on: date | None
    last_bought_on: date | None


@dataclass
class CellOfMap:
    """The clients of one industry in one region. `plan_minor` is None where no goal is cut so."""

    cell: Cell
    industry: str
    region: str
    clients: list[ClientOnMap] = field(default_factory=list)
    plan_minor: int | None = None

    def count(self, age: ClientAge) -> int:
        return sum(one.age == age for one in self.clients)

    @property
    def past(self) -> int:
        return self.count("past")

    @property
    def present(self) -> int:
        return self.count("present")

    @property
    def future(self) -> int:
        return self.count("future")

    @property
    def is_held(self) -> bool:
        """Whether somebody with a seat has one of its clients."""
        return any(one.is_held for one in self.clients)

    @property
    def owners(self) -> list[Named]:
        """Who has clients here, the one with most first."""
        counts: dict[Named, int] = {}
        for one in self.clients:
            for owner in one.owners:
                counts[owner] = counts.get(owner, 0) + 1
        return sorted(counts, key=lambda owner: (-counts[owner], owner.name))


@dataclass(frozen=True)
class ClientMap:
    """The map: its clients, each in one cell, and how far the work is scattered."""

    clients: tuple[ClientOnMap, ...]
    cells: Mapping[Cell, CellOfMap]
    scatter: Scatter
    reps: Mapping[int, Named]

    @property
    def held_by_nobody(self) -> list[CellOfMap]:
        """The cells with clients and nobody who has them, the fullest first."""
        found = [cell for cell in self.cells.values() if not cell.is_held]
        return sorted(found, key=lambda cell: (-len(cell.clients), cell.industry, cell.region))


def client_map(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    plans: Mapping[Cell, int] | None = None,
) -> ClientMap:
    """Put the clients of a scope on the map of industries and regions, as they were on a day.

    Parameters
    ----------
    scope
        Whose deals count, for the age of a client too: what a colleague outside it sold him does not.
        For the whole company clients without any deal stand on the map as well.
    plans
        What is planned by cell, where a goal is cut by industry and region.

    A client's own industry and region count, else those of his newest deal; two spellings that
    differ in case and spaces are one (`matching_key`). One question to the copy, five queries; kept
    until anything is stored, and not to be changed by who gets it.

    Source: seed text 002, "目标分散"; `domain.planning.client_age`, `domain.planning.scatter`.
    """
    with one_moment(organisation) as reading:
        if plans:
            return _made(organisation, scope, as_of, plans)
        key = ("client-map", scope.people, organisation.cells_per_rep)
        found: ClientMap = reading.once(key, lambda: _made(organisation, scope, as_of, {}), as_of=as_of)
        return found


def _made(organisation: Organisation, scope: Scope, as_of: date, plans: Mapping[Cell, int]) -> ClientMap:
    with one_moment(organisation) as reading:
        rows = reading.ask("metrics/clients_on_map.sql", as_of=as_of, scope=scope)
    of_client: dict[int, list[Row]] = {}
    for row in rows:
        of_client.setdefault(row["client"], []).append(row)
    people = names.people(row["owner"] for row in rows)
    seated = set(Seat.objects.live().filter(in_force(as_of)).values_list("person_id", flat=True))
    spellings: dict[str, str] = {"": ""}
    clients = tuple(
        _on_map(client, of_client.get(client.pk, []), people, seated, spellings, as_of=as_of)
        for client in _clients(of_client, everyone=scope.people is None)
    )
    cells: dict[Cell, CellOfMap] = {}
    for one in clients:
        cell = cells.setdefault(one.cell, CellOfMap(one.cell, one.industry, one.region))
        cell.clients.append(one)
    for place, minor in plans.items():
        cells.setdefault(place, CellOfMap(place, *place)).plan_minor = minor
    reps = _reps(scope, as_of=as_of)
    return ClientMap(
        clients=clients,
        cells=cells,
        scatter=scatter(_worked(clients, reps), cells_per_rep=organisation.cells_per_rep),
        reps=reps,
    )


def _clients(of_client: Mapping[int, list[Row]], *, everyone: bool) -> Iterable[Client]:
    """The clients to put on the map: those with deals, for the whole company those without any too."""
    live = Client.objects.live().filter(merged_into=None, is_placeholder=False).order_by("name", "pk")
    for client in live.only("pk", "uid", "name", "industry", "region").iterator(chunk_size=2_000):
        if everyone or client.pk in of_client:
            yield client


def _on_map(
    client: Client,
    rows: list[Row],
    people: Mapping[int, Named],
    seated: Set[int],
    spellings: dict[str, str],
    *,
    as_of: date,
) -> ClientOnMap:
    industry = client.industry or next((row["industry"] for row in rows if row["industry"]), "")
    region = client.region or next((row["region"] for row in rows if row["region"]), "")
    cell = (matching_key(industry), matching_key(region))
    working = [row for row in rows if row["open"]] or rows[:1]
    bought = [row["last_bought_on"] for row in rows if row["last_bought_on"]]
    dealt = [row["last_deal_on"] for row in rows if row["last_deal_on"]]
    has_open = any(row["open"] for row in rows)
    return ClientOnMap(
        client=Named(client.pk, str(client.uid), client.name),
        cell=cell,
        industry=spellings.setdefault(cell[0], industry),
        region=spellings.setdefault(cell[1], region),
        age=client_age(last_bought_on=max(bought, default=None), has_open=has_open, on=as_of),
        owners=tuple(people[row["owner"]] for row in working if row["owner"] in people),
        is_held=any(row["owner"] in seated for row in working),
        open=sum(row["open"] for row in rows),
        open_minor=known_sum(row["open_minor"] for row in rows),
        paid_minor=known_sum(row["paid_minor"] for row in rows),
        last_deal_on=max(dealt, default=None),
        last_bought_on=max(bought, default=None),
    )


def _reps(scope: Scope, *, as_of: date) -> dict[int, Named]:
    """Who sells in the scope on that day."""
    seats = Seat.objects.live().filter(in_force(as_of), role=SELLS)
    if scope.people is not None:
        seats = seats.filter(person_id__in=scope.people)
    return names.people(seats.values_list("person_id", flat=True))


def _worked(clients: Iterable[ClientOnMap], reps: Mapping[int, Named]) -> dict[int, set[Cell]]:
    """The cells in which each rep has a deal in work."""
    found: dict[int, set[Cell]] = {rep: set() for rep in reps}
    for one in clients:
        if one.open:
            for owner in one.owners:
                if owner.id in found:
                    found[owner.id].add(one.cell)
    return found
