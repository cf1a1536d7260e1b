"""The rows an import refused as one file: as they came, each with the reason behind its last cell."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import get_language, gettext

from kvota.actions.rows_set_aside import RowsSetAside
from kvota.domain.importing.faults import Fault
from kvota.integrations.files.source_file import SourceFile
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

    def write(self, path: Path, source: SourceFile) -> None:
        """Write the file in the active language; mended, it can be imported as it is."""
        language = get_language() or "en"
        # Translators: header of a column in the file of refused rows
        header = [*source.header, gettext("What is wrong")]
        write_csv(path, header, self._rows(source), language=language)
        path.chmod(0o600)

    def _rows(self, source: SourceFile) -> Iterator[list[str]]:
        width = len(source.header)
        rows = source.rows()
        faults = heapq.merge(*self._runs, key=lambda fault: fault.row)
        for number, of_row in groupby(faults, key=lambda fault: fault.row):
            cells = next((cells for at, cells in rows if at == number), [])
            # A row with too many cells keeps them all: cut, nobody could mend it.
            beyond = cells[width:]
            reasons = " ".join(worded_fault(fault, on_page=True) for fault in of_row)
            yield [*cells[:width], *[""] * (width - len(cells)), reasons, *beyond]
