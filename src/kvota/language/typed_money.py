"""An amount as a person types it in his language, read exactly and shown back as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number, written_number
from kvota.domain.money.amount import minor_units
from kvota.language.formats import Formats

DECIMAL_MARKS: dict[str, Literal[".", ","]] = {"en": ".", "ru": ",", "zh-hans": ".", "bg": ","}
"""The mark before decimals where the digits leave it open: "1,234" is a thousand in English only."""


class OtherCurrency(RuleError):
    """An amount was typed with the sign of another currency than its field holds."""

    code = "other_currency"
    sentence = "{value} is written in another currency; this field holds {currency}"
    value: str
    currency: str


@dataclass(frozen=True)
class TypedMoney:
    """An amount in minor units, and how it reads: shown beside the field before anything is saved."""

    minor: int
    echo: str


def typed_money(text: str, formats: Formats, currency: str = "") -> TypedMoney:
    """Read a typed amount by the customs of the reader's language.

    Parameters
    ----------
    text
        "1 234,5", "1,234.5", "1,2 млн", "120万" or "1.2M", with or without the currency's sign.
    formats
        The reader's formats; its language decides what a lone mark means.
    currency
        The ISO code of the field; the company's own when left out.

    Raises
    ------
    NumberUnreadable
        It is no number.
    OtherCurrency
        The sign beside the digits is another currency's: $500 is not 500 ₽.
    TooManyDecimals
        It is finer than the smallest coin; in Russian so is "1,234", which may mean a thousand.
    AmountTooLarge
        It is beyond any company.

    Examples
    --------
    >>> from kvota.language.formats import formats_for
    >>> typed_money("120万", formats_for("zh-hans", "CNY"))
    TypedMoney(minor=120000000, echo='¥1,200,000.00')
    >>> typed_money("1,2 млн", formats_for("ru", "RUB")).minor
    120000000
    """
    code = currency or formats.currency
    meant = written_number(text).currencies
    if meant and code not in meant:
        raise OtherCurrency(value=text[:40], currency=code)
    number = read_number(text, decimal=DECIMAL_MARKS[formats.region.language])
    minor = minor_units(number, code)
    return TypedMoney(minor=minor, echo=formats.money(minor, code))
