"""A table in a file: what it is, how it was recognised, and its rows one after another.

Everything that was recognised is a field, so that a page can show it beside three lines of the
file, and everything can be chosen otherwise by opening the file again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

from kvota.domain.importing.dates import Epoch
from kvota.domain.importing.refused_file import FileEmpty, FileRefused, HeaderRowUnknown, OnlyAHeader
from kvota.integrations.files.header_row import find_header_row, header_of
from kvota.integrations.files.packed_text import unpacked
from kvota.integrations.files.text_encoding import EncodingCandidate
from kvota.integrations.files.workbook_parts import SheetPart

Row = tuple[int, list[str]]
ReadRows = Callable[[tuple[str, ...]], Iterator[Row]]
"""Gives all rows of a file from its first; takes the names of the columns for refusals."""

SAMPLE_ROWS = 200
_LONGEST_SAMPLE_CELL = 400
_ROWS_FOR_HEADER = 50
_LOST_LETTERS = "??"


@dataclass(frozen=True)
class Choices:
    """What a person said instead of what was recognised; None leaves it to the file."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Note:
    """Something about the file that a person should see before importing it.

    `code` is "rows_above_header" (rows), "sheets_not_read" (sheets), "macros_not_run", or
    "letters_lost" (row, column): question marks where a program could not save the letters.
    """

    code: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceFile:
    """A file that can be read as a table.

    Parameters
    ----------
    name
        As it was given, for people only: nothing is concluded from it.
    kind
        "csv" for every text file, "xlsx" for a workbook.
    size, sha256
        Of its bytes, a packed text unpacked. Two files with one hash hold the same rows.
    encoding, encoding_by, encoding_certain, encoding_candidates
        For text: what was found, by what, whether nobody need be asked, and the likely ones with
        lines to look at.
    delimiter, delimiter_certain
        For text.
    sheet, sheets
        For a workbook: the one that is read, and all of them.
    epoch
        The year that Excel's numbers of days count from.
    header_row, header
        Where the names of the columns stand, and the names.
    sample
        The first 200 rows that hold something, long cells cut.
    notes
        What a person should know.
    """

    name: str
    kind: Literal["csv", "xlsx"]
    size: int
    sha256: str
    read_rows: ReadRows = field(repr=False)
    encoding: str = ""
    encoding_by: str = ""
    encoding_certain: bool = True
    encoding_candidates: tuple[EncodingCandidate, ...] = ()
    delimiter: str = ""
    delimiter_certain: bool = True
    sheet: str = ""
    sheets: tuple[SheetPart, ...] = ()
    epoch: Epoch = 1900
    header_row: int = 0
    header: tuple[str, ...] = ()
    sample: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Read the rows below the header that hold something: (row number, cells).

        Each call begins anew and keeps nothing: a text file of any size takes a few megabytes.
        Two readings at once over one open stream disturb each other; over a path they do not.

        Raises
        ------
        FileRefused
            The file breaks off or runs together somewhere; the refusal names the row.
        """
        for number, cells in self.read_rows(self.header):
            if number > self.header_row and not _all_empty(cells):
                yield number, cells

    def sample_cells(self) -> list[list[str]]:
        """Return the cells of the sample, as `guess_columns` takes them."""
        return [cells for _, cells in self.sample]


def _all_empty(cells: list[str]) -> bool:
    if cells and cells[0] and not cells[0].isspace():
        return False  # nearly every row, and so the first thing asked
    return all(not cell or cell.isspace() for cell in cells)


class FileBytes:
    """Opens the bytes of a file as often as they are needed."""

    def __init__(self, source: Path | bytes | BinaryIO) -> None:
        self._source = source
        self.packed = False

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Give the bytes from the first on; a stream that was handed in stays open afterwards."""
        source = self._source
        with ExitStack() as closing:
            stream: BinaryIO
            if isinstance(source, Path):
                stream = closing.enter_context(source.open("rb"))
            elif isinstance(source, bytes):
                stream = BytesIO(source)
            else:
                stream = source
                stream.seek(0)
            yield unpacked(stream) if self.packed else stream


def with_header(file: SourceFile, choices: Choices) -> SourceFile:
    """Return the file with its header, its sample and the notes on both.

    Parameters
    ----------
    file
        Knows how to read its rows.
    choices
        A person may have said which row is the header.

    Raises
    ------
    FileEmpty, OnlyAHeader, HeaderRowUnknown, HeadersRepeated
        There is nothing to read, or two columns have one name.
    """
    first, flaw = _first_rows(file, choices.header_row)
    if flaw and not first:
        raise flaw
    found = find_header_row(first) if choices.header_row is None else choices.header_row
    if found is None:
        raise FileEmpty()
    named = dict(first).get(found)
    if named is None or not any(named):
        raise HeaderRowUnknown(row=found)
    # A cell of a sheet stands in its column whatever the header says; a separator in a text does not.
    width = max(len(cells) for number, cells in first if number >= found) if file.kind == "xlsx" else 0
    file = replace(file, header_row=found, header=header_of(found, named, width=width))
    if flaw:
        for _ in file.rows():  # it is met again, and can now name its column
            pass
    below = [(number, cells) for number, cells in first if number > found and not _all_empty(cells)]
    if not below:
        raise OnlyAHeader(row=found)
    sample = tuple((number, cells + [""] * (width - len(cells))) for number, cells in below[:SAMPLE_ROWS])
    notes = list(file.notes)
    above = sum(any(cells) for number, cells in first if number < found)
    if above:
        notes.append(Note("rows_above_header", {"rows": str(above)}))
    notes += _lost_letters(file.header, sample)
    return replace(file, sample=sample, notes=tuple(notes))


def _first_rows(file: SourceFile, header_row: int | None) -> tuple[list[Row], FileRefused | None]:
    """Return the rows around the header, long cells cut, and what broke the reading if something did."""
    first: list[Row] = []
    last = SAMPLE_ROWS + (header_row or _ROWS_FOR_HEADER)
    try:
        for number, cells in file.read_rows(()):
            if header_row is None or number >= header_row:
                first.append((number, [_cut(cell) for cell in cells]))
            # Rows are numbered with the empty ones, so a sparse sheet is read on until it has a sample.
            if number >= last and len(first) > SAMPLE_ROWS:
                break
    except FileRefused as flaw:
        return first, flaw
    return first, None


def _cut(cell: str) -> str:
    # A slice of a NumberCell would be a plain text, so short cells pass as they are.
    return cell if len(cell) <= _LONGEST_SAMPLE_CELL else cell[:_LONGEST_SAMPLE_CELL]


def _lost_letters(header: tuple[str, ...], sample: tuple[Row, ...]) -> list[Note]:
    """Find where a program wrote ??? for letters its encoding lacks: no reader can bring them back."""
    for number, cells in sample:
        for place, cell in enumerate(cells):
            if _LOST_LETTERS in cell:
                column = header[place] if place < len(header) else ""
                return [Note("letters_lost", {"row": str(number), "column": column, "value": cell[:80]})]
    if any(_LOST_LETTERS in name for name in header):
        return [Note("letters_lost", {"row": "1", "column": "", "value": ""})]
    return []
