"""Which clients are slow, stuck or past hope in their stage, and what the waiting costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import round_half_up
from kvota.domain.selling.time_in_stage import TimeInStage

#: Of those who move on, this share has moved by the age after which a client is slow, and stuck.
SLOW_SHARE, STUCK_SHARE = 0.75, 0.90

#: Below this many moves out of a stage its own history says too little.
ENOUGH_MOVES = 20
#: Above this share still inside at the last age the curve has not flattened: ten weeks of
#: history would say 8 weeks where the truth is 22.
FLAT_BELOW = 0.15

#: Without a history of its own a stage takes multiples of the usual stay.
DEFAULT_STUCK_STAYS = 4
DEFAULT_SLOW_STAYS = 2

#: A planned step keeps a client off the stuck list, but not for ever.
MOST_SUSPENSIONS = 2

#: Nobody is told that a client has no chance at all: the estimate is 0 only because it ends.
LEAST_PUBLISHED_CHANCE = 0.01

Condition = Literal["moving", "slow", "stuck"]


class StayNotPositive(RuleError):
    """The usual stay in a stage is zero or less, so that every client would be stuck at once."""

    code = "stay_not_positive"
    sentence = "the usual stay in the stage is {mean}; expected more than zero"
    mean: float


@dataclass(frozen=True)
class StuckRule:
    """The ages of a stage after which a client is slow and stuck.

    Attributes
    ----------
    slow_after, stuck_after
        In the unit of the stays; the age itself is not yet slow or stuck.
    from_history
        False while the stage uses the multiples of its usual stay: the page says so.
    moves
        How many moves out of the stage were seen.
    """

    slow_after: float
    stuck_after: float
    from_history: bool
    moves: int

    def condition(
        self, age: float, *, age_at_next_step: float | None = None, suspensions: int = 0
    ) -> Condition:
        """Return how a client stands at an age in the stage.

        Parameters
        ----------
        age_at_next_step
            Age the client will have on the day of the planned step. A step that is not past
            and comes before twice `stuck_after` suspends "stuck".
        suspensions
            How many planned steps have suspended it before; after two it is not suspended.

        Examples
        --------
        >>> rule = StuckRule(slow_after=7, stuck_after=10, from_history=True, moves=40)
        >>> [rule.condition(age) for age in (7, 8, 11)]
        ['moving', 'slow', 'stuck']
        >>> rule.condition(11, age_at_next_step=12)
        'slow'
        """
        if age <= self.slow_after:
            return "moving"
        awaited = (
            age_at_next_step is not None
            and age <= age_at_next_step <= 2 * self.stuck_after
            and suspensions < MOST_SUSPENSIONS
        )
        return "stuck" if age > self.stuck_after and not awaited else "slow"


def stuck_rule(times: TimeInStage, *, usual_stay: float) -> StuckRule:
    """Return when a client of a stage counts as slow and as stuck.

    Parameters
    ----------
    times
        The stays in this stage.
    usual_stay
        Mean stay, above 0, in the unit of the stays: used as long as the stage has seen
        fewer than 20 moves, or more than 15 % of clients are still inside at the last age.

    Raises
    ------
    StayNotPositive
        Everybody would be stuck on the first day.

    Notes
    -----
    A bound in days for everybody ("14 days without contact") is left out on purpose: stages
    differ tenfold.

    Source: domain specification E2. Twice the usual stay for "slow" is our judgement.

    Examples
    --------
    >>> from kvota.domain.selling.time_in_stage import time_in_stage
    >>> stuck_rule(time_in_stage([3, 5], ["adv", "cens"]), usual_stay=2)
    StuckRule(slow_after=4, stuck_after=8, from_history=False, moves=1)
    """
    if not usual_stay > 0:
        raise StayNotPositive(mean=usual_stay)
    slow, stuck = times.age_when_moved(SLOW_SHARE), times.age_when_moved(STUCK_SHARE)
    known = times.moves >= ENOUGH_MOVES and times.still_at_the_end <= FLAT_BELOW
    if slow is None or stuck is None or not known:
        return StuckRule(
            DEFAULT_SLOW_STAYS * usual_stay, DEFAULT_STUCK_STAYS * usual_stay, False, times.moves
        )
    return StuckRule(slow, stuck, True, times.moves)


def published_chance(times: TimeInStage, age: float) -> float:
    """Return the chance to move on as it may be shown: never below 1 %.

    Examples
    --------
    >>> from kvota.domain.selling.time_in_stage import time_in_stage
    >>> times = time_in_stage([1, 2], ["adv", "cens"])
    >>> times.chance_to_move_on(1), published_chance(times, 1)
    (0.0, 0.01)
    """
    return max(times.chance_to_move_on(age), LEAST_PUBLISHED_CHANCE)


def is_hopeless(times: TimeInStage, age: float) -> bool:
    """Tell whether the chance to move on has fallen below a third of what it was on the first day."""
    return times.chance_to_move_on(age) < times.ever_moves_on / 3


def waiting_loss(amount: int, times: TimeInStage, age: float) -> int:
    """Return the money that waiting has cost so far: the fall of the chance times the amount.

    Parameters
    ----------
    amount
        Minor units of the deal.

    Returns
    -------
    Minor units, rounded once; 0 where waiting has raised the chance. The stuck list is
    ordered by it.

    Examples
    --------
    A chance of 1/2 that has fallen to 1/3, on a deal of 600.00:

    >>> from kvota.domain.selling.time_in_stage import time_in_stage
    >>> waiting_loss(60_000, time_in_stage([1, 2, 3, 4], ["adv", "lost", "adv", "lost"]), 1)
    10000
    """
    fall = published_chance(times, 0) - published_chance(times, age)
    return round_half_up(amount * Fraction(max(fall, 0.0)))
