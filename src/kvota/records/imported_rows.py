"""All the rows that one import made, whatever they record."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kvota.records.deals import Deal, DealRole, DealVersion
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.imports import ImportBatch
from kvota.records.lead_supply import Channel, SupplyEntry
from kvota.records.money import Contract, Instalment, Invoice, Payment, Refund
from kvota.records.moves import Attempt, Move
from kvota.records.people import Person, Seat
from kvota.records.row import ImportedRow
from kvota.records.selling import Alias, Client, Product, ProductPrice
from kvota.records.units import Unit, UnitPlacement

# What points comes before what it points at, so that each can be deleted in its turn.
POINTING_FIRST: tuple[type[ImportedRow], ...] = (
    SupplyEntry,
    Channel,
    Refund,
    Payment,
    Invoice,
    Instalment,
    Contract,
    Move,
    Attempt,
    DealVersion,
    DealRole,
    Deal,
    Alias,
    ProductPrice,
    Product,
    Client,
    Seat,
    UnitPlacement,
    Unit,
    Person,
    LostReason,
    Stage,
    Funnel,
)
ROWS_AT_ONCE = 5_000


def delete_rows_of(batch: ImportBatch) -> None:
    """Delete what a dead import wrote. It never counted, so nothing points at it.

    Slice by slice, each in its own transaction: half a million rows at once would keep
    everybody waiting.
    """
    for model in POINTING_FIRST:
        rows: Any = model._base_manager.filter(batch=batch)
        while True:
            slice_of_rows = list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE])
            if not slice_of_rows:
                break
            with transaction.atomic():
                # Not delete(): it would look for rows that point here, and there are none.
                chosen = model._base_manager.filter(pk__in=slice_of_rows)
                chosen._raw_delete(chosen.db)
