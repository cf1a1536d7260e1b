"""The four numbers an owner gives before his company has a history. A later row replaces an earlier one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.organisations import Organisation
from kvota.records.row import Row


class AssumedFunnel(Row):
    """How many leads become meetings, meetings deals, what a deal brings and how long it takes.

    Shares are exact, as text ("3/10"); they are assumed until deals of one's own say more.
    """

    lead_to_meeting = models.CharField(max_length=40)
    meeting_to_deal = models.CharField(max_length=40)
    average_deal_minor = models.BigIntegerField(help_text="minor units of the company's currency")
    cycle_weeks = models.CharField(max_length=40, help_text="from the lead to the contract")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(average_deal_minor__gt=0), name="assumed_funnel_average_above_zero"
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """What is assumed is told to everybody it is assumed of."""
        rows: models.QuerySet[Self] = cls.objects.all()
        return rows

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.lead_to_meeting), Fraction(self.meeting_to_deal)

    @property
    def weeks(self) -> Fraction:
        return Fraction(self.cycle_weeks)


def newest_assumed_funnel(organisation: Organisation, *, as_of: date | None = None) -> AssumedFunnel | None:
    """The numbers that were given last, by a day; None where nobody was asked. One query."""
    rows = AssumedFunnel.objects.filter(organisation=organisation).select_related("author")
    if as_of is not None:
        rows = rows.filter(recorded_at__date__lte=as_of)
    newest: AssumedFunnel | None = rows.order_by("-sequence").first()
    return newest
