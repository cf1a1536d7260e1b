"""The forecast of a period: what came already, what open deals bring, and what new work adds.

One object answers everything a page asks: the range, the dots, the chance of the plan, the part of
each deal. It is learnt once from a company's past and then asked for each person and unit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import hypot

import numpy as np
from numpy.typing import NDArray

from kvota.domain.forecasting.deal_outcome import DealOutcome, Outlook, fit_outcome
from kvota.domain.forecasting.default_hazards import CONVERSIONS, WEEKS_IN_STAGE, default_hazards
from kvota.domain.forecasting.history_label import History, Label
from kvota.domain.forecasting.new_work import (
    ARRIVALS_HALF_LIFE_DAYS,
    NewWork,
    arrivals_per_day,
    drawn_mean,
    new_wins,
    share_of_arrivals,
    wins_of_arrivals,
)
from kvota.domain.forecasting.stays import StayTable, count_stays
from kvota.domain.forecasting.sum_of_deals import USUAL_SHOCK, MoneyDistribution, sum_of_deals

#: What was half a year ago counts half in the chances of deals.
HALF_LIFE_DAYS = 180.0

#: New deals and wins older than a year say nothing about new work.
NEW_WORK_LOOKS_BACK_DAYS = 365

#: So many usual new deals of one person are mixed into the number that a person begins.
ARRIVALS_MIXED_IN = 5.0

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Begins a column that no funnel adds to.
_NONE: Whole = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class PastDeals:
    """What began and what was won in one funnel, as columns, as known on the day of the question.

    Attributes
    ----------
    begun_days_ago, begun_rank, begun_by
        Shape (deals begun,): how long ago each began, the rank it had that evening (0 if lost),
        and a number for the person; a deal opened anew after a loss has begun again.
    won_days_ago, won_after_days, won_amount, won_by
        Shape (wins,): how long ago the money counted, how many days after the beginning, minor
        units (-1 where nobody knows them), and the person.
    """

    begun_days_ago: Whole
    begun_rank: Whole
    begun_by: Whole
    won_days_ago: Whole
    won_after_days: Whole
    won_amount: Whole
    won_by: Whole


@dataclass(frozen=True, eq=False)
class OpenDeals:
    """Open deals of one funnel as columns, each of shape (deals,).

    `rank` is the stage, `age_days` the days in it (-1 where nobody knows), `amount` the minor units
    still to come, `steady` whether the market does not move it any more (a signed contract).
    """

    rank: Whole
    age_days: Whole
    amount: Whole
    steady: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LearntFunnel:
    """What one funnel's past teaches about its future."""

    outcome: DealOutcome
    past: PastDeals
    _outlooks: dict[int, Outlook] = field(default_factory=dict, repr=False)
    _won_by_age: dict[int, Floats] = field(default_factory=dict, repr=False)
    _histories: dict[tuple[LearntFunnel, ...], History] = field(default_factory=dict, repr=False)

    def outlook(self, days: int) -> Outlook:
        """The chances up to a number of days ahead, worked out once for all people of a page."""
        if days not in self._outlooks:
            self._outlooks[days] = self.outcome.outlook(days)
        return self._outlooks[days]

    def new_work(self, people: Collection[int] | None, *, within: int, after: int) -> NewWork:
        """What new deals of some people bring in the days after + 1 ... within; of all with None."""
        per_day = self._arrivals_per_day * self._share_of_new(people)
        if within not in self._won_by_age:
            self._won_by_age[within] = wins_of_arrivals(self.outlook(within), self._shares_of_arrivals)
        usual = self.mean_win
        if people is not None:
            # In one order, whoever lists them: a sum of fractions depends on it in its last digit.
            own = [self._wins_by[person] for person in sorted(people) if person in self._wins_by]
            total, wins_seen = sum(sum_ for sum_, _ in own), sum(count for _, count in own)
            usual = drawn_mean(total, wins_seen, usual=usual)
        wins = new_wins(per_day, self._won_by_age[within], within=within, after=after)
        return NewWork(per_day, wins, usual)

    @cached_property
    def _began_lately(self) -> NDArray[np.bool_]:
        return self.past.begun_days_ago < NEW_WORK_LOOKS_BACK_DAYS

    @cached_property
    def _shares_of_arrivals(self) -> Floats:
        return share_of_arrivals(self.past.begun_rank[self._began_lately], target=self.outcome.target)

    @cached_property
    def _arrivals_per_day(self) -> float:
        watched = int(self.past.begun_days_ago.max(initial=-1)) + 1
        return arrivals_per_day(self.past.begun_days_ago, watched_days=watched)

    @cached_property
    def _recently_won(self) -> NDArray[np.bool_]:
        return (self.past.won_days_ago < NEW_WORK_LOOKS_BACK_DAYS) & (self.past.won_amount >= 0)

    @cached_property
    def recent_wins(self) -> Whole:
        """Amounts of the last year's wins, minor units."""
        return self.past.won_amount[self._recently_won]

    @cached_property
    def mean_win(self) -> float:
        """The mean of the last year's wins; 0 without any."""
        return float(self.recent_wins.mean()) if self.recent_wins.size else 0.0

    @cached_property
    def _wins_by(self) -> dict[int, tuple[float, int]]:
        """Person -> the sum and the number of his wins of the last year."""
        people, place = np.unique(self.past.won_by[self._recently_won], return_inverse=True)
        sums = np.bincount(place, weights=self.recent_wins, minlength=people.size)
        counts = np.bincount(place, minlength=people.size)
        return dict(zip(people.tolist(), zip(sums.tolist(), counts.tolist(), strict=True), strict=True))

    @cached_property
    def _begun_by(self) -> dict[int, tuple[float, bool]]:
        """Person -> the weight of the deals he began lately, and whether he still begins any."""
        by, ago = self.past.begun_by[self._began_lately], self.past.begun_days_ago[self._began_lately]
        people, place = np.unique(by, return_inverse=True)
        weights = np.bincount(place, weights=np.power(0.5, ago / ARRIVALS_HALF_LIFE_DAYS))
        # Who began nothing within two half-lives has left, or does something else now.
        still = np.isin(people, by[ago <= 2 * ARRIVALS_HALF_LIFE_DAYS])
        return dict(zip(people.tolist(), zip(weights.tolist(), still.tolist(), strict=True), strict=True))

    def _share_of_new(self, people: Collection[int] | None) -> float:
        """Which part of new deals some people begin, drawn towards an equal part for each.

        The parts of all who begin deals sum to the whole.
        """
        if people is None:
            return 1.0
        if not self._begun_by:
            return 0.0
        theirs = [self._begun_by[person] for person in sorted(people) if person in self._begun_by]
        own, whole = (
            sum(weight for weight, _ in some) + ARRIVALS_MIXED_IN * sum(still for _, still in some)
            for some in (theirs, self._begun_by.values())
        )
        return float(own / whole)


