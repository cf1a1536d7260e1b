"""What an import answers on the command line: counts, what was assumed, and the rows it refused."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import typer

from kvota.cli.frame import say
from kvota.cli.how_it_was_read import how_it_was_read, lines_about_reading
from kvota.domain.importing.faults import Fault

if TYPE_CHECKING:
    from kvota.actions.apply_import import Imported
    from kvota.cli.imported_file import NamedFile
    from kvota.records.organisations import Organisation

FAULTS_SHOWN = 10
FAULTS_IN_JSON = 100

# What counts say about an import, of one and of several, in the order in which a person wants to know it.
SENTENCES = {
    "currency_changes": ("{} deal changes its currency.", "{} deals change their currency."),
    "people": ("{} person made.", "{} people made."),
    "heads": ("{} head.", "{} heads."),
    "units": ("{} unit made.", "{} units made."),
    "clients": ("{} client made.", "{} clients made."),
    "products": ("{} product made.", "{} products made."),
    "channels": ("{} channel made.", "{} channels made."),
    "lost_reasons": ("{} reason for losing made.", "{} reasons for losing made."),
    "payments_assumed": (
        "{} won deal counts as signed and paid on its closing date: no payments are known.",
        "{} won deals count as signed and paid on their closing date: no payments are known.",
    ),
    "amounts_assumed": (
        "{} deal without an amount takes the price of its product or the usual deal.",
        "{} deals without an amount take the price of their product or the usual deal.",
    ),
    "won_without_amount": (
        "{} won deal has no amount and brings no money.",
        "{} won deals have no amount and bring no money.",
    ),
    "dates_unknown": (
        "{} open deal has no date and counts as open on every day.",
        "{} open deals have no date and count as open on every day.",
    ),
    "deals_repriced": (
        "{} deal of an assumed amount took the price of its product.",
        "{} deals of an assumed amount took the price of their product.",
    ),
    "unmatched": (
        "{} payment waits until somebody says for which deal it was.",
        "{} payments wait until somebody says for which deal they were.",
    ),
}
RATES_MISSING = (
    "There is no rate of {}: until one is entered under Settings, Money (/setup/money),"
    " every report with these deals is refused."
)


def counted(count: int, one: str, several: str) -> str:
    """The sentence of one or of several; the command line speaks English only."""
    return (one if count == 1 else several).format(count)


class RefusedRows:
    """Gathers the refused rows and writes them to one CSV file at the end; without a path it drops them."""

    def __init__(self, path: Path | None) -> None:
        from kvota.actions.rows_set_aside import RowsSetAside

        self._path = path
        self._faults: RowsSetAside[Fault] = RowsSetAside(Fault)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._path is not None and fault is None:
                self._write(self._path)
        finally:
            self._faults.__exit__(kind, fault, trace)

    def add(self, fault: Fault) -> None:
        if self._path is not None:
            self._faults.add(fault)

    def _write(self, path: Path) -> None:
        from kvota.integrations.files.spreadsheet_safe import write_csv
        from kvota.language.errors import worded_fault

        rows = ([fault.row, fault.column, fault.value, worded_fault(fault)] for fault in self._faults)
        write_csv(path, ["row", "column", "value", "reason"], rows, language="en")


def answer(
    organisation: Organisation, result: Imported, *, file: NamedFile, currency: str, as_json: bool
) -> None:
    """Print what was imported and how the file was read. Ends with 1 when every row was refused.

    `currency` is what the command was told; without it the company's own is assumed for sums
    that name none, and the answer says so.
    """
    from kvota.language.errors import worded_fault

    read = how_it_was_read(file, used_too=result.counts.get("segments"))
    sentences = [worded_fault(fault) for fault in result.faults[:FAULTS_IN_JSON]]
    if as_json:
        told: dict[str, Any] = {
            name: value for name, value in result.as_dict().items() if name != "segments"
        } | read
        told |= {
            "company": organisation.name,
            "currency": currency or organisation.currency,
            "currency_assumed": not currency,
        }
        told["faults"] = [
            fault.as_dict() | {"sentence": sentence}
            for fault, sentence in zip(result.faults, sentences, strict=False)
        ]
        say(told, as_json=True)
    else:
        say({}, as_json=False, lines=_lines(organisation, result, read, sentences[:FAULTS_SHOWN]))
    if result.skipped and not (result.new or result.updated or result.unchanged):
        raise typer.Exit(1)


def _lines(
    organisation: Organisation, result: Imported, read: dict[str, Any], faults: list[str]
) -> list[str]:
    four = (
        f"{result.new} new, {result.updated} updated, {result.unchanged} unchanged, {result.skipped} skipped."
    )
    preview = "" if result.batch else " Nothing was written."
    lines = [f"{organisation.name}: {four}{preview}"]
    if result.counts.get("rates_missing"):
        lines.append(RATES_MISSING.format(", ".join(result.counts["rates_missing"])))
    lines += [
        counted(result.counts[name], *sentence)
        for name, sentence in SENTENCES.items()
        if result.counts.get(name)
    ]
    lines += lines_about_reading(read)
    lines += faults
    if len(result.faults) > len(faults):
        lines.append("More rows are refused; --refused FILE writes them all with their reasons.")
    if result.batch:
        lines.append(f"To take it back: kvota import undo {result.batch.uid}")
    return lines
