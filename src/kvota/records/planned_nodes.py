"""What is written about a sub-goal: the unit or the person whose plan of a period it belongs to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from kvota.records.goal_nodes import person_key, unit_key
from kvota.records.people import Person, Seat
from kvota.records.rights import may, own_people_in_sight, reads_everything, units_in_sight
from kvota.records.row import Row
from kvota.records.units import Unit

#: What makes lines of one sub-goal a line of it: its period, its metric, its unit or person.
WRITES = "set_condition"


class Said(Row):
    """A revision of a line somebody wrote. Never changed: a later one replaces it and keeps its author.

    `line` is the same in all revisions of a line, so that a link to it holds. Each kind has `replaces`,
    the revision before, with `replaced_by` the other way.
    """

    line = models.UUIDField(help_text="the same in every revision of one line")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(Row.Meta):
        abstract = True
        indexes = [models.Index(fields=["organisation", "sequence"], name="%(class)s_sequence")]

    @classmethod
    def standing(cls) -> models.QuerySet[Any]:
        """The newest revision of every line."""
        rows: models.QuerySet[Any] = cls.objects.filter(replaced_by=None)
        return rows


def of_node(*, unit: int | None, person: int | None) -> Q:
    """The condition on rows with a `unit` and a `person`: those of one node of the plan."""
    return Q(unit_id=unit) if person is None else Q(person_id=person)


def nodes_in_sight(seat: Seat, *, on: date) -> Q:
    """The condition on the same rows: those whose plan the seat reads (`GoalVersion`, grid S5).

    Two short queries.
    """
    if reads_everything(seat, on=on):
        return Q(pk__isnull=False)
    people = own_people_in_sight(seat, on=on) or set()
    return Q(unit_id__in=units_in_sight(seat, on=on)) | Q(person_id__in=people)


def keys_in_sight(seat: Seat, *, on: date) -> set[str] | None:
    """The keys of the units and people whose plan the seat reads and changes; None for all of them.

    One rule for every door to the cells of a goal: the grid, the sheet, a file, undo and redo. Two
    short queries.
    """
    if reads_everything(seat, on=on):
        return None
    people = own_people_in_sight(seat, on=on) or set()
    return {person_key(person) for person in people} | {
        unit_key(unit) for unit in units_in_sight(seat, on=on)
    }


def writes_for(seat: Seat, *, unit: int | None, person: int | None, on: date) -> bool:
    """Whether the seat writes about the plan of that node: a head and an owner theirs, a rep his own."""
    if not may(seat, WRITES) or (unit is None and person is None):
        return False
    if reads_everything(seat, on=on):
        return True
    if person is not None:
        return person in (own_people_in_sight(seat, on=on) or set())
    return unit in units_in_sight(seat, on=on)


def name_of(unit: Unit | None, person: Person | None) -> str:
    return str(person or unit or "")
