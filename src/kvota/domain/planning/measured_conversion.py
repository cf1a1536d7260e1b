"""A conversion with what is known about it: own cases, what is usual, its range and its age."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kvota.domain.errors import RuleError
from kvota.domain.planning.funnel_chance import Beta, Share, mean_of
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange
from kvota.domain.selling.share_interval import share_interval

#: How many cases the usual conversion weighs against the company's own.
PRIOR_STRENGTH: Final = 10

#: Below so many cases a conversion says nothing by itself; below so many a typed one is a range.
LEAST_TRIALS: Final = 5
LEAST_TRIALS_TYPED: Final = 10


class TooFewTrials(RuleError):
    """A conversion was measured on so few cases that it may not be taken as certain."""

    code = "too_few_trials"
    sentence = "the conversion is known from {trials} cases; expected {least} or more to take it as certain"
    trials: int
    least: int


class ImpossibleTrials(RuleError):
    """More people passed than tried, or fewer than none."""

    code = "impossible_trials"
    sentence = "{successes} of {trials} people cannot have passed"
    successes: int
    trials: int


@dataclass(frozen=True)
class Conversion:
    """A measured conversion: how many passed, of how many, and what is usual.

    Attributes
    ----------
    successes, trials
        Own cases that are decided; none of none before there is a history.
    usual
        The conversion taken where own cases are missing, above 0 and up to 1: of the company for
        a rep, of the usual funnel for a company.
    age_days
        Days since the newest own case, or None.

    Raises
    ------
    ImpossibleTrials
        More passed than tried.
    ConversionOutOfRange
        The usual one is not a share.

    Source: domain specification B2, B5, D2.

    Examples
    --------
    >>> one = Conversion(12, 30, usual=Fraction(35, 124))
    >>> round(float(one.mean), 3), round(float(one.weight_of_own), 2), one.label
    (0.371, 0.75, 'own')
    """

    successes: int
    trials: int
    usual: Fraction
    age_days: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.trials:
            raise ImpossibleTrials(successes=self.successes, trials=self.trials)
        if not 0 < self.usual <= 1:
            raise ConversionOutOfRange(step=0, share=str(self.usual))

    @property
    def label(self) -> str:
        """ "own" once own cases weigh more than what is usual, else "assumed"."""
        return "own" if self.weight_of_own > Fraction(1, 2) else "assumed"

    @property
    def weight_of_own(self) -> Fraction:
        """How much own cases count in the mean, 0 to 1."""
        return Fraction(self.trials, self.trials + PRIOR_STRENGTH)

    @property
    def share(self) -> Share:
        """The range to count with: own cases mixed with what is usual.

        Certain only where the usual one is 1 and nobody has failed.
        """
        passed = PRIOR_STRENGTH * Fraction(self.usual) + self.successes
        failed = PRIOR_STRENGTH * (1 - Fraction(self.usual)) + self.trials - self.successes
        return Beta(passed, failed) if failed else Fraction(1)

    @property
    def mean(self) -> Fraction:
        """The expected conversion, exact: above 0 even where nobody has passed yet."""
        return mean_of(self.share)

    @property
    def interval(self) -> tuple[float, float]:
        """The range in which it lies in eight of ten such cases."""
        return interval_of(self.share)

    def certain(self) -> Fraction:
        """Return the own share alone, as a number.

        Raises
        ------
        TooFewTrials
            Fewer than five cases: three of four is not 75 %.
        ConversionOutOfRange
            Nobody has passed yet.
        """
        if self.trials < LEAST_TRIALS:
            raise TooFewTrials(trials=self.trials, least=LEAST_TRIALS)
        if not self.successes:
            raise ConversionOutOfRange(step=0, share="0")
        return Fraction(self.successes, self.trials)


def typed_conversion(share: Fraction, trials: int) -> Share:
    """Return a conversion that a person typed: certain with ten cases behind it, else a range.

    Parameters
    ----------
    share
        Above 0 and up to 1.
    trials
        Own cases behind it, zero or more.

    Raises
    ------
    ConversionOutOfRange
        A share of zero too.

    Source: the screen of the reverse funnel: "a conversion with n < 10 cannot be typed as certain".

    Examples
    --------
    >>> typed_conversion(Fraction(3, 10), 12)
    Fraction(3, 10)
    >>> typed_conversion(Fraction(3, 10), 2)
    Beta(a=Fraction(3, 1), b=Fraction(7, 1))
    """
    if not 0 < share <= 1:
        raise ConversionOutOfRange(step=0, share=str(share))
    if trials >= LEAST_TRIALS_TYPED or share == 1:
        return share
    return Beta(PRIOR_STRENGTH * share, PRIOR_STRENGTH * (1 - share))


def interval_of(share: Share) -> tuple[float, float]:
    """Return the range of a conversion, 80 %; a certain one has none.

    Examples
    --------
    >>> [round(end, 2) for end in interval_of(Beta(Fraction(47), Fraction(105)))]
    [0.26, 0.36]
    """
    if not isinstance(share, Beta):
        return float(share), float(share)
    return share_interval(float(share.mean), round(share.a + share.b) or 1)
