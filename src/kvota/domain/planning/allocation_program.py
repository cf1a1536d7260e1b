"""The integer program of an allocation, solved for one wish after another by HiGHS."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from kvota.domain.forecasting.sum_of_deals import Floats
from kvota.domain.planning.allocation import Binding, Kind, Resources, Wish, supported_by

#: Up to so many people leads are whole numbers for the solver; above, they are rounded afterwards.
MOST_IN_WHOLE_LEADS = 50

# Seconds are given to all wishes together; each has its share, so that the last one is never without any.
_SHARE_OF_TIME = {"floors": 0.1, "shortage": 0.25, "load": 0.35, "fair": 0.1, "leads": 0.2}

# What is reached may be given up by so much in later wishes: the solver's own care, in units of the
# best lead (money) or of one (everything else).
_CARE = 1e-6

# A table so small is solved to the end; a large one to a ten-thousandth.
_SMALL, _GAP = 200, 1e-4

# So much of the time of a wish is for the whole leads next to its fractions.
_NEAR = 0.3


class AllocationProgram:
    """The program: variables are the leads x, the plans q, the shortage u, the load and two lists of gaps."""

    def __init__(self, goal: int, resources: Resources, *, seconds: float) -> None:
        self.goal, self.resources, self.seconds = goal, resources, seconds
        self.people, self.segments = len(resources.baseline), len(resources.leads)
        self.in_whole_leads = self.people <= MOST_IN_WHOLE_LEADS
        self.brings = _floats(resources.revenue_per_lead, (self.people, self.segments))
        self.takes = _floats(resources.hours_per_lead, (self.people, self.segments))
        #: Money is counted in the best lead, so that the solver's care means the same for every company.
        self.unit = float(self.brings.max(initial=0.0)) or float(max(goal, 1))
        self.cells = self.people * self.segments
        self.size = self.cells + self.people * 3 + 2
        self.u, self.load = self.size - 2, self.size - 1
        self.rows, self.limits = self._constraints()
        self.low, self.high = self._bounds()
        self.best: Floats | None = None
        #: Wish → the least that is possible of it, as far as the solver knows.
        self.bounds: dict[Wish, float] = {}
        self.unproved: Collection[Wish] = ()
        self._lifts: list[tuple[Kind, int | None, float]] | None = None

    def wishes(self) -> list[Wish]:
        wishes: list[Wish] = ["floors"] if self.resources.lo else []
        wishes += ["shortage", "load"]
        return [*wishes, "fair", "leads"] if self.resources.fair is not None else [*wishes, "leads"]

    def _part(self, name: Wish) -> Any:
        """Which variables a wish counts: the gaps below a least plan, those from a fair plan, the leads."""
        first = self.cells + self.people
        return {
            "floors": slice(first, first + self.people),
            "fair": slice(first + self.people, first + 2 * self.people),
            "shortage": self.u,
            "load": self.load,
            "leads": slice(0, self.cells),
        }[name]

    def _constraints(self) -> tuple[Any, Floats]:
        """Rows of `rows @ variables <= limits`."""
        from scipy.sparse import block_array, csr_array, eye_array, kron

        people, segments = self.people, self.segments
        place = (np.repeat(np.arange(people), segments), np.arange(self.cells))
        takes = csr_array((self.takes.ravel(), place), shape=(people, self.cells))
        brings = csr_array((self.brings.ravel() / self.unit, place), shape=(people, self.cells))
        supply = kron(np.ones((1, people)), eye_array(segments), format="csr")
        one, zero = eye_array(people), csr_array((people, people))
        hours = csr_array(_floats(self.resources.hours, (people, 1)))
        column, whole = csr_array((people, 1)), csr_array(np.ones((1, people)))
        only_u = csr_array(np.ones((1, 1)))
        rows = block_array(
            [
                [takes, zero, zero, zero, column, -hours],
                [supply, None, None, None, None, None],
                [-brings, one, None, None, None, None],  # a plan stands on what supports it
                [None, -one, -one, None, None, None],  # what a least plan lacks
                [None, one, None, -one, None, None],  # how far a plan is from the fair one
                [None, -one, None, -one, None, None],
                [None, -whole, None, None, -only_u, None],  # plans and shortage are the goal
                [None, whole, None, None, only_u, None],
            ],
            format="csr",
        )
        return rows, self._limits()

    def _limits(self) -> Floats:
        lo = [-(self.resources.lo or {}).get(person, 0) / self.unit for person in range(self.people)]
        fair = _floats(self.resources.fair or [0] * self.people, (self.people,)) / self.unit
        goal = self.goal / self.unit
        return np.concatenate(
            [
                np.zeros(self.people),
                _floats(self.resources.leads, (self.segments,)),
                _floats(self.resources.baseline, (self.people,)) / self.unit,
                lo,
                fair,
                -fair,
                [-goal, goal],
            ]
        )

    def _bounds(self) -> tuple[Floats, Floats]:
        low, high = np.zeros(self.size), np.full(self.size, np.inf)
        leads = np.tile(_floats(self.resources.leads, (self.segments,)), (self.people, 1))
        high[: self.cells] = np.where(self.brings > 0, leads, 0).ravel()
        for person, most in (self.resources.hi or {}).items():
            high[self.cells + person] = most / self.unit
        if not self.resources.lo:
            high[self._part("floors")] = 0
        high[self.load] = 1
        return low, high

    def begin_again(self, seconds: float, unproved: Collection[Wish]) -> None:
        """Look again with more time: what was proved is so at once, the answer at hand is to be bettered."""
        self.seconds, self.unproved = seconds, unproved
        self.rows, self.limits = self._constraints()
        self.low, self.high = self._bounds()

    def begin_with(self, leads: list[list[int]]) -> None:
        """Take whole leads as the answer at hand; for people without bounds and fair plans."""
        shortage, _loads, plans, _supported = supported_by(self.goal, self.resources, leads)
        found = np.zeros(self.size)
        found[: self.cells] = np.array(leads, dtype=np.float64).ravel()
        found[self.cells : self.cells + self.people] = np.array(plans, dtype=np.float64) / self.unit
        found[self.u] = shortage / self.unit
        self.best = self._tidy(found)

    def reach(self, wish: Wish) -> tuple[bool, float | None]:
        """Look for the best of one wish and keep it; say whether it is proved, and how far off it may be.

        A wish without whole leads is answered in milliseconds. The whole leads next to its fractions are
        looked through first: 50 people and 20 segments are within 5 % of the bound after 0.1 s so, which
        the whole search reaches only in some seconds.
        """
        cost = np.zeros(self.size)
        cost[self._part(wish)] = 1
        gap = 0.0 if self.cells <= _SMALL else _GAP
        seconds = self._time_of(wish)
        if self.in_whole_leads:
            relaxed = self._solved(cost, self.high, self.limits)
            self._raise_bound(wish, relaxed.fun)
            if not self._is_proved(wish, cost, gap) and self.cells > _SMALL and relaxed.x is not None:
                self._look_near(cost, relaxed.x, seconds * _NEAR, gap)
            if self._is_proved(wish, cost, gap):
                assert self.best is not None, "nothing is proved of no answer"
                self._keep(wish, float(cost @ self.best))
                return True, None
        found = self._solved(
            cost,
            self._not_worse(wish, cost),
            self.limits,
            whole=self.in_whole_leads,
            seconds=seconds,
            gap=gap,
        )
        self._take(cost, found.x)
        if self.best is None:
            self.best = self._tidy(self._without_whole_leads())
        reached = float(cost @ self.best)
        self._raise_bound(wish, getattr(found, "mip_dual_bound", None))
        self._keep(wish, reached)
        return found.status == 0, _off(reached, self.bounds.get(wish))

    def _time_of(self, wish: Wish) -> float:
        """Its part of the seconds: of all wishes at first, later of those from the first unproved one on."""
        wishes = self.wishes()
        begin = min((wishes.index(each) for each in self.unproved), default=0)
        open_to_look = wishes[min(begin, wishes.index(wish)) :]
        part = _SHARE_OF_TIME[wish] / sum(_SHARE_OF_TIME[each] for each in open_to_look)
        return max(self.seconds * part, 0.05)

    def _is_proved(self, wish: Wish, cost: Floats, gap: float) -> bool:
        if self.best is None or wish not in self.bounds:
            return False
        already = float(cost @ self.best)
        return already - self.bounds[wish] <= max(gap * already, _CARE)

    def _raise_bound(self, wish: Wish, bound: float | None) -> None:
        """Nothing is better than the highest bound ever found: what is added later only narrows."""
        if bound is not None and np.isfinite(bound):
            self.bounds[wish] = max(float(bound), self.bounds.get(wish, -np.inf))

    def _look_near(self, cost: Floats, fractions: Floats, seconds: float, gap: float) -> None:
        """Look through the whole leads right below and above those of an answer in fractions."""
        cells = fractions[: self.cells]
        low, high = self.low.copy(), self.high.copy()
        low[: self.cells] = np.floor(cells + _CARE)
        high[: self.cells] = np.minimum(np.ceil(cells - _CARE), high[: self.cells])
        found = self._solved(cost, high, self.limits, low=low, whole=True, seconds=seconds, gap=gap)
        self._take(cost, found.x)

    def _take(self, cost: Floats, found: Floats | None) -> None:
        """Take what was found where it is no worse than what is at hand."""
        if found is None:
            return
        tidy = self._tidy(found)
        if self.best is None or float(cost @ tidy) <= float(cost @ self.best):
            self.best = tidy

    def _not_worse(self, wish: Wish, cost: Floats) -> Floats:
        """The upper bounds, with the answer at hand for a single number: what is worse is not looked at."""
        part = self._part(wish)
        if self.best is None or not isinstance(part, int):
            return self.high
        high = self.high.copy()
        high[part] = min(high[part], float(cost @ self.best) + _CARE)
        return high

    def _solved(
        self,
        cost: Floats,
        high: Floats,
        limits: Floats,
        *,
        low: Floats | None = None,
        whole: bool = False,
        seconds: float | None = None,
        gap: float = 0.0,
    ) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        integer = np.zeros(self.size)
        integer[: self.cells] = whole
        return milp(
            cost,
            integrality=integer,
            bounds=Bounds(self.low if low is None else low, high),
            constraints=LinearConstraint(self.rows[: limits.size], -np.inf, limits),
            options={"time_limit": seconds or max(self.seconds, 0.05), "mip_rel_gap": gap},
        )

    def _without_whole_leads(self) -> Floats:
        """The program's own answer in fractions of leads, these cut off: better than none."""
        cost = np.zeros(self.size)
        cost[self.u] = 1
        found = self._solved(cost, self.high, self.limits).x
        answer: Floats = np.zeros(self.size) if found is None else found
        answer[: self.cells] = np.floor(answer[: self.cells] + _CARE)
        return answer

    def _tidy(self, found: Floats) -> Floats:
        if not self.in_whole_leads:
            return found
        found = found.copy()
        found[: self.cells] = np.rint(found[: self.cells])
        used = (found[: self.cells].reshape(self.people, self.segments) * self.takes).sum(axis=1)
        there = _floats(self.resources.hours, (self.people,))
        found[self.load] = np.divide(used, there, out=np.zeros_like(used), where=there > 0).max()
        return found

    def _keep(self, wish: Wish, reached: float) -> None:
        part, care = self._part(wish), _CARE * max(1.0, abs(reached))
        if isinstance(part, int):
            self.high[part] = min(self.high[part], reached + care)
        elif wish != "leads":
            from scipy.sparse import csr_array, vstack

            row = np.zeros((1, self.size))
            row[0, part] = 1
            self.rows = vstack([self.rows, csr_array(row)], format="csr")
            self.limits = np.append(self.limits, reached + care)

    def lacking_floors(self) -> dict[int, int]:
        """Person → minor units that his least plan lacks."""
        assert self.best is not None, "ask after the floors were looked for"
        lacks = self.best[self._part("floors")] * self.unit
        return {person: ceil(gap) for person, gap in enumerate(lacks.tolist()) if gap > 0.5}

    def whole_leads(self) -> list[list[int]]:
        """The leads of the best answer so far."""
        assert self.best is not None, "ask after a wish was looked for"
        found = self.best[: self.cells].reshape(self.people, self.segments)
        if self.in_whole_leads:
            return [[round(cell) for cell in row] for row in found.tolist()]
        return _in_whole_leads(self.goal, self.resources, found)

    def what_would_lift(self, shortage: int) -> tuple[Binding, ...]:
        """What one more of everything that is used up would bring; fractions of leads are good enough here.

        The rates of the solver say what is worth trying; with few people each of these is then tried,
        because where several things run out at once a rate may promise what one of them alone does not.
        """
        if self._lifts is None:
            self._lifts = self._worth_of_more()
        return tuple(
            Binding(kind, place, value, None if place is None else ceil(shortage / value - _CARE))
            for kind, place, value in self._lifts
        )

    def _worth_of_more(self) -> list[tuple[Kind, int | None, float]]:
        without = self._least_shortage()
        found: list[tuple[Kind, int | None, float]] = []
        for kind, place, rate in self._rates():
            value = rate
            if self.in_whole_leads and kind != "largest_plan":
                value = without - self._least_shortage((kind, place))
            if value > _CARE * (1 if kind == "largest_plan" else self.unit):
                found.append((kind, place, value))
        if found:
            return sorted(found, key=lambda one: -one[2])
        if without <= _CARE * self.unit:
            return [("whole_leads", None, 0.0)]
        together = without - self._least_shortage(("leads_and_hours", None))
        return [
            (
                "leads_and_hours" if together > _CARE * self.unit else "nothing_to_sell",
                None,
                max(together, 0.0),
            )
        ]

    def _rates(self) -> list[tuple[Kind, int, float]]:
        """Minor units that a little more of each thing brings, where it brings any."""
        from scipy.optimize import linprog

        limits, high = self._more(None)
        cost = np.zeros(self.size)
        cost[self.u] = 1
        solved = linprog(
            cost, A_ub=self.rows[: limits.size], b_ub=limits, bounds=np.column_stack([self.low, high])
        )
        if solved.x is None:
            return []
        rows = -solved.ineqlin.marginals * self.unit
        rates: list[tuple[Kind, int, float]] = [
            ("leads", segment, rows[self.people + segment]) for segment in range(self.segments)
        ]
        rates += [("hours", person, rows[person]) for person in range(self.people)]
        plans = -solved.upper.marginals[self.cells : self.cells + self.people]
        rates += [("largest_plan", person, plans[person]) for person in self.resources.hi or {}]
        return [(kind, place, float(rate)) for kind, place, rate in rates if rate > _CARE]

    def _least_shortage(self, more: tuple[Kind, int | None] | None = None) -> float:
        """Minor units without support, in fractions of leads, when there is one more of something."""
        limits, high = self._more(more)
        cost = np.zeros(self.size)
        cost[self.u] = 1
        found = self._solved(cost, high, limits)
        return float(self.goal if found.x is None else found.fun * self.unit)

    def _more(self, more: tuple[Kind, int | None] | None) -> tuple[Floats, Floats]:
        """The limits of the program and of its variables with one more of something, nobody spared."""
        limits, high = self._limits(), self._bounds()[1]
        high[: self.cells] = np.where(self.brings.ravel() > 0, np.inf, 0)  # leads have a row of their own
        kind, place = more or (None, None)
        chosen = place if place is not None else slice(None)
        if kind in ("leads", "leads_and_hours"):
            limits[self.people : self.people + self.segments][chosen] += 1
        if kind in ("hours", "leads_and_hours"):
            limits[: self.people][chosen] += 1
        if kind == "largest_plan" and place is not None:
            high[self.cells + place] += 1 / self.unit
        return limits, high


