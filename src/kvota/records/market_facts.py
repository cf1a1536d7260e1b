"""What is known of the market of a segment: potential clients, growth, competitors, and from where."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import Q

from kvota.records.people import Person, Seat
from kvota.records.rights import may
from kvota.records.row import Row, where_given
from kvota.records.selling import Product


class MarketFact(Row):
    """What a source says of a segment on a day. Append-only: the newest day counts, then the newest row.

    An empty industry, region or product means all of them. Growth is a share a year, exact: 1/20
    is five percent up, below zero it shrinks.
    """

    industry = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_day = models.DateField(help_text="the day it holds for")
    potential_clients = models.PositiveIntegerField(null=True)
    growth_numerator = models.BigIntegerField(null=True)
    growth_denominator = models.BigIntegerField(null=True)
    competitors = models.JSONField(default=list, help_text="names")
    source = models.CharField(max_length=300)
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["organisation", "sequence"], name="market_fact_sequence"),
            where_given("product"),
            where_given("author"),
        ]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=~Q(source=""), name="market_fact_has_source"),
            models.CheckConstraint(
                condition=Q(growth_numerator=None) & Q(growth_denominator=None)
                | Q(growth_numerator__isnull=False) & Q(growth_denominator__gt=0),
                name="market_fact_growth",
            ),
        ]

    @property
    def growth(self) -> Fraction | None:
        """The share by which the market grows in a year."""
        if self.growth_numerator is None or self.growth_denominator is None:
            return None
        return Fraction(self.growth_numerator, self.growth_denominator)

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """The market is no secret of anybody who plans: who sells, leads, counts or analyses."""
        facts: models.QuerySet[Self] = cls.objects.all()
        return facts if may(seat, "set_condition") or may(seat, "see_team") else facts.none()


def newest_fact(*, industry: str = "", region: str = "", product: int | None = None) -> MarketFact | None:
    """The newest fact that says something of a segment: of its own, or of one that holds it whole.

    That of the narrowest segment counts; among those of one the newest. One query.
    """
    facts = MarketFact.objects.filter(industry__in=["", industry], region__in=["", region])
    facts = facts.filter(Q(product=None) | Q(product_id=product)) if product else facts.filter(product=None)
    found: list[MarketFact] = list(facts.select_related("product", "author"))
    return max(
        found,
        key=lambda one: (
            bool(one.industry) + bool(one.region) + bool(one.product_id),
            one.on_day,
            one.sequence,
        ),
        default=None,
    )
