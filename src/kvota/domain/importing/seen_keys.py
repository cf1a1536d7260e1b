"""Which keys a file has held so far, in little memory: six million rows in 100 MB."""

from __future__ import annotations

from array import array
from hashlib import blake2b


class SeenKeys:
    """Remembers the first row of every key.

    A dict of six million ids takes 800 MB. This table holds eight bytes of a digest and four
    of the row number for each, with open addressing. Two different ids with one digest would
    be taken for one: among six million the chance is one in a million files, and then one
    row is refused that a person can look at. Nothing is ever imported twice by it.

    Examples
    --------
    >>> seen = SeenKeys()
    >>> seen.first_row("D-1", 2), seen.first_row("D-2", 3), seen.first_row("D-1", 9)
    (None, None, 2)
    """

    def __init__(self) -> None:
        self._count = 0
        self._allot(1 << 12)

    def _allot(self, size: int) -> None:
        self._mask = size - 1
        self._digests = array("Q", bytes(8 * size))
        self._rows = array("L" if array("L").itemsize == 4 else "I", bytes(4 * size))

    def first_row(self, key: str, row: int) -> int | None:
        """Return the row that had this key before; None, and remember this one, if none had."""
        digest = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
        slot = digest & self._mask
        while held := self._digests[slot]:
            if held == digest:
                return self._rows[slot]
            slot = (slot + 1) & self._mask
        self._digests[slot], self._rows[slot] = digest, row
        self._count += 1
        if 5 * self._count > 4 * self._mask:  # fuller, a search would take dozens of steps
            self._grow()
        return None

    def _grow(self) -> None:
        digests, rows = self._digests, self._rows
        self._allot(2 * (self._mask + 1))
        for digest, row in zip(digests, rows, strict=True):
            if digest:
                slot = digest & self._mask
                while self._digests[slot]:
                    slot = (slot + 1) & self._mask
                self._digests[slot], self._rows[slot] = digest, row
