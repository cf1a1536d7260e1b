"""One import from the command line, whatever the file is about: open, read, import, answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kvota.cli.frame import find_company, inside, open_house

if TYPE_CHECKING:
    from kvota.actions.apply_import import Imported
    from kvota.cli.imported_file import NamedFile
    from kvota.domain.importing.fields import FileKind

Names = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Asked:
    """What an import is told on the command line."""

    kind: FileKind
    path: Path
    company: str
    chosen: list[str] | None = None
    aliases: list[str] | None = None
    currency: str = ""
    dates: str = ""
    decimal: str = ""
    refused: Path | None = None
    preview: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Reading:
    """The rows of a file, the action that takes them, and what only this action asks."""

    rows: Iterator[Any]
    action: Callable[..., Imported]
    more: dict[str, Any]


def run_import(asked: Asked) -> None:
    """Import a file into a company, which is made when it is new, and print what came of it."""
    open_house()
    from kvota.actions.apply_import import ImportedFile
    from kvota.actions.imported_names import aliases_known
    from kvota.actions.set_up_company import set_up_company
    from kvota.cli.import_answer import RefusedRows, answer
    from kvota.cli.imported_file import open_file
    from kvota.cli.stopped_import import told_when_stopped
    from kvota.clock import now, today
    from kvota.domain.importing.aliases import parse_aliases
    from kvota.domain.money.currencies import exponent
    from kvota.records.organisations import Organisation

    currency = asked.currency.upper()
    organisation = find_company(asked.company)
    planned = organisation or Organisation(name=asked.company, currency=currency or "EUR")
    with inside(planned):
        exponent(currency or planned.currency)  # refuses what is not a currency
        said = parse_aliases(asked.aliases or ())
        file = open_file(
            asked.path,
            kind=asked.kind,
            chosen=asked.chosen or (),
            zone=ZoneInfo(planned.time_zone),
            dates=asked.dates,
            decimal=asked.decimal,
        )
        if organisation is None:
            organisation = planned if asked.preview else set_up_company(name=asked.company, currency=currency)
    with inside(organisation), RefusedRows(asked.refused) as refused:
        known = aliases_known() if organisation.pk is not None else {}
        reading = _reading(asked.kind, file, currency or organisation.currency, said=said, known=known)
        with told_when_stopped(organisation):
            result = reading.action(
                organisation=organisation,
                rows=reading.rows,
                file=ImportedFile(
                    file.source.name, hash=file.source.sha256, mapping={"columns": file.mapping}
                ),
                now=now(),
                today=today(organisation),
                refused=refused.add,
                preview=asked.preview,
                **reading.more,
            )
    answer(organisation, result, file=file, currency=currency, as_json=asked.as_json)


def _reading(kind: FileKind, file: NamedFile, currency: str, *, said: Names, known: Names) -> Reading:
    """How the rows of a kind of file are read, and which action takes them."""
    from kvota.actions.import_clients import import_clients
    from kvota.actions.import_deals import import_deals
    from kvota.actions.import_log import import_log
    from kvota.actions.import_payments import import_payments
    from kvota.actions.import_people import import_people
    from kvota.actions.import_products import import_products
    from kvota.domain.importing.read_deals import read_deal_rows
    from kvota.domain.importing.read_lists import read_client_rows, read_people_rows, read_product_rows
    from kvota.domain.importing.read_log import read_log_rows
    from kvota.domain.importing.read_payments import read_payment_rows

    header = file.columns.column
    source = (file.source.rows(), file.columns, file.formats)
    meant = {field: known.get(field, {}) | said.get(field, {}) for field in {*known, *said}}
    if kind == "deals":
        more = {
            "aliases": said,
            "created_header": header("created_on"),
            "stage_header": header("stage") or header("status"),
        }
        return Reading(read_deal_rows(*source, currency=currency, aliases=meant), import_deals, more)
    if kind == "people":
        names = {"name": meant.get("owner", {}), "head": meant.get("owner", {})}
        return Reading(read_people_rows(*source, aliases=names), import_people, {})
    if kind == "clients":
        names = {"name": meant.get("client", {})}
        return Reading(read_client_rows(*source, aliases=names), import_clients, {})
    if kind == "products":
        names = {"name": meant.get("product", {})}
        rows = read_product_rows(*source, currency=currency, aliases=names)
        return Reading(rows, import_products, {})
    if kind == "payments":
        more = {"id_header": header("external_id")}
        return Reading(read_payment_rows(*source, currency=currency), import_payments, more)
    more = {"currency": currency, "stage_header": header("stage")}
    return Reading(read_log_rows(*source, currency=currency), import_log, more)
