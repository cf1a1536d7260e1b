"""What a company says of its metrics: its own ones, version after version, and those it does not show."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.funnels import WorkedName
from kvota.records.row import Row


class CompanyMetric(Row, WorkedName):
    """One version of a metric. Never changed: another definition is the next version, with its reason.

    A row of a shipped metric only says whether the company shows it; its definition stays empty.
    """

    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    definition = models.JSONField(default=dict, help_text="the choices: domain/metrics/metric.py")
    hidden = models.BooleanField(default=False, help_text="kept for the goals that name it, offered no more")
    reason = models.CharField(max_length=200, blank=True)
    sequence = models.BigIntegerField()
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "key", "version"], name="company_metric_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="company_metric_from_one"),
        ]
        ordering = ["key", "version"]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """What is counted is no secret; whose figures are shown is asked of the scope."""
        metrics: models.QuerySet[Self] = cls.objects.all()
        return metrics
