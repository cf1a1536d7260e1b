"""Sums of money between the text people and files write and the whole minor units kvota keeps."""

from __future__ import annotations

import re
from decimal import Decimal

from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent

#: A sum reaches neither this many major units nor the edge of a 64-bit column of a database.
LARGEST_MAJOR_UNITS = 10**15
_LARGEST_STORED = 2**63 - 1

_CANONICAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")


class AmountUnreadable(RuleError):
    """A text is not a sum such as 61728.39."""

    code = "amount_unreadable"
    sentence = "{text!r} is not a sum; expected digits with a point before the decimals, such as 61728.39"
    text: str


class TooManyDecimals(RuleError):
    """A sum is finer than the smallest coin of its currency."""

    code = "too_many_decimals"
    sentence = "{text} has more decimals than {currency}, which has {decimals}"
    text: str
    currency: str
    decimals: int


class AmountTooLarge(RuleError):
    """A sum is beyond any company: a column was read wrong, or digits ran together."""

    code = "amount_too_large"
    sentence = "{text} {currency} is too large; sums stay below {limit}"
    text: str
    currency: str
    limit: int


def minor_units(amount: str | int | Decimal, currency: str) -> int:
    """Return a sum in major units as whole minor units of its currency.

    Parameters
    ----------
    amount
        Canonical text ("61728.39": a point, no separators between thousands; the customs of
        a language are read by `language`), a whole number or a Decimal.
    currency
        ISO 4217 code.

    Returns
    -------
    Minor units, signed; exact, nothing is rounded.

    Raises
    ------
    AmountUnreadable
        Not a finite decimal number.
    TooManyDecimals
        A digit other than zero stands behind the smallest coin: to drop it would lose money
        in silence.
    AmountTooLarge
        10^15 major units or more.
    UnknownCurrency
        The code is not in ISO 4217.

    Examples
    --------
    >>> minor_units("61728.39", "RUB"), minor_units("1500", "JPY"), minor_units("-0.005", "KWD")
    (6172839, 1500, -5)
    """
    decimals = exponent(currency)
    text = _plain_text(amount, currency)
    written = _CANONICAL.fullmatch(text)
    if written is None:
        raise AmountUnreadable(text=text[:40])
    sign, major, fraction = written[1], written[2].lstrip("0") or "0", (written[3] or "").rstrip("0")
    if len(fraction) > decimals:
        raise TooManyDecimals(text=text[:40], currency=currency, decimals=decimals)
    # The length comes first: to turn a million digits into a number takes minutes.
    if len(major) >= len(str(LARGEST_MAJOR_UNITS)):
        raise AmountTooLarge(text=text[:40], currency=currency, limit=LARGEST_MAJOR_UNITS)
    minor = int(major + fraction.ljust(decimals, "0"))
    if minor > _LARGEST_STORED:
        raise AmountTooLarge(text=text[:40], currency=currency, limit=_LARGEST_STORED // 10**decimals)
    return -minor if sign == "-" else minor


def _plain_text(amount: str | int | Decimal, currency: str) -> str:
    if isinstance(amount, str):
        return amount.strip()
    value = Decimal(amount)
    if not value.is_finite():
        raise AmountUnreadable(text=str(value))
    if abs(value.adjusted()) > 40:
        raise AmountTooLarge(text=f"{value:.3e}", currency=currency, limit=LARGEST_MAJOR_UNITS)
    return f"{value:f}"


def decimal_text(minor: int, currency: str) -> str:
    """Return minor units as canonical text in major units, with every decimal of the currency.

    Examples
    --------
    >>> decimal_text(6172839, "RUB"), decimal_text(-5, "RUB"), decimal_text(1500, "JPY")
    ('61728.39', '-0.05', '1500')
    """
    decimals = exponent(currency)
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    cut = len(digits) - decimals
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:cut]}.{digits[cut:]}" if decimals else f"{sign}{digits}"
