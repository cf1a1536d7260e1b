"""Import a table of any kind: the one command behind the page, the worker and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kvota.actions.apply_import import Imported, ImportedFile, Refused
from kvota.actions.import_clients import import_clients
from kvota.actions.import_deals import Told, import_deals
from kvota.actions.import_log import import_log
from kvota.actions.import_payments import import_payments
from kvota.actions.import_people import import_people
from kvota.actions.import_products import import_products
from kvota.actions.import_supply import import_supply
from kvota.domain.importing.aliases import Aliases
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.read_deals import read_deal_rows
from kvota.domain.importing.read_lists import read_client_rows, read_people_rows, read_product_rows
from kvota.domain.importing.read_log import read_log_rows
from kvota.domain.importing.read_payments import read_payment_rows
from kvota.domain.importing.read_supply import read_supply_rows
from kvota.domain.importing.stages import StageKind
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Seat


@dataclass(frozen=True)
class Table:
    """The rows of a file and everything that was said about them.

    Parameters
    ----------
    rows
        (row number, cells), gone through once.
    columns, formats
        What each column is, the kind of the file with it, and how its days and sums are written.
    currency
        ISO code for sums that name none.
    said
        What a person said about spellings for this file; kept for the next one.
    known
        What earlier files were told. What was said now wins.
    stage_kinds
        What a person said about a stage, by `matching_key`; for deals only.
    """

    rows: Iterable[tuple[int, list[str]]]
    columns: ColumnMap
    formats: Formats
    currency: str
    said: Aliases = field(default_factory=dict)
    known: Aliases = field(default_factory=dict)
    stage_kinds: Mapping[str, StageKind] = field(default_factory=dict)

    @property
    def meant(self) -> dict[str, dict[str, str]]:
        """Field, then spelling, to the name that is meant."""
        fields = {*self.known, *self.said}
        return {name: {**self.known.get(name, {}), **self.said.get(name, {})} for name in fields}


def import_table(
    table: Table,
    *,
    organisation: Organisation,
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
    told: Told | None = None,
) -> Imported:
    """Import the rows of a table by the rules of its kind, or count what importing them would do.

    The parameters are those of `import_deals`; `told` hears of deals alone. Raises NotAllowed or
    ImportRunning.
    """
    action, rows, more = _reading(table, told)
    return action(
        organisation=organisation,
        rows=rows,
        file=file,
        now=now,
        today=today,
        seat=seat,
        refused=refused,
        checked=checked,
        preview=preview,
        **more,
    )


def _reading(
    table: Table, told: Told | None
) -> tuple[Callable[..., Imported], Iterable[Any], dict[str, Any]]:
    """The action that takes rows of this kind, the rows as it takes them, and what only it asks."""
    header, currency = table.columns.column, table.currency
    source = (table.rows, table.columns, table.formats)
    meant = table.meant
    match table.columns.kind:
        case "people":
            names = {"name": meant.get("owner", {}), "head": meant.get("owner", {})}
            return import_people, read_people_rows(*source, aliases=names), {}
        case "clients":
            names = {"name": meant.get("client", {})}
            return import_clients, read_client_rows(*source, aliases=names), {}
        case "products":
            names = {"name": meant.get("product", {})}
            return import_products, read_product_rows(*source, currency=currency, aliases=names), {}
        case "payments":
            more: dict[str, Any] = {"id_header": header("external_id")}
            return import_payments, read_payment_rows(*source, currency=currency), more
        case "supply":
            more = {"channel_header": header("channel"), "person_header": header("promised_by")}
            return import_supply, read_supply_rows(*source, currency=currency), more
        case "log":
            more = {"currency": currency, "stage_header": header("stage")}
            return import_log, read_log_rows(*source, currency=currency), more
    deals = read_deal_rows(*source, currency=currency, stage_kinds=table.stage_kinds, aliases=meant)
    more = {
        "aliases": table.said,
        "created_header": header("created_on"),
        "stage_header": header("stage") or header("status"),
        "told": told,
    }
    return import_deals, deals, more
