"""How likely so many people bring so many deals, and how many people a wanted chance needs.

Twenty leads at 15 % are three deals on average, and three or more of them in six cases of ten
only. Where the conversion itself is known from a few cases, it is a range and not a number:
a Beta. The deals then follow a beta-binomial, which is wider, and needs more people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from kvota.domain.errors import RuleError
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange, NegativeGoal

#: Beyond so many people the answer is "this conversion cannot carry the goal", not a number.
MOST_PEOPLE = 2_000_000

# A chance of exactly 0.8 is reached by 0.8, whatever its last bit says.
_DUST = 1e-12

Floats = NDArray[np.float64]


class BetaNotPositive(RuleError):
    """A range of a conversion was given by a count that is not above zero."""

    code = "beta_not_positive"
    sentence = "the range of the conversion is given as {a} and {b}; expected two numbers above zero"
    a: str
    b: str


class WantedChanceOutOfRange(RuleError):
    """A chance that no number of people reaches, or that needs none."""

    code = "wanted_chance_out_of_range"
    sentence = "the wanted chance is {chance}; expected a number above 0 and below 1 (write 80 % as 0.8)"
    chance: str


class TooManyPeopleNeeded(RuleError):
    """The conversion is so low, or so little known, that no list of people is long enough."""

    code = "too_many_people_needed"
    sentence = "{deals} deals with a chance of {chance} need more than {most} people"
    deals: int
    chance: str
    most: int


class TooManyPeople(RuleError):
    """More people than are counted one by one."""

    code = "too_many_people"
    sentence = "{people} people are too many to count; expected up to {most}"
    people: int
    most: int


@dataclass(frozen=True)
class Beta:
    """A conversion known as a range: as if `a` of `a + b` people had passed.

    Raises
    ------
    BetaNotPositive
        One of the two is zero or less.

    Examples
    --------
    >>> Beta(Fraction(9, 2), Fraction(51, 2)).mean
    Fraction(3, 20)
    """

    a: Fraction
    b: Fraction

    def __post_init__(self) -> None:
        if self.a <= 0 or self.b <= 0:
            raise BetaNotPositive(a=str(self.a), b=str(self.b))

    @property
    def mean(self) -> Fraction:
        return Fraction(self.a) / (self.a + self.b)

    @property
    def mean_square(self) -> Fraction:
        """The mean of the squared conversion: the mean and the spread of a chain follow from both."""
        whole = self.a + self.b
        return self.a * (self.a + 1) / (whole * (whole + 1))


#: A conversion taken as certain, or one known as a range.
Share = Fraction | Beta


@dataclass(frozen=True)
class PeopleForDeals:
    """How many people so many deals need, on average and with a chance.

    Attributes
    ----------
    need_expected
        The fewest whose expected deals are enough.
    need_p50, need_p80
        The fewest who bring enough in five, and in eight, of ten such cases.
    chance_at_need_expected
        How likely `need_expected` people are enough: often near a half, and never a promise.
    """

    need_expected: int
    need_p50: int
    need_p80: int
    chance_at_need_expected: float


def mean_of(share: Share) -> Fraction:
    """Return the conversion to count with: itself, or the mean of its range."""
    return share.mean if isinstance(share, Beta) else share


def mean_square_of(share: Share) -> Fraction:
    """Return the mean of the squared conversion."""
    return share.mean_square if isinstance(share, Beta) else share * share


def chance_of_at_least(deals: int, people: int, share: Share) -> float:
    """Return how likely so many people bring so many deals or more.

    Parameters
    ----------
    deals, people
        Zero or more.
    share
        The conversion of one person into a deal: a share from 0 to 1, or a `Beta`.

    Raises
    ------
    ConversionOutOfRange
        The share is not from 0 to 1.
    NegativeGoal
        A count below zero.

    Source: domain specification B2.

    Examples
    --------
    >>> round(chance_of_at_least(3, 20, Fraction(15, 100)), 6)
    0.595104
    >>> round(chance_of_at_least(3, 20, Beta(Fraction(9, 2), Fraction(51, 2))), 6)
    0.543474
    """
    if deals <= 0:
        return 1.0
    if deals > people:
        deals_of(0, share)  # refuses a share that is none, also where the answer would be plain
        return 0.0
    return min(float(deals_of(people, share)[deals:].sum()), 1.0)


def deals_of(people: int, share: Share) -> Floats:
    """Return how likely each number of deals is, shape (people + 1,); sums to 1.

    Raises
    ------
    ConversionOutOfRange, NegativeGoal
        As `chance_of_at_least`.
    TooManyPeople
        More than two million: the row would not fit the memory.

    Examples
    --------
    >>> deals_of(2, Fraction(1, 2)).round(2).tolist()
    [0.25, 0.5, 0.25]

    Known from two cases only, none, one and two deals are equally likely:

    >>> deals_of(2, Beta(Fraction(1), Fraction(1))).round(2).tolist()
    [0.33, 0.33, 0.33]
    """
    if people < 0:
        raise NegativeGoal(value=people)
    if people > MOST_PEOPLE:
        raise TooManyPeople(people=people, most=MOST_PEOPLE)
    if not isinstance(share, Beta):
        if not 0 <= share <= 1:
            raise ConversionOutOfRange(step=0, share=str(share))
        if share in (0, 1):
            sure = np.zeros(people + 1)
            sure[int(share) * people] = 1.0
            return sure
    # Each chance over the one before is a short product, so the whole row is a sum of logarithms:
    # no factorial, which would overflow, and no difference of two large numbers.
    before = np.arange(people, dtype=np.float64)
    steps = np.log(people - before) - np.log(before + 1)
    if isinstance(share, Beta):
        steps += np.log(float(share.a) + before) - np.log(float(share.b) + people - before - 1)
    else:
        steps += log(share.numerator) - log(share.denominator - share.numerator)
    height = np.concatenate([[0.0], np.cumsum(steps)])
    heights = np.exp(height - height.max())
    pmf: Floats = heights / heights.sum()
    return pmf


def people_for_chance(deals: int, share: Share, chance: float) -> int:
    """Return the fewest people who bring so many deals or more with a wanted chance.

    Parameters
    ----------
    deals
        Zero or more; zero needs nobody.
    share
        Above 0 and up to 1, or a `Beta`.
    chance
        Above 0 and below 1.

    Raises
    ------
    ConversionOutOfRange
        A share of zero too: no number of people is enough.
    WantedChanceOutOfRange
        A chance of 1 needs endless people, one of 0 none.
    TooManyPeopleNeeded
        More than two million.

    Notes
    -----
    The chance grows with the people, so doubling and halving find the least of them.

    Source: domain specification B2.

    Examples
    --------
    >>> people_for_chance(3, Fraction(15, 100), 0.8), people_for_chance(3, Fraction(15, 100), 0.9)
    (28, 34)
    >>> people_for_chance(3, Beta(Fraction(9, 2), Fraction(51, 2)), 0.8)
    35
    """
    if not isinstance(share, Beta) and not 0 < share <= 1:
        raise ConversionOutOfRange(step=0, share=str(share))
    check_chance(chance)
    if deals < 0:
        raise NegativeGoal(value=deals)

    def enough(people: int) -> bool:
        return chance_of_at_least(deals, people, share) >= chance - _DUST

    found = least_that(enough, first=deals)
    if found is None:
        raise TooManyPeopleNeeded(deals=deals, chance=str(chance), most=MOST_PEOPLE)
    return found


def check_chance(chance: float) -> None:
    """Refuse a wanted chance that is not above 0 and below 1."""
    if not 0 < chance < 1:
        raise WantedChanceOutOfRange(chance=str(chance))


def least_that(enough: Callable[[int], bool], *, first: int, most: int = MOST_PEOPLE) -> int | None:
    """Return the smallest number from `first` to `most` that is enough, or None.

    What is enough stays enough for every larger number: the caller promises it.

    Examples
    --------
    >>> least_that(lambda people: people * people >= 50, first=0)
    8
    """
    low, high = first - 1, first
    while not enough(high):
        if high >= most:
            return None
        low, high = high, min(max(2 * high, 1), most)
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def chained(shares: Sequence[Share]) -> Share:
    """Return the conversion of a whole chain of steps as one.

    Parameters
    ----------
    shares
        Shape (steps,), in any order, taken as independent of each other.

    Returns
    -------
    The product, where every step is certain. Otherwise the one Beta whose mean and variance
    are those of the product: exact in both, a close approximation in the rest.

    Source: domain specification B2.

    Examples
    --------
    >>> chained([Fraction(1, 2), Fraction(3, 10)])
    Fraction(3, 20)
    >>> one = chained([Beta(Fraction(5), Fraction(5)), Beta(Fraction(3), Fraction(7))])
    >>> one.mean, round(float(one.a), 2), round(float(one.b), 2)
    (Fraction(3, 20), 2.49, 14.09)
    """
    mean = square = Fraction(1)
    for step, share in enumerate(shares):
        if not isinstance(share, Beta) and not 0 < share <= 1:
            raise ConversionOutOfRange(step=step, share=str(share))
        mean *= mean_of(share)
        square *= mean_square_of(share)
    variance = square - mean * mean
    if variance == 0:
        return mean
    strength = mean * (1 - mean) / variance - 1
    return Beta(mean * strength, (1 - mean) * strength)


def people_for_deals(deals: int, share: Share) -> PeopleForDeals:
    """Return how many people so many deals need: expected, for five and for eight cases of ten.

    Raises
    ------
    ConversionOutOfRange, NegativeGoal, TooManyPeopleNeeded
        As `people_for_chance`.

    Examples
    --------
    >>> three = people_for_deals(3, Fraction(15, 100))
    >>> three.need_expected, three.need_p50, three.need_p80, round(three.chance_at_need_expected, 3)
    (20, 18, 28, 0.595)
    """
    half, eight_in_ten = (people_for_chance(deals, share, chance) for chance in (0.5, 0.8))
    expected = ceil(deals / mean_of(share))
    return PeopleForDeals(expected, half, eight_in_ten, chance_of_at_least(deals, expected, share))
