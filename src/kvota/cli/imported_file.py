"""A file named on the command line: opened, its columns guessed or said, its dates and numbers settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from kvota.cli.frame import stop
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_map import ColumnMap, OnlyClients, map_columns, parse_map
from kvota.domain.importing.columns import ColumnGuess, accepted, guess_columns
from kvota.domain.importing.fields import FileKind, is_list_of_clients
from kvota.domain.importing.formats import Formats, decide_formats
from kvota.domain.importing.origins import columns_of_origin, origin_of
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import SourceFile


@dataclass(frozen=True)
class NamedFile:
    """A file that can be read row by row, and how."""

    source: SourceFile
    columns: ColumnMap
    formats: Formats
    guesses: tuple[ColumnGuess, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        return self.columns.as_names()


def open_file(
    path: Path,
    *,
    kind: FileKind,
    chosen: Sequence[str],
    zone: tzinfo,
    dates: str = "",
    decimal: str = "",
) -> NamedFile:
    """Open a file, or end the command with what must be said about it first.

    Refusals of the file and of the map come as RuleError. A column of dates or sums that can
    be read two ways ends the command: half of them would be wrong and none would look wrong.
    """
    if not path.is_file():
        stop(f"There is no file {path}.", code="no_such_file", file=path)
    source = open_source(path)
    guesses = guess_columns(source.header, source.sample_cells(), kind=kind)
    guessed = accepted(guesses)
    if kind == "deals":
        guessed = columns_of_origin(origin_of(source.header), source.header, guessed)
    columns = map_columns(source.header, kind=kind, guessed=guessed, chosen=parse_map(chosen))
    if kind == "deals" and is_list_of_clients(columns.places, said=parse_map(chosen)):
        raise OnlyClients()
    seen = decide_formats(source.rows(), columns, epoch=source.epoch, zone=zone, delimiter=source.delimiter)
    formats = Answers(date_order=dates, decimal=decimal).applied_to(seen)
    if formats.open_fields:
        questions = [_question(columns.column(field), formats, field) for field in formats.open_fields]
        stop("\n".join(questions), code="column_read_two_ways", fields=formats.open_fields)
    return NamedFile(source, columns, formats, guesses)


def _question(header: str, formats: Formats, field: str) -> str:
    is_date = field in formats.dates
    decision = formats.dates[field] if is_date else formats.numbers[field]
    rows = ", ".join(str(row) for row in decision.ambiguous_rows[:3])
    remedy = (
        "Say which comes first: --dates dmy, --dates mdy or --dates ymd."
        if is_date
        else "Say what stands before decimals: --decimal . or --decimal ,"
    )
    return f"Column {header!r} can be read two ways, as in row {rows}. {remedy}"
