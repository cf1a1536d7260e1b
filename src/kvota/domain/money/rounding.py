"""The one way kvota rounds, and how sums are brought to a round step."""

from __future__ import annotations

from fractions import Fraction
from math import ceil


def round_half_up(value: Fraction | int) -> int:
    """Return the nearest whole number; an exact half goes away from zero.

    Python's own round() sends 0.5 and 2.5 down to the even number: the same half a kopeck
    would be given to one rep and taken from another.

    Examples
    --------
    >>> [round_half_up(Fraction(n, 2)) for n in (1, 5, -1, -5)]
    [1, 3, -1, -3]
    """
    value = Fraction(value)
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def up_to_step(value: Fraction | int, step: int) -> int:
    """Return the smallest multiple of `step` (1 or more) that is not below the value.

    Examples
    --------
    >>> up_to_step(Fraction(5_999_001, 1), 1_000)
    6000000
    """
    return ceil(Fraction(value) / step) * step
