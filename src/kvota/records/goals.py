"""Goals: a sum for a period, and the cells it was spread over. A version never changes."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.rights import own_people_in_sight
from kvota.records.row import Row

METRICS = ("revenue", "profit")


class GoalVersion(Row):
    """One state of a goal. Every accepted change is a new version that supersedes the last."""

    period = models.CharField(max_length=7, help_text="2026, 2026-Q4 or 2026-11")
    metric = models.CharField(max_length=7, choices=[(metric, metric) for metric in METRICS])
    amount_minor = models.BigIntegerField(help_text="what was asked for: revenue, or the profit")
    revenue_minor = models.BigIntegerField(help_text="the revenue it takes; the cells sum to it")
    terms = models.JSONField(
        default=dict, help_text="margins, fixed cost, weights: what the numbers came from"
    )
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "sequence"], name="goal_version_sequence")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Who reads anybody's plan finds the goal it is part of; the grid shows the cells in his sight.

        The sums of the goal itself are the company's: only who reads everything is shown them.
        """
        versions: models.QuerySet[Self] = cls.objects.all()
        return versions if own_people_in_sight(seat, on=on) != set() else versions.none()


class GoalCell(models.Model):
    """The plan of a unit or a person for a month. Days are derived from it, never stored."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(GoalVersion, on_delete=models.CASCADE, related_name="cells")
    unit = models.ForeignKey("records.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    value_minor = models.BigIntegerField()
    typed = models.BooleanField(default=False, help_text="a person wrote it: no spread touches it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="goal_cell_unit_or_person"
            ),
            models.UniqueConstraint(fields=["version", "unit", "person", "month"], name="goal_cell_once"),
        ]
