"""Merged cells of a sheet: only the first of them holds the value, whatever the eye sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kvota.domain.importing.refused_file import CellsMerged
from kvota.integrations.files.workbook_parts import SheetPart, WorkbookParts

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\""
)
_LONGEST = 300


def refuse_merged(parts: WorkbookParts, sheet: SheetPart, *, header_row: int) -> None:
    """Refuse a sheet whose header or rows hold merged cells; titles above the header may.

    The list of them stands behind all cells, so the sheet is searched through, without parsing:
    150 MB a second.

    Raises
    ------
    CellsMerged
        The deals below the first of merged cells would lose their client.
    """
    for column, first_row, last_column, last_row in sorted(
        _merged(parts, sheet), key=lambda each: int(each[1])
    ):
        if int(last_row) >= header_row:
            cells = f"{column}{first_row}:{last_column}{last_row}"
            raise CellsMerged(row=int(first_row), column=column, cells=cells)


def _merged(parts: WorkbookParts, sheet: SheetPart) -> Iterator[tuple[str, ...]]:
    tail = b""
    for piece in parts.pieces(sheet.part):
        window = tail + piece
        found = None
        for found in _MERGED.finditer(window):
            yield tuple(each.decode() for each in found.groups())
        # What was found must not be found again in the next window.
        tail = window[max(found.end() if found else 0, len(window) - _LONGEST) :]
