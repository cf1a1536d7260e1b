"""Against whom a deal is fought: competitors named on a deal, and to whom it was lost."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from kvota.records.deals import Deal
from kvota.records.people import Person
from kvota.records.row import Row, where_given


class CompetitorNamed(Row):
    """Somebody said that this competitor is in a deal, or with its loss that it went to him.

    Never required. Append-only: a row that is `taken_back` ends what was said before of that name on
    that deal. With a `move` it belongs to that loss, and counts no more when the loss is undone.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="competitors")
    move = models.ForeignKey(
        "records.Move", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=120)
    match_key = models.CharField(max_length=120)
    taken_back = models.BooleanField(default=False)
    sequence = models.BigIntegerField()
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["organisation", "sequence"], name="competitor_named_sequence"),
            where_given("move"),
            where_given("author"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Those of the deals the seat may read."""
        rows: models.QuerySet[Self] = cls.objects.filter(deal__in=Deal.visible_to(seat, on=on))
        return rows


def competitors_of(deal: Deal) -> list[CompetitorNamed]:
    """The competitors that stand named on a deal, in the order they were named. One query."""
    return standing_names(CompetitorNamed.objects.filter(deal=deal)).get(deal.pk, [])


def standing_names(rows: models.QuerySet[CompetitorNamed]) -> dict[int, list[CompetitorNamed]]:
    """Deal id → what stands named on it: the newest word on each name, without those taken back."""
    counting = rows.filter(models.Q(move=None) | models.Q(move__undone_by=None))
    newest: dict[int, dict[str, CompetitorNamed]] = {}
    for row in counting.order_by("sequence", "pk"):
        newest.setdefault(row.deal_id, {})[row.match_key] = row
    found = {deal: [row for row in names.values() if not row.taken_back] for deal, names in newest.items()}
    return {deal: names for deal, names in found.items() if names}
