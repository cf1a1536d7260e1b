"""A goal as a workbook with live formulas, and the numbers of one that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from kvota.domain.importing.refused_file import NotATable
from kvota.integrations.files.file_kind import find_container
from kvota.integrations.files.sheet_rows import sheet_rows
from kvota.integrations.files.workbook_parts import open_parts
from kvota.integrations.files.workbook_styles import styles_of_time
from kvota.integrations.files.workbook_texts import shared_texts

#: The first words of the hidden cell that says which goal a file holds.
MARK = "kvota goal"
#: Hidden: the key of the row, and that of the row it is a part of. Then who.
KEY, PARENT, NAME, FIRST = 0, 1, 2, 3
#: Hidden: the key of each column. Above it the words.
HEADER, KEYS, BODY = 0, 1, 2


@dataclass(frozen=True)
class GoalColumn:
    """A period: a month holds numbers, a longer one the sum of its months (their places)."""

    key: str
    label: str
    months: tuple[int, ...]
    is_month: bool


@dataclass(frozen=True)
class GoalLine:
    """A row: minor units by month, None where it has no cell.

    `left` is what the row has beyond its parts, by month; None for a row that has no parts.
    """

    key: str
    parent: str
    name: str
    depth: int
    values: Sequence[int | None]
    locked: Sequence[bool]
    left: Sequence[int] | None = None
    is_segment: bool = False


@dataclass(frozen=True)
class GoalTable:
    """What a workbook holds. `identity` names the goal and its version; `exponent` is of the currency."""

    identity: str
    title: str
    left_words: str
    columns: Sequence[GoalColumn]
    lines: Sequence[GoalLine]
    exponent: int


@dataclass(frozen=True)
class ReadGoal:
    """What came back: which goal it says it is, and (row key, column key) → the cell as the sheet has it.

    A formula that nobody computed is left out: it has no number.
    """

    identity: str
    cells: dict[tuple[str, str], str]


def write_goal_workbook(target: BinaryIO, table: GoalTable) -> None:
    """Write the sheet: parents are what is below them and what they have not given out, sums are formulas.

    A row that has parts is `SUMIF` over the rows below it that name it as theirs: rows can be sorted in or
    added without mending a formula. Texts are never formulas.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet("Plan")
        looks = _Looks(book, table.exponent)
        _write_head(page, table, looks)
        rows = _rows_with_gaps(table)
        last = BODY + len(rows)
        for number, (line, gap_of) in enumerate(rows, start=BODY):
            if gap_of is None:
                _write_line(page, number, line, table, looks, last=last)
            else:
                _write_gap(page, number, line, gap_of, table, looks)
        page.freeze_panes(BODY, FIRST)
        page.set_column(KEY, PARENT, None, None, {"hidden": True})
        page.set_column(NAME, NAME, 32)
        page.set_column(FIRST, FIRST + len(table.columns), 13)
        page.set_row(KEYS, None, None, {"hidden": True})
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)


def read_goal_workbook(data: bytes) -> ReadGoal | None:
    """Read the values of a workbook that `write_goal_workbook` made, wherever its rows and columns are now.

    None for a workbook that does not say which goal it is.

    Raises
    ------
    FileRefused
        It is no workbook, or is damaged.
    """
    stream = BytesIO(data)
    if find_container(stream) != "workbook":
        raise NotATable(kind="a text")
    stream.seek(0)
    with open_parts(stream) as parts:
        sheets, epoch = parts.sheets()
        texts, times = shared_texts(parts), styles_of_time(parts)
        for sheet in sheets:
            rows = sheet_rows(parts, sheet, texts=texts, times=times, epoch=epoch)  # type: ignore[arg-type]
            found = _read(list(rows))
            if found is not None:
                return found
    return None


def _read(rows: list[tuple[int, list[str]]]) -> ReadGoal | None:
    head = next(
        (place for place, (_, cells) in enumerate(rows) if any(c.startswith(MARK) for c in cells)), None
    )
    if head is None:
        return None
    keys = rows[head][1]
    at = next(place for place, cell in enumerate(keys) if cell.startswith(MARK))
    columns = {place: key for place, key in enumerate(keys) if key and place > at}
    cells = {
        (cells[at], columns[place]): text
        for _, cells in rows[head + 1 :]
        if len(cells) > at and cells[at]
        for place, text in enumerate(cells)
        if place in columns and text and not text.startswith("=")
    }
    return ReadGoal(keys[at], cells)


