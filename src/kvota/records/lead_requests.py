"""Leads that were asked for: how many, of whom, by when, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from kvota.records.lead_supply import Channel
from kvota.records.rights import may
from kvota.records.row import Row

ANSWERS = ("promised", "given", "refused")


class LeadRequest(Row):
    """Such as 34 leads by 1 December. Answers are rows of their own; the last of them is its state."""

    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, help_text="2026-12, 2026-W49 and the like")
    count = models.PositiveIntegerField()
    asked_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="lead_requests")
    due_on = models.DateField()
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(count__gt=0), name="lead_request_count"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """For who reads the supply, and for whom it was asked of, by whatever seat."""
        rows: models.QuerySet[Self] = cls.with_state()
        if may(seat, "see_supply"):
            return rows
        return rows.filter(Q(asked_of=seat.person_id) | Q(asked_by=seat.person_id))

    @classmethod
    def with_state(cls) -> models.QuerySet[Self]:
        """Each with `state` (None while only asked), `promised` and `words` of its last answer."""
        last = LeadAnswer.objects.filter(request=OuterRef("pk")).order_by("-sequence")
        rows: models.QuerySet[Self] = cls.objects.annotate(
            state=Subquery(last.values("answer")[:1]),
            promised=Subquery(last.values("count")[:1]),
            words=Subquery(last.values("words")[:1]),
        )
        return rows.select_related("channel", "asked_by", "asked_of").order_by("due_on", "sequence")

    @classmethod
    def waiting_for(cls, person: int) -> models.QuerySet[Self]:
        """What a person has not answered yet."""
        return cls.with_state().filter(asked_of=person, state=None)


class LeadAnswer(Row):
    """What whom it was asked of says: promised, given, refused. Append-only."""

    request = models.ForeignKey(LeadRequest, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=8, choices=[(answer, answer) for answer in ANSWERS])
    count = models.PositiveIntegerField(default=0, help_text="how many are promised or were given")
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Those of the requests the seat may read, in their order."""
        rows: models.QuerySet[Self] = cls.objects.filter(request__in=LeadRequest.visible_to(seat, on=on))
        return rows.order_by(F("sequence"))
