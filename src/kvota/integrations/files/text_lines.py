"""Lines of a text file, decoded strictly, a quarter of a megabyte at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from kvota.domain.importing.refused_file import CellTooBig, NulByte, TextBroken
from kvota.integrations.files.text_encoding import ONE_BYTE

BLOCK = 1 << 18
LONGEST_LINE = 8 << 20
_LETTER_OF_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


class TextLines:
    """Iterates over lines with their ends, and knows which row it must name when one is broken.

    The csv module asks for lines as it needs them and builds rows; a flaw in the bytes belongs
    to the row it is building. So the reader of rows keeps `row` up to date, and a refusal
    raised here names it.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.row = 1
        self.ended = False
        self._stream = stream
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        first = True
        for data in self._blocks():
            for text in self._decoded(data):
                if first:
                    text, first = text.removeprefix("\ufeff"), False
                # Not str.splitlines: it also splits at \x0b, \x1c and \u2028, inside cells.
                yield from StringIO(text, newline="")
        self.ended = True

    def _blocks(self) -> Iterator[bytes]:
        end = "\n".encode(self._encoding)
        carried = b""
        while block := self._stream.read(BLOCK):
            data = carried + block if carried else block
            cut = _after_last_line(data, end)
            if cut == 0:
                cut = _after_last_line(data[:-1], "\r".encode(self._encoding))  # old Macintosh
            if cut:
                yield data[:cut]
            carried = data[cut:]
            if len(carried) > LONGEST_LINE:
                raise CellTooBig(row=self.row, column="1", limit=LONGEST_LINE)
        if carried:
            yield carried

    def _decoded(self, data: bytes) -> Iterator[str]:
        """Give the text of a block; when it breaks somewhere, first all that is before."""
        try:
            text = data.decode(self._encoding)
        except UnicodeDecodeError as flaw:
            yield _whole_lines(data[: flaw.start].decode(self._encoding))
            raise TextBroken(row=self.row, encoding=self._encoding) from flaw
        if "\0" in text:
            yield _whole_lines(text[: text.index("\0")])
            raise NulByte(row=self.row)
        if self._encoding in ONE_BYTE and not data.isascii() and (start := _utf8_line_at(data)) is not None:
            yield data[:start].decode(self._encoding)
            raise TextBroken(row=self.row, encoding=self._encoding)
        yield text


def _whole_lines(text: str) -> str:
    # The line with the flaw must not be taken for a row that ends there.
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def _after_last_line(data: bytes, end: bytes) -> int:
    """Return the place behind the last end of line, 0 without one."""
    place = data.rfind(end)
    # In UTF-16 the bytes of a line end also stand astride two letters, as in "ਊ" (0A 0A).
    while place > 0 and place % len(end):
        place = data.rfind(end, 0, place + len(end) - 1)
    return place + len(end) if place >= 0 and place % len(end) == 0 else 0


def _utf8_line_at(data: bytes) -> int | None:
    """Return where a line of UTF-8 begins inside a file of a one-byte encoding.

    Every byte is some letter there, so nothing else would notice that two files were glued
    together. Real text of these encodings is never valid UTF-8 over two letters or more.
    """
    place = 0
    while match := _LETTER_OF_UTF8.search(data, place):
        start = data.rfind(b"\n", 0, match.start()) + 1
        end = data.find(b"\n", match.end())
        line = data[start : end if end >= 0 else len(data)]
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if sum(byte > 0x7F for byte in line) >= 4:
                return start
        place = start + len(line) + 1
    return None
