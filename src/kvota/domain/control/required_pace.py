"""Whether a plan is on pace on a day, and what each remaining day must bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import NegativeWeight

#: Months of history after which the own profile weighs as much as equal days.
MONTHS_TO_TRUST_HALF = 3


class DayOutOfRange(RuleError):
    """More days are done than the period has, or fewer than none."""

    code = "day_out_of_range"
    sentence = "{done} days are done of {all}"
    done: int
    all: int


@dataclass(frozen=True)
class Pace:
    """Where a plan stands. Exact; the unit is that of the plan.

    Attributes
    ----------
    expected
        What should be there by now.
    index
        Actual against expected; None while nothing is expected (the month opens with
        holidays), which is not the same as 0.
    gap
        Actual less expected.
    required
        What each remaining unit of weight (an equal day weighs 1) must bring; None when
        nothing remains, below 0 when the plan is already exceeded.
    """

    expected: Fraction
    index: Fraction | None
    gap: Fraction
    required: Fraction | None


def pace(
    plan: Fraction | int, actual: Fraction | int, *, done: int, weights: Sequence[Fraction | int]
) -> Pace:
    """Return where a plan stands after some of its days.

    Parameters
    ----------
    plan, actual
        Of the whole period, and what is there; one unit (minor units, deals, moves).
    done
        How many days of the period are over, 0 to all.
    weights
        Shape (days,), zero or more: 1 for each working day, or the usual course of payments
        over a month (`usual_course`).

    Raises
    ------
    DayOutOfRange
        More days are done than there are.
    NegativeWeight
        A day cannot take away from a plan.

    Notes
    -----
    A linear pace alone is no alarm: the same 350 of 1,000 at half time is 0.70 of equal days and
    1.33 where most clients pay in the last ten days.

    Source: domain specification E3.

    Examples
    --------
    350,000 of 1,000,000 after 11 of 22 equal working days:

    >>> now = pace(1_000_000, 350_000, done=11, weights=[1] * 22)
    >>> now.index, now.gap, float(now.required or 0)
    (Fraction(7, 10), Fraction(-150000, 1), 59090.90909090909)
    """
    if not 0 <= done <= len(weights):
        raise DayOutOfRange(done=done, all=len(weights))
    if any(weight < 0 for weight in weights):
        raise NegativeWeight
    plan, actual = Fraction(plan), Fraction(actual)
    over, ahead = Fraction(sum(weights[:done])), Fraction(sum(weights[done:]))
    # Days that all weigh nothing (a week of holidays) expect nothing until they are over.
    expected = plan * over / (over + ahead) if over + ahead else plan * (done == len(weights))
    return Pace(
        expected=expected,
        index=actual / expected if expected else None,
        gap=actual - expected,
        required=(plan - actual) / ahead if ahead else None,
    )


def usual_course(months: Sequence[Sequence[int]], working_days: int) -> list[Fraction]:
    """Return how a month's money usually spreads over its working days, for use as weights.

    Parameters
    ----------
    months
        Shape (months, working days of each): money received on each working day of past
        months, minor units, the latest day last. A month that brought nothing is left out.
    working_days
        Of the month asked, 1 or more.

    Returns
    -------
    Shape (working_days,), summing to 1. Days are matched from the end of the month, because
    payments are: the last day to the last day. Drawn towards equal days by y / (y + 3) of
    y months, so that one odd month does not set the pace.

    Examples
    --------
    One month, all of it on the last day: a quarter of the way from equal to that.

    >>> [str(share) for share in usual_course([[0, 0, 0, 100]], 4)]
    ['3/16', '3/16', '3/16', '7/16']
    """
    if working_days < 1:
        raise DayOutOfRange(done=working_days, all=working_days)
    equal = Fraction(1, working_days)
    known = [month for month in months if sum(month) > 0]
    if not known:
        return [equal] * working_days
    from_the_end = [Fraction(0)] * working_days
    for month in known:
        for position, amount in enumerate(reversed(month[-working_days:])):
            from_the_end[position] += Fraction(max(amount, 0), sum(month))
    whole = sum(from_the_end)
    trust = Fraction(len(known), len(known) + MONTHS_TO_TRUST_HALF)
    own = [share / whole for share in reversed(from_the_end)] if whole else [equal] * working_days
    return [trust * share + (1 - trust) * equal for share in own]
