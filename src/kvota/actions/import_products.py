"""Import a price list: products, their series, their price and the lowest price allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import ProductRow
from kvota.domain.importing.text import matching_key
from kvota.records.changed_rows import ChangedRows
from kvota.records.deal_history import stretches_of
from kvota.records.deals import Deal, DealVersion
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.row import live_by_key
from kvota.records.selling import Product, ProductPrice

DEALS_AT_ONCE = 1_000
Terms = tuple[int, int | None, str]
Prices = list[tuple[date, Terms]]


def import_products(
    *,
    organisation: Organisation,
    rows: Iterable[ProductRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import the products that `read_product_rows` read, or count what importing them would do.

    A price with a day holds from that day on. Without one a first price holds from the beginning
    and a changed price from today. Deals whose amount was only assumed take the first prices of
    their product, that of the day on which they began. Raises NotAllowed or ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="products", file=file, checked=checked, preview=preview):
        list_ = _PriceList(run)
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
            else:
                run.counts[list_.take(row)] += 1
        list_.write()
        repriced = _reprice(run, list_.first_prices)
        result = run.result()
        apply(run, result=result, changes=list_.changes, corrects_deals=repriced > 0)
    return result


class _PriceList:
    """The company's products with their prices by day, and what the file adds."""

    def __init__(self, run: Import) -> None:
        self._products = run.new_rows(Product)
        self._prices = run.new_rows(ProductPrice)
        self._run = run
        self.changes = ChangedRows()
        self.first_prices: dict[int, Prices] = {}
        self._known: dict[str, Product] = {}
        self._made: dict[str, int] = {}
        self._by_day: defaultdict[int, Prices] = defaultdict(list)
        if run.stored:
            self._known = {product.match_key: product for product in Product.objects.live().order_by("-id")}
            for price in ProductPrice.objects.live().order_by("id"):
                terms = (price.price_minor, price.floor_minor, price.currency)
                self._by_day[price.product_id].append((price.from_on or date.min, terms))

    def take(self, row: ProductRow) -> str:
        """Take a row in; return whether its product is "new", "updated" or "unchanged"."""
        key = matching_key(row.name)
        product = self._known.get(key)
        if product is None and key in self._made:
            return "updated" if self._price(self._made[key], row) else "unchanged"
        if product is None:
            number = self._made[key] = self._products.add(
                name=row.name, match_key=key, series=row.series or ""
            )
            self._price(number, row)
            return "new"
        changed = bool(row.series) and self.changes.change(product, series=row.series)
        return "updated" if self._price(product.pk, row) or changed else "unchanged"

    def _price(self, product: int, row: ProductRow) -> bool:
        """Keep a price that is not in force already on its day."""
        if row.price_minor is None:
            return False
        prices = self._by_day[product]
        is_first = not prices or product in self.first_prices
        before = _in_force(prices, row.from_on or self._run.today)
        floor = row.floor_price_minor
        if floor is None and before is not None and before[2] == row.currency and before[1] is not None:
            floor = min(before[1], row.price_minor)  # the file says nothing about the lowest price
        terms = (row.price_minor, floor, row.currency)
        if terms == before:
            return False
        from_on = row.from_on or (None if not prices else self._run.today)
        self._prices.add(
            product_id=product,
            from_on=from_on,
            price_minor=row.price_minor,
            floor_minor=floor,
            currency=row.currency,
        )
        prices.append((from_on or date.min, terms))
        if is_first:
            self.first_prices[product] = prices
        return True

    def write(self) -> None:
        self._run.write([self._products, self._prices])


def _in_force(prices: Prices, on: date) -> Terms | None:
    """The terms on a day; of two said of one day the later said."""
    begun = [price for price in reversed(prices) if price[0] <= on]
    return max(begun, key=lambda price: price[0])[1] if begun else None


def _reprice(run: Import, prices: dict[int, Prices]) -> int:
    """Give deals of an assumed amount the first price of their product; return how many."""
    if not run.stored or not prices:
        return 0
    assumed = Deal.objects.live().filter(amount_assumed=True, product__in=[p for p in prices if p > 0])
    numbers = iter(list(assumed.order_by("id").values_list("id", flat=True)))
    written = run.new_rows(DealVersion, recorded_at=run.now, known_on=run.today)
    repriced = 0
    while some := list(islice(numbers, DEALS_AT_ONCE)):
        for deal, versions in _versions_of(some).items():
            life = [
                (start, attributes, _first_price(run, prices, attributes))
                for start, attributes in stretches_of(versions)
            ]
            new_life = [
                (start, attributes | {"amount_minor": terms[0]})
                if terms and attributes["amount_assumed"] and attributes["currency"] == terms[2]
                else (start, attributes)
                for start, attributes, terms in life
            ]
            if [attributes for _, attributes in new_life] != [attributes for _, attributes, _ in life]:
                repriced += 1
                for start, attributes in new_life:
                    written.add(deal_id=deal, effective_on=start, **attributes)
        run.write([], [written])
    run.counts["deals_repriced"] += repriced
    return repriced


def _first_price(run: Import, prices: dict[int, Prices], attributes: dict[str, Any]) -> Terms | None:
    """The price of the day on which a deal began; an undated deal is looked at today."""
    return _in_force(prices.get(attributes["product_id"], []), attributes["created_on"] or run.today)


def _versions_of(deals: Sequence[int]) -> dict[int, list[DealVersion]]:
    versions: defaultdict[int, list[DealVersion]] = defaultdict(list)
    for version in live_by_key(DealVersion).filter(deal__in=deals).order_by("sequence"):
        versions[version.deal_id].append(version)
    return versions
