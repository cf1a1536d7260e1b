"""Rows of a sheet, read straight from its XML in constant memory.

The usual library (calamine) was tried and left out: an absurd number in an attribute makes it allot
terabytes and end the whole process, two cells at opposite corners of a sheet take it 3 GB, and it
gives an empty text for #N/A and for a formula nobody has computed. The tests still read every
workbook with it, as a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers.expat import XMLParserType

from kvota.domain.importing.dates import Epoch
from kvota.domain.importing.refused_file import CellTooBig, FileBroken, RowTooWide, SheetTooBig
from kvota.integrations.files.cell_values import number_text, time_text
from kvota.integrations.files.column_letters import column_letter, column_place
from kvota.integrations.files.csv_rows import LONGEST_CELL, MOST_COLUMNS
from kvota.integrations.files.workbook_parts import SheetPart, WorkbookParts
from kvota.integrations.files.workbook_texts import unescaped

MOST_CELLS = 30_000_000
LAST_ROW = 1_048_576
_DIGITS = "0123456789"
_DAYS_KEPT = 20_000


class _Cells:
    """Turns the tags of a sheet into rows. `done` holds the rows that are complete."""

    def __init__(self, sheet: str, texts: list[str], times: frozenset[str], epoch: Epoch) -> None:
        self.done: list[tuple[int, list[str]]] = []
        self._sheet = sheet
        self._texts = texts
        self._times = times
        self._epoch = epoch
        self._tags: dict[str, str] = {}
        self._places: dict[str, int] = {}
        self._days: dict[str, str] = {}
        self._count = 0
        self._row = 0
        self._cells: list[str] = []
        self._column = -1
        self._type: str | None = None
        self._style: str | None = None
        self._value = ""
        self._formula: str | None = None
        self._inside = ""  # the tag whose text is wanted: "v", "t" or "f"
        self._pronounced = False

    def prepare(self, parser: XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, values: dict[str, str]) -> None:
        tag = self._tags.get(name)
        if tag is None:
            tag = self._tags[name] = name.rpartition(" ")[2]
        if tag == "v":
            self._inside = tag
        elif tag == "c":
            self._begin_cell(values)
        elif tag == "t":
            self._inside = "" if self._pronounced else tag
        elif tag == "f":
            self._inside, self._formula = tag, ""
        elif tag == "row":
            self._begin_row(values.get("r"))
        elif tag == "rPh":
            self._pronounced = True

    def _begin_row(self, number: str | None) -> None:
        self._row = int(number) if number and number.isdecimal() and len(number) <= 7 else self._row + 1
        if self._row > LAST_ROW or (number and len(number) > 7):
            raise FileBroken(reason=f"row {number}"[:80])
        self._cells = []
        self._column = -1

    def _begin_cell(self, values: dict[str, str]) -> None:
        place = values.get("r")
        if place:
            letters = place.rstrip(_DIGITS)
            column = self._places.get(letters)
            if column is None:
                column = self._places[letters] = self._place_of(letters)
            self._column = column
        else:
            self._column += 1
        if self._column >= MOST_COLUMNS:
            raise RowTooWide(row=self._row, limit=MOST_COLUMNS)
        self._type = values.get("t")
        self._style = values.get("s")
        self._value = ""
        self._formula = None

    def _place_of(self, letters: str) -> int:
        if not (letters.isascii() and letters.isupper() and len(letters) <= 3):
            raise FileBroken(reason=f"row {self._row} has a cell {letters!r}"[:80])
        return column_place(letters)

    def _text(self, piece: str) -> None:
        inside = self._inside
        if not inside:
            return
        if inside == "f":
            self._formula = (self._formula or "") + piece
        else:
            self._value += piece  # a text in several styles comes in several parts
        if len(self._value) + len(self._formula or "") > LONGEST_CELL:
            raise CellTooBig(row=self._row, column=column_letter(self._column), limit=LONGEST_CELL)

    def _end(self, name: str) -> None:
        self._inside = ""
        tag = self._tags.get(name)
        if tag == "c":
            self._end_cell()
        elif tag == "row":
            if self._cells:
                self.done.append((self._row, self._cells))
        elif tag == "rPh":
            self._pronounced = False

    def _end_cell(self) -> None:
        text = self._meaning()
        if not text:
            return
        self._count += 1
        if self._count > MOST_CELLS:
            raise SheetTooBig(sheet=self._sheet, cells=self._count, limit=MOST_CELLS)
        cells, column = self._cells, self._column
        if column == len(cells):
            cells.append(text)
        elif column > len(cells):
            cells.extend([""] * (column - len(cells)))
            cells.append(text)
        else:
            cells[column] = text

    def _meaning(self) -> str:
        kind, value = self._type, self._value
        if kind == "s":
            if not value.isdecimal() or int(value) >= len(self._texts):
                raise FileBroken(reason=f"row {self._row}: text {value} is missing"[:80])
            return self._texts[int(value)]
        if kind == "e":
            return value or "#N/A"
        if kind == "str" or kind == "inlineStr":
            return unescaped(value)
        if not value:
            # An empty text may be the result of a formula; no value at all is no result.
            return "" if self._formula is None else "=" + self._formula
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return value
        if self._style in self._times:
            return self._day(value)
        return number_text(value.strip())

    def _day(self, value: str) -> str:
        known = self._days.get(value)
        if known is None:
            known = time_text(value.strip(), epoch=self._epoch)
            if len(self._days) < _DAYS_KEPT:
                self._days[value] = known
        return known


def sheet_rows(
    parts: WorkbookParts, sheet: SheetPart, *, texts: list[str], times: frozenset[str], epoch: Epoch
) -> Iterator[tuple[int, list[str]]]:
    """Read a sheet row by row.

    Parameters
    ----------
    parts, sheet
        The archive and the sheet in it.
    texts, times, epoch
        As `shared_texts`, `styles_of_time` and `WorkbookParts.sheets` give them.

    Returns
    -------
    (row number as the spreadsheet shows it, cells from column A to the last that holds something).
    Rows without a value are left out. An error shows as "#N/A", a formula that nobody has
    computed as "=A1*2".

    Raises
    ------
    FileBroken
        The part is damaged.
    CellTooBig, RowTooWide, SheetTooBig
        More than a million characters, 10,000 columns, 30 million cells.
    """
    cells = _Cells(sheet.name, texts, times, epoch)
    for _ in parts.parse(sheet.part, cells.prepare):
        yield from cells.done
        cells.done.clear()
