"""The same sum in exact fractions, for few deals: what a person can check by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from kvota.domain.forecasting.sum_of_deals import ChanceOutOfRange


def exact_sum(items: Sequence[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """Return every possible sum of independent deals and its exact chance, the smallest first.

    Parameters
    ----------
    items
        Amount, minor units, and chance, 0 to 1, of each deal.

    Raises
    ------
    ChanceOutOfRange
        The deal is named by its number, from 0.

    Notes
    -----
    With n different amounts there may be 2 ** n sums: for more than about 15 such deals take
    `sum_of_deals`.

    Examples
    --------
    >>> sums = exact_sum([(2, Fraction(1, 2)), (1, Fraction(4, 5))])
    >>> {amount: str(chance) for amount, chance in sums.items()}
    {0: '1/10', 1: '2/5', 2: '1/10', 3: '2/5'}
    """
    sums = {0: Fraction(1)}
    for item, (amount, chance) in enumerate(items):
        if not 0 <= chance <= 1:
            raise ChanceOutOfRange(item=item, chance=str(chance))
        longer: defaultdict[int, Fraction] = defaultdict(Fraction)
        for before, so_likely in sums.items():
            longer[before] += so_likely * (1 - chance)
            longer[before + amount] += so_likely * chance
        sums = {amount: so_likely for amount, so_likely in longer.items() if so_likely}
    return dict(sorted(sums.items()))
