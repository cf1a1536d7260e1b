"""Numbers that must stay exact: read as a person writes them, never through a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from kvota.domain.errors import RuleError

# The lengths are bounded because Fraction("1e999999999") is a valid Fraction and fills the memory.
_WRITTEN = re.compile(
    r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?|[+-]?[0-9]{1,40}/[0-9]{1,40}"
)


class NotExact(RuleError):
    """A number is not written as a whole number, a decimal or a fraction."""

    code = "not_exact"
    sentence = (
        "{name} is {value!r}; expected a whole number, a decimal such as 0.05 or a fraction such as 3/10"
    )
    name: str
    value: str


class NotWhole(RuleError):
    """A number that counts things or minor units has a fraction."""

    code = "not_whole"
    sentence = "{name} is {value}; expected a whole number"
    name: str
    value: str


def exact(value: object, *, name: str = "number") -> Fraction:
    """Return a number as an exact fraction.

    Parameters
    ----------
    value
        A whole number, a Fraction, a finite Decimal, or text such as "12", "0.05" or "3/10",
        up to 40 digits a part.
    name
        What the number is, for the refusal.

    Raises
    ------
    NotExact
        Anything else. A float is refused because it has already lost what was written:
        0.07 is not 7/100, and seven deals at 7 % would need 101 leads.

    Examples
    --------
    >>> exact("0.07"), exact("3/10"), exact(5)
    (Fraction(7, 100), Fraction(3, 10), Fraction(5, 1))
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    text = str(value).strip() if isinstance(value, (str, Decimal)) else ""
    if not _WRITTEN.fullmatch(text) or re.search(r"/0+$", text):
        raise NotExact(name=name, value=str(value)[:60])
    return Fraction(text)


def whole(value: object, *, name: str = "number") -> int:
    """Return a number that must be whole.

    Raises
    ------
    NotWhole
        The number has a fraction: half a deal or half a kopeck cannot be shared out.

    Examples
    --------
    >>> whole("12"), whole("12.0")
    (12, 12)
    """
    number = exact(value, name=name)
    if number.denominator != 1:
        raise NotWhole(name=name, value=str(number))
    return number.numerator
