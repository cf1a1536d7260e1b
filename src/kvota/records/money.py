"""Money facts: what was signed, asked for, received and given back."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from kvota.records.deals import MOST_MINOR, Deal
from kvota.records.rights import READS_TEAM, owned_in_sight
from kvota.records.row import Fact, ImportedRow, LiveQuerySet, Row, live_by_key, where_given


class MoneyFact(Fact):
    """An amount on a deal on a day. `replaces` points at the row this one corrects.

    `assumed`: a file without payments was imported, so its won deal counts as signed
    and paid on its closing date. A real payment on the deal puts the assumption aside.
    """

    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="%(class)ss")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    external_id = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    assumed = models.BooleanField(default=False)
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )

    class Meta(Fact.Meta):
        abstract = True
        indexes = [*Fact.Meta.indexes, where_given("replaces")]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_minor__range=(0, MOST_MINOR)), name="%(class)s_amount"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The money of the people in sight; what belongs to no deal yet, to who records money."""
        facts: LiveQuerySet = cls.objects.live()
        seen = owned_in_sight(seat, on=on, owner="deal__owner_id")
        if seat.role in READS_TEAM:
            seen |= Q(deal=None)
        return facts.filter(seen)

    @classmethod
    def standing(cls) -> models.QuerySet[Self]:
        """The rows that count: live, and put aside by no later live row."""
        facts: LiveQuerySet = cls.objects.live()
        return facts.exclude(Exists(live_by_key(cls).filter(replaces=OuterRef("pk"))))


class Contract(MoneyFact):
    """Signed, by a move to the contract stage or by a file. Its instalments, when it has any, sum to it."""

    number = models.CharField(max_length=60, blank=True)
    move = models.ForeignKey(
        "records.Move",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="undone with it",
        db_index=False,
    )

    class Meta(MoneyFact.Meta):
        indexes = [*MoneyFact.Meta.indexes, where_given("move")]

    @classmethod
    def standing(cls) -> models.QuerySet[Self]:
        """Without the contracts whose signing was undone."""
        return super().standing().exclude(move__undone_by__isnull=False)

    @classmethod
    def of(cls, deal: Deal) -> Self | None:
        """The contract of a deal as it stands."""
        return cls.standing().filter(deal=deal).order_by("-sequence").first()


class Instalment(ImportedRow):
    """A part of a contract with the day it is due."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="instalments")
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        instalments: models.QuerySet[Self] = cls.objects.live()
        return instalments.filter(contract__in=Contract.visible_to(seat, on=on))


class Invoice(MoneyFact):
    """Asked for, and when it is due."""

    number = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)


class Payment(MoneyFact):
    """Received. Without a deal it waits in the list of unmatched payments."""

    payer = models.CharField(max_length=200, blank=True)

    class Meta(MoneyFact.Meta):
        constraints = [
            *MoneyFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~Q(external_id="") & Q(batch=None),
                name="payment_external_id_once",
            ),
        ]


class Refund(MoneyFact):
    """Given back, of an earlier payment."""

    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="refunds")


def payments_that_count(deal: Deal) -> list[tuple[date, int]]:
    """Day and minor units of what was received on a deal, the earliest first. One query.

    Assumed payments count until a real one is known.
    """
    rows = Payment.standing().filter(deal=deal, amount_minor__gt=0).order_by("occurred_on", "sequence")
    found = list(rows.values_list("assumed", "occurred_on", "amount_minor"))
    real = [row for row in found if not row[0]]
    return [(day or date.min, amount) for _, day, amount in real or found]


def received(deal: Deal) -> int:
    """Minor units received on a deal, refunds aside."""
    return sum(amount for _, amount in payments_that_count(deal))


class Rate(Row):
    """What one unit of a foreign currency was worth in the company's own from a day on, exactly."""

    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(numerator__gt=0) & Q(denominator__gt=0), name="rate_positive"),
            models.UniqueConstraint(fields=["organisation", "currency", "from_on"], name="rate_once_a_day"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        rates: models.QuerySet[Self] = cls.objects.all()
        return rates
