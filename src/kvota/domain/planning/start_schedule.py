"""How many must start in which week, of which segment, for the goals of some months together.

How this works. A start of a week brings, on average, so much in each month: its kernel times the
average deal. The fewest and cheapest starts that carry every goal, with no more leads and hours
than there are, are a small integer program; HiGHS solves it, first for the least shortage, then
for the least cost, then for the earliest weeks. The answer is checked in exact fractions. Where
the goals cannot be carried, the program is asked again what is missing: leads, hours, or time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, gcd
from statistics import NormalDist
from typing import Final

import numpy as np

from kvota.domain.forecasting.sum_of_deals import FINE_POINTS
from kvota.domain.planning.funnel_chance import check_chance
from kvota.domain.planning.lag_kernel import arrivals
from kvota.domain.planning.revenue_of_parts import MOST_POINTS, PlanPart, revenue_of_parts
from kvota.domain.planning.start_limits import Lift, Limit, lift_of, limits_of
from kvota.domain.planning.start_problem import Column, MonthNeed, StartProblem, StartSegment, greedy
from kvota.domain.planning.start_program import best_starts

#: Seconds that a page may wait.
USUAL_SECONDS: Final = 10.0

#: Leads added one by one for a wanted chance, at most, for each month.
MOST_BUMPS: Final = 400

_DUST = 1e-9


@dataclass(frozen=True)
class StartSchedule:
    """Who starts when, and what it is expected to bring.

    Attributes
    ----------
    starts
        Segment → week → whole people, every week that was asked for.
    expected, shortage
        Month → mean with what is in hand, exact; and what the goal lacks of it.
    hours
        Week → hours that the starts take, of the weeks that have a limit.
    status
        "best", or "best_so_far" when the time was over first. With a wanted chance "raised": no
        single start may go, but another mixture may be cheaper.
    limits
        What holds the plan back, the dearest first.
    lift
        None where nothing is short.
    chance
        Month → how likely its goal is reached; only where a chance was wanted.
    """

    starts: Mapping[str, Mapping[int, int]]
    expected: Mapping[str, Fraction]
    shortage: Mapping[str, Fraction]
    cost: Fraction
    hours: Mapping[int, Fraction]
    status: str
    limits: tuple[Limit, ...] = ()
    lift: Lift | None = None
    chance: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All starts together."""
        return sum(count for weeks in self.starts.values() for count in weeks.values())

    @property
    def is_short(self) -> bool:
        return any(self.shortage.values())


def start_schedule(
    segments: Sequence[StartSegment],
    months: Sequence[MonthNeed],
    *,
    weeks: Sequence[int],
    hours: Mapping[int, Fraction] | None = None,
    chance: float | None = None,
    time_limit: float = USUAL_SECONDS,
) -> StartSchedule:
    """Return the cheapest starts that carry the goals, or come nearest to it.

    Parameters
    ----------
    weeks
        The numbers of the weeks in which something may start, on the line of the months' weeks.
    hours
        Week → hours there are for this work; a week that is missing has no limit.
    chance
        Above 0 and below 1, to reach each goal so often instead of on average. The conversions
        count as certain here.
    time_limit
        Seconds for the whole search, above zero; the last parts of it get what their turn leaves
        them. When they are over, the best schedule found so far is returned and says so.

    Raises
    ------
    PartTwice
        Two segments, or two months, have one key.
    AverageDealNotPositive, NegativeCost, NegativeSupply, NegativeHours, NegativeGoal
        A number that cannot be.
    NoWeeks
        Nothing may start, or a month has no weeks.
    WantedChanceOutOfRange
        A chance of 0 or 1.

    Notes
    -----
    Loads scipy, which takes a second or two the first time. A goal that cannot be carried is an
    answer and not a refusal: the shortage stands beside it, with what would lift it. Among
    equally cheap schedules the one with earlier weeks is taken.

    Source: domain specification B4.

    Examples
    --------
    >>> from kvota.domain.planning.lag_kernel import Kernel
    >>> soon = Kernel((Fraction(1, 10), Fraction(1, 10)))
    >>> leads, november = StartSegment("new", soon, supply=12), MonthNeed("november", (1, 2), goal=3)
    >>> plan = start_schedule([leads], [november], weeks=(1, 2))
    >>> plan.starts, plan.expected["november"], plan.status
    ({'new': {1: 12, 2: 6}}, Fraction(3, 1), 'best')
    """
    if chance is not None:
        check_chance(chance)
    problem = StartProblem(segments, months, weeks, hours or {})
    seconds = time_limit if chance is None else time_limit / 2
    found, proven = best_starts(problem, seconds)
    if chance is not None:
        found = _raised(problem, found, chance, seconds)
    return _told(problem, found, proven=proven, chance=chance, time_limit=time_limit)


