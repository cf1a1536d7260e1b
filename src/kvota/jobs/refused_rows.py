"""The rows an import refused as one file: as they came, each with the reason behind its last cell."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import get_language, gettext

from kvota.actions.rows_set_aside import RowsSetAside
from kvota.domain.importing.corrections import LONGEST_CELL, MOST_ROWS
from kvota.domain.importing.faults import Fault
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.integrations.files.spreadsheet_safe import write_csv
from kvota.language.errors import worded_fault


class RefusedRows:
    """Faults, gathered while a file is imported.

    They come in one or two runs, each in the order of the file: what cannot be read, then what
    the company refuses. Kept outside the memory: every row of a file of millions may be bad.
    """

    def __init__(self) -> None:
        self._runs: list[RowsSetAside[Fault]] = []
        self._open = ExitStack()
        self._last_row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, fault: Fault) -> None:
        if not self._runs or fault.row < self._last_row:
            self._runs.append(self._open.enter_context(RowsSetAside(Fault)))
        self._last_row = fault.row
        self._runs[-1].add(fault)

    def write(self, path: Path, file: AnsweredFile) -> None:
        """Write the file in the active language; mended, it can be imported as it is."""
        language = get_language() or "en"
        # Translators: header of a column in the file of refused rows
        header = [*file.source.header, gettext("What is wrong")]
        write_csv(path, header, self._rows(file), language=language)
        path.chmod(0o600)

    def write_to_mend(self, path: Path, file: AnsweredFile) -> None:
        """Write the cells of the first thousand refused rows as they came, for the page that mends them.

        Without those that do not fit the header: their cells stand under wrong names. With the columns
        beside them, so that the page need not open a file of 200 MB.
        """
        wanted = list(islice((number for number, _faults in self._by_row()), MOST_ROWS))
        last, rows, width = max(wanted, default=0), set(wanted), len(file.source.header)
        found: dict[int, list[str | None]] = {}
        for number, cells in file.source.rows():
            if number in rows and not any(cells[width:]) and len(cells) >= width:
                found[number] = [cell if len(cell) <= LONGEST_CELL else None for cell in cells[:width]]
            if number >= last:
                break
        told = {"header": file.source.header, "places": dict(file.columns.places), "rows": found}
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        path.chmod(0o600)

    def _by_row(self) -> Iterator[tuple[int, Iterator[Fault]]]:
        faults = heapq.merge(*self._runs, key=lambda fault: fault.row)
        yield from groupby(faults, key=lambda fault: fault.row)

    def _rows(self, file: AnsweredFile) -> Iterator[list[str]]:
        width = len(file.source.header)
        rows = file.rows()
        for number, of_row in self._by_row():
            cells = next((cells for at, cells in rows if at == number), [])
            # A row with too many cells keeps them all: cut, nobody could mend it.
            beyond = cells[width:]
            reasons = " ".join(worded_fault(fault, on_page=True) for fault in of_row)
            yield [*cells[:width], *[""] * (width - len(cells)), reasons, *beyond]