@dataclass(frozen=True, eq=False)
class PeriodForecast:
    """What a period is likely to bring in the end.

    Attributes
    ----------
    total
        The distribution of everything, what came already included.
    label
        How far the history carries it.
    chances
        For each funnel, shape (its open deals,): to bring the money within the period.
    from_open, from_new
        Expected minor units from open deals and from new ones.
    """

    total: MoneyDistribution
    label: Label
    chances: tuple[Floats, ...]
    from_open: float
    from_new: float


def learn(
    stays: StayTable,
    past: PastDeals,
    *,
    target: int,
    payment: bool,
    assumed: tuple[Sequence[float], Sequence[float]] = (CONVERSIONS, WEEKS_IN_STAGE),
) -> LearntFunnel:
    """Learn from the past of one funnel.

    Parameters
    ----------
    stays
        In the stages of the funnel, those within one day joined (`joined_within_a_day`).
    past
        What began and what was won.
    target
        The rank at which the money counts.
    payment
        Whether the last stage before it is the signed contract.
    assumed
        Conversions and weeks of the six steps before there is a history (`default_hazards`).

    Source: forecast-engine steps 1 to 5 for a table of stage and age; domain specification D6.
    """
    counts = count_stays(stays, target=target, half_life_days=HALF_LIFE_DAYS)
    conversions, weeks = assumed
    usual = default_hazards(target - 1 - payment, payment=payment, conversions=conversions, weeks=weeks)
    return LearntFunnel(fit_outcome(counts, usual), past)


