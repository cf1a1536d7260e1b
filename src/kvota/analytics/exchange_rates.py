"""What a foreign minor unit is worth in the company's own, on every day, as an exact fraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.money.exchange import LEVS_PER_EURO

#: currency, first day, first day of the next rate, minor units of the company's currency for one.
RateInForce = tuple[str, date, date, Fraction]
StoredRate = tuple[str, date, int, int]

FOR_EVER = (date(1, 1, 1), date(9999, 12, 31))
_EPOCH = date(1970, 1, 1)


class MissingRate(RuleError):
    """A sum in a foreign currency has no rate on its day. It must not count as zero."""

    code = "missing_rate"
    sentence = "there is no rate of {currency} on {day}"
    currency: str
    day: date


def rates_in_force(stored: Iterable[StoredRate], *, base: str) -> list[RateInForce]:
    """Return every rate with its days.

    Parameters
    ----------
    stored
        Currency, day from which the rate holds, numerator and denominator of the major
        units of `base` for one major unit of the currency.
    base
        The company's own currency: one for one on every day.

    Examples
    --------
    A yen has no hundredths: at 0.5 roubles it is worth 50 kopecks.

    >>> rates = rates_in_force([("JPY", date(2026, 1, 1), 1, 2)], base="RUB")
    >>> [(currency, str(worth)) for currency, _, _, worth in rates]
    [('RUB', '1'), ('JPY', '50')]
    """
    found: list[RateInForce] = [(base, *FOR_EVER, Fraction(1)), *_fixed(base)]
    settled = {currency for currency, *_ in found}
    by_currency: dict[str, dict[date, Fraction]] = defaultdict(dict)
    for currency, from_on, numerator, denominator in stored:
        if currency not in settled:
            by_currency[currency][from_on] = Fraction(numerator, denominator)
    for currency, rates in by_currency.items():
        coins = Fraction(10 ** exponent(base), 10 ** exponent(currency))
        for (day, rate), (until, _) in pairwise([*sorted(rates.items()), (FOR_EVER[1], Fraction(1))]):
            found.append((currency, day, until, rate * coins))
    return found


def _fixed(base: str) -> list[RateInForce]:
    """The lev and the euro are tied for ever; a typed rate between them does not count."""
    if base == "EUR":
        return [("BGN", *FOR_EVER, 1 / LEVS_PER_EURO)]
    if base == "BGN":
        return [("EUR", *FOR_EVER, LEVS_PER_EURO)]
    return []


def day_of(number: int) -> date:
    """The date of a number of days since 1970."""
    return _EPOCH + timedelta(days=number)
