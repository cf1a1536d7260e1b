"""A percent as a person types it in his language, read exactly."""

from __future__ import annotations

from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.language.typed_money import DECIMAL_MARKS


class PercentTooFine(RuleError):
    """Finer than a hundredth of a percent: nobody could check that the shares make a whole."""

    code = "percent_too_fine"
    sentence = "{percent} has more than two decimals"
    percent: str


def typed_percent(text: str, language: str) -> int:
    """Read a typed percent as hundredths of a percent.

    Parameters
    ----------
    text
        "33,33", "33.33" or "60 %".
    language
        Of the reader; it decides what a lone mark means.

    Raises
    ------
    NumberUnreadable
        It is no number.
    PercentTooFine
        It has more than two decimals.

    Examples
    --------
    >>> typed_percent("33,33", "ru"), typed_percent("60 %", "en")
    (3333, 6000)
    """
    number = read_number(text.replace("%", "").strip()[:60], decimal=DECIMAL_MARKS[language]) * 100
    if number != int(number):
        raise PercentTooFine(percent=text.strip()[:20])
    return int(number)
