"""What a file says of a deal beyond our fields: the names of its columns with their cells, as one text."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_TAG = 2_000


def text_of_tags(tags: Iterable[tuple[str, str]]) -> str:
    """Return columns and cells as one text to be stored, a line each; neither holds a tab or a line break.

    Examples
    --------
    >>> text_of_tags([("Segment", "Retail"), ("Notes", "call in May")])
    'Segment\\tRetail\\nNotes\\tcall in May'
    """
    return "\n".join(f"{column}\t{cell}" for column, cell in tags)


def tags_of(text: str) -> list[tuple[str, str]]:
    """Return the columns and cells of a stored text, in its order.

    Examples
    --------
    >>> tags_of("Segment\\tRetail\\nNotes\\tcall in May")
    [('Segment', 'Retail'), ('Notes', 'call in May')]
    >>> tags_of("")
    []
    """
    pairs = (line.partition("\t") for line in text.split("\n") if line)
    return [(column, cell) for column, _tab, cell in pairs]


def cell_holding(letters: str) -> str:
    """Return a pattern for a stored text of which some cell holds these letters; columns are not asked.

    Examples
    --------
    >>> pattern = cell_holding("tail")
    >>> [bool(re.search(pattern, text)) for text in ("Segment\\tRetail", "Tail\\tno")]
    [True, False]
    """
    return r"\t[^\n]*" + re.escape(letters)
