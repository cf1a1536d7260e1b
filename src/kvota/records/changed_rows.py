"""Rows an import changes in place, with what they said before, so that an undo can give it back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from kvota.records.imports import ImportBatch


class ChangedRows:
    """Changes gathered while an import runs and made when it is applied, in the same transaction.

    Only small tables change in place: clients, seats, units. Facts never do.
    """

    def __init__(self) -> None:
        self._changes: dict[str, dict[int, dict[str, list[Any]]]] = {}

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._changes.values())

    def change(self, row: models.Model, **columns: Any) -> bool:
        """Plan to set columns (by attname) of a row; False if all say so already."""
        different = {
            name: [getattr(row, name), value]
            for name, value in columns.items()
            if getattr(row, name) != value
        }
        if different:
            self._changes.setdefault(row._meta.label_lower, {}).setdefault(row.pk, {}).update(different)
        return bool(different)

    def make(self, batch: ImportBatch) -> None:
        """Change the rows and keep with the batch what they said. The caller saves the batch."""
        for label, rows in self._changes.items():
            for number, columns in rows.items():
                values = {name: after for name, (_, after) in columns.items()}
                _rows(label).filter(pk=number).update(**values)
        batch.before = self._changes


def give_back(batch: ImportBatch) -> tuple[int, int]:
    """Give changed rows what they said before the import; return how many, and how many not.

    A row that says something else by now was changed by a person, and stays.
    """
    given, left = 0, 0
    for label, rows in batch.before.items():
        for number, columns in rows.items():
            before = {name: pair[0] for name, pair in columns.items()}
            after = {name: pair[1] for name, pair in columns.items()}
            changed = _rows(label).filter(pk=number, **after).update(**before)
            given, left = given + changed, left + 1 - changed
    return given, left


def _rows(label: str) -> models.QuerySet[Any]:
    return apps.get_model(label)._base_manager.all()