def greedy_starts(
    segments: Sequence[StartSegment],
    months: Sequence[MonthNeed],
    *,
    weeks: Sequence[int],
    hours: Mapping[int, Fraction] | None = None,
) -> dict[Column, int]:
    """Return starts by taking what brings most for its cost first, month after month, exactly.

    The fewest starts for one month of one segment; otherwise only a good first answer. It needs
    no solver. Refuses as `start_schedule`.

    Examples
    --------
    >>> from kvota.domain.planning.lag_kernel import Kernel
    >>> soon = Kernel((Fraction(1, 10), Fraction(1, 10)))
    >>> greedy_starts([StartSegment("new", soon, supply=12)], [MonthNeed("m", (1, 2), 3)], weeks=(1, 2))
    {('new', 1): 12, ('new', 2): 6}
    """
    return greedy(StartProblem(segments, months, weeks, hours or {}))


def chance_of_starts(
    segments: Sequence[StartSegment], month: MonthNeed, starts: Mapping[Column, int]
) -> float:
    """Return how likely the goal of a month is reached by such starts and what is in hand.

    Examples
    --------
    >>> from kvota.domain.planning.lag_kernel import Kernel
    >>> sure = StartSegment("new", Kernel((Fraction(3, 20),)))
    >>> round(chance_of_starts([sure], MonthNeed("m", (1,), 3), {("new", 1): 20}), 6)
    0.595104
    """
    parts = []
    for segment in segments:
        for (key, week), count in starts.items():
            lands = arrivals(segment.kernel, start=week, weeks=month.weeks)
            if key == segment.key and count and lands:
                parts.append(PlanPart(count, lands, segment.average))
    return _chance_of_parts(segments, month, parts)


