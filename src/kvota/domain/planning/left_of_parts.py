"""What of each part of a plan is left when some of it has come."""

from __future__ import annotations

from collections.abc import Sequence


def what_is_left(parts: Sequence[int], found: Sequence[int]) -> list[int]:
    """Return what each part still asks: its plan less what is found of it, never below zero.

    Parameters
    ----------
    parts, found
        Shape (parts,), minor units; more may be found of a part than was planned, or less than nothing
        where money was paid back.

    Returns
    -------
    Shape (parts,), zero or more. Where nothing is left of any part, the parts themselves: what is still
    asked of all of them is then asked in their proportion.

    Examples
    --------
    600 of new business came in full and nothing of the 400 of repeat sales:

    >>> what_is_left([600, 400], [600, 0])
    [0, 400]
    >>> what_is_left([600, 400], [700, 400])
    [600, 400]
    """
    left = [max(part - came, 0) for part, came in zip(parts, found, strict=True)]
    return left if any(left) else [max(part, 0) for part in parts]
