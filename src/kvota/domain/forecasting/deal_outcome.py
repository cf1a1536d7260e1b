"""The chance that a deal brings its money by a day, from its stage and its age there.

How this works. For each stage and age the history tells which share of deals moved on, and which
was lost, on the next day; deals still there count for the days they were watched. Little history
is mixed with what is usual: the age with its stage, the stage with the whole company, the company
with the defaults. From these daily shares the chance follows backwards: with 0 days left nothing
comes; with one day more it comes if the deal stays and comes later, or moves and comes from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kvota.domain.forecasting.default_hazards import DailyHazards
from kvota.domain.forecasting.stays import AGES, OLDEST, StayCounts

#: First ages of the groups that share one rate, in days.
AGE_GROUPS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90, 105, 120, 140, 160, 200, 270, 365)

#: For an age nobody knows, in columns of whole numbers.
UNKNOWN_AGE = -1

# The mean default of a stage is taken over the seven weeks in which its payments come.
_USUAL_DAYS = 49

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Strengths:
    """How many deal-days of what is usual are mixed into the history.

    `company`: of the defaults, in each stage (20 deal-weeks). `stage`: of the company's ratio to
    the defaults (5). `age`: of the stage (20). `jump`: moves to the next stage.
    """

    company: float = 140
    stage: float = 35
    age: float = 140
    jump: float = 5


@dataclass(frozen=True, eq=False)
class DealOutcome:
    """What was learnt about deals on their way to the money.

    Attributes
    ----------
    hazards
        By stage and age.
    undated_advance, undated_lost
        Shape (stages,), the same for deals of unknown age.
    goes_to
        Shape (stages, stages + 1), where those who move arrive; rows sum to 1.
    own_weight
        0 to 1, share of the company's own deal-days against the defaults'.
    """

    hazards: DailyHazards
    undated_advance: Floats
    undated_lost: Floats
    goes_to: Floats
    own_weight: float

    @property
    def rests_on_defaults(self) -> bool:
        """Whether the page says "based on defaults, not on your data"."""
        return self.own_weight <= 0.5

    @property
    def target(self) -> int:
        """The rank at which the money counts."""
        return int(self.goes_to.shape[1])

    def outlook(self, days: int) -> Outlook:
        """Work out the chances for every number of days ahead up to `days`, 0 or more."""
        stages = self.target - 1
        stay = 1 - self.hazards.advance - self.hazards.lost
        undated_stay = 1 - self.undated_advance - self.undated_lost
        # One row more for the target, one column more for the unknown age.
        chance = np.zeros((days + 1, stages + 1, AGES + 1))
        chance[:, stages, :] = 1.0
        for left in range(1, days + 1):
            before, now = chance[left - 1], chance[left]
            after_move = self.goes_to @ before[:, 0]
            older = before[:stages, [*range(1, AGES), OLDEST]]
            now[:stages, :AGES] = self.hazards.advance * after_move[:, np.newaxis] + stay * older
            now[:stages, AGES] = self.undated_advance * after_move + undated_stay * before[:stages, AGES]
        return Outlook(chance)


@dataclass(frozen=True, eq=False)
class Outlook:
    """Chances by days ahead, stage and age; shape (days + 1, stages + 1, AGES + 1)."""

    by_day: Floats

    @property
    def days(self) -> int:
        """The furthest day worked out."""
        return int(self.by_day.shape[0]) - 1

    def curve(self, rank: int, age: int | None) -> Floats:
        """Return the chance of one deal to have brought its money by each day ahead.

        Parameters
        ----------
        rank, age
            As in `chances`: the stage, and the days in it (None or -1 where nobody knows).

        Returns
        -------
        Shape (days + 1,), 0 to 1 and never falling.
        """
        column = AGES if age is None or age < 0 else min(age, OLDEST)
        row = min(max(rank, 1) - 1, self.by_day.shape[1] - 1)
        curve: Floats = np.clip(self.by_day[:, row, column], 0.0, 1.0)
        return curve

    def chances(
        self, ranks: ArrayLike, ages: Whole | Sequence[int | None], *, within: int, after: int = 0
    ) -> Floats:
        """Return the chance of each deal to bring its money in the days after + 1 ... within.

        Parameters
        ----------
        ranks
            Shape (deals,), stage of each; 0, before the first move, counts as the first stage.
        ages
            Shape (deals,), days in the stage; None or -1 for an undated deal.
        within, after
            Days ahead; with after = 30 and within = 61, the chance for the month after next.

        Returns
        -------
        Shape (deals,), 0 to 1.
        """
        if not isinstance(ages, np.ndarray):
            ages = np.array([UNKNOWN_AGE if age is None else age for age in ages], dtype=np.int64)
        age = np.where(ages < 0, AGES, np.minimum(ages, OLDEST))
        row = np.maximum(np.asarray(ranks, dtype=np.int64), 1) - 1
        row = np.minimum(row, self.by_day.shape[1] - 1)
        found = self.by_day[within, row, age] - self.by_day[after, row, age]
        bounded: Floats = np.clip(found, 0.0, 1.0)
        return bounded


def fit_outcome(
    counts: StayCounts,
    defaults: DailyHazards,
    *,
    strengths: Strengths | None = None,
    age_groups: Sequence[int] = AGE_GROUPS,
) -> DealOutcome:
    """Learn from stays how deals move on and get lost.

    Parameters
    ----------
    counts
        Stays by stage and age (`count_stays`).
    defaults
        What is usual, of as many stages (`default_hazards`).
    strengths
        How much of what is usual is mixed in.
    age_groups
        First ages of the groups that share one rate, from 0 on.

    Returns
    -------
    Without any stay exactly the defaults; with 0 for all strengths and groups of one day exactly
    the Aalen-Johansen estimate.

    Source: domain specification D2, D6; the steps 2 and 3 of the forecast engine.

    Examples
    --------
    >>> from kvota.domain.forecasting.default_hazards import default_hazards
    >>> from kvota.domain.forecasting.stays import StayTable, count_stays
    >>> nothing = count_stays(StayTable.of([]), target=8)
    >>> usual = fit_outcome(nothing, default_hazards(6, payment=True))

    A contract signed three weeks ago is paid within two weeks with 5 in 8 (25 of the 40 % that are
    still unpaid):

    >>> usual.rests_on_defaults, usual.outlook(14).chances([7], [21], within=14).round(6).tolist()
    (True, [0.625])
    """
    mixed = strengths or Strengths()
    advance, undated_advance = _mixed(
        counts, counts.advanced, counts.undated_advanced, defaults.advance, mixed, age_groups
    )
    lost, undated_lost = _mixed(counts, counts.lost, counts.undated_lost, defaults.lost, mixed, age_groups)
    leaves = np.maximum(advance + lost, 1.0)  # more than everybody cannot leave
    undated_leaves = np.maximum(undated_advance + undated_lost, 1.0)
    watched = float(counts.at_risk.sum() + counts.undated_at_risk.sum())
    usual = mixed.company * counts.at_risk.shape[0]
    return DealOutcome(
        DailyHazards(advance / leaves, lost / leaves),
        undated_advance / undated_leaves,
        undated_lost / undated_leaves,
        _destinations(counts.went_to, mixed.jump),
        watched / (watched + usual) if watched else 0.0,
    )


def _mixed(
    counts: StayCounts,
    events: Floats,
    undated: Floats,
    default: Floats,
    strength: Strengths,
    age_groups: Sequence[int],
) -> tuple[Floats, Floats]:
    """The rate of one way out by stage and age, and for unknown age."""
    usual = default[:, :_USUAL_DAYS].mean(axis=1)
    # How much faster than the defaults: events seen against events expected.
    seen = events.sum(axis=1) + undated
    expected = (counts.at_risk * default).sum(axis=1) + counts.undated_at_risk * usual
    company = _ratio(
        seen.sum() + strength.company * usual.sum(), expected.sum() + strength.company * usual.sum()
    )
    stage = _ratio(seen + strength.stage * usual * company, expected + strength.stage * usual)

    parent = np.minimum(stage[:, np.newaxis] * default, 1.0)
    group = np.repeat(np.arange(len(age_groups)), np.diff([*age_groups, AGES]))
    seen_in, days_in = (np.add.reduceat(each, list(age_groups), axis=1) for each in (events, counts.at_risk))
    rate = _ratio(seen_in[:, group] + strength.age * parent, days_in[:, group] + strength.age, empty=0.0)

    # An undated deal may be of any age: its parent is the mean over all deal-days of the stage.
    days = counts.at_risk.sum(axis=1)
    parent_undated = _ratio(
        events.sum(axis=1) + strength.age * parent[:, :_USUAL_DAYS].mean(axis=1),
        days + strength.age,
        empty=0.0,
    )
    at_any_age = _ratio(
        undated + strength.age * parent_undated, counts.undated_at_risk + strength.age, empty=0.0
    )
    return rate, at_any_age


def _ratio(above: Floats, below: Floats, *, empty: float = 1.0) -> Floats:
    """Divide; `empty` where nothing was seen and nothing is mixed in."""
    shares = np.full(np.broadcast(above, below).shape, empty)
    np.divide(above, below, out=shares, where=np.asarray(below) > 0)
    return shares


def _destinations(went_to: Floats, strength: float) -> Floats:
    """Where movers arrive: as seen, mixed with moves to the next stage."""
    stages = went_to.shape[0]
    next_one = np.eye(stages, stages + 1, k=1)
    mixed = went_to + (strength or 1e-300) * next_one
    shares: Floats = mixed / mixed.sum(axis=1, keepdims=True)
    return shares
