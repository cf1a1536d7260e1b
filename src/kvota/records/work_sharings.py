"""The leads of a goal shared among its people: asked for, being worked out, and the answer that is kept."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from kvota.records.rights import may, reads_everything, units_in_sight
from kvota.records.row import Row

STATES = ("waiting", "working", "done", "refused")


class WorkSharing(Row):
    """Who starts how many leads of what for the goal of a unit in a period. One for each of these.

    Derived from facts and nothing else: any row may be deleted, and is worked out again when it is asked
    for. `best` is what the present attempt has found so far; it becomes `answer` when that is over, so
    that the page keeps an answer whatever becomes of the attempt.
    """

    period = models.CharField(max_length=7, help_text="a month or a quarter: 2026-11, 2026-Q4")
    unit = models.ForeignKey("records.Unit", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, default="waiting", choices=[(state, state) for state in STATES])
    attempt = models.PositiveIntegerField(
        default=0, help_text="goes up each time it is begun or ended: an older one writes nothing any more"
    )
    progress = models.JSONField(default=dict, help_text="seconds used, until when it looks now, for what")
    best = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    worked_from = models.JSONField(
        default=dict, help_text="a short hash of each part of what the answer was worked out from"
    )
    refusal = models.JSONField(default=dict, help_text="why it cannot be: code and fields")
    heartbeat_at = models.DateTimeField(help_text="the last word of who works on it, or asked for it")
    answered_at = models.DateTimeField(null=True)
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "unit", "period"], name="one_work_sharing_a_unit_and_period"
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "working")

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Those of the units in sight, for who sets goals."""
        sharings: models.QuerySet[Self] = cls.objects.all()
        if not may(seat, "set_goal"):
            return sharings.none()
        if reads_everything(seat, on=on):
            return sharings
        return sharings.filter(unit_id__in=units_in_sight(seat, on=on))
