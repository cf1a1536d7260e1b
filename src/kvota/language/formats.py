"""The one formatter: every number, amount and day a person reads on any page, paper or in any file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kvota.language.amounts import Amounts
from kvota.language.days import Days
from kvota.language.region import region_for


@dataclass(frozen=True)
class Formats(Amounts, Days):
    """Everything one reader sees written: numbers (`Figures`), money (`Amounts`) and days (`Days`)."""


@lru_cache(maxsize=64)
def formats_for(language: str | None, currency: str = "") -> Formats:
    """Return the formats of a language in a company.

    Parameters
    ----------
    language
        A language tag; Django's active language will do. Unknown ones read English.
    currency
        The company's own currency: it decides between British and American English, and is
        meant wherever an amount names none.

    Examples
    --------
    >>> ru = formats_for("ru", "RUB")
    >>> ru.money_whole(41_200_000).replace("\\xa0", "_")
    '412_000_₽'
    """
    return Formats(region=region_for(language, currency), currency=currency)
