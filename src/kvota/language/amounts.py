"""How money is written: the symbol, where it stands, and how many decimals it has."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from babel.numbers import get_currency_name, get_currency_symbol

from kvota.domain.money.currencies import exponent
from kvota.language.figures import Figures
from kvota.language.hidden_sums import HIDDEN, sums_are_hidden
from kvota.language.region import MINUS, MISSING, NBSP

SYMBOLS = {
    "RUB": "₽",
    "CNY": "¥",
    "EUR": "€",
    "BGN": "лв.",
    "USD": "$",
    "GBP": "£",
    "JPY": "JP¥",
    "KZT": "₸",
    "UAH": "₴",
}
"""Symbols that win over CLDR, which writes roubles as RUB in Chinese and dollars as щ.д. in Bulgarian.

¥ is the yuan everywhere: one sign must not mean two currencies on one page.
"""

NAMES_AFTER_WAN = {"CNY": "元"}
"""万元, not 万人民币: a Chinese column heading names the unit, not the currency system."""


@dataclass(frozen=True)
class Amounts(Figures):
    """Money as one region writes it. Amounts are integers (or exact Fractions) in minor units."""

    def symbol(self, currency: str = "") -> str:
        """Return the sign of a currency, the company's own when none is named."""
        code = currency or self.currency
        return SYMBOLS.get(code) or (get_currency_symbol(code, self.region.locale) if code else "")

    def money(
        self,
        minor: int | Fraction | None,
        currency: str = "",
        *,
        decimals: int | None = None,
        signed: bool = False,
        first_mention: bool = False,
    ) -> str:
        """Write an amount in full.

        Parameters
        ----------
        minor
            The amount in minor units (kopecks, cents); None is written as a dash.
        currency
            Its ISO code; the company's own when left out.
        decimals
            How many to show; None shows those of the currency (2, for yen 0).
        signed
            Put a plus before a positive amount.
        first_mention
            Add the code to a foreign currency's sign, once on a page: "1 234,50 $ (USD)".

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("bg", "EUR").money(123450, "USD", first_mention=True).replace(NBSP, "_")
        '1_234,50_$_(USD)'
        """
        if minor is None:
            return MISSING
        if sums_are_hidden():
            return HIDDEN
        code = currency or self.currency
        places = exponent(code)
        digits = self.number(Fraction(minor) / 10**places, places if decimals is None else decimals)
        written = self._with_sign_of_currency(digits, code)
        if signed and written[0] != MINUS and any(digit in "123456789" for digit in digits):
            written = f"+{written}"
        return f"{written}{NBSP}({code})" if first_mention and code != self.currency else written

    def money_whole(self, minor: int | Fraction | None, currency: str = "", *, signed: bool = False) -> str:
        """Write an amount without its small coins, as overviews do: 412 000 ₽."""
        return self.money(minor, currency, decimals=0, signed=signed)

    def money_short(self, minor: int | Fraction | None, currency: str = "") -> str:
        """Write an amount in the reader's own steps: £1.2M, 1,2 млн ₽, ¥41.2万.

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("zh-hans", "CNY").money_short(41_200_000)
        '¥41.2万'
        >>> formats_for("en", "GBP").money_short(-85_000_000)
        '−£850K'
        """
        if minor is None:
            return MISSING
        if sums_are_hidden():
            return HIDDEN
        code = currency or self.currency
        return self._with_sign_of_currency(self.number_short(Fraction(minor) / 10 ** exponent(code)), code)

    def money_short_range(self, low: int | Fraction, high: int | Fraction, currency: str = "") -> str:
        """Write a range of money in short form with one currency sign: £2.9–3.4M."""
        if sums_are_hidden():
            return HIDDEN
        code = currency or self.currency
        size = 10 ** exponent(code)
        written = self.number_short_range(Fraction(low) / size, Fraction(high) / size)
        return self._with_sign_of_currency(written, code)

    def unit_of_column(self, word: str, currency: str = "") -> str:
        """Name the unit of a table's column of money: "£ thousand", "тыс. ₽", "万元".

        Parameters
        ----------
        word
            The word of the step ("thousand", "тыс.", "万"), "" for whole units.
        currency
            The ISO code; the company's own when left out.
        """
        code = currency or self.currency
        if self.region.language == "zh-hans":
            return word + (NAMES_AFTER_WAN.get(code) or get_currency_name(code, locale=self.region.locale))
        parts = [self.symbol(code), word] if self.region.language == "en" else [word, self.symbol(code)]
        return NBSP.join(part for part in parts if part)

    def _with_sign_of_currency(self, digits: str, code: str) -> str:
        symbol = self.symbol(code)
        if not symbol:
            return digits
        if self.region.language in ("ru", "bg"):
            return f"{digits}{NBSP}{symbol}"
        minus, figure = (MINUS, digits[1:]) if digits.startswith(MINUS) else ("", digits)
        symbol = symbol.removesuffix(".")  # the full stop of "лв." before digits reads as a decimal point
        # A sign of letters ("лв", "Br") would stick to the digits; a currency sign (Sc) does not.
        gap = "" if unicodedata.category(symbol[-1]) == "Sc" else NBSP
        return f"{minus}{symbol}{gap}{figure}"
