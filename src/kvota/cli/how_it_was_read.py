"""What an import says about the reading of its file: columns taken and left, how cells are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kvota.cli.imported_file import NamedFile
    from kvota.domain.importing.columns import ColumnGuess

DELIMITERS = {"\t": "tab", " ": "space"}
NOT_OURS = "nothing that we know is in it"


def how_it_was_read(file: NamedFile, *, used_too: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return columns taken (field to header), columns left (header to why), and how the file is written.

    Parameters
    ----------
    used_too
        Field to header of columns that the import itself recognised, as that of a log does.
    """
    formats, source = file.formats, file.source
    columns = {**file.mapping, **(used_too or {})}
    return {
        "columns": columns,
        "columns_left": {
            guess.header: _why_left(guess, columns)
            for guess in file.guesses
            if guess.header not in columns.values()
        },
        "encoding": source.encoding or None,
        "delimiter": source.delimiter or None,
        "decimal_mark": {field: decision.decimal for field, decision in formats.numbers.items()},
        "date_order": {field: decision.order for field, decision in formats.dates.items()},
    }


def _why_left(guess: ColumnGuess, columns: Mapping[str, str]) -> str:
    if guess.given_up_for:
        field = next((name for name, header in columns.items() if header == guess.given_up_for), "")
        if field:
            return f"{field} is read from {guess.given_up_for!r}; if this is the right one: " + _map(
                field, guess
            )
    if guess.field is None:
        return NOT_OURS
    if guess.field in columns:
        return f"{guess.field} is read from {columns[guess.field]!r}"
    return f"its values do not look like {guess.field}; if it is: " + _map(guess.field, guess)


def _map(field: str, guess: ColumnGuess) -> str:
    return f'--map {field}="{guess.header}"'


def lines_about_reading(read: Mapping[str, Any]) -> list[str]:
    """The same in sentences."""
    taken = ", ".join(f"{field} = {header!r}" for field, header in read["columns"].items())
    lines = [f"Columns read: {taken}."]
    if read["columns_left"]:
        left = "; ".join(f"{header!r} ({why})" for header, why in read["columns_left"].items())
        lines.append(f"Columns left aside: {left}.")
    written = []
    if read["encoding"]:
        delimiter = DELIMITERS.get(read["delimiter"] or "", read["delimiter"])
        written.append(f"{read['encoding']}, columns parted by {delimiter!r}")
    written += [f"{field} with decimals after {mark}" for field, mark in read["decimal_mark"].items() if mark]
    written += [f"{field} in the order {order}" for field, order in read["date_order"].items() if order]
    return [*lines, f"The file is {'; '.join(written)}."] if written else lines
