"""Where the names of the columns stand, and whether each can be told from the others."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kvota.domain.importing.refused_file import HeadersRepeated
from kvota.domain.importing.text import clean, matching_key
from kvota.integrations.files.column_letters import column_letter

_LOOKED_AT = 50


def find_header_row(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """Return the number of the row that names the columns, None when every row is empty.

    Reports often begin with a title, a period and an empty line. The header is the first row that
    fills at least 7 cells where the usual row of the file fills 10: the usual and not the
    fullest, because one row with stray separators may be very full.

    Examples
    --------
    >>> find_header_row([(1, ["Sales 2026"]), (2, []), (3, ["Client", "Sum"]), (4, ["Acme", "5"])])
    3
    """
    filled = [(number, sum(bool(cell.strip()) for cell in cells)) for number, cells in rows[:_LOOKED_AT]]
    usual = median(count for _, count in filled if count) if any(count for _, count in filled) else 0
    return next((number for number, count in filled if count and 10 * count >= 7 * usual), None)


def header_of(row: int, cells: Sequence[str], *, width: int = 0) -> tuple[str, ...]:
    """Return the names of the columns, cleaned.

    Parameters
    ----------
    row
        Its number, for refusals.
    cells
        The row.
    width
        The least number of columns; a column without a name is called by its letter, as "[C]".

    Raises
    ------
    HeadersRepeated
        Two columns have one name, up to case and spaces.
    """
    names = [clean(cell) for cell in cells]
    while len(names) > width and not names[-1]:
        names.pop()
    names += [""] * (width - len(names))
    names = [
        # "????" is all that is left of a name in letters that the file's encoding lacks.
        f"{name} [{column_letter(place)}]".strip() if not name.strip("? ") else name
        for place, name in enumerate(names)
    ]
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        first = seen.setdefault(matching_key(name), place)
        if first != place:
            columns = f"{column_letter(first)}, {column_letter(place)}"
            raise HeadersRepeated(row=row, name=name[:80], columns=columns)
    return tuple(names)
