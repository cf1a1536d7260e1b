"""The integer program of a start schedule, and its solution by HiGHS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kvota.domain.planning.start_problem import Column, StartProblem, greedy

#: How near the least cost an answer is called the best.
NEAR_ENOUGH: Final = 1e-4

# HiGHS takes a row as kept when it is broken by less than a millionth. What that breaks in exact
# fractions is asked again with rows that are this much stricter, in what is left of the time.
_STRICTER = ((0.0, 0.65), (3e-6, 0.25))
_DUST = 1e-9

Floats = NDArray[np.float64]


def best_starts(problem: StartProblem, time_limit: float) -> tuple[dict[Column, int], bool]:
    """The best starts found, and whether they are proven to be the best."""
    if not problem.columns or not problem.reachable:
        return {}, True
    for stricter, part in _STRICTER:
        found, proven = _solved(problem, part * time_limit, stricter)
        if not problem.keeps_limits(found):
            found, proven = greedy(problem), False
        elif not _nearly_enough(problem, found):
            break
    if proven:
        return found, True
    # Not proven to be the best: then at least no worse than what everybody could see.
    return min(found, greedy(problem), key=lambda starts: _how_bad(problem, starts)), False


def _how_bad(problem: StartProblem, starts: Mapping[Column, int]) -> tuple[Fraction, Fraction]:
    short = sum((problem.short(starts, place) for place in problem.reachable), Fraction(0))
    return short, sum((count * problem.cost(column) for column, count in starts.items()), Fraction(0))


def _nearly_enough(problem: StartProblem, starts: Mapping[Column, int]) -> bool:
    """A shortage so small that it is the tolerance of the solver, not a lack of leads."""
    return any(
        0 < problem.short(starts, place) < Fraction(5, 10**6) * problem.months[place].need
        for place in problem.reachable
    )


def _solved(problem: StartProblem, time_limit: float, stricter: float) -> tuple[dict[Column, int], bool]:
    model = StartProgram(problem, stricter=stricter)
    costs = [float(problem.cost(column)) for column in problem.columns]
    # A schedule without any shortage is looked for first: as a rule there is one.
    cheapest = model.least(costs, shortage=0.0, seconds=time_limit * 0.3)
    shortage, proven = 0.0, True
    if cheapest.counts is None:
        nearest = model.least(None, shortage=None, seconds=time_limit * 0.25)
        if nearest.counts is None:
            return greedy(problem), False
        shortage, proven = nearest.value + _DUST, nearest.proven
        cheapest = model.least(costs, shortage=shortage, seconds=time_limit * 0.25)
        if cheapest.counts is None:
            return nearest.starts(problem), False
    proven = proven and cheapest.proven
    first = problem.weeks[0]
    weeks = [float(week - first + 1) for _, week in problem.columns]
    earliest = model.least(weeks, shortage=shortage, rows=[(costs, cheapest.value)], seconds=time_limit * 0.1)
    chosen = cheapest if earliest.counts is None else earliest
    return chosen.starts(problem), proven


@dataclass(frozen=True)
class Found:
    """What the solver says: the counts if it has some, their value, and how sure it is."""

    counts: Floats | None
    value: float
    proven: bool
    nobody_can: bool

    def starts(self, problem: StartProblem) -> dict[Column, int]:
        assert self.counts is not None
        whole = np.rint(self.counts[: len(problem.columns)]).astype(np.int64).tolist()
        return {column: count for column, count in zip(problem.columns, whole, strict=True) if count}


class StartProgram:
    """The rows of the program. Its columns: starts, shortages, extra leads, extra hours.

    Every row is divided by its own limit, so that one tolerance means the same in all of them.
    """

    def __init__(self, problem: StartProblem, *, stricter: float = 0.0, elastic: bool = False) -> None:
        self.problem, self.elastic = problem, elastic
        self.places, self.capped = problem.reachable, list(problem.hours.items())
        starts, months = len(problem.columns), len(self.places)
        extra = starts + len(self.capped) if elastic else 0
        self.width = starts + months + extra
        self.starts, self.months = starts, months
        rows: list[Floats] = []
        least: list[float] = []
        most: list[float] = []
        for place, month in enumerate(self.places):
            row = np.zeros(self.width)
            need = problem.months[month].need
            row[:starts] = [float(problem.brings[column][month] / need) for column in problem.columns]
            row[starts + place] = 1.0
            rows.append(row)
            least.append(1.0 + stricter)
            most.append(np.inf)
        for place, (week, there_are) in enumerate(self.capped):
            row = np.zeros(self.width)
            by = there_are or Fraction(1)
            row[:starts] = [float(problem.takes(column, week) / by) for column in problem.columns]
            if elastic:
                row[2 * starts + months + place] = -1.0 / float(by)
            rows.append(row)
            least.append(-np.inf)
            most.append(1.0 - stricter if there_are else 0.0)
        if elastic:
            for place, column in enumerate(problem.columns):
                row = np.zeros(self.width)
                row[place], row[starts + months + place] = 1.0, -1.0
                rows.append(row)
                least.append(-np.inf)
                most.append(float(problem.leads(column)))
        self.rows, self.below, self.above = np.array(rows), np.array(least), np.array(most)
        needs = [float(problem.months[place].need) for place in self.places]
        self.weights = np.array(needs) / sum(needs)

    def shortage(self) -> Floats:
        """The objective of the shortage: each month's share of all that is needed."""
        objective = np.zeros(self.width)
        objective[self.starts : self.starts + self.months] = self.weights
        return objective

    def tops(self) -> Floats:
        top = np.full(self.width, np.inf)
        if not self.elastic:
            top[: self.starts] = [self.problem.leads(column) for column in self.problem.columns]
        top[self.starts : self.starts + self.months] = 0.0 if self.elastic else 1.0
        return top

    def least(
        self,
        costs: Sequence[float] | None,
        *,
        shortage: float | None,
        seconds: float,
        rows: Sequence[tuple[Sequence[float], float]] = (),
    ) -> Found:
        """The least cost (of the shortage itself, without costs) with at most so much shortage."""
        objective = self.shortage() if costs is None else self._wide(costs)
        more = [(self._wide(each), limit) for each, limit in rows if limit > 0]
        if shortage:
            more.append((self.shortage(), shortage))
        top = self.tops()
        if shortage == 0:
            top[self.starts : self.starts + self.months] = 0.0
        return self.solved(objective, top, more, seconds)

    def solved(
        self,
        objective: Floats,
        top: Floats,
        more: Sequence[tuple[Floats, float]],
        seconds: float,
        *,
        whole_people: bool = True,
    ) -> Found:
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = np.vstack([self.rows, *(each / limit for each, limit in more)])
        below = np.append(self.below, [-np.inf] * len(more))
        above = np.append(self.above, [1.0 + _DUST] * len(more))
        whole = np.zeros(self.width)
        whole[: self.starts] = whole_people
        if self.elastic and whole_people:
            whole[self.starts + self.months : 2 * self.starts + self.months] = 1
        answer: Any = milp(
            objective,
            integrality=whole,
            bounds=Bounds(np.zeros(self.width), top),
            constraints=LinearConstraint(rows, below, above),
            options={"time_limit": max(seconds, 1e-3), "mip_rel_gap": NEAR_ENOUGH},
        )
        value = float(objective @ answer.x) if answer.x is not None else inf
        return Found(answer.x, value, answer.status == 0, answer.status == 2)

    def _wide(self, costs: Sequence[float]) -> Floats:
        wide = np.zeros(self.width)
        wide[: len(costs)] = costs
        return wide
