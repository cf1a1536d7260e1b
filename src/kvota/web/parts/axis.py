"""Round steps for an axis, so that its words are short in every language."""

from __future__ import annotations

from math import floor, log10

from kvota.web.parts.svg import Number


def round_steps(highest: Number, *, most: int = 5) -> list[int]:
    """From 0 up to at least `highest` in at most `most` equal steps of 1, 2, 3 or 5 times a power of ten.

    >>> round_steps(1240)
    [0, 300, 600, 900, 1200, 1500]
    >>> round_steps(0)
    [0, 1]
    """
    if highest <= 0:
        return [0, 1]
    power = max(floor(log10(float(highest) / most)), 0)
    candidates = (factor * 10 ** (power + more) for more in (0, 1) for factor in (1, 2, 3, 5))
    step = next(size for size in candidates if size * most >= highest)
    count = -int(-highest // step)
    return [step * index for index in range(count + 1)]
