"""What was forecast for a month on the evening before it, worked out afterwards from what was known then."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from kvota.records.rights import reads_everything
from kvota.records.row import Row


class ForecastCheck(Row):
    """The range of one month of the whole company, as it would have been shown before the month began.

    Derived from facts and nothing else: any row may be deleted and is made again. It holds for the
    epoch it was made in; an import or its undoing rewrites the past and with it the row.
    """

    month = models.CharField(max_length=7)
    basis = models.CharField(max_length=6)
    epoch = models.PositiveIntegerField()
    made_on = models.DateField(help_text="the evening it is the forecast of")
    label = models.CharField(max_length=20)
    low_minor = models.BigIntegerField()
    middle_minor = models.BigIntegerField()
    high_minor = models.BigIntegerField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "month", "basis"], name="one_forecast_check_a_month"
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The sums of the whole company: for whoever reads all of it."""
        checks: models.QuerySet[Self] = cls.objects.all()
        return checks if reads_everything(seat, on=on) else checks.none()
