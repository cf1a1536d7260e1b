"""Where leads come from, and how many somebody promised for each week: typed, pasted or imported."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.rights import may
from kvota.records.row import Fact, ImportedRow


class Channel(ImportedRow):
    """A source of leads: what stands as the source of a deal, by the same name."""

    name = models.CharField(max_length=120)
    match_key = models.CharField(
        max_length=120, help_text="the name as compared: case, width and spaces evened out"
    )

    class Meta(ImportedRow.Meta):
        indexes = [models.Index(fields=["organisation", "match_key"], name="channel_match_key")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The names of the channels are on every deal; what they bring is not."""
        channels: models.QuerySet[Self] = cls.objects.live()
        return channels


class SupplyEntry(Fact):
    """What is expected of a channel in a week. Append-only: the newest entry of a week is what counts.

    `expected` None takes back what was said. Costs are minor units of the company's currency;
    None where nobody said.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="entries")
    week_on = models.DateField(help_text="the Monday of the ISO week")
    expected = models.PositiveIntegerField(null=True, blank=True)
    promised_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    planned_minor = models.BigIntegerField(null=True, blank=True)
    spent_minor = models.BigIntegerField(null=True, blank=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["organisation", "week_on"], name="supply_entry_week"),
        ]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(planned_minor=None) | Q(planned_minor__gte=0))
                & (Q(spent_minor=None) | Q(spent_minor__gte=0)),
                name="supply_entry_cost",
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """For those who plan and count: head, owner, analyst, finance."""
        entries: models.QuerySet[Self] = cls.objects.live()
        return entries if may(seat, "see_supply") else entries.none()


def newest_entries(
    *, first_week: date, last_week: date, as_of: date | None = None
) -> dict[tuple[int, date], SupplyEntry]:
    """(channel id, Monday) → what counted on a day, of the company in scope. One query.

    What was said before it was known does not count: `as_of` asks what was known by then.
    """
    rows = SupplyEntry.objects.live().filter(week_on__range=(first_week, last_week))
    if as_of is not None:
        rows = rows.filter(known_on__lte=as_of)
    rows = rows.select_related("promised_by", "author").order_by("sequence")
    return {(row.channel_id, row.week_on): row for row in rows}
