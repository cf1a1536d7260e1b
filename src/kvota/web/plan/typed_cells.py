"""What is typed or pasted into the sheet, read by the customs of the reader's language."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.language.formats import Formats
from kvota.language.typed_money import DECIMAL_MARKS, typed_money
from kvota.records.goals import GoalVersion

LARGEST_BLOCK = 2_000_000


class CellNotWhole(RuleError):
    """A plan of things that are counted has a fraction."""

    code = "goal_cell_not_whole"
    sentence = "{value} is not a whole number"
    value: str


class PastedCellUnreadable(RuleError):
    """A cell of a pasted block cannot be read. The block is stored whole or not at all."""

    code = "pasted_cell_unreadable"
    sentence = "row {row}, column {number} of the block: {value} is no amount"
    row: int
    number: int
    value: str


class NothingPasted(RuleError):
    code = "nothing_pasted"
    sentence = "the clipboard holds no table"


class PasteBesideGrid(RuleError):
    """The block reaches beyond the last row or column, or onto cells that are only read."""

    code = "paste_beside_grid"
    sentence = "the block of {rows} rows and {columns} columns does not fit here"
    rows: int
    columns: int


def typed_value(text: str, version: GoalVersion, formats: Formats) -> int:
    """An amount in minor units, or so many whole things, as the goal counts."""
    if version.is_money:
        return typed_money(text, formats).minor
    number = read_number(text, decimal=DECIMAL_MARKS[formats.region.language])
    if number != int(number):
        raise CellNotWhole(value=text[:40])
    return int(number)


def pasted_block(text: str) -> list[list[str]]:
    """The rows of a block as Excel and its kin put it on the clipboard: tabs, and quotes round line breaks.

    >>> pasted_block("1 234,5\\t2\\r\\n\\t3\\r\\n")
    [['1 234,5', '2'], ['', '3']]
    """
    if not text.strip() or len(text) > LARGEST_BLOCK:
        raise NothingPasted
    rows = list(csv.reader(StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


@dataclass(frozen=True)
class PastedValue:
    """A value and the place in the grid it was pasted to: numbers of the row and of the column."""

    row: int
    column: int
    value: int


def pasted_values(
    text: str, version: GoalVersion, formats: Formats, *, rows: int, columns: int
) -> list[PastedValue]:
    """Every filled cell of a block that starts at the first of so many rows and columns; empty ones stay.

    One value fills what was chosen, as in a spreadsheet. Refused with the row and column of the first
    cell that is no amount.
    """
    block = pasted_block(text)
    width = max(len(row) for row in block)
    if len(block) == width == 1:
        block = [block[0] * columns for _ in range(rows)]
    elif len(block) > rows or width > columns:
        raise PasteBesideGrid(rows=len(block), columns=width)
    return [
        PastedValue(place, number, _read(cell, place, number, version, formats))
        for place, row in enumerate(block)
        for number, cell in enumerate(row)
        if cell.strip()
    ]


def _read(cell: str, row: int, number: int, version: GoalVersion, formats: Formats) -> int:
    try:
        return typed_value(cell, version, formats)
    except RuleError:
        raise PastedCellUnreadable(row=row + 1, number=number + 1, value=cell.strip()[:40]) from None


def months_of_columns(columns: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The months of each column of a block; none for a sum whose months stand in the block themselves.

    >>> months_of_columns([["2026-10", "2026-11"], ["2026-10"], ["2026-11"], ["2026-12", "2027-01"]])
    [(), ('2026-10',), ('2026-11',), ('2026-12', '2027-01')]
    """
    alone = {column[0] for column in columns if len(column) == 1}
    return [tuple(column) if len(column) == 1 or not alone.intersection(column) else () for column in columns]
