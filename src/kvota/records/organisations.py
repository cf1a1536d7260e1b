"""The company: its country, its money, its clock, and the counter that orders its facts."""

from __future__ import annotations

from django.db import models

from kvota.domain.calendar.four_four_five import FiscalStart, FourFourFive


class Organisation(models.Model):
    """A company with its own data, which no other company ever sees."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(
        max_length=2, blank=True, help_text="RU, CN, BG or empty: whose holidays count"
    )
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")
    fiscal_start = models.PositiveSmallIntegerField(
        default=1, help_text="the month a fiscal year begins with"
    )
    weeks_445 = models.BooleanField(
        default=False, help_text="months of four, four and five weeks instead of calendar months"
    )
    basis = models.CharField(max_length=6, default="cash", choices=[("cash", "cash"), ("signed", "signed")])
    ten_day = models.BooleanField(default=False, help_text="show ten-day periods")
    workload = models.JSONField(
        default=dict, help_text="what it counts hours with, as it typed it; the rest is assumed"
    )
    cells_per_rep = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="cells of the map of clients one rep can work; empty: the usual number, marked assumed",
    )
    is_demo = models.BooleanField(default=False)
    demo_until = models.DateField(null=True, blank=True, help_text="the last day the sample company lived")

    # The order of commits. Locked last in a transaction (see sequence.py).
    sequence = models.BigIntegerField(default=0)
    # Rises when rows appear or vanish behind the sequence (an import applied, undone):
    # whoever holds a copy by sequence then reads it anew.
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_start__range=(1, 12)), name="organisation_fiscal_start"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fiscal(self) -> FiscalStart:
        """How its years are cut into quarters and months: for every `fiscal_start=` of a period."""
        return FourFourFive(self.fiscal_start) if self.weeks_445 else self.fiscal_start
