"""What one version of a playbook says otherwise than another, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kvota.domain.selling.playbook_text import PlaybookText

How = Literal["same", "added", "removed"]
PARTS = ("steps", "script", "criteria")


@dataclass(frozen=True)
class ChangedLine:
    """A line of either version: `added` stands in the later one only, `removed` in the earlier one only."""

    part: str
    how: How
    text: str


def changed_lines(before: PlaybookText, after: PlaybookText) -> list[ChangedLine]:
    """Compare two versions; a reworded line is one removed and one added.

    Without the lines that are not `removed` it is the earlier version again, and without those
    `removed` the later one: nothing is left out.

    Examples
    --------
    >>> before = PlaybookText(("Call", "Write"), "", ())
    >>> after = PlaybookText(("Call", "Visit"), "", ("He agreed",))
    >>> [(line.part, line.how, line.text) for line in changed_lines(before, after)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('steps', 'same', 'Call'), ('steps', 'removed', 'Write'), ('steps', 'added', 'Visit'),
     ('criteria', 'added', 'He agreed')]
    """
    return [line for part in PARTS for line in _of_part(part, before, after)]


def _of_part(part: str, before: PlaybookText, after: PlaybookText) -> Iterator[ChangedLine]:
    was, now = ([text for of, text in said.lines() if of == part] for said in (before, after))
    # Without autojunk: a line that stands often is a line like any other.
    for how, from_was, to_was, from_now, to_now in SequenceMatcher(
        None, was, now, autojunk=False
    ).get_opcodes():
        if how == "equal":
            yield from (ChangedLine(part, "same", text) for text in was[from_was:to_was])
            continue
        yield from (ChangedLine(part, "removed", text) for text in was[from_was:to_was])
        yield from (ChangedLine(part, "added", text) for text in now[from_now:to_now])
