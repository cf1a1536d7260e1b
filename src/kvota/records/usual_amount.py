"""What a deal is worth while nobody has said so: the price of its product, else the usual deal."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, Sum

from kvota.domain.money.rounding import round_half_up
from kvota.records.money import Contract
from kvota.records.selling import Product, ProductPrice


def price_in_force(product: Product, *, currency: str, on: date) -> int | None:
    """The price of a product on a day, in minor units. One query."""
    prices = ProductPrice.objects.live().filter(
        Q(from_on=None) | Q(from_on__lte=on), product=product, currency=currency
    )
    # NULLs sort first on SQLite and last on PostgreSQL; here they are the oldest.
    newest = max(prices, key=lambda price: (price.from_on or date.min, price.pk), default=None)
    return newest.price_minor if newest else None


def usual_amount(*, currency: str) -> int | None:
    """The mean of the contracts signed in a currency; None before the first. One query."""
    signed = (
        Contract.standing()
        .filter(currency=currency, amount_minor__gt=0)
        .aggregate(Sum("amount_minor"), Count("id"))
    )
    if not signed["id__count"]:
        return None
    return round_half_up(Fraction(int(signed["amount_minor__sum"]), signed["id__count"]))


def assumed_amount(product: Product | None, *, currency: str, on: date) -> int | None:
    """The amount a deal without one is shown with, marked assumed; None when there is nothing to go by."""
    price = price_in_force(product, currency=currency, on=on) if product else None
    return usual_amount(currency=currency) if price is None else price
