"""What a company sells, by share of its money, and what is left of each product: profit into revenue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kvota.analytics.goal_weights import SliceFound, slices_sold
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.records.organisations import Organisation
from kvota.records.selling import Product, ProductPrice


class MixWithoutMargin(RuleError):
    """Something that sells has no margin, so nobody can say what revenue earns a profit."""

    code = "mix_without_margin"
    sentence = "the margin of {products} is not known"
    products: tuple[str, ...]


class NothingSoldYet(RuleError):
    """Without a past there is no mix; a margin can still be typed."""

    code = "no_mix_yet"
    sentence = "nothing was sold in the year before {key}, so there is no mix of products to go by"
    key: str


@dataclass(frozen=True)
class MixPart:
    """A product's share in the money of a year, and its margin as a share of its price."""

    product: int
    name: str
    share: Fraction
    margin: Fraction


def product_mix(organisation: Organisation, *, period: Period, as_of: date) -> list[MixPart]:
    """Return the mix of the year before a period: shares that sum to 1, each with the margin in force.

    Raises
    ------
    NothingSoldYet
        No product brought money in that year.
    MixWithoutMargin
        A product of it has no margin on that day; a share of revenue must not earn an unknown profit.
    MissingRate
        A sum in a foreign currency has no rate.

    Source: domain.md A8 (the mix is part of the goal). Three queries and one question to the copy.
    """
    sold = [
        found for found in slices_sold(organisation, "product", period=period, as_of=as_of) if found.product
    ]
    whole = sum(each.minor for each in sold)
    if not whole:
        raise NothingSoldYet(key=period.key)
    margins = margins_in_force(on=as_of)
    names = dict(Product.objects.filter(pk__in=[each.product for each in sold]).values_list("pk", "name"))
    without = tuple(names[each.product] for each in sold if each.product and each.product not in margins)
    if without:
        raise MixWithoutMargin(products=without)
    return [_part(each, whole, names, margins) for each in sold]


def margins_in_force(*, on: date) -> Mapping[int, Fraction]:
    """Product id → its margin on a day: that of the newest price that says one. One query."""
    rows = ProductPrice.objects.live().exclude(margin_denominator=None).order_by("from_on", "pk")
    found: dict[int, Fraction] = {}
    for product, from_on, above, below in rows.values_list(
        "product_id", "from_on", "margin_numerator", "margin_denominator"
    ):
        if from_on is None or from_on <= on:
            found[product] = Fraction(above, below)
    return found


def _part(each: SliceFound, whole: int, names: Mapping[int, str], margins: Mapping[int, Fraction]) -> MixPart:
    product = each.product or 0
    return MixPart(product, names[product], Fraction(each.minor, whole), margins[product])
