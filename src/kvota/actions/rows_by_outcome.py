"""What a check would do with each row of a file of deals: kept for the page that shows them by kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kvota.actions.store_found_deals import Outcome
from kvota.domain.importing.mapped_row import DealRow

ROWS_KEPT = 1_000
SHOWN = ("row", "client", "name", "owner", "stage", "product", "amount_minor", "currency")


class RowsByOutcome:
    """The first thousand rows of each kind, as the file says them, gathered while the rows are counted."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, row: DealRow, outcome: Outcome) -> None:
        rows = self._rows.setdefault(outcome.kind, [])
        if len(rows) < ROWS_KEPT:
            told = {name: getattr(row, name) for name in SHOWN}
            rows.append(told | {"deal": outcome.deal, "changed": list(outcome.changed)})

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self._rows, ensure_ascii=False), encoding="utf-8")
        path.chmod(0o600)


def rows_kept(path: Path) -> Mapping[str, list[dict[str, Any]]]:
    """What `RowsByOutcome` wrote; nothing where nothing was counted."""
    if not path.exists():
        return {}
    kept: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return kept
