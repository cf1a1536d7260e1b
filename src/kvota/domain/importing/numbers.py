"""Numbers as four countries write them, read exactly and never guessed.

The whole difficulty is one question: is the mark in "1,234" a decimal mark or a mark between
thousands? Most numbers answer it themselves: "1,234.56", "1 234,5" and "12,5" can be read one
way only. Those that cannot are asked of the column: one self-evident number in it decides for
all (`number_evidence.py`), and without any a person does. So a number that speaks for itself
is read by its own evidence, and only the others need `decimal`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from kvota.domain.errors import RuleError
from kvota.domain.importing.cells import NumberCell
from kvota.domain.importing.currency_words import currencies_meant
from kvota.domain.importing.faults import shown

DecimalMark = Literal[".", ","]
LONGEST_NUMBER = 60
_LONGEST_CELL = 200  # with the spaces around it; longer texts are not even looked at

_MINUS = "-\u2212\u2013\u2012\ufe63"
_SHAPE = re.compile(
    rf"(?P<before>[^{_MINUS}+\d.,]*)(?P<sign>[{_MINUS}+]?)(?P<within>[^{_MINUS}+\d.,]*)"
    rf"(?P<body>[.,]?[0-9][0-9.,' ]*)(?P<sign_after>[{_MINUS}]?)(?P<after>[^\d]*)"
)
_PLAIN = re.compile(r"[0-9]+[.,]?|[0-9]{1,3}(?:[ '][0-9]{3})+")
# Each reads a number one way only; the group says which mark stands before the decimals.
_POINT_BEFORE_DECIMALS = re.compile(
    r"[0-9]{1,3}(?:[ '][0-9]{3})+\.[0-9]+"  # 1 234.5 and 1'234.5
    r"|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+"  # 1,234.56
    r"|[0-9]{1,3}(?:,[0-9]{3}){2,}"  # 1,234,567
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"  # 12,34,567.00, as India writes
)
_COMMA_BEFORE_DECIMALS = re.compile(
    r"[0-9]{1,3}(?:[ '][0-9]{3})+,[0-9]+"  # 1 234,56
    r"|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"  # 1.234,56
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}"  # 1.234.567
)
# Most cells by far. One or two digits behind a mark are decimals whatever the column says.
_QUICK = re.compile(r"([0-9]{1,15})(?:([.,])([0-9]{1,2}))?")
_ONE_MARK = re.compile(r"(?P<whole>[0-9]*)(?P<mark>[.,])(?P<rest>[0-9]+)")

_POWERS_OF_TEN = {
    "тысяч": 3, "тысячи": 3, "тыс": 3, "т": 3, "хиляди": 3, "хил": 3, "k": 3, "thousand": 3, "千": 3,
    "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8,
    "миллионов": 6, "миллиона": 6, "миллион": 6, "милиона": 6, "милион": 6, "млн": 6,
    "million": 6, "mln": 6, "mn": 6, "mm": 6, "m": 6,
    "миллиардов": 9, "миллиарда": 9, "миллиард": 9, "млрд": 9, "billion": 9, "bn": 9, "b": 9,
}  # fmt: skip
_EXACT = Context(prec=4 * LONGEST_NUMBER)


class NumberUnreadable(RuleError):
    """A cell of a number column holds no number that can be read."""

    code = "number_unreadable"
    sentence = "{value} is not a number; write digits, such as 1234.56"
    value: str


class NumberAmbiguous(RuleError):
    """A number can be read two ways, a thousand times apart, and nothing in its column decides."""

    code = "number_ambiguous"
    sentence = "{value} can be {as_thousands} or {as_decimals}; say which mark the file puts before decimals"
    value: str
    as_thousands: str
    as_decimals: str


class WrittenNumber(NamedTuple):
    """A number as its cell writes it, before anybody decided about an ambiguous mark."""

    negative: bool
    body: str
    power_of_ten: int
    currencies: tuple[str, ...]
    """What the sign or word beside the digits can mean; empty when there is none."""


@lru_cache(maxsize=50_000)
def written_number(text: str) -> WrittenNumber:
    """Split a cell into sign, digits, "million" and currency, without deciding what its marks mean.

    Raises
    ------
    NumberUnreadable
        Letters that are neither a currency nor a multiple, a per cent, two numbers, no digits.
    """
    if len(text) > _LONGEST_CELL:
        raise NumberUnreadable(value=shown(text))
    plain = unicodedata.normalize("NFKC", text).strip().replace("’", "'").replace("ʼ", "'")
    in_brackets = plain.startswith("(") and plain.endswith(")")  # how accountants write a minus
    if in_brackets:
        plain = plain[1:-1].strip()
    shape = _SHAPE.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if shape is None or (shape["sign"] and shape["sign_after"]):
        raise NumberUnreadable(value=shown(text))

    power, after = _multiple(shape["after"])
    meant = [currencies_meant(word) for word in (shape["before"] + shape["within"], after) if word.strip()]
    if () in meant or len(meant) > 1:
        raise NumberUnreadable(value=shown(text))
    minus = shape["sign"] + shape["sign_after"]
    return WrittenNumber(
        negative=in_brackets or (minus != "" and minus != "+"),
        body=shape["body"].strip(),
        power_of_ten=power,
        currencies=meant[0] if meant else (),
    )


def _multiple(after: str) -> tuple[int, str]:
    """Return the power of ten that stands behind the digits, and what is left of the text."""
    key = after.casefold().replace(".", "").replace(" ", "")
    if not key or currencies_meant(key):
        return 0, key
    for word in sorted(_POWERS_OF_TEN, key=len, reverse=True):
        rest = key.removeprefix(word)
        if rest != key and (not rest or currencies_meant(rest)):
            return _POWERS_OF_TEN[word], rest
    return 0, key


def decimal_mark_of(body: str) -> DecimalMark | Literal["", "?"]:
    """Say which mark stands before the decimals of these digits.

    Returns
    -------
    "." or "," where only one reading is possible, "" where there is nothing to decide, "?"
    where one mark with three digits behind it may be either.

    Raises
    ------
    NumberUnreadable
        The marks make no number in any reading, such as "1,23,4".

    Examples
    --------
    >>> [decimal_mark_of(body) for body in ("1,234.56", "1 234,56", "1 234", "12,5", "1,234", "0,125")]
    ['.', ',', '', ',', '?', ',']
    """
    if _PLAIN.fullmatch(body):
        return ""
    if one := _ONE_MARK.fullmatch(body):
        may_be_thousands = len(one["rest"]) == 3 and 1 <= len(one["whole"]) <= 3 and body[0] != "0"
        if may_be_thousands:
            return "?"
        return "." if one["mark"] == "." else ","
    if _POINT_BEFORE_DECIMALS.fullmatch(body):
        return "."
    if _COMMA_BEFORE_DECIMALS.fullmatch(body):
        return ","
    raise NumberUnreadable(value=shown(body))


def quick_number(text: str) -> tuple[str, DecimalMark | Literal[""], str] | None:
    """Return (whole, mark, decimals) of a number that nothing is unusual about, else None.

    `read_number` gives the same and takes ten times as long; files have millions of these.

    Examples
    --------
    >>> quick_number("1054"), quick_number("1054,5"), quick_number("1,054")
    (('1054', '', ''), ('1054', ',', '5'), None)
    """
    match = _QUICK.fullmatch(text)
    if match is None:
        return None
    mark = match[2]
    return match[1], "" if mark is None else "." if mark == "." else ",", match[3] or ""


def read_number(text: str, *, decimal: DecimalMark | None = None) -> Decimal:
    """Return the exact number that a cell holds.

    Parameters
    ----------
    text
        The cell, at most 60 characters. A `NumberCell` is what the workbook stores.
    decimal
        The mark before decimals in this column; used only where the number itself leaves
        it open. None: nobody decided.

    Raises
    ------
    NumberUnreadable
        It is no number.
    NumberAmbiguous
        It can be read two ways and `decimal` is None: a wrong guess is wrong a thousandfold.

    Examples
    --------
    >>> read_number("1 234,56"), read_number("(1,234.50)"), read_number("1,2 млн"), read_number("120万")
    (Decimal('1234.56'), Decimal('-1234.50'), Decimal('1200000'), Decimal('1200000'))
    >>> read_number("1,234", decimal=",")
    Decimal('1.234')
    >>> read_number("1,234")
    Traceback (most recent call last):
        ...
    kvota.domain.importing.numbers.NumberAmbiguous: 1,234 can be 1234 or 1.234; say which mark the file
    puts before decimals
    """
    if isinstance(text, NumberCell):
        return without_float_dust(Decimal(text))
    number = written_number(text)
    mark = decimal_mark_of(number.body)
    if mark == "?":
        mark = decimal or _nobody_knows(text, number.body)
    thousands = ".," if mark == "" else "," if mark == "." else "."
    digits = number.body.translate({ord(sign): None for sign in thousands + " '"}).replace(",", ".")
    value = Decimal(digits).scaleb(number.power_of_ten, _EXACT)
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1), context=_EXACT) if number.power_of_ten else value
    return without_float_dust(-value if number.negative else value)


def _nobody_knows(text: str, body: str) -> DecimalMark:
    mark = "," if "," in body else "."
    raise NumberAmbiguous(
        value=shown(text), as_thousands=body.replace(mark, ""), as_decimals=body.replace(mark, ".")
    )


def without_float_dust(value: Decimal) -> Decimal:
    """Return what a program meant that computed with floats and wrote 2046.7999999999997.

    A number that is within a float's own error of one with four decimals is that number: no
    currency has more. Anything further away is kept, and refused later as too fine.

    Examples
    --------
    >>> without_float_dust(Decimal("2046.7999999999997")), without_float_dust(Decimal("33.3333"))
    (Decimal('2046.8000'), Decimal('33.3333'))
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -6 or value.adjusted() > LONGEST_NUMBER:
        return value
    near = value.quantize(Decimal("0.0001"), context=_EXACT)
    # 2^-53 is 1.1e-16; a sum of a few such numbers gathers several times that.
    return near if abs(value - near) <= abs(value) * Decimal("1e-14") else value