def _in_whole_leads(goal: int, resources: Resources, found: Floats) -> list[list[int]]:
    """Round down, then give the largest fractions a whole lead while supply, hours and the goal allow."""
    down = np.floor(found + _CARE).astype(int)
    leads: list[list[int]] = down.tolist()
    spare = [there - sum(row[k] for row in leads) for k, there in enumerate(resources.leads)]
    free = [
        Fraction(there) - sum((Fraction(each) * n for each, n in zip(takes, row, strict=True)), Fraction(0))
        for there, takes, row in zip(resources.hours, resources.hours_per_lead, leads, strict=True)
    ]
    fractions = found - down
    by_fraction = np.argsort(-fractions.ravel(), kind="stable")
    missing = Fraction(supported_by(goal, resources, leads)[0])
    for cell in by_fraction[: int((fractions > _CARE).sum())].tolist():
        person, segment = divmod(cell, len(spare))
        takes = Fraction(resources.hours_per_lead[person][segment])
        if missing > 0 and spare[segment] > 0 and takes <= free[person]:
            leads[person][segment] += 1
            spare[segment] -= 1
            free[person] -= takes
            missing -= Fraction(resources.revenue_per_lead[person][segment])
    return leads


def _off(reached: float, bound: float | None) -> float | None:
    """By what share an answer may lie off the best there is; None when the solver had no bound either."""
    if bound is None or not np.isfinite(bound):
        return None
    return max(0.0, 1 - bound / reached) if reached else 0.0


def _floats(numbers: Any, shape: tuple[int, ...]) -> Floats:
    found: Floats = np.array(numbers, dtype=np.float64).reshape(shape)
    return found
