"""How numbers are written: grouping, signs, percent, and short forms in thousands or 万."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.numbers import format_decimal

from kvota.domain.money.rounding import round_half_up
from kvota.language.region import EN_DASH, MINUS, MISSING, NBSP, Region

Figure = int | Decimal | Fraction | float


@dataclass(frozen=True)
class Scale:
    """One step of a language's way of counting big numbers.

    Chinese steps by 万 and 亿, four digits at a time; K and M are never right there.
    """

    size: int
    mark: str
    word: str


SCALES = {
    "en": (Scale(10**3, "K", "thousand"), Scale(10**6, "M", "million"), Scale(10**9, "B", "billion")),
    "ru": (
        Scale(10**3, f"{NBSP}тыс.", "тыс."),
        Scale(10**6, f"{NBSP}млн", "млн"),
        Scale(10**9, f"{NBSP}млрд", "млрд"),
    ),
    "zh-hans": (Scale(10**4, "万", "万"), Scale(10**8, "亿", "亿")),
    "bg": (
        Scale(10**3, f"{NBSP}хил.", "хил."),
        Scale(10**6, f"{NBSP}млн.", "млн."),
        Scale(10**9, f"{NBSP}млрд.", "млрд."),
    ),
}


def rounded(value: Figure, decimals: int = 0) -> Decimal:
    """Round half away from zero to a number of decimals, exactly, whatever the type of number.

    Examples
    --------
    >>> rounded(Fraction(1005, 1000), 2), rounded(Fraction(-1005, 1000), 2), rounded(2.5)
    (Decimal('1.01'), Decimal('-1.01'), Decimal('3'))
    """
    return Decimal(round_half_up(Fraction(value) * 10**decimals)).scaleb(-decimals)


@dataclass(frozen=True)
class Figures:
    """Numbers as one region writes them. The server alone formats: browsers group Bulgarian differently.

    Parameters
    ----------
    region
        The way of writing.
    currency
        The company's own currency, "" when there is none in sight.
    """

    region: Region
    currency: str = ""

    def number(self, value: Figure | None, decimals: int | None = None) -> str:
        """Write a number in full, with grouped thousands and U+2212 for minus.

        Parameters
        ----------
        value
            Any number; None is written as a dash, never as 0.
        decimals
            How many decimals to show; None shows those the number has, at most two.

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("bg").number(Decimal("-1234.5")).replace(NBSP, "_")
        '−1_234,5'
        """
        return MISSING if value is None else self._written(self._shown(value, decimals))

    def signed(self, value: Figure | None, decimals: int | None = None) -> str:
        """Write a difference with its sign: +14, −2; what rounds to 0 has none."""
        if value is None:
            return MISSING
        shown = self._shown(value, decimals)
        return f"+{self._written(shown)}" if shown > 0 else self._written(shown)

    def percent(self, share: Figure | None, decimals: int = 0, *, signed: bool = False) -> str:
        """Write a share (1 is the whole) as percent; None (a zero denominator) as a dash.

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("ru").percent(Fraction(87, 100)).replace(NBSP, "_"), formats_for("bg").percent(0.87)
        ('87_%', '87%')
        """
        if share is None:
            return MISSING
        hundredths = rounded(Fraction(share) * 100, decimals)
        written = self.signed(hundredths, decimals) if signed else self.number(hundredths, decimals)
        return f"{written}{NBSP}%" if self.region.language == "ru" else f"{written}%"

    def number_short(self, value: Figure | None) -> str:
        """Write a big number in the reader's own steps: 12.3M, 12,3 млн, 1230万.

        One decimal below a hundred, none above: three digits that can be told in a sentence.

        Examples
        --------
        >>> from kvota.language.formats import formats_for
        >>> formats_for("zh-hans").number_short(12_300_000), formats_for("en").number_short(999_950)
        ('1230万', '1M')
        """
        if value is None:
            return MISSING
        digits, mark = self._in_steps(value)
        return digits + mark

    def number_range(self, low: Figure, high: Figure, decimals: int | None = None) -> str:
        """Write a range with an en dash: 2,900,000–3,400,000."""
        return self._joined(self.number(low, decimals), self.number(high, decimals))

    def number_short_range(self, low: Figure, high: Figure) -> str:
        """Write a range in short form; the step is said once when both ends share it: 2.9–3.4M."""
        (first, step), (last, last_step) = self._in_steps(low), self._in_steps(high)
        return self._joined(first if step == last_step else first + step, last + last_step)

    def _in_steps(self, value: Figure) -> tuple[str, str]:
        return in_steps(self.region, Fraction(value))

    def _written(self, shown: Decimal) -> str:
        places = max(0, -int(shown.as_tuple().exponent))
        return with_places(self.region, shown, places)

    @staticmethod
    def _shown(value: Figure, decimals: int | None) -> Decimal:
        if decimals is not None:
            return rounded(value, decimals)
        shown = rounded(value, 2)
        return Decimal(int(shown)) if shown == int(shown) else shown.normalize()

    @staticmethod
    def _joined(first: str, last: str) -> str:
        # "−5–10" cannot be read: a sign or an inner space of words asks for spaces around the dash.
        spaced = first.startswith((MINUS, "+")) or last.startswith((MINUS, "+"))
        return f"{first}{NBSP}{EN_DASH} {last}" if spaced else f"{first}{EN_DASH}{last}"


# A page writes the same figures at every visit, a team's page some three hundred of them:
# written anew each time they cost a fifth of it.
@lru_cache(maxsize=16_384)
def in_steps(region: Region, exact: Fraction) -> tuple[str, str]:
    """Return the digits of a short number and the mark of its step ("" below the first).

    Examples
    --------
    >>> from kvota.language.formats import formats_for
    >>> in_steps(formats_for("en").region, Fraction(999_950))
    ('1', 'M')
    """
    mark, size = "", 1
    for scale in SCALES[region.language]:
        if 2 * abs(exact) < scale.size:
            break  # no rounding lifts it so far, nor to a larger one
        # The rounded value decides: 999 950 is "1M", never "1000K" as CLDR's plain rule gives.
        if abs(rounded(exact / size, _short_decimals(exact / size))) * size >= scale.size:
            mark, size = scale.mark, scale.size
    scaled = exact / size
    digits = Figures(region).number(rounded(scaled, _short_decimals(scaled)))
    # Chinese writes 1230万 without a group separator: a group of thousands inside 万 misleads.
    return (digits.replace(",", "") if mark and region.language == "zh-hans" else digits), mark


@lru_cache(maxsize=16_384)
def with_places(region: Region, shown: Decimal, places: int) -> str:
    """Write a number with so many decimals. They are asked for: 1 and 1.0 are one key, and two texts."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    digits = format_decimal(abs(shown), format=pattern, locale=region.locale)
    return f"{MINUS}{digits}" if shown < 0 else digits


def _short_decimals(scaled: Fraction) -> int:
    return 1 if abs(scaled) < 100 else 0
