"""One unit for a whole column of money, and integers in it that still add up to the total shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from kvota.domain.money.currencies import exponent
from kvota.language.amounts import Amounts
from kvota.language.figures import SCALES, Figure, rounded


@dataclass(frozen=True)
class Column:
    """A column as it is printed.

    Parameters
    ----------
    unit
        What stands once in the heading: "£ thousand", "тыс. ₽", "万元", or the plain sign.
    figures
        The rounded integers, in the order given; their sum is `total_figure`.
    cells, total
        The same as written text.
    """

    unit: str
    figures: tuple[int, ...]
    total_figure: int
    cells: tuple[str, ...]
    total: str


def integers_that_sum(values: Sequence[Figure]) -> list[int]:
    """Round every value so that the results add up to the rounded sum (largest remainder).

    Parameters
    ----------
    values
        Numbers of any sign, in display order.

    Returns
    -------
    list[int]
        Each within 1 of its value; the leftover units go to the largest fractions, equal ones
        in the order given. A whole number is never changed.

    Examples
    --------
    >>> integers_that_sum([Fraction(4, 10), Fraction(4, 10), Fraction(4, 10)])
    [1, 0, 0]
    """
    exact = [Fraction(value) for value in values]
    whole = [floor(value) for value in exact]
    missing = int(rounded(sum(exact, Fraction()))) - sum(whole)
    by_fraction = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_fraction[:missing]:
        whole[place] += 1
    return whole


def column_of_money(formats: Amounts, minors: Sequence[int | Fraction], currency: str = "") -> Column:
    """Choose the unit of a column and write its cells as integers that sum to its total.

    The unit is the largest in which the largest figure, or the total, still has three digits:
    7,781 thousand rather than 7.8 million, and 538万 rather than 5,380,000.

    Parameters
    ----------
    formats
        The reader's formats.
    minors
        Amounts in minor units, all in one currency.
    currency
        The ISO code; the company's own when left out.

    Examples
    --------
    >>> from kvota.language.formats import formats_for
    >>> column = column_of_money(formats_for("en", "GBP"), [397_940_000, 380_240_000])
    >>> column.unit.replace("\xa0", " "), column.cells, column.total
    ('£ thousand', ('3,980', '3,802'), '7,782')
    """
    code = currency or formats.currency
    major = [Fraction(minor) / 10 ** exponent(code) for minor in minors]
    largest = max((abs(value) for value in [*major, sum(major, Fraction())]), default=Fraction())
    size, word = 1, ""
    for scale in SCALES[formats.region.language]:
        if largest >= 100 * scale.size:
            size, word = scale.size, scale.word
    figures = integers_that_sum([value / size for value in major])
    return Column(
        unit=formats.unit_of_column(word, code),
        figures=tuple(figures),
        total_figure=sum(figures),
        cells=tuple(formats.number(figure) for figure in figures),
        total=formats.number(sum(figures)),
    )
