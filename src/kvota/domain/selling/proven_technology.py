"""Whether the conversion a plan assumes of a stage is one that its technology has shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from kvota.domain.errors import RuleError

#: Below so many decided deals the range is too wide to call anything proven: with 20 the 80 %
#: interval of a conversion of 30 % still reaches from 19 % to 44 %.
LEAST_DECIDED = 20

TechnologyState = Literal[
    "proven", "not_proven_yet", "worse_than_assumed", "nothing_assumed", "without_playbook"
]


class AssumedOutOfRange(RuleError):
    """No stage lets more than everybody through, and with nobody through there is no plan."""

    code = "assumed_out_of_range"
    sentence = "the assumed conversion is {share}; expected above 0 and at most 1"
    share: Fraction


def assumed_conversion(share: Fraction | None) -> Fraction | None:
    """Return an assumed conversion that can be planned with; None where nothing is assumed.

    Raises
    ------
    AssumedOutOfRange
        It is zero, negative or above 1.

    Examples
    --------
    >>> assumed_conversion(Fraction(31, 100))
    Fraction(31, 100)
    """
    if share is not None and not 0 < share <= 1:
        raise AssumedOutOfRange(share=share)
    return share


def technology_state(*, assumed: Fraction | None, decided: int, high: float | None) -> TechnologyState:
    """Say what was measured of what is assumed.

    Parameters
    ----------
    assumed
        The conversion that the author of the version counts on, exact; None where he said none.
    decided
        How many deals that entered under the version went on or were lost.
    high
        The upper end of the 80 % interval of their conversion, 0 to 1; None where nothing is decided.

    Returns
    -------
    `nothing_assumed` without a number to hold against; `not_proven_yet` below `LEAST_DECIDED`;
    `proven` where the assumed one lies inside the interval or below it: the stage does at least
    that; else `worse_than_assumed`.

    Examples
    --------
    >>> technology_state(assumed=Fraction(3, 10), decided=142, high=0.362)
    'proven'
    >>> technology_state(assumed=Fraction(2, 5), decided=142, high=0.362)
    'worse_than_assumed'
    >>> technology_state(assumed=Fraction(2, 5), decided=19, high=0.9)
    'not_proven_yet'
    """
    if assumed is None:
        return "nothing_assumed"
    if decided < LEAST_DECIDED or high is None:
        return "not_proven_yet"
    return "proven" if assumed <= high else "worse_than_assumed"
