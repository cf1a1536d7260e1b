"""Add a product by hand, and say what one costs from a day on."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from kvota.actions.plain_values import short_text, sum_of_money
from kvota.domain.errors import RuleError
from kvota.domain.importing.read_lists import FloorAbovePrice
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Product, ProductPrice
from kvota.records.sequence import take


class ProductNameNeeded(RuleError):
    code = "product_name_needed"
    sentence = "a product needs a name"


class ProductKnown(RuleError):
    """Two products of one name would share their deals at random."""

    code = "product_known"
    sentence = "there is a product {name} already"
    name: str


class MarginNotAShare(RuleError):
    """Nobody keeps more than the whole price, and a loss is no margin to plan with."""

    code = "margin_not_a_share"
    sentence = "a margin of {percent} % is not possible"
    percent: Fraction


def add_product(*, seat: Seat, name: str, series: str = "", now: datetime) -> Product:
    """Store a product, without a price yet."""
    require(seat, "setup")
    words = short_text(name)
    if not words:
        raise ProductNameNeeded()
    key = matching_key(words)
    if Product.objects.live().filter(match_key=key).exists():
        raise ProductKnown(name=words)
    with transaction.atomic():
        product: Product = Product.objects.create(
            organisation=seat.organisation, name=words, match_key=key, series=short_text(series, most=120)
        )
        _leave(seat, product, "product_added", now, {"name": words})
    return product


def set_price(
    *,
    seat: Seat,
    product: Product,
    price_minor: int,
    floor_minor: int | None,
    from_on: date | None,
    now: datetime,
    margin: Fraction | None = None,
) -> ProductPrice:
    """Store a price in the company's currency; the same day again replaces what was said of it.

    Without a day it holds from the beginning. `margin` is the share of it that is profit, 0 to 1;
    without one the margin known before holds on.

    A new row, as every correction: the newest of a day counts. Amounts of deals stay as they are.
    """
    require(seat, "setup")
    currency = seat.organisation.currency
    sum_of_money(price_minor, currency, least=0)
    if floor_minor is not None and sum_of_money(floor_minor, currency, least=0) > price_minor:
        raise FloorAbovePrice(
            floor=decimal_text(floor_minor, currency), price=decimal_text(price_minor, currency)
        )
    if margin is not None and not 0 <= margin <= 1:
        raise MarginNotAShare(percent=margin * 100)
    with transaction.atomic():
        price: ProductPrice = ProductPrice.objects.create(
            organisation=seat.organisation,
            product=product,
            from_on=from_on,
            price_minor=price_minor,
            floor_minor=floor_minor,
            currency=currency,
            margin_numerator=None if margin is None else margin.numerator,
            margin_denominator=None if margin is None else margin.denominator,
        )
        said: dict[str, object] = {
            "from_on": from_on and from_on.isoformat(),
            "price_minor": price_minor,
            "floor_minor": floor_minor,
            "margin": None if margin is None else str(margin),
        }
        _leave(seat, product, "price_set", now, said | {"currency": currency})
    return price


def _leave(seat: Seat, product: Product, kind: str, now: datetime, payload: dict[str, object]) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"product:{product.uid}",
        recorded_at=now,
        payload=payload,
    )
