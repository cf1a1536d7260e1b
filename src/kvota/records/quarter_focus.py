"""The focus of a quarter: the one direction a unit works in, with its owner and day."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from kvota.records.people import Person, Seat
from kvota.records.planned_nodes import Said
from kvota.records.rights import reads_everything, units_in_sight
from kvota.records.row import where_given
from kvota.records.units import Unit, unit_tree


class QuarterFocus(Said):
    """What a unit concentrates on in a quarter. Empty words take it back. The newest revision counts."""

    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )
    quarter = models.CharField(max_length=7, help_text="2026-Q4")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(null=True)

    class Meta(Said.Meta):
        indexes = [
            *Said.Meta.indexes,
            models.Index(fields=["organisation", "quarter", "unit"], name="focus_of_quarter"),
            where_given("owner"),
        ]

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """Those of the units in sight, and for everybody that of his own unit and those above it."""
        rows: models.QuerySet[Self] = cls.standing().exclude(words="")
        way = way_up(seat.unit_id, unit_tree(on))
        if reads_everything(seat, on=on):
            return rows
        return rows.filter(unit_id__in={*way, *units_in_sight(seat, on=on)})


def way_up(unit: int, tree: dict[int, int | None]) -> list[int]:
    """A unit and those above it, the nearest first. Ends on a cycle too."""
    way: list[int] = []
    here: int | None = unit
    while here is not None and here not in way:
        way.append(here)
        here = tree.get(here)
    return way
