"""Small files for tests of importing, written as text and read by the rules of `domain/importing`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kvota.domain.importing.column_map import ColumnMap, map_columns
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.formats import Formats, decide_formats
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.read_deals import read_deal_rows


@dataclass(frozen=True)
class Table:
    """A file: its header, its rows with their numbers, and what its columns are."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    columns: ColumnMap
    formats: Formats


def table(text: str, kind: FileKind) -> Table:
    """Read a table written with commas; leading spaces of its lines do not count."""
    lines = [line.strip() for line in text.strip().splitlines()]
    header, *cells = list(csv.reader(lines))
    guessed = accepted(guess_columns(header, cells, kind=kind))
    columns = map_columns(header, kind=kind, guessed=guessed)
    rows = list(enumerate(cells, start=2))
    return Table(header, rows, columns, decide_formats(rows, columns))


@dataclass(frozen=True)
class DealFile:
    """A file of deals as `import_deals` takes it."""

    rows: Sequence[DealRow | Fault]
    created_header: str = ""
    stage_header: str = ""
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def deal_file(
    text: str, *, currency: str, aliases: Mapping[str, Mapping[str, str]] | None = None
) -> DealFile:
    read = table(text, "deals")
    rows = read_deal_rows(read.rows, read.columns, read.formats, currency=currency, aliases=aliases)
    columns = read.columns
    return DealFile(list(rows), columns.column("created_on"), columns.column("stage"), aliases or {})
