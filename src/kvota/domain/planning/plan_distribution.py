"""How likely each sum is that a person's work can bring, and how hard a plan is against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import (
    MOODS,
    ChanceOutOfRange,
    Floats,
    MoneyDistribution,
    sum_of_deals,
)
from kvota.domain.money.split_without_loss import BadQuantum

#: Chances that differ by less are the same: what is left of adding a thousand floats.
SAME_CHANCE = 1e-12

#: More points than a picture or a plan can use; a finer grid only fills the memory.
MOST_POINTS = 200_000

#: Minor units of one amount, and starts of one batch: beyond them a sum is no longer a whole number.
MOST_AMOUNT = 10**15
MOST_STARTS = 100_000

Band = Literal["too_soft", "soft", "hard_but_real", "stretch", "unreal"]

#: The least chance of each band, the softest first. A plan of exactly .70 is still hard but real.
REAL_FROM, REAL_TO = 0.50, 0.70
SOFT_TO, STRETCH_FROM = 0.85, 0.30

#: The chance at which a plan is proposed.
USUAL_CHANCE = 0.60


class PlanChanceOutOfRange(RuleError):
    """A plan is asked at a chance that no sum has."""

    code = "plan_chance_out_of_range"
    sentence = "a plan is asked at the chance {chance}; expected a number above 0 and up to 1"
    chance: str


class AmountOutOfRange(RuleError):
    """An amount is below zero or too large to be added."""

    code = "amount_out_of_range"
    sentence = "the amount of source {item} is {amount}; expected a number from 0 to 10^15"
    item: int
    amount: str


class StartsOutOfRange(RuleError):
    """A batch of new work has fewer than no starts, or too many."""

    code = "starts_out_of_range"
    sentence = "batch {item} has {starts} starts; expected a number from 0 to {most}"
    item: int
    starts: int
    most: int


class StepTooFine(RuleError):
    """The step is so small beside the money that the distribution would have too many points."""

    code = "step_too_fine"
    sentence = "a step of {quantum} makes {points} points of the money; expected at most {most}"
    quantum: int
    points: int
    most: int


@dataclass(frozen=True)
class NewBatch:
    """New work started together: a number of starts, each of which brings the amount or nothing.

    Parameters
    ----------
    starts
        How many, 0 to 100,000.
    chance
        Of one start to bring its money within the period, 0 to 1 (the lag kernel of its week).
    amount
        Minor units of one success.
    """

    starts: int
    chance: float
    amount: int


@dataclass(frozen=True)
class PlanSource:
    """One contract, deal or promise: its minor units, and its chance of being there in time.

    `steady` is what a good or bad market does not move: a signed contract.
    """

    amount: int
    chance: float
    steady: bool = False


def plan_distribution(
    sources: Sequence[PlanSource],
    new_work: Sequence[NewBatch] = (),
    *,
    quantum: int,
    shock: float = 0.0,
    moods: int = MOODS,
) -> MoneyDistribution:
    """Return the exact distribution of what sources and new work bring together.

    Parameters
    ----------
    sources
        Unpaid contracts, open deals, promises; each deal once.
    new_work
        Batches of starts that are planned or expected.
    quantum
        Step of the grid, in the unit of the amounts, 1 or more. An amount between two points is
        divided between them so that the mean stays right; it is never rounded. See `step_of_plan`.
    shock, moods
        As `sum_of_deals`; 0 for independent sources, as one person's plan is tested.

    Returns
    -------
    The grid begins at zero. Above 3,000 sources (starts are not counted) the small ones join as one
    sum that is known to 0.1 %. `mean`, `sd` and `chance_of` are its own; see `plan_at`, `band_of`.

    Raises
    ------
    ChanceOutOfRange, AmountOutOfRange, StartsOutOfRange
        Named by the place in the list, from 0.
    BadQuantum, StepTooFine
        The grid makes no sense, or would have more than 200,000 points.

    Source: domain.md C2, D4. The convolution is that of the forecast (`sum_of_deals`).

    Examples
    --------
    >>> some = plan_distribution([PlanSource(200, 0.5), PlanSource(100, 0.8)], quantum=100)
    >>> some.pmf[:4].round(2).tolist(), round(some.mean), plan_at(some, 0.5)
    ([0.1, 0.4, 0.1, 0.4], 180, 200)
    >>> leads = plan_distribution([], [NewBatch(20, 0.15, 1)], quantum=1)
    >>> round(leads.chance_of(3), 3)
    0.595
    """
    _refuse(sources, new_work, quantum)
    return sum_of_deals(
        [source.chance for source in sources],
        [source.amount for source in sources],
        batches=[(batch.starts, batch.chance, batch.amount) for batch in new_work],
        shock=shock,
        moods=moods,
        steady=[source.steady for source in sources],
        quantum=quantum,
    )


def step_of_plan(plan: int, *, minor_units: int) -> int:
    """Return the step of the grid for a plan: a thousandth of it, and at least 1,000 of the currency.

    Parameters
    ----------
    plan
        Minor units, zero or more.
    minor_units
        In one of the currency: 100 kopecks, 1 yen.

    Source: domain.md C2.

    Examples
    --------
    >>> step_of_plan(700_000_00, minor_units=100), step_of_plan(50_000_000_00, minor_units=100)
    (100000, 5000000)
    """
    return max(1_000 * minor_units, -(-plan // 1_000))


def _refuse(sources: Sequence[PlanSource], new_work: Sequence[NewBatch], quantum: int) -> None:
    if quantum < 1:
        raise BadQuantum
    rows: list[PlanSource | NewBatch] = [*sources, *new_work]
    for item, one in enumerate(rows):
        if not 0 <= one.chance <= 1:
            raise ChanceOutOfRange(item=item, chance=str(one.chance))
        if not 0 <= one.amount <= MOST_AMOUNT:
            raise AmountOutOfRange(item=item, amount=str(one.amount))
    for item, batch in enumerate(new_work):
        if not 0 <= batch.starts <= MOST_STARTS:
            raise StartsOutOfRange(item=item, starts=batch.starts, most=MOST_STARTS)
    all_of_it = sum(source.amount for source in sources)
    all_of_it += sum(batch.starts * batch.amount for batch in new_work)
    if all_of_it // quantum > MOST_POINTS:
        raise StepTooFine(quantum=quantum, points=all_of_it // quantum, most=MOST_POINTS)


def plan_at(money: MoneyDistribution, chance: float) -> int:
    """Return the largest sum of the grid that is reached with this chance or more.

    Parameters
    ----------
    chance
        Above 0 and up to 1.

    Raises
    ------
    PlanChanceOutOfRange
        With a chance of zero every sum would do.

    Source: domain.md C3, L(π).

    Examples
    --------
    >>> coin = plan_distribution([PlanSource(100, 0.5)], quantum=100)
    >>> plan_at(coin, 0.5), plan_at(coin, 0.51)
    (100, 0)
    """
    if not 0 < chance <= 1:
        raise PlanChanceOutOfRange(chance=str(chance))
    # Beyond the last possible sum a chance is noise, not zero.
    likely = reached(money) >= max(chance - SAME_CHANCE, SAME_CHANCE)
    return money.first + money.quantum * int(np.flatnonzero(likely)[-1])


def reached(money: MoneyDistribution) -> Floats:
    """Return the chance of each point of the grid or more, shape (points,), falling from 1."""
    tails = np.minimum(np.cumsum(money.pmf[::-1])[::-1], 1.0)
    tails[0] = 1.0
    return tails


def band_of(chance: float) -> Band:
    """Return how hard a plan of this chance is; both ends of "hard but real" belong to it.

    Source: domain.md C3. The limits are judgement.

    Examples
    --------
    >>> [band_of(chance) for chance in (0.86, 0.85, 0.70, 0.50, 0.30, 0.29)]
    ['too_soft', 'soft', 'hard_but_real', 'hard_but_real', 'stretch', 'unreal']
    """
    if chance > SOFT_TO + SAME_CHANCE:
        return "too_soft"
    if chance > REAL_TO + SAME_CHANCE:
        return "soft"
    if chance >= REAL_FROM - SAME_CHANCE:
        return "hard_but_real"
    return "stretch" if chance >= STRETCH_FROM - SAME_CHANCE else "unreal"


@dataclass(frozen=True)
class PlanTest:
    """A plan tested from both sides.

    Attributes
    ----------
    with_new_work
        Chance of the plan when the planned new work is done.
    without_new_work
        Chance of the plan when nothing new is started.
    band
        What `with_new_work` alone says.
    is_hard
        Without new work it is no more likely than not.
    """

    with_new_work: float
    without_new_work: float
    band: Band
    is_hard: bool

    @property
    def is_hard_but_real(self) -> bool:
        return self.band == "hard_but_real" and self.is_hard


def plan_test(plan: int, *, full: MoneyDistribution, without_new_work: MoneyDistribution) -> PlanTest:
    """Return whether a plan is real with the planned work and out of reach without it.

    Source: domain.md C3, two-sided test.
    """
    coasting = without_new_work.chance_of(plan)
    chance = full.chance_of(plan)
    return PlanTest(chance, coasting, band_of(chance), coasting <= REAL_FROM + SAME_CHANCE)


@dataclass(frozen=True)
class ProposedPlan:
    """A plan to begin the talk with, and why it is this one.

    Attributes
    ----------
    rule
        "usual": the sum of the usual chance. "hard": that sum was likely without any new work, so the
        plan is the least one that is not. "rich": no sum is both, so the plan is that of 50 % and the
        month asks for new starts.
    """

    plan: int
    test: PlanTest
    rule: Literal["usual", "hard", "rich"]


def propose_plan(
    *, full: MoneyDistribution, without_new_work: MoneyDistribution, chance: float = USUAL_CHANCE
) -> ProposedPlan:
    """Return the plan that is hard but real.

    Parameters
    ----------
    chance
        The wanted chance, above 0 and up to 1.

    Raises
    ------
    PlanChanceOutOfRange
        As `plan_at`.

    Source: domain.md C3.

    Examples
    --------
    >>> full = plan_distribution([PlanSource(100, 0.9)], [NewBatch(10, 0.1, 100)], quantum=100)
    >>> alone = plan_distribution([PlanSource(100, 0.9)], quantum=100)
    >>> found = propose_plan(full=full, without_new_work=alone)
    >>> found.plan, found.rule, round(found.test.with_new_work, 3)
    (200, 'usual', 0.613)
    """
    usual = plan_at(full, chance)
    test = plan_test(usual, full=full, without_new_work=without_new_work)
    if test.is_hard:
        return ProposedPlan(usual, test, "usual")
    unlikely = reached(without_new_work) <= REAL_FROM + SAME_CHANCE
    beyond = int(unlikely.argmax()) if unlikely.any() else unlikely.size
    least = without_new_work.first + without_new_work.quantum * beyond
    harder = plan_test(least, full=full, without_new_work=without_new_work)
    if harder.with_new_work >= REAL_FROM - SAME_CHANCE:
        return ProposedPlan(least, harder, "hard")
    middle = plan_at(full, REAL_FROM)
    return ProposedPlan(middle, plan_test(middle, full=full, without_new_work=without_new_work), "rich")


#: For those who draw the bands: the chances between them, from hard to soft.
BAND_EDGES: Final = (STRETCH_FROM, REAL_FROM, REAL_TO, SOFT_TO)
