"""How many weeks a step takes, from the days it was seen to take."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

#: Who enters a week does so on any of its working days alike.
_DAYS_TO_ENTER: Final = 5
_WEEK: Final = 7

#: What takes longer is counted in the last week: half a year in one stage is beyond a plan.
MOST_WEEKS: Final = 26

#: Thousandths: a plan's number, and quick to multiply exactly.
_PARTS: Final = 1_000


def weekly_delay(
    ages: Sequence[float], moved_on: Sequence[float], *, longer: Fraction = Fraction(1)
) -> tuple[Fraction, ...]:
    """Return the share of those who move on after 0, 1, 2 ... weeks; exactly 1 together.

    Parameters
    ----------
    ages
        Shape (rows,), rising calendar days in the stage.
    moved_on
        Shape (rows,), the share that has moved on up to each age; the last is those who ever do.
    longer
        By what every stay is multiplied, above zero: 9/10 for a way that is a tenth shorter.

    Source: domain specification B3 (own durations), D6 otherwise.

    Examples
    --------
    Half leave on the day they come, half after a week:

    >>> [str(share) for share in weekly_delay([0, 7], [0.25, 0.5])]
    ['1/2', '1/2']
    """
    known = np.asarray(ages, dtype=np.float64) * float(longer)
    shares = np.asarray(moved_on, dtype=np.float64) / float(moved_on[-1])
    edges = [0]
    while edges[-1] < _PARTS:
        week = len(edges)
        last_days = [_WEEK * week - 1 - day for day in range(_DAYS_TO_ENTER)]
        places = np.searchsorted(known, last_days, side="right") - 1
        gone = float(np.mean([shares[place] if place >= 0 else 0.0 for place in places]))
        edges.append(_PARTS if week == MOST_WEEKS else round(_PARTS * gone))
    return tuple(Fraction(after - before, _PARTS) for before, after in pairwise(edges))
