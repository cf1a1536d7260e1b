"""Rows read once and gone through twice: in memory while they are few, in a temporary file beyond."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

Row = TypeVar("Row", bound=NamedTuple)
ROWS_IN_A_PIECE = 1_000
BYTES_IN_MEMORY = 16_000_000


class RowsSetAside(Generic[Row]):
    """Rows of one named tuple, kept for a second pass.

    An import looks at all rows (which stages, what a usual deal is) before it can write the
    first. Reading a file again costs 30 µs a row and more, taking a row back from here 6 µs;
    a list of them would not fit beside five million others.
    """

    def __init__(self, row_class: type[Row]) -> None:
        self._make: Callable[[tuple[Any, ...]], Row] = row_class._make
        self._piece: list[tuple[Any, ...]] = []
        self._file = tempfile.SpooledTemporaryFile(max_size=BYTES_IN_MEMORY)  # noqa: SIM115 closed by __exit__
        self._pieces = 0
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        self._piece.append(tuple(row))
        self.count += 1
        if len(self._piece) == ROWS_IN_A_PIECE:
            self._put_away()

    def _put_away(self) -> None:
        # Our own tuples of dates, numbers and texts: nothing foreign is ever unpickled.
        pickle.dump(self._piece, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._pieces += 1
        self._piece = []

    def __iter__(self) -> Iterator[Row]:
        """The rows in the order in which they came."""
        make = self._make
        self._file.seek(0)
        for _ in range(self._pieces):
            yield from map(make, pickle.load(self._file))
        yield from map(make, self._piece)
