"""The refused rows of a check, to be mended in place: their cells, what is wrong, what was typed so far."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.http import QueryDict

from kvota.domain.importing.answers import Answers
from kvota.domain.importing.corrections import LONGEST_CELL, MOST_ROWS, Corrections, with_corrections
from kvota.language.errors import worded_code
from kvota.language.names import FILE_FIELDS
from kvota.records.imports import ImportBatch
from kvota.web.setup.imports.work import files

# Fields that say which row it is: shown beside the refused cells, for a person to know it again.
NAMING = ("client", "name", "payer", "deal", "id", "external_id")


@dataclass(frozen=True)
class CellToMend:
    """A cell of a refused row: where it is, what it says now and in the file, and what is wrong."""

    place: int
    header: str
    means: str
    value: str
    was: str
    wrong: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        return self.value != self.was


@dataclass(frozen=True)
class RowToMend:
    """A refused row. `refused` cells first; `others` are those that hold our fields and are fine.

    `reasons` are those of the whole row, or of a row whose cells cannot be typed here.
    """

    row: int
    named: str
    refused: tuple[CellToMend, ...]
    others: tuple[CellToMend, ...]
    reasons: tuple[tuple[str, str, str], ...]


def faults_by_row(faults: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[Mapping[str, Any]]]]:
    """The kept faults of each row, in the order of the file."""
    ordered = sorted(faults, key=lambda fault: fault["row"])
    return [(row, list(of_row)) for row, of_row in groupby(ordered, key=lambda fault: fault["row"])]


@dataclass(frozen=True)
class KeptCells:
    """The refused rows as they came: the names of the columns, which of our fields stand where, and
    row number to cells. A cell that is too long to be typed is None."""

    header: Sequence[str] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[int, Sequence[str | None]] = field(default_factory=dict)


def kept_cells(batch: ImportBatch) -> KeptCells:
    path = files().to_mend_path(batch.uid)
    if not path.exists():
        return KeptCells()
    kept = json.loads(path.read_text(encoding="utf-8"))
    rows = {int(row): cells for row, cells in kept["rows"].items()}
    return KeptCells(kept["header"], kept["places"], rows)


def rows_to_mend(
    batch: ImportBatch, rows: Sequence[tuple[int, Sequence[Mapping[str, Any]]]]
) -> list[RowToMend]:
    """These rows with their cells, as far as they were kept."""
    kept, said = kept_cells(batch), Answers.from_dict(batch.mapping).corrections
    return [_row(row, faults, kept, said) for row, faults in rows]


def _row(row: int, faults: Sequence[Mapping[str, Any]], kept: KeptCells, said: Corrections) -> RowToMend:
    cells = kept.rows.get(row)
    if cells is None:
        return RowToMend(row, "", (), (), tuple(_reason(fault) for fault in faults))
    typed = said.get(str(row), {})
    fields = {place: name for name, place in kept.places.items()}
    reasons: dict[str, list[str]] = {}
    for fault in faults:
        reasons.setdefault(fault["column"], []).append(_sentence(fault))
    shown: list[CellToMend] = []
    for place, (header, was) in enumerate(zip(kept.header, cells, strict=False)):
        if was is not None and (header in reasons or place in fields):
            before, after = typed.get(header, (was, was))
            value = after if before == was else was
            name = str(FILE_FIELDS.get(fields.get(place, ""), ""))
            shown.append(CellToMend(place, header, name, value, was, tuple(reasons.pop(header, ()))))
    left = [fault for fault in faults if fault["column"] in reasons]
    named = next((cells[kept.places[name]] for name in NAMING if name in kept.places), "")
    return RowToMend(
        row,
        named or "",
        tuple(cell for cell in shown if cell.wrong),
        tuple(cell for cell in shown if not cell.wrong),
        tuple(_reason(fault) for fault in left),
    )


def _reason(fault: Mapping[str, Any]) -> tuple[str, str, str]:
    return fault["column"], fault["value"], _sentence(fault)


def _sentence(fault: Mapping[str, Any]) -> str:
    """A kept fault in the reader's language."""
    return worded_code(fault["code"], fault["fields"], on_page=True)


def corrections_typed(post: QueryDict, batch: ImportBatch) -> Corrections:
    """What the form says about the cells of refused rows, beside what was said before.

    Only rows that were refused take it, and only cells that a row of this file has.
    """
    said: Corrections = Answers.from_dict(batch.mapping).corrections
    kept = kept_cells(batch)
    for row, typed in _typed(post).items():
        cells = kept.rows.get(row, ())
        pairs: dict[str, tuple[str, str]] = {}
        for place, text in typed.items():
            was = cells[place] if place < min(len(cells), len(kept.header)) else None
            if was is not None:
                pairs[kept.header[place]] = (was, text[:LONGEST_CELL])
        if pairs and (str(row) in said or len(said) < MOST_ROWS):
            said = with_corrections(said, row, pairs)
    return said


def _typed(post: QueryDict) -> dict[int, dict[int, str]]:
    """Row, then the place of a cell, to what stands in its field: `cell-<row>-<place>`."""
    found: dict[int, dict[int, str]] = {}
    for name in post:
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == "cell" and all(part.isdecimal() for part in parts[1:]):
            found.setdefault(int(parts[1][:9]), {})[int(parts[2][:6])] = str(post[name])
    return found


def corrected_cells(batch: ImportBatch) -> list[dict[str, Any]]:
    """Every cell that was corrected by hand, for the page of the result."""
    said = Answers.from_dict(batch.mapping).corrections
    return [
        {"row": int(row), "column": header, "before": before, "after": after}
        for row, cells in sorted(said.items(), key=lambda pair: int(pair[0]))
        for header, (before, after) in cells.items()
    ]
