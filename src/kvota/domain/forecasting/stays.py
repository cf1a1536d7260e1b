"""How long deals stayed in their stages and how each stay ended, counted by day of age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from kvota.domain.selling.time_in_stage import ImpossibleAge, StayEnd, UnknownStayEnd

#: Ages 0, 1 ... in calendar days; the last one stands for a year and more.
AGES = 366
OLDEST = AGES - 1

_ENDS: tuple[StayEnd, ...] = get_args(StayEnd)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stay:
    """The time one deal spent in one stage.

    Attributes
    ----------
    rank
        Place of the stage, 1 for the first.
    age_days
        Whole days from the day it came to the stage to the day it left, or to the day it was
        last looked at. For an undated stay: days since it was first seen.
    how
        "adv" went to another stage, "lost", or "cens": still there when last looked at.
    from_age_days
        The age at which we began to watch: above 0 for a deal imported in the middle of its
        stay, which says nothing about the days before.
    next_rank
        Where it went; a jump or a step back names the stage where it arrived.
    ended_days_ago
        Days from the end of the stay to the day of the question, for forgetting.
    undated
        Nobody knows the day it came: counted apart from all ages.
    """

    rank: int
    age_days: int
    how: StayEnd
    from_age_days: int = 0
    next_rank: int | None = None
    ended_days_ago: int = 0
    undated: bool = False


@dataclass(frozen=True, eq=False)
class StayTable:
    """Many stays as columns, each of shape (stays,), with the meaning of `Stay`.

    `how` holds 0 for "adv", 1 for "lost", 2 for "cens"; `next_rank` is 0 where there is none.
    """

    rank: Whole
    age_days: Whole
    how: Whole
    from_age_days: Whole
    next_rank: Whole
    ended_days_ago: Whole
    undated: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.rank.size)

    @classmethod
    def of(cls, stays: Iterable[Stay]) -> StayTable:
        """Put stays into columns.

        Raises
        ------
        UnknownStayEnd, ImpossibleAge
            The stay is named by its number, from 0.
        """
        rows = list(stays)
        for record, stay in enumerate(rows):
            if stay.how not in _ENDS:
                raise UnknownStayEnd(record=record, end=str(stay.how)[:40])
            if not 0 <= stay.from_age_days <= stay.age_days:
                raise ImpossibleAge(record=record, age=stay.age_days)

        def column(values: list[int]) -> Whole:
            return np.array(values, dtype=np.int64)

        return cls(
            rank=column([stay.rank for stay in rows]),
            age_days=column([stay.age_days for stay in rows]),
            how=column([_ENDS.index(stay.how) for stay in rows]),
            from_age_days=column([stay.from_age_days for stay in rows]),
            next_rank=column([stay.next_rank or 0 for stay in rows]),
            ended_days_ago=column([stay.ended_days_ago for stay in rows]),
            undated=np.array([stay.undated for stay in rows], dtype=np.bool_),
        )


@dataclass(frozen=True, eq=False)
class StayCounts:
    """What a table of hazards is fitted to. Row s stands for rank s + 1, column a for age a.

    Attributes
    ----------
    at_risk, advanced, lost
        Shape (stages, AGES): deals that were of age a in the evening and were watched through
        the next day, those that moved, those that were lost on it. Weighted by forgetting.
    went_to
        Shape (stages, stages + 1): moves from each stage by where they arrived; the last
        column is the stage at which the money counts.
    undated_at_risk, undated_advanced, undated_lost
        Shape (stages,): the same for deals of unknown age.
    """

    at_risk: Floats
    advanced: Floats
    lost: Floats
    went_to: Floats
    undated_at_risk: Floats
    undated_advanced: Floats
    undated_lost: Floats


def joined_within_a_day(stays: Sequence[Stay]) -> list[Stay]:
    """Join the stays of one deal that began and ended on one day to the stay before.

    A deal can only be seen once a day: three stages passed in one afternoon are one jump. What
    happened on the very first day is no stay at all: the deal arrived where it was that evening.

    Examples
    --------
    >>> came, passed = Stay(1, 4, "adv", next_rank=2), Stay(2, 0, "adv", next_rank=5)
    >>> [(stay.rank, stay.next_rank) for stay in joined_within_a_day([came, passed, Stay(5, 3, "cens")])]
    [(1, 5), (5, None)]
    """
    joined: list[Stay] = []
    for stay in stays:
        if stay.age_days > 0 or stay.how == "cens":
            joined.append(stay)
        elif joined:
            joined[-1] = replace(joined[-1], how=stay.how, next_rank=stay.next_rank)
    return joined


def count_stays(stays: StayTable, *, target: int, half_life_days: float | None = None) -> StayCounts:
    """Count stays by stage and day of age.

    Parameters
    ----------
    stays
        One row for each stay in a stage; those of one day joined (`joined_within_a_day`): a
        stay that ended on the day it began has no evening in it and is left out.
    target
        The rank at which the money counts, 2 or more: the paid stage, or the signed one. Stays
        from there on say nothing about getting there and are left out.
    half_life_days
        A day that lies so far back counts half; without it all days count the same.

    Returns
    -------
    The counts, as cheap for 100,000 stays as for ten.

    Examples
    --------
    >>> counts = count_stays(StayTable.of([Stay(1, 3, "adv", next_rank=2), Stay(1, 2, "cens")]), target=2)
    >>> counts.at_risk[0, :4].tolist(), counts.advanced[0, :4].tolist()
    ([2.0, 2.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0])
    """
    keep = (stays.rank < target) & (stays.age_days > stays.from_age_days)
    dated, undated = keep & ~stays.undated, keep & stays.undated
    faded = 1.0 if half_life_days is None else 0.5 ** (1 / half_life_days)
    moved, lost = stays.how == 0, stays.how == 1
    went = keep & moved
    arrived = np.minimum(stays.next_rank, target)
    return StayCounts(
        at_risk=_days_at_risk(stays, dated, target - 1, faded),
        advanced=_ends(stays, dated & moved, target - 1, faded),
        lost=_ends(stays, dated & lost, target - 1, faded),
        went_to=_tally(
            stays.rank[went] - 1,
            arrived[went] - 1,
            faded ** stays.ended_days_ago[went].astype(np.float64),
            (target - 1, target),
        ),
        undated_at_risk=_undated_days(stays, undated, target - 1, faded),
        undated_advanced=_ends(stays, undated & moved, target - 1, faded).sum(axis=1),
        undated_lost=_ends(stays, undated & lost, target - 1, faded).sum(axis=1),
    )


def _tally(row: Whole, column: Whole, weight: Floats, shape: tuple[int, int]) -> Floats:
    flat = np.bincount(row * shape[1] + column, weights=weight, minlength=shape[0] * shape[1])
    return flat.astype(np.float64).reshape(shape)


def _ends(stays: StayTable, which: NDArray[np.bool_], stages: int, faded: float) -> Floats:
    """The events, at the age of the evening before."""
    weight = faded ** stays.ended_days_ago[which].astype(np.float64)
    evening = np.minimum(stays.age_days[which] - 1, OLDEST)
    return _tally(stays.rank[which] - 1, evening, weight, (stages, AGES))


def _days_at_risk(stays: StayTable, which: NDArray[np.bool_], stages: int, faded: float) -> Floats:
    """Every evening of every stay at its age, without walking through them.

    The weight of the evening at age a is faded ** (days ago of the last + last - a), which splits
    into a part of the stay and a part of the age: so one running sum over ages does for all stays.
    """
    row, begun = stays.rank[which] - 1, stays.from_age_days[which]
    last, ago = stays.age_days[which] - 1, stays.ended_days_ago[which]
    shape = (stages, AGES + 1)
    of_stay = faded ** (ago + last).astype(np.float64)
    young = begun < OLDEST
    begins = _tally(row[young], begun[young], of_stay[young], shape)
    ends = _tally(row[young], np.minimum(last[young] + 1, OLDEST), of_stay[young], shape)
    running = np.cumsum(begins - ends, axis=1)[:, :AGES]
    at_risk: Floats = np.maximum(running, 0.0) / np.power(faded, np.arange(AGES, dtype=np.float64))
    # What a running difference leaves behind is dust, not a deal.
    at_risk[at_risk < 1e-9] = 0.0
    old = last >= OLDEST
    evenings = last[old] + 1 - np.maximum(begun[old], OLDEST)
    at_risk[:, OLDEST] = np.bincount(
        row[old], weights=_faded_sum(ago[old], evenings, faded), minlength=stages
    )
    return at_risk


def _undated_days(stays: StayTable, which: NDArray[np.bool_], stages: int, faded: float) -> Floats:
    days = stays.age_days[which] - stays.from_age_days[which]
    weight = _faded_sum(stays.ended_days_ago[which], days, faded)
    return np.bincount(stays.rank[which] - 1, weights=weight, minlength=stages).astype(np.float64)


def _faded_sum(days_ago: Whole, days: Whole, faded: float) -> Floats:
    """The weight of a number of days in a row, the last of which lies `days_ago` back."""
    if faded == 1.0:
        return days.astype(np.float64)
    last = faded ** days_ago.astype(np.float64)
    return np.asarray(last * (1 - faded ** days.astype(np.float64)) / (1 - faded), dtype=np.float64)
