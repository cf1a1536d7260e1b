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

    What a later import changed further keeps saying so, and is given back past this import when
    that one is undone. A row that says something else by now was changed by a person, and stays.
    """
    later = list(_applied_after(batch))
    given, left, rewritten = 0, 0, set()
    for label, rows in batch.before.items():
        for number, columns in rows.items():
            now: dict[str, list[Any]] = {}
            is_ours = True
            for name, (before, after) in columns.items():
                further = next((other for other in later if name in _said(other, label, number)), None)
                if further is None:
                    now[name] = [before, after]
                elif _said(further, label, number)[name][0] == after:
                    _said(further, label, number)[name][0] = before
                    rewritten.add(further)
                else:
                    is_ours = False
            given_back = _give_back(label, number, now)
            given += bool(now) and given_back and is_ours
            left += not (given_back and is_ours)
    for other in rewritten:
        other.save(update_fields=["before"])
    return given, left


def _applied_after(batch: ImportBatch) -> models.QuerySet[ImportBatch]:
    """The imports that count and were applied after this one, in that order."""
    same_moment = models.Q(applied_at=batch.applied_at, pk__gt=batch.pk)
    later = ImportBatch.objects.filter(models.Q(applied_at__gt=batch.applied_at) | same_moment)
    return later.filter(state="applied").exclude(before={}).order_by("applied_at", "pk")


def _said(batch: ImportBatch, label: str, number: str) -> dict[str, list[Any]]:
    """What a batch remembers of a row: column to [before, after]."""
    remembered: dict[str, list[Any]] = batch.before.get(label, {}).get(number, {})
    return remembered


def _give_back(label: str, number: str, columns: dict[str, list[Any]]) -> bool:
    """Set the columns that still say what the import said; False if a person changed one."""
    given = [
        _rows(label).filter(pk=number, **{name: after}).update(**{name: before})
        for name, (before, after) in columns.items()
    ]
    return all(given)


def _rows(label: str) -> models.QuerySet[Any]:
    return apps.get_model(label)._base_manager.all()
