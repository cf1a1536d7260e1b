"""Cells of a file that a person corrected before importing it; the file itself stays as it came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Corrections = Mapping[str, Mapping[str, Sequence[str]]]
"""Row number as text, then the header of a column, to what the cell said and what it is to say."""

MOST_ROWS = 1_000
LONGEST_CELL = 400


def corrected(
    rows: Iterable[tuple[int, list[str]]], header: Sequence[str], corrections: Corrections
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a file with what was corrected in their cells.

    Parameters
    ----------
    rows
        (row number, cells).
    header
        The names of the columns, left to right.
    corrections
        What was corrected. A cell that says something else than it did then is left as it is: the
        file is being read otherwise by now, or is another one.

    Returns
    -------
    The same rows in the same order; those without a correction are the very same lists.

    Examples
    --------
    >>> said = {"3": {"Sum": ["12o", "120"]}}
    >>> rows = [(2, ["A", "7"]), (3, ["B", "12o"])]
    >>> list(corrected(rows, ["Name", "Sum"], said))
    [(2, ['A', '7']), (3, ['B', '120'])]
    >>> list(corrected([(3, ["B", "99"])], ["Name", "Sum"], said))
    [(3, ['B', '99'])]
    """
    if not corrections:
        yield from rows
        return
    places = {name: place for place, name in enumerate(header)}
    for number, cells in rows:
        said = corrections.get(str(number))
        yield number, _with(cells, said, places) if said else cells


def _with(cells: list[str], said: Mapping[str, Sequence[str]], places: Mapping[str, int]) -> list[str]:
    row = list(cells)
    for name, (before, after) in said.items():
        place = places.get(name, len(row))
        if place < len(row) and row[place] == before:
            row[place] = after
    return row


def with_corrections(
    known: Corrections, row: int, cells: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, list[str]]]:
    """Return the corrections with what a person typed into the cells of one row.

    Parameters
    ----------
    known
        What was corrected before.
    row
        The row number.
    cells
        Header to what the cell of the file says and what it is to say. Both the same takes a
        correction back.

    Examples
    --------
    >>> with_corrections({}, 3, {"Sum": ("12o", "120"), "Name": ("B", "B")})
    {'3': {'Sum': ['12o', '120']}}
    >>> with_corrections({"3": {"Sum": ["12o", "120"]}}, 3, {"Sum": ("12o", "12o")})
    {}
    """
    found = {number: {name: list(pair) for name, pair in said.items()} for number, said in known.items()}
    of_row = found.setdefault(str(row), {})
    for name, (before, after) in cells.items():
        if before == after:
            of_row.pop(name, None)
        else:
            of_row[name] = [before, after]
    return {number: said for number, said in found.items() if said}
