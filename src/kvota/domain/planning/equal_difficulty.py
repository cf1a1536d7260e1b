"""A goal shared so that every person's plan is equally likely to be reached.

How this works. The higher the chance, the lower each person's plan of that chance, so the sum of plans
falls in steps. The goal is met by the highest chance whose plans still sum to it or more; what they have
too much is taken off, step by step, from whoever's plan is then the least likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from math import inf

import numpy as np

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import Floats, MoneyDistribution
from kvota.domain.money.split_without_loss import BadQuantum
from kvota.domain.planning.plan_distribution import PlanChanceOutOfRange, plan_at, reached

#: A plan reached less than once in a hundred months is not a plan.
LEAST_CHANCE = 0.01

#: Plans whose chances lie further apart than this are not fair, whatever money they ask.
MOST_UNEQUAL = 0.15

# Chances that agree so far are equal: two people with the same deals may differ in the last bit.
_DIGITS = 10


class GoalBeyondReach(RuleError):
    """All plans of the least allowed chance together are still below the goal."""

    code = "goal_beyond_reach"
    sentence = "at a chance of {chance} everybody together brings {most_minor}, {amount} less than the goal"
    amount: int
    most_minor: int
    chance: float


class NobodyToShareWith(RuleError):
    """A goal is shared with nobody."""

    code = "nobody_to_share_with"
    sentence = "there is nobody to share the goal with"


class GoalBelowZero(RuleError):
    """A goal below zero has no plan that is hard to reach."""

    code = "goal_below_zero"
    sentence = "the goal is {amount}; expected zero or more"
    amount: int


@dataclass(frozen=True)
class EqualPlans:
    """The plans, in the order of the people.

    Attributes
    ----------
    chance
        The common chance before the excess was taken off: nobody's plan is less likely.
    plans
        Shape (people,), summing to the goal.
    chances
        Shape (people,): the chance of each plan.
    """

    chance: float
    plans: tuple[int, ...]
    chances: tuple[float, ...]


def equal_difficulty(
    goal: int, people: Sequence[MoneyDistribution], *, quantum: int, least_chance: float = LEAST_CHANCE
) -> EqualPlans:
    """Share a goal so that everybody's plan is about equally likely, and as likely as can be.

    Parameters
    ----------
    goal
        Zero or more, in the unit of the distributions (minor units of money).
    people
        Shape (people,): what each one's work can bring (`plan_distribution`, or the forecast's).
    quantum
        The step by which plans are lowered, 1 or more. What does not fill a step is taken last.
    least_chance
        Plans less likely than this are refused, above 0 and up to 1.

    Raises
    ------
    GoalBeyondReach
        `amount` is what is missing when everybody's plan is of the least chance.
    NobodyToShareWith, GoalBelowZero, BadQuantum, PlanChanceOutOfRange
        The question makes no sense.

    Notes
    -----
    50 people of 1,200 points each take about 0.1 s. Whoever has no source at all gets nothing: his
    only sum is zero. The test that a plan is hard without new work is not applied here; show who
    fails it (`plan_test`).

    Source: domain.md C6, the recommended default.

    Examples
    --------
    >>> from kvota.domain.planning.plan_distribution import PlanSource, plan_distribution
    >>> strong = plan_distribution([PlanSource(100, 0.6)] * 4, quantum=100)
    >>> weak = plan_distribution([PlanSource(100, 0.3)] * 4, quantum=100)
    >>> found = equal_difficulty(300, [strong, weak], quantum=100)
    >>> found.plans, [round(chance, 3) for chance in found.chances]
    ((200, 100), [0.821, 0.76])
    """
    if quantum < 1:
        raise BadQuantum
    if goal < 0:
        raise GoalBelowZero(amount=goal)
    if not 0 < least_chance <= 1:
        raise PlanChanceOutOfRange(chance=str(least_chance))
    if not people:
        raise NobodyToShareWith
    most = sum(plan_at(money, least_chance) for money in people)
    if most < goal:
        raise GoalBeyondReach(amount=goal - most, most_minor=most, chance=least_chance)
    tails = [reached(money) for money in people]
    chance = _highest_chance(goal, people, tails, least_chance)
    plans = [plan_at(money, chance) for money in people]
    plans = _lowered(plans, sum(plans) - goal, people, tails, quantum)
    return EqualPlans(
        chance,
        tuple(plans),
        tuple(_chance_of(plan, *one) for plan, one in zip(plans, _with(people, tails), strict=True)),
    )


def are_unequal(plans: Sequence[int], people: Sequence[MoneyDistribution]) -> bool:
    """Return whether some plans are so much harder than others that equal difficulty is to be offered.

    Source: domain.md C6.

    Examples
    --------
    >>> from kvota.domain.planning.plan_distribution import PlanSource, plan_distribution
    >>> weak, strong = (plan_distribution([PlanSource(100, p)] * 4, quantum=100) for p in (0.3, 0.6))
    >>> are_unequal([200, 200], [weak, strong]), are_unequal([100, 200], [weak, strong])
    (True, False)
    """
    chances = [money.chance_of(plan) for plan, money in zip(plans, people, strict=True)]
    return max(chances) - min(chances) > MOST_UNEQUAL if chances else False


def _with(
    people: Sequence[MoneyDistribution], tails: Sequence[Floats]
) -> list[tuple[MoneyDistribution, Floats]]:
    return list(zip(people, tails, strict=True))


def _highest_chance(
    goal: int, people: Sequence[MoneyDistribution], tails: Sequence[Floats], least_chance: float
) -> float:
    """Bisect the chances at which somebody's plan changes; between two of them nothing does."""
    steps = np.unique(np.concatenate([tail[tail >= least_chance] for tail in tails]))
    low, high = -1, steps.size - 1  # the plans at `low` suffice, those above `high` do not
    while low < high:
        middle = (low + high + 1) // 2
        if sum(plan_at(money, float(steps[middle])) for money in people) >= goal:
            low = middle
        else:
            high = middle - 1
    return float(steps[low]) if low >= 0 else least_chance


def _lowered(
    plans: list[int],
    excess: int,
    people: Sequence[MoneyDistribution],
    tails: Sequence[Floats],
    quantum: int,
) -> list[int]:
    """Take the excess off, a step at a time, from whoever's plan is the least likely; ties: the first."""
    hardest = [
        (round(_chance_of(plan, money, tail), _DIGITS), person)
        for person, (plan, (money, tail)) in enumerate(zip(plans, _with(people, tails), strict=True))
        if plan > 0
    ]
    heapify(hardest)
    while excess > 0:
        _, person = hardest[0]
        # Nothing changes before his plan comes down to the next point of the grid: go there at once.
        down = plans[person] - _point_below(plans[person], people[person])
        step = min(-(-down // quantum) * quantum, excess, plans[person])
        plans[person] -= step
        excess -= step
        now = _chance_of(plans[person], people[person], tails[person])
        heapreplace(hardest, (round(now, _DIGITS) if plans[person] else inf, person))
    return plans


def _point_below(plan: int, money: MoneyDistribution) -> int:
    return money.first + money.quantum * ((plan - money.first - 1) // money.quantum)


def _chance_of(plan: int, money: MoneyDistribution, tail: Floats) -> float:
    """As `MoneyDistribution.chance_of`, from sums that are there already."""
    point = -(-(plan - money.first) // money.quantum)
    if point <= 0:
        return 1.0
    return float(tail[point]) if point < tail.size else 0.0
