"""Text packed with gzip, unpacked as it is read and stopped where no table would go on."""

from __future__ import annotations

import gzip
import zlib
from typing import BinaryIO, cast

from kvota.domain.importing.refused_file import FileBroken, UnpacksTooBig

_FREE = 64 << 20
_MOST_TIMES = 200
_MB = 1 << 20


class PackedText:
    """Reads like a file. Deflate can pack a thousandfold; tables pack five- to fiftyfold.

    So beyond the first 64 MB a file that unpacks to 200 times its size is refused as a bomb.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._packed = stream.seek(0, 2)
        stream.seek(0)
        self._unpacked = 0
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`.

        Raises
        ------
        FileBroken
            The archive is damaged or cut off.
        UnpacksTooBig
            It grows like a bomb.
        """
        try:
            chunk = self._file.read(size)
        except (OSError, EOFError, zlib.error) as flaw:
            raise FileBroken(reason=str(flaw)[:80]) from flaw
        self._unpacked += len(chunk)
        if self._unpacked > max(_FREE, _MOST_TIMES * self._packed):
            limit = max(_FREE, _MOST_TIMES * self._packed)
            raise UnpacksTooBig(packed_mb=-(-self._packed // _MB), limit_mb=limit // _MB)
        return chunk


def unpacked(stream: BinaryIO) -> BinaryIO:
    """Return a packed file as a stream of its text."""
    return cast(BinaryIO, PackedText(stream))
