"""Rows of an undone import that others need: they stay, as if a person had made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.imports import ImportBatch
from kvota.records.people import Person, Seat
from kvota.records.row import ImportedRow
from kvota.records.selling import Client, Product
from kvota.records.units import Unit, UnitPlacement

THINGS: tuple[type[ImportedRow], ...] = (Client, Product, LostReason, Stage, Funnel, Person, Seat, Unit)
# What a thing cannot be without: a person acts from a seat, a unit has a place in the tree.
NEVER_WITHOUT: dict[type[ImportedRow], tuple[type[ImportedRow], str]] = {
    Person: (Seat, "person"),
    Unit: (UnitPlacement, "unit"),
}
ROWS_AT_ONCE = 10_000


def keep_what_others_need(batch: ImportBatch) -> None:
    """Take out of a batch the things that rows outside it point at, and what those need in turn.

    A person whose deal stays keeps his seat, the seat its unit, the unit its place in the tree.
    What a later import changed stays too: that import says it is there.
    """
    later = ImportBatch.objects.filter(state="applied").exclude(pk=batch.pk).exclude(before={})
    for changes in later.values_list("before", flat=True):
        for thing in THINGS:
            take_out(batch, thing, "pk", [int(number) for number in changes.get(thing._meta.label_lower, ())])
    while any([_keep(thing, batch) for thing in THINGS]):
        pass


def _keep(thing: type[ImportedRow], batch: ImportBatch) -> bool:
    needed = Q(account__isnull=False) if thing is Person else Q(pk__in=[])  # somebody was invited
    for rows, column in _pointing_at(thing, batch):
        needed |= Q(pk__in=rows.filter(**{f"{column}__isnull": False}).values(column))
    numbers = list(thing._base_manager.filter(needed, batch=batch).values_list("pk", flat=True))
    take_out(batch, thing, "pk", numbers)
    if thing in NEVER_WITHOUT:
        model, owner = NEVER_WITHOUT[thing]
        take_out(batch, model, owner, numbers)
    return bool(numbers)


def _pointing_at(thing: type[ImportedRow], batch: ImportBatch) -> Iterator[tuple[QuerySet[Any], str]]:
    """All rows that point at a thing and are not of the batch, with the pointing column."""
    for relation in thing._meta.related_objects + tuple(_hidden(thing)):
        model = relation.related_model
        rows = model._base_manager.all()
        if issubclass(model, ImportedRow):
            rows = rows.filter(Q(batch=None) | Q(batch__state="applied")).exclude(batch=batch)
        yield rows, relation.field.attname


def _hidden(thing: type[ImportedRow]) -> Iterator[Any]:
    """Most of our foreign keys have no name backwards ("+"), and count all the same."""
    for field in thing._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.hidden:
            yield field


def take_out(batch: ImportBatch, model: type[ImportedRow], column: str, numbers: list[int]) -> None:
    """Take the rows of a batch with these numbers in a column out of it: they stay when it is undone."""
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        some = numbers[start : start + ROWS_AT_ONCE]
        model._base_manager.filter(**{f"{column}__in": some}, batch=batch).update(batch=None)
