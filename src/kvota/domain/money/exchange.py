"""A sum of one currency as a sum of another, and the lev's fixed way to the euro."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.money.rounding import round_half_up

#: Irrevocable: 1 EUR = 1.95583 BGN.
LEVS_PER_EURO = Fraction(195_583, 100_000)

#: From this day a Bulgarian company keeps its sums in euro.
EURO_IN_BULGARIA_FROM = date(2026, 1, 1)


class RateNotPositive(RuleError):
    """An exchange rate is zero or negative."""

    code = "rate_not_positive"
    sentence = "the rate from {source} to {target} is {rate}; expected a rate above zero"
    source: str
    target: str
    rate: str


def converted(minor: int, *, source: str, target: str, rate: Fraction) -> int:
    """Return a sum in another currency, rounded once, half away from zero.

    Parameters
    ----------
    minor
        Minor units of `source`.
    rate
        Major units of `target` for one major unit of `source`, above zero, exact.

    Raises
    ------
    RateNotPositive
        A missing rate must not turn a sum into zero.

    Examples
    --------
    10.00 US dollars at 92.5075 are 925.08 roubles:

    >>> converted(1000, source="USD", target="RUB", rate=Fraction("92.5075"))
    92508
    """
    if rate <= 0:
        raise RateNotPositive(source=source, target=target, rate=str(rate))
    coins = Fraction(10 ** exponent(target), 10 ** exponent(source))
    return round_half_up(minor * rate * coins)


def euro_from_levs(minor: int) -> int:
    """Return stotinki as euro cents at the fixed rate, rounded once.

    The sum is divided by 1.95583. Multiplying by a rounded inverse (0.511292) is forbidden by
    the euro regulations, and a whole cent wrong at 84,000 levs.

    Examples
    --------
    >>> euro_from_levs(195_583), euro_from_levs(100)
    (100000, 51)
    """
    return converted(minor, source="BGN", target="EUR", rate=1 / LEVS_PER_EURO)
