"""The tree of units, with dates: a moved team keeps its numbers in both places."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.asked_often import AskedOften
from kvota.records.row import ImportedRow, Row


def in_force(on: date) -> Q:
    """The rows whose half-open interval [from_on, to_on) holds that day; no date means no bound."""
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(to_on=None) | Q(to_on__gt=on))


class Unit(ImportedRow):
    """A part of the company that has a plan: the company itself, a region, a team."""

    name = models.CharField(max_length=120)
    external_id = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Every unit's name is open to everyone in the company; its figures are not."""
        units: models.QuerySet[Self] = cls.objects.live()
        return units


class UnitPlacement(ImportedRow):
    """Under which unit a unit stands, from a day to a day (the second excluded)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=~Q(unit=models.F("parent")), name="unit_not_under_itself"),
        ]


def unit_tree(on: date) -> dict[int, int | None]:
    """Each unit's parent on that day, by id. One query; a firm has tens of units, not thousands."""
    return dict(_placements.rows(on=on))


_placements = AskedOften(
    lambda on: UnitPlacement.objects.live().filter(in_force(on)).values_list("unit_id", "parent_id")
)


def with_everything_below(unit: int, tree: dict[int, int | None]) -> set[int]:
    """The unit and all units under it. Ends on a cycle too, should one ever be stored."""
    children: dict[int | None, list[int]] = {}
    for child, parent in tree.items():
        children.setdefault(parent, []).append(child)
    found, waiting = set(), [unit]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += children.get(here, [])
    return found


def units_above(unit: int | None, tree: dict[int, int | None]) -> list[int]:
    """The unit and those it lies in, the company last. Ends on a cycle too.

    >>> units_above(3, {1: None, 2: 1, 3: 2})
    [3, 2, 1]
    """
    way: list[int] = []
    while unit is not None and unit not in way:
        way.append(unit)
        unit = tree.get(unit)
    return way
