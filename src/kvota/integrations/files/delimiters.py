"""Which character separates the columns of a text file."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from kvota.domain.importing.refused_file import DelimiterNotOffered

# Of two that fit equally well the first wins: commas and bars stand in texts, tabs hardly ever.
DELIMITERS = ("\t", ";", "|", ",")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "bar": "|"}


@dataclass(frozen=True)
class DelimiterFound:
    """The separator of a file.

    Parameters
    ----------
    delimiter
        One character.
    certain
        Nearly every row of the sample has the same number of cells, more than one.
    said_by_file
        The file begins with the line `sep=;` that Excel writes; that line is no row.
    """

    delimiter: str
    certain: bool
    said_by_file: bool = False


def find_delimiter(lines: list[str], *, chosen: str | None = None) -> DelimiterFound:
    """Find the separator that gives the rows of a sample one width.

    Parameters
    ----------
    lines
        The first lines of the file, with their ends.
    chosen
        What a person said: a character or its name.

    Raises
    ------
    DelimiterNotOffered
        A person chose something else than the four that are used.

    Examples
    --------
    >>> find_delimiter(["Клиент;Сумма\\n", "Ромашка;1 234,56\\n"]).delimiter
    ';'
    """
    said = _said_by_file(lines)
    if chosen is not None:
        delimiter = _NAMES.get(chosen.strip().lower(), chosen)
        if delimiter not in DELIMITERS:
            raise DelimiterNotOffered(delimiter=chosen[:20])
        return DelimiterFound(delimiter, True, said is not None)
    if said:
        return DelimiterFound(said, True, True)
    best, best_share, best_width = ",", 0.0, 1
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        if not widths:
            continue
        width, rows = widths.most_common(1)[0]
        share = round(rows / widths.total(), 1)
        if width > 1 and (share, width) > (best_share, best_width):
            best, best_share, best_width = delimiter, share, width
    return DelimiterFound(best, best_share >= 0.8 or best_width == 1)


def _said_by_file(lines: list[str]) -> str | None:
    first = lines[0].strip().strip('"') if lines else ""
    if len(first) <= 5 and first.lower().startswith("sep=") and first[4:] in ("", *DELIMITERS):
        return first[4:] or "\t"  # "sep=<tab>" loses its tab to strip()
    return None


def _widths(lines: list[str], delimiter: str) -> Counter[int]:
    csv.field_size_limit(2**31 - 1)  # a cell too big is refused later, with its row
    return Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
