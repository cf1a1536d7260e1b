"""How likely a plan made of a few kinds of work brings its goal: every number of deals is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, gcd, sqrt

import numpy as np
from numpy.typing import NDArray

from kvota.domain.forecasting.sum_of_deals import FINE_POINTS, MoneyDistribution
from kvota.domain.planning.funnel_chance import (
    MOST_PEOPLE,
    Share,
    TooManyPeopleNeeded,
    check_chance,
    deals_of,
    least_that,
    mean_of,
    mean_square_of,
)
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, ConversionOutOfRange

#: Up to so many points every possible sum has its own; beyond, the grid is coarser than the amounts.
MOST_POINTS = 20_000

#: No grid that is asked for is finer: more points would fill the memory and tell nothing more.
FINEST_POINTS = 200_000

#: So many people of one amount are counted together before their deals become sums.
FEW_PEOPLE = 500

_DUST = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlanPart:
    """Work of one kind: so many people, each of whom may become a deal of one usual amount.

    Attributes
    ----------
    people
        Zero or more.
    share
        The conversion of one of them into a deal: 0 to 1, or a `Beta`.
    amount
        Minor units of such a deal, above zero.
    """

    people: int
    share: Share
    amount: int


@dataclass(frozen=True)
class PeopleForGoal:
    """How many people one part needs for the goal of the whole, and what one fewer would give."""

    people: int
    chance: float
    chance_with_one_fewer: float


def revenue_of_parts(
    parts: Sequence[PlanPart],
    *,
    already: int = 0,
    quantum: int | None = None,
    most: int | None = None,
) -> MoneyDistribution:
    """Return the distribution of what all parts of a plan bring together.

    Parameters
    ----------
    parts
        Taken as independent of each other.
    already
        Minor units that have come, or are certain.
    quantum
        Step of the grid, minor units, taken as long as 200,000 points are enough. When absent it
        is the greatest common divisor of the amounts, so that every sum is exact, as long as
        20,000 points are enough; then there are about 4,000.
    most
        Minor units: every larger sum is counted as the first point of the grid from here on, which
        is quicker where only the chance of this sum is asked. Without it the grid ends ten
        standard deviations above the mean.

    Returns
    -------
    Exact on the grid of the amounts. On a coarser one an amount between two points is divided
    between them so that the mean stays right, as `sum_of_deals` does.

    Raises
    ------
    AverageDealNotPositive
        A deal of a part is worth nothing.
    ConversionOutOfRange, NegativeGoal
        As `deals_of`.

    Source: domain specification B2, D4.

    Examples
    --------
    The plan of seed text 001, 20 leads at 15 % and ten regular clients at 40 %:

    >>> from fractions import Fraction
    >>> plan = [PlanPart(20, Fraction(15, 100), 200_000), PlanPart(10, Fraction(4, 10), 100_000)]
    >>> whole = revenue_of_parts(plan)
    >>> round(whole.mean), round(whole.chance_of(1_000_000), 6), whole.quantile(0.2)
    (1000000, 0.533643, 700000)
    """
    for part in parts:
        if part.amount <= 0:
            raise AverageDealNotPositive(value=part.amount)
    reach = _reach(parts) if most is None else min(_reach(parts), max(most, 0))
    step = _usual_step(parts, quantum, reach)
    last = -(-reach // step)
    pmf = np.ones(1)
    for amount, deals in _deals_by_amount(parts):
        pmf = _cut(np.convolve(pmf, _on_grid(deals, amount, step, last)), last)
    return MoneyDistribution(already, step, pmf)


def people_for_goal(parts: Sequence[PlanPart], part: int, goal: int, chance: float) -> PeopleForGoal:
    """Return how many people one part needs so that the whole plan reaches its goal often enough.

    Parameters
    ----------
    parts
        The number of people of the part in question is not read.
    part
        Which of them may grow, from 0.
    goal
        Minor units.
    chance
        Above 0 and below 1.

    Raises
    ------
    ConversionOutOfRange
        The part that should grow converts nobody.
    TooManyPeopleNeeded
        More than two million people.

    Source: domain specification B2.

    Examples
    --------
    >>> from fractions import Fraction
    >>> plan = [PlanPart(0, Fraction(15, 100), 200_000), PlanPart(10, Fraction(4, 10), 100_000)]
    >>> people_for_goal(plan, 0, 1_000_000, 0.8).people
    31
    """
    check_chance(chance)
    grows = parts[part]
    if grows.share == 0:
        raise ConversionOutOfRange(step=part, share="0")
    if grows.amount <= 0:
        raise AverageDealNotPositive(value=grows.amount)
    others = revenue_of_parts([each for place, each in enumerate(parts) if place != part])
    sums = others.first + others.quantum * np.arange(others.pmf.size, dtype=np.int64)
    # What the others leave open, in whole deals of the part that grows.
    open_deals = np.maximum(-((sums - goal) // grows.amount), 0)

    def reached(people: int) -> float:
        at_least = np.cumsum(deals_of(people, grows.share)[::-1])[::-1]
        within = np.append(at_least, 0.0)[np.minimum(open_deals, people + 1)]
        return min(float(others.pmf @ within), 1.0)

    found = least_that(lambda people: reached(people) >= chance - _DUST, first=0)
    if found is None:
        raise TooManyPeopleNeeded(deals=int(open_deals.max()), chance=str(chance), most=MOST_PEOPLE)
    return PeopleForGoal(found, reached(found), reached(found - 1) if found else 0.0)


def _reach(parts: Sequence[PlanPart]) -> int:
    """The sum beyond which nothing needs a place: all deals won, or the mean and ten sd."""
    mean = variance = 0.0
    for part in parts:
        share, square = float(mean_of(part.share)), float(mean_square_of(part.share))
        deals = part.people * share
        mean += deals * part.amount
        # Of people who share one unknown conversion: beside their own chance they have its spread.
        each = deals * (1 - share) + part.people * (part.people - 1) * (square - share * share)
        variance += max(each, 0.0) * part.amount**2
    most = max((part.amount for part in parts), default=0)
    total = sum(part.people * part.amount for part in parts)
    return min(total, ceil(mean + 10 * sqrt(variance)) + 2 * most)


def _usual_step(parts: Sequence[PlanPart], quantum: int | None, reach: int) -> int:
    if quantum is not None:
        return max(quantum, 1, reach // FINEST_POINTS)
    exact = gcd(*(part.amount for part in parts if part.people)) or 1
    return exact if reach // exact < MOST_POINTS else -(-reach // FINE_POINTS)


def _deals_by_amount(parts: Sequence[PlanPart]) -> list[tuple[int, Floats]]:
    """The chance of each number of deals, for each amount.

    Few people of one amount are counted together first: their deals are a short row, and the
    whole grid of sums is then walked over once for all of them.
    """
    together: dict[int, Floats] = {}
    found = []
    for part in parts:
        deals = deals_of(part.people, part.share)
        if part.people > FEW_PEOPLE:
            found.append((part.amount, deals))
        else:
            together[part.amount] = np.convolve(together.get(part.amount, np.ones(1)), deals)
    return [*together.items(), *found]


def _on_grid(chances: Floats, amount: int, step: int, last: int) -> Floats:
    """The chance of each sum of one amount; a sum between two points is divided between them."""
    # So many deals already lie beyond the grid: their chances belong to its last point.
    enough = min(chances.size - 1, -(-last * step // amount))
    chances = np.append(chances[:enough], chances[enough:].sum())
    deals = np.arange(enough + 1, dtype=np.int64)
    # Divided before it is multiplied: two million deals of a billion would overflow.
    over = deals * (amount % step / step)
    whole, beyond = deals * (amount // step) + over.astype(np.int64), over % 1
    length = int(whole[-1]) + 2
    pmf = np.zeros(length)
    pmf += np.bincount(whole, weights=chances * (1 - beyond), minlength=length)
    pmf += np.bincount(whole + 1, weights=chances * beyond, minlength=length)
    return _cut(pmf if beyond.any() else pmf[:-1], last)


def _cut(pmf: Floats, last: int) -> Floats:
    """Lay what is beyond the grid on its last point."""
    if pmf.size <= last + 1:
        return pmf
    kept: Floats = np.append(pmf[:last], pmf[last:].sum())
    return kept
