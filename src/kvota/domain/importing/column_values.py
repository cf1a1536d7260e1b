"""What a column holds, each value once: the stages and the owners that a person maps to ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kvota.domain.errors import RuleError
from kvota.domain.importing.blanks import is_blank
from kvota.domain.importing.cells import cell_text
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.text import clean, matching_key

MOST_VALUES = 2_000
LONGEST_VALUE = 400


@dataclass(frozen=True)
class ColumnValue:
    """One name in a column, as first written, and how many rows hold it."""

    name: str
    key: str
    rows: int


def values_of(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, field: str
) -> tuple[ColumnValue, ...]:
    """Return the different names of a field in the order in which the file first has them.

    Parameters
    ----------
    rows
        Every row of the file.
    columns
        Which column is what.
    field
        Such as "stage" or "owner". A field the file lacks has no values.

    Returns
    -------
    At most 2,000 names; a column with more holds no names to map by hand.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> columns = map_columns(["id", "stage"], kind="deals", guessed={"id": 0, "stage": 1})
    >>> found = values_of([(2, ["1", "Won"]), (3, ["2", "Lost"]), (4, ["3", "won "])], columns, "stage")
    >>> [(value.name, value.rows) for value in found]
    [('Won', 2), ('Lost', 1)]
    """
    return values_of_fields(rows, columns, (field,))[field]


def values_of_fields(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, fields: Sequence[str]
) -> dict[str, tuple[ColumnValue, ...]]:
    """Return the same of several fields, going through the rows once: a workbook is read in seconds."""
    counts: dict[str, dict[str, int]] = {field: {} for field in fields}
    watched = [(columns.places[field], counts[field]) for field in fields if field in columns.places]
    for _, row in rows if watched else ():
        for place, cells in watched:
            cell = row[place] if place < len(row) else ""
            if cell and len(cell) <= LONGEST_VALUE and (cell in cells or len(cells) < 10 * MOST_VALUES):
                cells[cell] = cells.get(cell, 0) + 1
    return {field: _named(cells) for field, cells in counts.items()}


def _named(cells: dict[str, int]) -> tuple[ColumnValue, ...]:
    """Cells as names: spellings that differ in case or spaces only are one."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for cell, count in cells.items():
        try:
            name = "" if is_blank(cell) else clean(cell_text(cell))
        except RuleError:
            continue  # refused with its row when the row is read
        if name and (matching_key(name) in names or len(names) < MOST_VALUES):
            key = matching_key(name)
            names.setdefault(key, name)
            counts[key] = counts.get(key, 0) + count
    return tuple(ColumnValue(name, key, counts[key]) for key, name in names.items())
