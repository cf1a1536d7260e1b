"""The texts that the cells of a workbook share by number."""

from __future__ import annotations

import re
from xml.parsers.expat import XMLParserType

from kvota.integrations.files.workbook_parts import WorkbookParts

_PART = "xl/sharedStrings.xml"
_MB = 1 << 20
# A Python text takes 50 to 80 bytes besides its letters.
MOST_TEXTS, MOST_LETTERS = 1_000_000, 60 * _MB
_CONTROL = re.compile("_x([0-9A-Fa-f]{4})_")


def shared_texts(parts: WorkbookParts) -> list[str]:
    """Return every shared text. Cells refer to them, so one copy serves a million cells.

    Raises
    ------
    UnpacksTooBig
        More than a million different texts, or 60 million letters.
    FileBroken
        The part is damaged.
    """
    if not parts.holds(_PART):
        return []
    texts: list[str] = []
    pieces: list[str] = []
    letters = 0
    listening = pronounced = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal listening, pronounced
        if name.endswith(" t"):
            listening = not pronounced
        elif name.endswith(" rPh"):  # how a Japanese name is read, beside the name itself
            pronounced = True

    def end(name: str) -> None:
        nonlocal listening, pronounced
        listening = False
        if name.endswith(" si"):
            texts.append(unescaped("".join(pieces)))
            pieces.clear()
        elif name.endswith(" rPh"):
            pronounced = False

    def text(piece: str) -> None:
        nonlocal letters
        letters += len(piece)
        if listening:
            pieces.append(piece)

    def prepare(parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text

    for _ in parts.parse(_PART, prepare):
        if len(texts) > MOST_TEXTS or letters > MOST_LETTERS:
            raise parts.too_big(MOST_LETTERS)
    return texts


def unescaped(text: str) -> str:
    """Return a text with its control characters, which XML writes as _x000D_.

    Examples
    --------
    >>> unescaped("two_x000A_lines"), unescaped("snake_x_case")
    ('two\\nlines', 'snake_x_case')
    """
    if "_x" not in text:
        return text
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), text)
