"""Rows of a CSV file with the numbers a spreadsheet would give them, in constant memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from kvota.domain.importing.refused_file import CellTooBig, QuoteUnclosed, RowTooWide
from kvota.integrations.files.column_letters import column_letter
from kvota.integrations.files.text_lines import TextLines

LONGEST_CELL = 1_000_000
LONGEST_ROW = 8_000_000
MOST_COLUMNS = 10_000


class _Kept:
    """Passes lines on and keeps those of the row in work, to look at again if it fails."""

    def __init__(self, lines: TextLines) -> None:
        self._lines = iter(lines)
        self._length = 0
        self.of_this_row: list[str] = []

    def __iter__(self) -> _Kept:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.of_this_row.append(line)
        self._length += len(line)
        if self._length > LONGEST_ROW:
            raise csv.Error("a row of many long cells")
        return line

    def begin_row(self) -> None:
        self.of_this_row.clear()
        self._length = 0


def csv_rows(
    stream: BinaryIO, encoding: str, delimiter: str, *, header: tuple[str, ...] = ()
) -> Iterator[tuple[int, list[str]]]:
    """Read a CSV file row by row.

    Parameters
    ----------
    stream
        The file from its first byte.
    encoding, delimiter
        As found or chosen.
    header
        The names of the columns, for refusals; letters are used without them.

    Returns
    -------
    (row number from 1, cells). Empty rows are counted and given as empty lists. A line break
    inside quotes does not begin a row.

    Raises
    ------
    TextBroken, NulByte
        Bytes that are no text, with the row.
    QuoteUnclosed
        A quote swallows the rest of the file.
    CellTooBig, RowTooWide
        More than a million characters, more than 10,000 columns.
    """
    # The limit belongs to the whole process; every reader here sets the same one.
    csv.field_size_limit(LONGEST_CELL)
    lines = TextLines(stream, encoding)
    kept = _Kept(lines)
    rows = csv.reader(kept, delimiter=delimiter)
    number = 0
    while True:
        lines.row = number + 1
        kept.begin_row()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as flaw:
            place = _longest_cell(kept.of_this_row, delimiter)
            raise CellTooBig(row=number + 1, column=_name(place, header), limit=LONGEST_CELL) from flaw
        number += 1
        if lines.ended:
            # The reader asked for one more line than there was: it was still inside quotes.
            raise QuoteUnclosed(row=number, column=_name(len(cells) - 1, header))
        if len(cells) > MOST_COLUMNS:
            raise RowTooWide(row=number, limit=MOST_COLUMNS)
        yield number, cells


def _longest_cell(lines: list[str], delimiter: str) -> int:
    """Return the place of the cell that is too big."""
    csv.field_size_limit(2**31 - 1)
    try:
        cells = next(csv.reader(lines, delimiter=delimiter))
    finally:
        csv.field_size_limit(LONGEST_CELL)
    return max(range(len(cells)), key=lambda place: len(cells[place]))


def _name(place: int, header: tuple[str, ...]) -> str:
    return header[place] if place < len(header) else column_letter(place)
