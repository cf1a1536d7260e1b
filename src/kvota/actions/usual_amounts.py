"""What deals without an amount are taken to be worth while a file is imported."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from kvota.actions.imported_names import key_of_name
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.money.rounding import round_half_up
from kvota.records.selling import ProductPrice
from kvota.records.usual_amount import usual_amount

SHRINKING = 5


class UsualAmounts:
    """The amount of an open or lost deal whose row says none.

    First the price of its product in force that day. Then the usual deal: the arithmetic
    mean of the file's won deals with this product, shrunk to the mean of all its won deals
    as if there were five more of those (domain.md B5); at last the mean of what the company
    signed before. Sums of different currencies never meet.

    `stored` says whether the company exists; a preview may come before it.
    """

    def __init__(self, *, stored: bool) -> None:
        self._stored = stored
        self._won: defaultdict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0, 0])
        self._prices: dict[tuple[int, str], list[tuple[date, int]]] = defaultdict(list)
        self._signed: dict[str, int | None] = {}
        # Asked only after the whole file was seen, so the means are settled.
        self._usual: dict[tuple[str, str | None], int] = {}
        if stored:
            self._read_prices()

    def _read_prices(self) -> None:
        prices = ProductPrice.objects.live().order_by("id")
        for product, currency, from_on, price in prices.values_list(
            "product_id", "currency", "from_on", "price_minor"
        ):
            self._prices[product, currency].append((from_on or date.min, price))

    def see(self, row: DealRow) -> None:
        """Take a row of the file into account."""
        if row.stage_kind == "won" and row.amount_minor:
            for product in (None, key_of_name(row.product or "")):
                so_far = self._won[row.currency, product]
                so_far[0] += row.amount_minor
                so_far[1] += 1

    def of(self, product_name: str | None, product: int | None, *, currency: str, on: date) -> int | None:
        """The amount in minor units; None when there is nothing to go by."""
        if product is not None:
            # Of two prices from one day the later said counts, so the key leaves the price out.
            known = [price for price in self._prices.get((product, currency), ()) if price[0] <= on]
            if known:
                return max(reversed(known), key=lambda price: price[0])[1]
        usual = self._usual.get((currency, product_name))
        if usual is None:
            usual = self._usual[currency, product_name] = self._mean_won(currency, product_name)
        return self._signed_before(currency) if usual < 0 else usual

    def _mean_won(self, currency: str, product_name: str | None) -> int:
        """The mean of the file's won deals; below zero when it has none."""
        total, count = self._won.get((currency, None), (0, 0))
        if not count:
            return -1
        own_total, own_count = self._won.get((currency, key_of_name(product_name or "")), (0, 0))
        pooled = Fraction(total, count)
        return round_half_up((own_total + SHRINKING * pooled) / (own_count + SHRINKING))

    def _signed_before(self, currency: str) -> int | None:
        if currency not in self._signed:
            self._signed[currency] = usual_amount(currency=currency) if self._stored else None
        return self._signed[currency]
