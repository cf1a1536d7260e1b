"""The integer program of an allocation, solved for one wish after another by HiGHS."""

from __future__ import annotations

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

    def reach(self, wish: Wish) -> tuple[bool, float | None]:
        """Look for the best of one wish and keep it; say whether it is proved, and how far off it may be."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.zeros(self.size)
        cost[self._part(wish)] = 1
        whole = np.zeros(self.size)
        whole[: self.cells] = self.in_whole_leads
        found = milp(
            cost,
            integrality=whole,
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(self.rows, -np.inf, self.limits),
            options={
                "time_limit": max(self.seconds * _SHARE_OF_TIME[wish], 0.05),
                "mip_rel_gap": 0.0 if self.cells <= _SMALL else _GAP,
            },
        )
        if found.x is not None:
            self.best = self._tidy(found.x)
        elif self.best is None:
            self.best = self._relaxed(self.limits)
            self.best[: self.cells] = np.floor(self.best[: self.cells] + _CARE)
        self._keep(wish, float(cost @ self.best))
        return found.status == 0, None if found.x is None else found.mip_gap

    def _tidy(self, found: Floats) -> Floats:
        if self.in_whole_leads:
            found = found.copy()
            found[: self.cells] = np.rint(found[: self.cells])
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
        """Try one more of everything that is used up; fractions of leads are good enough for a rate."""
        without = self._least_shortage()
        found = []
        for kind, place in self._used_up():
            value = without - self._least_shortage((kind, place))
            if value > _CARE * self.unit:
                found.append(Binding(kind, place, value, ceil(shortage / value - _CARE)))
        if found:
            return tuple(sorted(found, key=lambda one: -one.value))
        together = without - self._least_shortage(("leads_and_hours", None))
        kind = "leads_and_hours" if together > _CARE * self.unit else "nothing_to_sell"
        return (Binding(kind, None, max(together, 0.0), None),)

    def _used_up(self) -> list[tuple[Kind, int | None]]:
        solved = self._relaxed(self.limits)
        left = self.limits - self.rows @ solved
        places: list[tuple[Kind, int | None]] = []
        first = self.people
        places += [("leads", k) for k in range(self.segments) if left[first + k] < _CARE]
        # With the load at its most, hours used up leave no room in their row.
        places += [("hours", r) for r in range(self.people) if left[r] < _CARE]
        hi = self.resources.hi or {}
        plans = solved[self.cells : self.cells + self.people]
        return places + [("largest_plan", r) for r in hi if hi[r] / self.unit - plans[r] < _CARE]

    def _least_shortage(self, more: tuple[Kind, int | None] | None = None) -> float:
        """Minor units without support when there is one more of something, by the relaxed program."""
        limits, high = self.limits.copy(), self._bounds()[1]
        kind, place = more or (None, None)
        supply = slice(self.people, self.people + self.segments)
        chosen = place if place is not None else slice(None)
        if kind in ("leads", "leads_and_hours"):
            limits[supply][chosen] += 1
            table = high[: self.cells].reshape(self.people, self.segments)
            table[:, chosen] += np.where(self.brings > 0, 1, 0)[:, chosen]
        if kind in ("hours", "leads_and_hours"):
            limits[: self.people][chosen] += 1
        if kind == "largest_plan" and place is not None:
            high[self.cells + place] += 1 / self.unit
        return float(self._relaxed(limits, high)[self.u]) * self.unit

    def _relaxed(self, limits: Floats, high: Floats | None = None) -> Floats:
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.zeros(self.size)
        cost[self.u] = 1
        low = self.low.copy()
        most = self._bounds()[1] if high is None else high
        low[self.load] = most[self.load] = 1
        rows = len(self._limits())
        found = milp(
            cost,
            bounds=Bounds(low, most),
            constraints=LinearConstraint(self.rows[:rows], -np.inf, limits[:rows]),
            options={"time_limit": max(self.seconds, 0.05)},
        )
        answer: Floats = found.x if found.x is not None else np.full(self.size, 0.0)
        return answer


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


def _floats(numbers: Any, shape: tuple[int, ...]) -> Floats:
    found: Floats = np.array(numbers, dtype=np.float64).reshape(shape)
    return found
