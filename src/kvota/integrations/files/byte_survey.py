"""One pass over the bytes of a text file: its hash, its size, and what its encoding can be judged by."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

CHUNK = 1 << 20
HEAD = 1 << 16
_SAMPLE, _SAMPLE_OF_A_CHUNK = 48 << 10, 8 << 10
LONGEST_LINE = 2_000


@dataclass(frozen=True)
class ByteSurvey:
    """What the bytes of a whole file say.

    Parameters
    ----------
    size
        Bytes, unpacked.
    sha256
        Of all bytes, in hexadecimal.
    head
        The first 64 kB.
    is_ascii
        No byte is above 127.
    is_utf8
        All of it is valid UTF-8.
    holds_nul
        Somewhere stands a zero byte.
    lines
        Lines with bytes above 127, some from each part of the file, 48 kB at most.
    """

    size: int
    sha256: str
    head: bytes
    is_ascii: bool
    is_utf8: bool
    holds_nul: bool
    lines: tuple[bytes, ...]


def survey_bytes(stream: BinaryIO) -> ByteSurvey:
    """Read a file once, 1 MB at a time; 500 MB take about a second, in constant memory.

    The whole file, because the first letter beyond ASCII may stand in its last row.
    """
    digest = sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    head = b""
    size, sampled = 0, 0
    is_ascii, is_utf8, holds_nul = True, True, False
    lines: list[bytes] = []
    begun = b""  # the line that the last chunk broke off, which may end in half a letter
    while chunk := stream.read(CHUNK):
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        size += len(chunk)
        digest.update(chunk)
        holds_nul = holds_nul or b"\0" in chunk
        plain = chunk.isascii()
        is_ascii = is_ascii and plain
        if is_utf8 and not is_ascii:
            is_utf8 = _still_valid(utf8, chunk)
        if sampled < _SAMPLE:
            if not plain or not begun.isascii():
                most = min(_SAMPLE_OF_A_CHUNK, _SAMPLE - sampled)
                sampled += _sample(begun + chunk, lines, at_most=most)
            begun = chunk[chunk.rfind(b"\n") + 1 :][:LONGEST_LINE]
    if is_utf8 and not is_ascii:
        is_utf8 = _still_valid(utf8, b"", final=True)
    return ByteSurvey(size, digest.hexdigest(), head, is_ascii, is_utf8, holds_nul, tuple(lines))


def _still_valid(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _sample(chunk: bytes, lines: list[bytes], *, at_most: int) -> int:
    taken = 0
    for line in chunk.splitlines():
        # Not one pattern over the chunk: it would look at a line of plain letters once for each letter.
        if line.isascii():
            continue
        lines.append(line[:LONGEST_LINE])
        taken += len(lines[-1])
        if taken >= at_most:
            break
    return taken
