"""A sum in the company's own currency by the rate of its day, with the rate that was used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kvota.analytics.exchange_rates import FOR_EVER, MissingRate, rates_in_force
from kvota.domain.money.currencies import exponent
from kvota.domain.money.rounding import round_half_up
from kvota.records.money import Rate
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class RateUsed:
    """Major units of the company's currency for one of `currency`; `from_on` is None for a fixed one."""

    currency: str
    rate: Fraction
    from_on: date | None


@dataclass(frozen=True)
class InBase:
    """Minor units of the company's currency; `used` is None where the sum was in it already."""

    minor: int
    used: RateUsed | None = None


def amount_in_base(organisation: Organisation, *, minor: int, currency: str, on: date) -> InBase:
    """Return a sum in the company's currency, rounded once, half away from zero. At most one query.

    Parameters
    ----------
    minor
        Minor units of `currency`.
    on
        The day whose rate holds: the newest from that day or before it.

    Raises
    ------
    UnknownCurrency
        The code is none.
    MissingRate
        There is no rate for that day: it is never counted as zero.
    """
    exponent(currency)
    if currency == organisation.currency:
        return InBase(minor)
    used = rates_used(organisation, [(currency, on)]).get((currency, on))
    if used is None:
        raise MissingRate(currency=currency, day=on)
    coins = Fraction(10 ** exponent(organisation.currency), 10 ** exponent(currency))
    return InBase(round_half_up(minor * used.rate * coins), used)


def rates_used(
    organisation: Organisation, sums: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], RateUsed]:
    """Return the rate of each currency on each day; what has none is left out. No query without sums."""
    wanted = {(currency, on) for currency, on in sums if currency != organisation.currency}
    if not wanted:
        return {}
    base = organisation.currency
    stored = Rate.objects.filter(
        organisation=organisation, currency__in={currency for currency, _on in wanted}
    ).values_list("currency", "from_on", "numerator", "denominator")
    found = {}
    for currency, first, until, worth in rates_in_force(stored, base=base):
        coins = Fraction(10 ** exponent(base), 10 ** exponent(currency))
        used = RateUsed(currency, worth / coins, None if first == FOR_EVER[0] else first)
        for place in wanted:
            if place[0] == currency and first <= place[1] < until:
                found[place] = used
    return found


def terms_of_rate(minor: int, currency: str, in_base: InBase) -> dict[str, Any]:
    """What a goal that was typed in another currency keeps of it in its terms."""
    if in_base.used is None:
        return {}
    used = in_base.used
    return {
        "typed": {
            "minor": minor,
            "currency": currency,
            "rate": str(used.rate),
            "rate_on": used.from_on.isoformat() if used.from_on else None,
        }
    }
