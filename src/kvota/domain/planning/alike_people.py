"""Leads given to people who are alike but for their hours: how many of each, then to whom is least busy.

How this works. Where a lead brings and takes the same with everybody, only the numbers of leads matter for
the money, and those are a program of one number for each segment. Who takes which is like loading carts:
the longest first, each to whom it leaves the least busy. It is not proved to be the best, only close to it,
and a search that has it to begin with need not tell apart the countless ways that differ in names alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from kvota.domain.planning.allocation import Resources

#: Whole leads do not always fill the hours there are: less and less of them is tried.
_FILLED = (1.0, 0.99, 0.98, 0.96, 0.93, 0.9, 0.85, 0.8, 0.7, 0.5)


def are_alike(given: Resources) -> bool:
    """Return whether leads are the same for everybody, and nobody's plan is bounded or drawn anywhere.

    >>> are_alike(Resources([5, 0], [[50], [50]], [[2], [2]], [10, 4], [4]))
    True
    """
    if given.lo or given.hi or given.fair is not None:
        return False
    tables = (given.revenue_per_lead, given.hours_per_lead)
    return all(list(row) == list(table[0]) for table in tables for row in table)


def shared_among_alike(goal: int, given: Resources, *, seconds: float) -> list[list[int]]:
    """Return leads by person and segment that carry the goal with little work, or much of it.

    Parameters
    ----------
    given
        Of people who `are_alike`; minor units, hours and whole leads.
    seconds
        For the numbers of leads, at most, each time they are looked for.

    Examples
    --------
    >>> some = Resources([0, 0], [[50, 30]] * 2, [[4, 2]] * 2, [10, 20], [4, 4])
    >>> shared_among_alike(200, some, seconds=1)
    [[1, 0], [3, 0]]
    """
    nobody = [[0] * len(given.leads) for _ in given.hours]
    for filled in _FILLED:
        counts = _counts(goal, given, filled, seconds)
        found = _to_the_least_busy(counts, given)
        if found is not None:
            return found
    return nobody


def _counts(goal: int, given: Resources, filled: float, seconds: float) -> list[int]:
    """How many leads of each segment: as much of the goal as can be, then with the least hours."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    brings = [float(each) for each in given.revenue_per_lead[0]]
    takes = [float(each) for each in given.hours_per_lead[0]]
    there = float(sum(Fraction(each) for each in given.hours)) * filled
    missing = float(max(Fraction(goal) - sum(Fraction(each) for each in given.baseline), Fraction(0)))
    unit = max(brings, default=0.0)
    if not unit or not missing:
        return [0] * len(brings)
    # The last number is what stays short, in best leads: it weighs more than all hours together.
    cost: list[float] = [*(hours / max(there, 1.0) for hours in takes), 10.0 * len(brings) + 10.0]
    most: list[Any] = [n if each else 0 for n, each in zip(given.leads, brings, strict=True)]
    found = milp(
        cost,
        integrality=[1] * len(brings) + [0],
        bounds=Bounds([0.0] * len(cost), [*most, float("inf")]),
        constraints=[
            LinearConstraint([[each / unit for each in brings] + [1.0]], missing / unit, float("inf")),
            LinearConstraint([[*takes, 0.0]], -float("inf"), there),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 1e-4},
    )
    return [round(count) for count in found.x[:-1]] if found.x is not None else [0] * len(brings)


def _to_the_least_busy(counts: Sequence[int], given: Resources) -> list[list[int]] | None:
    """The longest leads first, each to whom it leaves the least busy; None where one fits nobody."""
    hours = [Fraction(each) for each in given.hours]
    takes = [Fraction(each) for each in given.hours_per_lead[0]]
    used = [Fraction(0)] * len(hours)
    rows = [[0] * len(counts) for _ in hours]
    longest_first = sorted(range(len(counts)), key=lambda segment: -takes[segment])
    for segment in longest_first:
        for _ in range(counts[segment]):
            room = [person for person, there in enumerate(hours) if used[person] + takes[segment] <= there]
            if not room:
                return None
            person = min(room, key=lambda each: (used[each] + takes[segment]) / (hours[each] or 1))
            used[person] += takes[segment]
            rows[person][segment] += 1
    return rows
