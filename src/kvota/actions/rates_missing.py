"""Currencies that an import brings sums in and that have no rate yet: every figure would be refused."""

from __future__ import annotations

from datetime import date

from kvota.analytics.exchange_rates import rates_in_force
from kvota.records.money import Rate
from kvota.records.organisations import Organisation


class CurrenciesSeen:
    """The currencies of a file, each with the first day on which it needs a rate."""

    def __init__(self) -> None:
        self._since: dict[str, date] = {}

    def see(self, currency: str, *days: date | None, today: date) -> None:
        """Take a sum into account; without a day it is looked at today."""
        first = min((day for day in days if day is not None), default=today)
        self._since[currency] = min(first, self._since.get(currency, first))

    def without_rate(self, organisation: Organisation) -> list[str]:
        """Those that cannot be counted in the company's own currency from their first day on. One query."""
        stored = organisation.pk is not None
        rates = Rate.objects.values_list("currency", "from_on", "numerator", "denominator") if stored else ()
        covered = rates_in_force(rates, base=organisation.currency)
        return sorted(
            currency
            for currency, since in self._since.items()
            if not any(code == currency and first <= since for code, first, _, _ in covered)
        )
