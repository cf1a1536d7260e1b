"""The necessary conditions of a sub-goal, the difficulties, and who removes each by when."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.people import Person, Seat
from kvota.records.planned_nodes import Said, nodes_in_sight
from kvota.records.row import Row, where_given
from kvota.records.units import Unit

#: Text 002: traits of clients, clients needed, clients now, points of cooperation, product mix, habits.
KINDS = ("traits", "needed", "now", "cooperation", "mix", "habits")
DIFFICULTY = "difficulty"
STATES = ("open", "removed", "given_up")


class Condition(Said):
    """One line: a condition of one of the six kinds, or a difficulty, with its owner and day.

    It belongs to a period, a metric and a unit or a person, and not to a version of the goal:
    it survives them. `words` say what, `owner` who removes it, `due_on` by when, `support` what
    he needs for it: an action plan reads these four.
    """

    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )
    period = models.CharField(max_length=12, help_text="key of the period: 2026, 2026-Q4, 2026-11")
    metric = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in (*KINDS, DIFFICULTY)])
    words = models.CharField(max_length=500)
    support = models.CharField(max_length=300, blank=True, help_text="what its owner needs for it")
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default="open")

    class Meta(Said.Meta):
        indexes = [
            *Said.Meta.indexes,
            models.Index(fields=["organisation", "period", "metric"], name="condition_of_goal"),
            where_given("owner"),
        ]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="condition_unit_or_person"
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """Those of the plans the seat reads, and those its person is to remove."""
        rows: models.QuerySet[Self] = cls.standing()
        return rows.filter(nodes_in_sight(seat, on=on) | Q(owner_id=seat.person_id))

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def due_soon(person: int, *, until: date) -> models.QuerySet[Any]:
    """The open lines a person is to remove by a day, the earliest first."""
    rows = Condition.standing().filter(owner_id=person, state="open", due_on__lte=until)
    return rows.order_by("due_on", "sequence")