def history_of(funnels: Sequence[LearntFunnel]) -> History:
    """The wins of all funnels together."""
    ago = np.concatenate([_NONE, *(each.past.won_days_ago for each in funnels)])
    took = np.concatenate([_NONE, *(each.past.won_after_days for each in funnels)])
    return History(
        wins=int(ago.size),
        days=int(ago.max(initial=0)),
        usual_days_to_win=float(np.median(took)) if took.size else 0.0,
    )


def _kept_history(funnels: tuple[LearntFunnel, ...]) -> History:
    """The history of these funnels, worked out once for all people of a page."""
    if not funnels:
        return history_of(funnels)
    kept = funnels[0]._histories
    # The first one stands for itself: it must not hold itself.
    key = funnels[1:]
    if key not in kept:
        kept[key] = history_of(funnels)
    return kept[key]


def period_forecast(
    funnels: Sequence[tuple[LearntFunnel, OpenDeals]],
    *,
    within: int,
    after: int = 0,
    already: int = 0,
    people: Collection[int] | None = None,
) -> PeriodForecast:
    """Forecast a period for a company, a unit or a person.

    Parameters
    ----------
    funnels
        What was learnt of each funnel, and the open deals in it that the question is about.
    within, after
        Days from the day of the question to the last day of the period, and to the day before
        its first; `after` is 0 for a period that has begun.
    already
        Minor units that have come in the period.
    people
        Whose new deals count; None for everybody's.

    Returns
    -------
    Two independent doubts widen the range together: that months differ (the usual shock), and
    that a short history misleads (`History.shock`).
    """
    history = _kept_history(tuple(learnt for learnt, _ in funnels))
    chances = tuple(
        learnt.outlook(within).chances(deals.rank, deals.age_days, within=within, after=after)
        for learnt, deals in funnels
    )
    work = [learnt.new_work(people, within=within, after=after) for learnt, _ in funnels]
    amounts, weights = _what_a_new_win_brings(funnels, work)
    total = sum_of_deals(
        np.concatenate([_NONE, *chances]),
        np.concatenate([_NONE, *(deals.amount for _, deals in funnels)]),
        already=already,
        new_wins=sum(each.wins for each in work if each.mean_amount > 0),
        win_amounts=amounts,
        win_weights=weights,
        shock=hypot(USUAL_SHOCK, history.shock(within)),
        steady=np.concatenate([_NONE, *(deals.steady for _, deals in funnels)]),
    )
    return PeriodForecast(
        total,
        history.label(within),
        chances,
        from_open=float(sum(each @ deals.amount for each, (_, deals) in zip(chances, funnels, strict=True))),
        from_new=sum(each.total for each in work),
    )


def _what_a_new_win_brings(
    funnels: Sequence[tuple[LearntFunnel, OpenDeals]], work: Sequence[NewWork]
) -> tuple[Whole, Floats]:
    """The last year's wins, drawn to the mean of whom the question is about, weighed by funnel."""
    amounts, weights = [_NONE], [np.zeros(0)]
    for (learnt, _), expected in zip(funnels, work, strict=True):
        wins = learnt.recent_wins
        if learnt.mean_win:
            amounts.append(np.rint(wins * (expected.mean_amount / learnt.mean_win)).astype(np.int64))
            weights.append(np.full(wins.size, expected.wins / wins.size))
    return np.concatenate(amounts), np.concatenate(weights)
