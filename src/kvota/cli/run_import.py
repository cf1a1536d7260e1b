"""One import from the command line, whatever the file is about: open, read, import, answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kvota.cli.frame import find_company, inside, open_house

if TYPE_CHECKING:
    from kvota.domain.importing.fields import FileKind


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


def run_import(asked: Asked) -> None:
    """Import a file into a company, which is made when it is new, and print what came of it."""
    open_house()
    from kvota.actions.apply_import import ImportedFile
    from kvota.actions.import_table import Table, import_table
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
        table = Table(
            rows=file.source.rows(),
            columns=file.columns,
            formats=file.formats,
            currency=currency or organisation.currency,
            said=said,
            known=known,
        )
        with told_when_stopped(organisation):
            result = import_table(
                table,
                organisation=organisation,
                file=ImportedFile(
                    file.source.name, hash=file.source.sha256, mapping={"columns": file.mapping}
                ),
                now=now(),
                today=today(organisation),
                refused=refused.add,
                preview=asked.preview,
            )
    answer(organisation, result, file=file, currency=currency, as_json=asked.as_json)