class _Looks:
    def __init__(self, book: Any, exponent: int) -> None:
        number = "#,##0" + ("." + "0" * exponent if exponent else "")
        self.unit = 10**exponent
        self.head = book.add_format({"bold": True, "align": "right"})
        self.name = [book.add_format({"indent": depth}) for depth in range(12)]
        self.number = book.add_format({"num_format": number})
        self.locked = book.add_format({"num_format": number, "bg_color": "#EEEEEE", "bold": True})
        self.sum = book.add_format({"num_format": number, "bold": True})
        self.left = book.add_format({"num_format": number, "italic": True})


def _write_head(page: Any, table: GoalTable, looks: _Looks) -> None:
    page.write_string(HEADER, NAME, table.title)
    page.write_string(KEYS, KEY, table.identity)
    for place, column in enumerate(table.columns):
        page.write_string(HEADER, FIRST + place, column.label, looks.head)
        page.write_string(KEYS, FIRST + place, column.key)


def _rows_with_gaps(table: GoalTable) -> list[tuple[GoalLine, int | None]]:
    """The lines in order, and after what is below each the row of what it has not given out."""
    found: list[tuple[GoalLine, int | None]] = []
    # A row and its parts in each segment are closed together: what is below them is below all of them.
    standing: list[tuple[int, list[tuple[GoalLine, int]]]] = []

    def close(depth: int) -> None:
        while standing and standing[-1][0] >= depth:
            found.extend(standing.pop()[1])

    for line in table.lines:
        if not line.is_segment:
            close(line.depth)
            standing.append((line.depth, []))
        if line.left is not None:
            standing[-1][1].append((line, BODY + len(found)))
        found.append((line, None))
    close(-1)
    return found


def _write_line(page: Any, row: int, line: GoalLine, table: GoalTable, looks: _Looks, *, last: int) -> None:
    page.write_string(row, KEY, line.key)
    page.write_string(row, PARENT, line.parent)
    page.write_string(row, NAME, line.name, looks.name[min(line.depth, 11)])
    month_at = {
        column.months[0]: FIRST + place for place, column in enumerate(table.columns) if column.is_month
    }
    for place, column in enumerate(table.columns, start=FIRST):
        values = [line.values[month] for month in column.months]
        if all(value is None for value in values):
            continue
        value = sum(value or 0 for value in values) / looks.unit
        letter = xl_col_to_name(place)
        if not column.is_month:
            parts = "+".join(f"{xl_col_to_name(month_at[month])}{row + 1}" for month in column.months)
            page.write_formula(row, place, f"={parts}", looks.sum, value)
        elif line.left is None:
            look = looks.locked if line.locked[column.months[0]] else looks.number
            page.write_number(row, place, value, look)
        else:
            below = _parts(letter, first=row + 2, last=last, key_row=row + 1)
            left = line.left[column.months[0]]
            rest = f"{left / looks.unit:+.{table.exponent}f}" if left else ""
            page.write_formula(row, place, f"={below}{rest}", looks.sum, value)


def _write_gap(page: Any, row: int, line: GoalLine, of: int, table: GoalTable, looks: _Looks) -> None:
    name = table.left_words % {"name": line.name}
    page.write_string(row, NAME, name, looks.name[min(line.depth + 1, 11)])
    for place, column in enumerate(table.columns, start=FIRST):
        letter = xl_col_to_name(place)
        left = sum((line.left or ())[month] for month in column.months) / looks.unit
        below = _parts(letter, first=of + 2, last=row, key_row=of + 1)
        page.write_formula(row, place, f"={letter}{of + 1}-{below}", looks.left, left)


def _parts(letter: str, *, first: int, last: int, key_row: int) -> str:
    """The rows from `first` to `last`, as a spreadsheet numbers them, that are parts of the row `key_row`."""
    return f"SUMIF($B${first}:$B${last},$A{key_row},{letter}${first}:{letter}${last})"