def _chance_of_parts(segments: Sequence[StartSegment], month: MonthNeed, parts: Sequence[PlanPart]) -> float:
    # One grid for every schedule of a month, by its goal alone: on grids that change with the starts
    # one lead more could seem to lower the chance.
    held, goal = month.in_hand_range, month.goal
    wanted = max(goal - held.first, 0) if held is not None else ceil(month.need)
    exact = gcd(*(segment.average for segment in segments))
    step = exact if wanted < MOST_POINTS * exact else max(-(-wanted // FINE_POINTS), 1)
    brought = revenue_of_parts(parts, quantum=step, most=wanted)
    if held is None:
        return brought.chance_of(wanted)
    tail = np.append(np.cumsum(brought.pmf[::-1])[::-1], 0.0)
    still = wanted - held.quantum * np.arange(held.pmf.size, dtype=np.int64)
    place = np.clip(-(-still // brought.quantum), 0, tail.size - 1)
    return min(float(held.pmf @ tail[place]), 1.0)


def _raised(
    problem: StartProblem, starts: dict[Column, int], chance: float, time_limit: float
) -> dict[Column, int]:
    """Raise a schedule of the mean until every month is reached so often, then take away what may go."""

    def reached(some: Mapping[Column, int], place: int) -> float:
        parts = []
        for column, count in some.items():
            if count and (brings := problem.brings[column][place]):
                average = problem.by_key[column[0]].average
                parts.append(PlanPart(count, brings / average, average))
        return _chance_of_parts(problem.segments, problem.months[place], parts)

    wanting = [place for place in problem.reachable if reached(starts, place) < chance - _DUST]
    if wanting:
        raised = list(problem.months)
        for place in wanting:
            more = NormalDist().inv_cdf(chance) * _spread(problem, starts, place)
            raised[place] = replace(raised[place], goal=max(ceil(raised[place].goal + more), 0))
        higher = StartProblem(problem.segments, raised, problem.weeks, problem.hours)
        starts = {
            column: count
            for column, count in best_starts(higher, time_limit)[0].items()
            if column in problem.brings
        }
    for place in problem.reachable:
        useful = [column for column in problem.columns if problem.brings[column][place]]
        useful.sort(key=lambda column: (problem.cost(column) / problem.brings[column][place], column[1]))
        for _ in range(MOST_BUMPS):
            if reached(starts, place) >= chance - _DUST:
                break
            column = next((each for each in useful if problem.may_add(starts, each)), None)
            if column is None:
                break
            starts = {**starts, column: starts.get(column, 0) + 1}
    return _trimmed(problem, starts, chance, reached)


def _trimmed(
    problem: StartProblem,
    starts: dict[Column, int],
    chance: float,
    reached: Callable[[Mapping[Column, int], int], float],
) -> dict[Column, int]:
    """Take away starts, the dear and late ones first, that no goal needs for its chance."""
    held = [place for place in problem.reachable if reached(starts, place) >= chance - _DUST]
    for column in sorted(starts, key=lambda each: (-problem.cost(each), -each[1])):
        if any(problem.brings[column][place] for place in problem.reachable if place not in held):
            continue
        touched = [place for place in held if problem.brings[column][place]]
        while starts[column]:
            fewer = {**starts, column: starts[column] - 1}
            if not all(reached(fewer, place) >= chance - _DUST for place in touched):
                break
            starts = fewer
    return {column: count for column, count in starts.items() if count}


def _spread(problem: StartProblem, starts: Mapping[Column, int], place: int) -> float:
    """The standard deviation of a month's money under a schedule, minor units."""
    held = problem.months[place].in_hand_range
    variance = held.sd**2 if held is not None else 0.0
    for column, count in starts.items():
        average = problem.by_key[column[0]].average
        lands = float(problem.brings[column][place]) / average
        variance += count * average**2 * lands * (1 - lands)
    return float(np.sqrt(variance))


def _told(
    problem: StartProblem,
    found: Mapping[Column, int],
    *,
    proven: bool,
    chance: float | None,
    time_limit: float,
) -> StartSchedule:
    starts = {
        segment.key: {week: found.get((segment.key, week), 0) for week in problem.weeks}
        for segment in problem.segments
    }
    shortage = {month.key: problem.short(found, place) for place, month in enumerate(problem.months)}
    short = any(shortage.values())
    reached = {}
    if chance is not None:
        reached = {month.key: chance_of_starts(problem.segments, month, found) for month in problem.months}
    return StartSchedule(
        starts=starts,
        expected={
            month.key: Fraction(month.in_hand) + problem.brought(found, place)
            for place, month in enumerate(problem.months)
        },
        shortage=shortage,
        cost=sum((count * problem.cost(column) for column, count in found.items()), Fraction(0)),
        hours={week: problem.hours_taken(found, week) for week in problem.hours},
        status=_status(proven, chance),
        limits=limits_of(problem, found, short=short),
        lift=lift_of(problem, found, time_limit) if short else None,
        chance=reached,
    )


def _status(proven: bool, chance: float | None) -> str:
    if not proven:
        return "best_so_far"
    return "best" if chance is None else "raised"
