"""Rows of an undone import that others need: they stay, and belong to whoever needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet

from kvota.records.deals import Deal, DealRole, DealVersion
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.imports import ImportBatch
from kvota.records.lead_supply import Channel
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Move
from kvota.records.people import Person, Seat
from kvota.records.row import ImportedRow
from kvota.records.selling import Client, Product
from kvota.records.units import Unit, UnitPlacement

THINGS: tuple[type[ImportedRow], ...] = (
    Client,
    Product,
    LostReason,
    Stage,
    Funnel,
    Person,
    Seat,
    Unit,
    Channel,
)
ON_DEALS: tuple[type[ImportedRow], ...] = (Move, DealVersion, Contract, Invoice, Payment, Refund, DealRole)
# What a thing cannot be without: a person acts from a seat, a unit has a place in the tree.
NEVER_WITHOUT: dict[type[ImportedRow], tuple[type[ImportedRow], str]] = {
    Person: (Seat, "person"),
    Unit: (UnitPlacement, "unit"),
}
ROWS_AT_ONCE = 10_000

# Who owns a row: an import by its id, or None for people, whom nothing takes it from.
Owner = int | None
# By record and column: the rows an import changed in place, with what it set and which import.
MovedRows = dict[tuple[type[Any], str], dict[int, tuple[Any, int]]]
RowsOnDeals = dict[type[ImportedRow], list[tuple[int, int]]]


def hand_over(rows: QuerySet[Any], column: str, numbers: Iterable[int], *, to: Owner) -> int:
    """Let rows stand and fall with another import, or with nobody's (None). Return how many."""
    wanted, handed = list(numbers), 0
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        some = wanted[start : start + ROWS_AT_ONCE]
        handed += rows.filter(**{f"{column}__in": some}).update(batch_id=to)
    return handed


def rows_of_others_on_deals(batch: ImportBatch) -> RowsOnDeals:
    """What other imports wrote on the deals of this one: (id, deal) by record."""
    found: RowsOnDeals = {}
    for model in ON_DEALS:
        others: QuerySet[Any] = model._base_manager.filter(batch__state="applied").exclude(batch=batch)
        rows = others.filter(deal__batch=batch)
        found[model] = list(rows.values_list("pk", "deal_id"))
    return found


def let_go_with_their_deals(batch: ImportBatch, found: RowsOnDeals) -> int:
    """Let these rows fall with their deals, where the deals fall; return how many were real payments.

    Nothing that counts may stand on a deal that does not: the file of the other import
    writes them again, on the deals of the next one.
    """
    falling = set(Deal._base_manager.filter(batch=batch).values_list("pk", flat=True))
    payments = 0
    for model, rows in found.items():
        numbers = [number for number, deal in rows if deal in falling]
        if model is Payment:
            payments = Payment._base_manager.filter(pk__in=numbers[:ROWS_AT_ONCE], assumed=False).count()
        hand_over(model._base_manager.all(), "pk", numbers, to=batch.pk)
    return payments


def hand_over_what_others_need(batch: ImportBatch) -> None:
    """Give the things of an undone import that rows which count point at to whoever wrote those.

    A person whose deal stays keeps his seat, the seat its unit, the unit its place in the tree.
    What another import changed goes to that import, which says it is there. Things of imports
    undone earlier are looked at too: a seat may just have been given back its former unit.
    """
    others = ImportBatch.objects.filter(state="applied").exclude(before={}).order_by("applied_at", "pk")
    moved: MovedRows = {}
    for other, changes in others.values_list("pk", "before"):
        for thing in THINGS:
            rows = changes.get(thing._meta.label_lower, {})
            hand_over(thing._base_manager.filter(batch=batch), "pk", map(int, rows), to=other)
            for number, columns in rows.items():
                for name, (_, after) in columns.items():
                    moved.setdefault((thing, name), {})[int(number)] = (after, other)
    while any([_hand_over(thing, batch.organisation_id, moved) for thing in THINGS]):
        pass


def _hand_over(thing: type[ImportedRow], organisation: int, moved: MovedRows) -> bool:
    fallen = thing._base_manager.filter(organisation=organisation, batch__state="undone")
    if not fallen.exists():
        return False
    needed: defaultdict[Owner, list[int]] = defaultdict(list)
    for number, owner in _needed(thing, fallen, moved).items():
        needed[owner].append(number)
    for owner, numbers in needed.items():
        if thing in NEVER_WITHOUT:
            model, column = NEVER_WITHOUT[thing]
            # Those that came with it: a seat that an import undone earlier added stays away.
            came_with_it = model._base_manager.filter(batch=F(f"{column}__batch"))
            hand_over(came_with_it, column, numbers, to=owner)
        hand_over(fallen, "pk", numbers, to=owner)
    return bool(needed)


def _needed(thing: type[ImportedRow], fallen: QuerySet[Any], moved: MovedRows) -> Mapping[int, Owner]:
    """The fallen rows that something points at, and for whom each is kept: people, else the oldest import."""
    owners: defaultdict[int, set[Owner]] = defaultdict(set)
    if thing is Person:
        for number in fallen.filter(account__isnull=False).values_list("pk", flat=True):
            owners[number].add(None)  # somebody was invited
    for model, column in _pointing_at(thing):
        for number, owner in _pointing_rows(model, column, fallen, moved.get((model, column), {})):
            owners[number].add(owner)
    return {
        number: None if None in needing else min(owner for owner in needing if owner)
        for number, needing in owners.items()
    }


def _pointing_rows(
    model: type[Any], column: str, fallen: QuerySet[Any], moved: Mapping[int, tuple[Any, int]]
) -> Iterator[tuple[int, Owner]]:
    """Pairs of a fallen row and who wrote a row that counts and points at it.

    `moved` are the rows whose column an import set: that import needs the target, whoever
    made the row.
    """
    rows: QuerySet[Any] = model._base_manager.filter(**{f"{column}__in": fallen.values("pk")})
    if not issubclass(model, ImportedRow):
        for number in rows.values_list(column, flat=True).distinct():
            yield number, None
        return
    live = rows.filter(Q(batch=None) | Q(batch__state="applied"))
    if not moved:
        yield from live.values_list(column, "batch_id").distinct()
        return
    for row, number, owner in live.values_list("pk", column, "batch_id"):
        after, mover = moved.get(row, (None, 0))
        yield number, mover if after == number else owner


def _pointing_at(thing: type[ImportedRow]) -> Iterator[tuple[type[Any], str]]:
    """All records that point at a thing, with the pointing column."""
    for relation in thing._meta.related_objects + tuple(_hidden(thing)):
        yield relation.related_model, relation.field.attname


def _hidden(thing: type[ImportedRow]) -> Iterator[Any]:
    """Most of our foreign keys have no name backwards ("+"), and count all the same."""
    for field in thing._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.hidden:
            yield field
