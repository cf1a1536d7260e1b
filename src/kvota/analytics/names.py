"""Names and outer ids of what a metric counted, looked up once per answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kvota.analytics.deal_rows import Named
from kvota.records.deals import Deal
from kvota.records.people import Person
from kvota.records.selling import Client, Product
from kvota.records.units import Unit

IDS_AT_ONCE = 5_000  # a database takes some tens of thousands of parameters, not a million


def _chunks(ids: Iterable[int | None]) -> Iterator[list[int]]:
    wanted = sorted({each for each in ids if each})
    for start in range(0, len(wanted), IDS_AT_ONCE):
        yield wanted[start : start + IDS_AT_ONCE]


def _named(model: Any, ids: Iterable[int | None]) -> dict[int, Named]:
    found: dict[int, Named] = {}
    for chunk in _chunks(ids):
        for pk, uid, name in model.objects.filter(pk__in=chunk).values_list("pk", "uid", "name"):
            found[pk] = Named(pk, str(uid), name)
    return found


def people(ids: Iterable[int | None]) -> dict[int, Named]:
    """Person id → name. One query for each 5,000."""
    return _named(Person, ids)


def clients(ids: Iterable[int | None]) -> dict[int, Named]:
    return _named(Client, ids)


def products(ids: Iterable[int | None]) -> dict[int, Named]:
    return _named(Product, ids)


def units(ids: Iterable[int | None]) -> dict[int, Named]:
    return _named(Unit, ids)


def deals(ids: Iterable[int | None]) -> dict[int, Named]:
    return _named(Deal, ids)
