"""What holds a start schedule back, what one unit more of it is worth, and what would lift a shortage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kvota.domain.planning.start_problem import Column, StartProblem
from kvota.domain.planning.start_program import Found, StartProgram

_DUST = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """A limit that holds the plan back, and what one unit more of it is worth.

    Attributes
    ----------
    kind
        "leads" or "hours".
    segment
        Whose leads; empty for hours.
    worth
        Where a goal is short: by how much one more lead, or hour, lowers the shortage. Where none
        is: how much cost it saves. A slope of the continuous problem: whole people may give less.
    """

    kind: str
    segment: str
    week: int
    worth: float


@dataclass(frozen=True)
class Lift:
    """What would carry the goals that are short.

    Attributes
    ----------
    binding
        "leads", "hours": more of it alone is enough, and more of the other is not. "either":
        more of one of them. "both": only together. "time": nothing that starts now arrives.
    extra_leads, extra_hours
        The least that is missing, by segment and week, and by week. With "either" the two are two
        ways; with "both" they belong together.
    too_late
        The months that no start can reach any more.
    conversion_times
        By how much all conversions had to grow for the planned starts to be enough; None where
        nothing arrives.
    """

    binding: str
    extra_leads: Mapping[Column, int]
    extra_hours: Mapping[int, float]
    too_late: tuple[str, ...]
    conversion_times: Fraction | None


def limits_of(problem: StartProblem, found: Mapping[Column, int], *, short: bool) -> tuple[Limit, ...]:
    """The limits with a price: the slopes of the continuous problem."""
    if not problem.columns or not problem.reachable or not _is_bounded(problem, found):
        return ()
    from scipy.optimize import linprog

    model = StartProgram(problem)
    total = float(sum(problem.months[place].need for place in model.places))
    if short:
        # In shares of the need, not in money: sums of a billion beside shares stop the solver.
        objective, unit = model.shortage(), total
    else:
        objective, unit = np.zeros(model.width), 1.0
        objective[: model.starts] = [float(problem.cost(column)) for column in problem.columns]
    top = model.tops()
    if not short:
        top[model.starts :] = 0.0
    demand = len(model.places)
    answer: Any = linprog(
        objective,
        A_ub=np.vstack([-model.rows[:demand], model.rows[demand:]]),
        b_ub=np.append(-model.below[:demand], model.above[demand:]),
        bounds=list(
            zip([0.0] * model.width, [None if value == np.inf else value for value in top], strict=True)
        ),
        method="highs",
    )
    if answer.status != 0:
        return ()
    limits = [
        Limit("leads", column[0], column[1], -unit * float(answer.upper.marginals[place]))
        for place, column in enumerate(problem.columns)
        if problem.is_limited(column)
    ]
    for place, (week, there_are) in enumerate(model.capped):
        slope = -unit * float(answer.ineqlin.marginals[demand + place]) / float(there_are or 1)
        limits.append(Limit("hours", "", week, slope))
    dust = _DUST * max(1.0, *(limit.worth for limit in limits)) if limits else 0.0
    return tuple(
        sorted(
            (one for one in limits if one.worth > dust), key=lambda one: (-one.worth, one.week, one.segment)
        )
    )


def _is_bounded(problem: StartProblem, found: Mapping[Column, int]) -> bool:
    """Whether any limit is near: without one nothing holds the plan back, and nobody loads the solver."""
    return any(
        problem.is_limited(column) and not problem.may_add(found, column) for column in problem.columns
    ) or any(
        problem.hours_taken(found, week) + max(problem.takes(column, week) for column in problem.columns)
        > there_are
        for week, there_are in problem.hours.items()
    )


def lift_of(problem: StartProblem, found: Mapping[Column, int], time_limit: float) -> Lift:
    too_late = tuple(
        problem.months[place].key for place in problem.open_months if place not in problem.reachable
    )
    leads, by_hours = ({}, {}) if not problem.reachable else _what_is_missing(problem, time_limit)
    lacking = [place for place in problem.reachable if problem.short(found, place)]
    if not lacking:
        return Lift("time", {}, {}, too_late, None)
    binding = _binding(leads, by_hours)
    both: tuple[dict[Column, int], dict[int, float]] = ({}, {})
    if leads is None and by_hours is None:
        both = _together(problem, time_limit)
        binding = "both" if both[0] or both[1] else "time"
    brought = [problem.brought(found, place) for place in lacking]
    times = None
    if all(brought):
        times = max(problem.months[place].need / some for place, some in zip(lacking, brought, strict=True))
    return Lift(binding, leads or both[0], by_hours or both[1], too_late, times)


def _binding(leads: object, by_hours: object) -> str:
    if leads is not None and by_hours is not None:
        return "either"
    return "leads" if leads is not None else "hours"


def _what_is_missing(
    problem: StartProblem, time_limit: float
) -> tuple[dict[Column, int] | None, dict[int, float] | None]:
    """The fewest leads that would do with the hours there are, and the other way round."""
    found_leads = found_hours = None
    if any(problem.is_limited(column) for column in problem.columns):
        answer, model = _elastic(problem, leads=True, hours=False, seconds=time_limit * 0.05)
        if answer.counts is not None:
            found_leads = _extra_leads(problem, model, answer.counts)
    if problem.hours:
        answer, model = _elastic(problem, leads=False, hours=True, seconds=time_limit * 0.05)
        if answer.counts is not None:
            found_hours = _extra_hours(model, answer.counts)
    return found_leads, found_hours


def _together(problem: StartProblem, time_limit: float) -> tuple[dict[Column, int], dict[int, float]]:
    answer, model = _elastic(problem, leads=True, hours=True, seconds=time_limit * 0.05)
    if answer.counts is None:
        return {}, {}
    return _extra_leads(problem, model, answer.counts), _extra_hours(model, answer.counts)


def _elastic(
    problem: StartProblem, *, leads: bool, hours: bool, seconds: float
) -> tuple[Found, StartProgram]:
    model = StartProgram(problem, elastic=True)
    objective, top = np.zeros(model.width), model.tops()
    first, last = model.starts + model.months, 2 * model.starts + model.months
    # One lead and one hour count alike: which is dearer is not known here.
    objective[first:] = 1.0
    if not leads:
        top[first:last] = 0.0
    top[first:last] = [
        value if problem.is_limited(column) else 0.0
        for value, column in zip(top[first:last], problem.columns, strict=True)
    ]
    if not hours:
        top[last:] = 0.0
    answer = model.solved(objective, top, (), seconds)
    if answer.counts is None and not answer.nobody_can:
        answer = model.solved(objective, top, (), seconds, whole_people=False)
    return answer, model


def _extra_leads(problem: StartProblem, model: StartProgram, counts: Floats) -> dict[Column, int]:
    first = model.starts + model.months
    extra = np.ceil(counts[first : first + model.starts] - 1e-6).astype(np.int64).tolist()
    return {column: count for column, count in zip(problem.columns, extra, strict=True) if count}


def _extra_hours(model: StartProgram, counts: Floats) -> dict[int, float]:
    extra = counts[2 * model.starts + model.months :].tolist()
    return {week: more for (week, _), more in zip(model.capped, extra, strict=True) if more > _DUST}
