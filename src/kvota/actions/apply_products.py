"""Bring products and their prices in line with what a text says; what it does not name stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from kvota.actions.set_price import add_product, set_price
from kvota.actions.settings_part import By, Change, Part, SettingsNamedTwice, set_columns
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text
from kvota.domain.settings.company_settings import PriceSaid, ProductSaid
from kvota.records.company_settings import prices_by_day
from kvota.records.events import leave_event
from kvota.records.selling import Product
from kvota.records.sequence import take


class OtherPriceCurrency(RuleError):
    """Prices are set in the company's currency; one in another came with an import and stays as it is."""

    code = "other_price_currency"
    sentence = "{key}: {value} is not the company's currency {currency}"
    key: str
    value: str
    currency: str


def products_part(said: tuple[ProductSaid, ...], base: str, by: By) -> Part:
    known = {row.match_key: row for row in Product.objects.live().order_by("-pk")}
    prices = prices_by_day()
    changes: list[Change] = []
    steps: list[Callable[[], None]] = []
    keys = Counter(matching_key(one.name) for one in said)
    for place, one in enumerate(said, start=1):
        key = f"products[{place}]"
        if keys[matching_key(one.name)] > 1:
            raise SettingsNamedTwice(key=key, value=one.name)
        row = known.get(matching_key(one.name))
        before = _told_product(row.name, row.series) if row else ""
        after = _told_product(one.name, one.series)
        if before != after:
            changes.append(Change(key, before, after))
        stored = prices.get(row.pk, {}) if row else {}
        new = [price for price in one.prices if not _same(stored.get(price.from_on), price)]
        for price in new:
            if price.currency != base:
                raise OtherPriceCurrency(key=key, value=price.currency, currency=base)
            said_before = stored.get(price.from_on)
            start = price.from_on.isoformat() if price.from_on else "…"
            changes.append(
                Change(
                    f"{key}.prices {start}",
                    _told_price(said_before) if said_before else "",
                    _told_price(price),
                )
            )
        if before != after or new:
            steps.append(_product_step(one, row, new, by))

    def make() -> None:
        for step in steps:
            step()

    return Part(changes, make)


def _product_step(said: ProductSaid, row: Product | None, new: list[PriceSaid], by: By) -> Callable[[], None]:
    def make() -> None:
        product = row or add_product(seat=by.seat, name=said.name, series=said.series, now=by.now)
        if (product.name, product.series) != (said.name, said.series):
            before = _told_product(product.name, product.series)
            set_columns(
                product, {"name": said.name, "series": said.series, "match_key": matching_key(said.name)}
            )
            leave_event(
                organisation=by.seat.organisation,
                sequence=take(by.seat.organisation),
                kind="product_renamed",
                seat=by.seat,
                subject=f"product:{product.uid}",
                recorded_at=by.now,
                payload={"before": before, "after": _told_product(said.name, said.series)},
            )
        for price in new:
            set_price(
                seat=by.seat,
                product=product,
                price_minor=price.price_minor,
                floor_minor=price.floor_minor,
                margin=price.margin,
                from_on=price.from_on,
                now=by.now,
            )

    return make


def _told_product(name: str, series: str) -> str:
    return f"{name} ({series})" if series else name


def _same(stored: PriceSaid | None, said: PriceSaid) -> bool:
    if stored is None:
        return False
    # A margin that is not said stays as it is.
    return stored == (replace(said, margin=stored.margin) if said.margin is None else said)


def _told_price(price: PriceSaid) -> str:
    words = f"{decimal_text(price.price_minor, price.currency)} {price.currency}"
    more = [] if price.floor_minor is None else [f"≥ {decimal_text(price.floor_minor, price.currency)}"]
    more += [] if price.margin is None else [f"margin {price.margin}"]
    return f"{words} ({', '.join(more)})" if more else words
