"""Clients, what is sold to them, where they came from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from kvota.records.rights import people_in_sight
from kvota.records.row import ImportedRow, Row, where_given


class Client(ImportedRow):
    """A firm or a person we sell to."""

    name = models.CharField(max_length=200)
    match_key = models.CharField(
        max_length=200, help_text="the name as compared: case, width and spaces evened out"
    )
    external_id = models.CharField(max_length=120, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    is_placeholder = models.BooleanField(
        default=False, help_text="stands for deals whose client nobody named"
    )
    # What ClientMerge says of today, so that a page needs no second look. Deals keep the client they have.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(ImportedRow.Meta):
        indexes = [
            models.Index(fields=["organisation", "match_key"], name="client_match_key"),
            where_given("merged_into"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stands_as(self) -> Client:
        """The client he is today: himself, or the one he was merged into."""
        return self.merged_into or self

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The clients of the deals the seat may read."""
        from kvota.records.deals import Deal

        clients: models.QuerySet[Self] = cls.objects.live()
        if people_in_sight(seat, on=on) is None:
            return clients
        deals = Deal.visible_to(seat, on=on)
        own, merged = (
            deals.filter(**{name: OuterRef("pk")}) for name in ("client_id", "client__merged_into")
        )
        return clients.filter(Exists(own) | Exists(merged))

    @classmethod
    def same_as(cls, client: Client) -> Q:
        """The condition on rows with a `client`: his own, and those of the clients merged into him."""
        return Q(client=client.stands_as) | Q(client__merged_into=client.stands_as)


class Product(ImportedRow):
    """Something that is sold, under one name however it was spelt."""

    name = models.CharField(max_length=200)
    match_key = models.CharField(max_length=200)
    series = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        products: models.QuerySet[Self] = cls.objects.live()
        return products


class ProductPrice(ImportedRow):
    """A price and the lowest price one may give, from a day on."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    from_on = models.DateField(null=True, blank=True)
    price_minor = models.BigIntegerField()
    floor_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    # What is left of the price when the thing itself is paid: two whole numbers, so that it stays exact.
    margin_numerator = models.BigIntegerField(null=True, blank=True)
    margin_denominator = models.BigIntegerField(null=True, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(margin_numerator=None, margin_denominator=None)
                | Q(
                    margin_numerator__gte=0,
                    margin_denominator__gt=0,
                    margin_numerator__lte=models.F("margin_denominator"),
                ),
                name="price_margin_a_share",
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0)
                & (Q(floor_minor=None) | Q(floor_minor__lte=models.F("price_minor"))),
                name="price_floor_below_price",
            ),
        ]

    @property
    def margin(self) -> Fraction | None:
        """The share of the price that is profit, where one was given with it."""
        if self.margin_numerator is None or self.margin_denominator is None:
            return None
        return Fraction(self.margin_numerator, self.margin_denominator)


class Alias(ImportedRow):
    """Another spelling of a product, client, person or stage, said by a user to mean the same."""

    kind = models.CharField(max_length=10)
    match_key = models.CharField(max_length=200)
    means = models.CharField(max_length=200)
