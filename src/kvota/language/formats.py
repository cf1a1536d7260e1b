"""The one formatter: every number, amount and day a person reads on any page, paper or in any file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.utils import translation
from django.utils.translation import ngettext

from kvota.language.amounts import Amounts
from kvota.language.days import Days
from kvota.language.figures import Figure
from kvota.language.region import region_for


@dataclass(frozen=True)
class Formats(Amounts, Days):
    """Everything one reader sees written: numbers (`Figures`), money (`Amounts`) and days (`Days`)."""

    def working_days(self, count: Figure) -> str:
        """Count working days in words: 9 working days, 9 рабочих дней, 9 个工作日, 9 работни дни."""
        with translation.override(self.region.language):
            words = ngettext("%(count)s working day", "%(count)s working days", _agreeing(count))
            return words % {"count": self.number(count)}

    def days(self, count: Figure) -> str:
        """Count calendar days in words: 17 days, 17 дней, 17 天, 17 дни; a mean may be 4,5 дня.

        Examples
        --------
        >>> formats_for("ru").days(4.5).replace("\xa0", "_")
        '4,5_дня'
        """
        with translation.override(self.region.language):
            return ngettext("%(count)s day", "%(count)s days", _agreeing(count)) % {
                "count": self.number(count)
            }

    def hours(self, count: Fraction | int) -> str:
        """Count hours in words, to a tenth: 26 hours, 20.8 hours, 20,8 часа.

        Examples
        --------
        >>> formats_for("en").hours(Fraction(104, 5)), formats_for("en").hours(1)
        ('20.8 hours', '1 hour')
        """
        tenths = _to_a_tenth(count)
        with translation.override(self.region.language):
            return ngettext("%(count)s hour", "%(count)s hours", _agreeing(tenths)) % {
                "count": self.number(tenths)
            }

    def hours_short(self, count: Fraction | int) -> str:
        """Write hours without their word, to a tenth."""
        return self.number(_to_a_tenth(count))


def _to_a_tenth(count: Fraction | int) -> Fraction:
    """Round half away from zero: these are hours and never negative."""
    return Fraction(int(Fraction(count) * 10 + Fraction(1, 2)), 10)


def _agreeing(count: Figure) -> int:
    """Return the whole number whose plural form a count takes.

    A fraction takes that of 2: дня in Russian, and the plural of every other language of ours.
    """
    return int(count) if count == int(count) else 2


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
