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
from itertools import product
from math import ceil, floor, gcd, inf
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import FINE_POINTS, MoneyDistribution
from kvota.domain.planning.funnel_chance import check_chance
from kvota.domain.planning.lag_kernel import Kernel, NegativeHours, NoWeeks, arrivals
from kvota.domain.planning.revenue_of_parts import MOST_POINTS, PlanPart, revenue_of_parts
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, NegativeGoal
from kvota.domain.planning.spread_goal import PartTwice

#: Seconds that a page may wait, and how near the least cost an answer is called the best.
USUAL_SECONDS: Final = 10.0
NEAR_ENOUGH: Final = 1e-4

#: Leads added and taken away one by one for a wanted chance, at most.
MOST_BUMPS: Final = 400

# HiGHS takes a row as kept when it is broken by less than a millionth. What that breaks in exact
# fractions is asked again with rows that are this much stricter.
_STRICTER = (0.0, 3e-6)
_DUST = 1e-9

Floats = NDArray[np.float64]
Column = tuple[str, int]


class NegativeCost(RuleError):
    """A start costs less than nothing."""

    code = "negative_cost"
    sentence = "a start of {segment} costs {cost}; expected zero or more"
    segment: str
    cost: str


class NegativeSupply(RuleError):
    """A week has fewer than no leads."""

    code = "negative_supply"
    sentence = "{segment} has {leads} leads in week {week}; expected zero or more"
    segment: str
    week: int
    leads: int


@dataclass(frozen=True)
class StartSegment:
    """A kind of start: how it becomes money, what it costs, and how many there are.

    Attributes
    ----------
    kernel
        From the start to the deal, or to its money.
    average
        Minor units of a deal, above zero; 1 to plan in deals.
    cost
        Of one start, zero or more, in any unit.
    supply
        Most starts of each week by its number, none in a week that is missing; one number for
        all weeks alike; None for no limit.
    hours
        Hours that one start takes this week, next week and so on (`hours_of_a_start`).
    """

    key: str
    kernel: Kernel
    average: int = 1
    cost: Fraction = Fraction(1)
    supply: Mapping[int, int] | int | None = None
    hours: tuple[Fraction, ...] = ()

    def leads(self, week: int) -> int | None:
        """The most starts of a week, None for no limit."""
        return self.supply.get(week, 0) if isinstance(self.supply, Mapping) else self.supply


@dataclass(frozen=True)
class MonthNeed:
    """The goal of one month, and what is expected to come without any new start.

    Attributes
    ----------
    weeks
        The numbers of its weeks.
    goal, in_hand
        Minor units, or deals when the segments count in deals; `in_hand` is a mean.
    in_hand_range
        The distribution behind `in_hand`, for a wanted chance; without it `in_hand` is certain.
    """

    key: str
    weeks: tuple[int, ...]
    goal: int
    in_hand: Fraction = Fraction(0)
    in_hand_range: MoneyDistribution | None = None

    @property
    def need(self) -> Fraction:
        """What new starts must bring, never below zero."""
        return max(self.goal - Fraction(self.in_hand), Fraction(0))


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
        "best", or "best_so_far" when the time was over first.
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
    >>> soon = Kernel((Fraction(1, 10), Fraction(1, 10)))
    >>> plan = start_schedule([StartSegment("new", soon, supply=12)], [MonthNeed("m", (1, 2), 3)], weeks=(1, 2))
    >>> plan.starts, plan.expected["m"], plan.status
    ({'new': {1: 12, 2: 6}}, Fraction(3, 1), 'best')
    """
    if chance is not None:
        check_chance(chance)
    problem = _Problem(segments, months, weeks, hours or {})
    seconds = time_limit if chance is None else time_limit / 2
    found, proven = _searched(problem, seconds)
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
    >>> soon = Kernel((Fraction(1, 10), Fraction(1, 10)))
    >>> greedy_starts([StartSegment("new", soon, supply=12)], [MonthNeed("m", (1, 2), 3)], weeks=(1, 2))
    {('new', 1): 12, ('new', 2): 6}
    """
    return _greedy(_Problem(segments, months, weeks, hours or {}))


def chance_of_starts(
    segments: Sequence[StartSegment], month: MonthNeed, starts: Mapping[Column, int]
) -> float:
    """Return how likely the goal of a month is reached by such starts and what is in hand.

    Examples
    --------
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


class _Problem:
    """The numbers of one question, checked, with one column for each start that can be of use."""

    def __init__(
        self,
        segments: Sequence[StartSegment],
        months: Sequence[MonthNeed],
        weeks: Sequence[int],
        hours: Mapping[int, Fraction],
    ) -> None:
        _check(segments, months, weeks, hours)
        self.segments, self.months = segments, months
        self.weeks, self.hours = sorted(set(weeks)), dict(sorted(hours.items()))
        self.by_key = {segment.key: segment for segment in segments}
        self.brings: dict[Column, list[Fraction]] = {}
        for segment, week in product(segments, self.weeks):
            each = [segment.average * arrivals(segment.kernel, start=week, weeks=m.weeks) for m in months]
            if any(value and month.need for value, month in zip(each, months, strict=True)):
                self.brings[segment.key, week] = each
        self.columns = list(self.brings)
        self.open_months = [place for place, month in enumerate(months) if month.need]
        self.reachable = [
            place for place in self.open_months if any(each[place] for each in self.brings.values())
        ]

    def cost(self, column: Column) -> Fraction:
        return self.by_key[column[0]].cost

    def leads(self, column: Column) -> int:
        """The most starts of a column; without a limit, as many as the largest need can use."""
        given = self.by_key[column[0]].leads(column[1])
        most = max(
            ceil(self.months[place].need / self.brings[column][place])
            for place in self.reachable
            if self.brings[column][place]
        )
        return most if given is None else min(given, most)

    def is_limited(self, column: Column) -> bool:
        return self.by_key[column[0]].supply is not None

    def takes(self, column: Column, week: int) -> Fraction:
        """Hours of one start in a week."""
        own, later = self.by_key[column[0]].hours, week - column[1]
        return own[later] if 0 <= later < len(own) else Fraction(0)

    def brought(self, starts: Mapping[Column, int], place: int) -> Fraction:
        return sum(
            (count * self.brings[column][place] for column, count in starts.items() if count), Fraction(0)
        )

    def hours_taken(self, starts: Mapping[Column, int], week: int) -> Fraction:
        return sum((count * self.takes(column, week) for column, count in starts.items()), Fraction(0))

    def short(self, starts: Mapping[Column, int], place: int) -> Fraction:
        return max(self.months[place].need - self.brought(starts, place), Fraction(0))

    def may_add(self, starts: Mapping[Column, int], column: Column) -> int:
        """How many more of a column its leads and the hours allow."""
        given = self.by_key[column[0]].leads(column[1])
        room: float = inf if given is None else given - starts.get(column, 0)
        for week, there_are in self.hours.items():
            if each := self.takes(column, week):
                room = min(room, floor((there_are - self.hours_taken(starts, week)) / each))
        return 10**9 if room == inf else max(int(room), 0)

    def keeps_limits(self, starts: Mapping[Column, int]) -> bool:
        return all(self.hours_taken(starts, week) <= there_are for week, there_are in self.hours.items())


def _check(
    segments: Sequence[StartSegment],
    months: Sequence[MonthNeed],
    weeks: Sequence[int],
    hours: Mapping[int, Fraction],
) -> None:
    for keys in ([segment.key for segment in segments], [month.key for month in months]):
        for key in keys:
            if keys.count(key) > 1:
                raise PartTwice(key=key)
    if not weeks or any(not month.weeks for month in months):
        raise NoWeeks
    for segment in segments:
        if segment.average <= 0:
            raise AverageDealNotPositive(value=segment.average)
        if segment.cost < 0:
            raise NegativeCost(segment=segment.key, cost=str(segment.cost))
        for week in weeks:
            if (leads := segment.leads(week)) is not None and leads < 0:
                raise NegativeSupply(segment=segment.key, week=week, leads=leads)
    for month in months:
        if month.goal < 0:
            raise NegativeGoal(value=month.goal)
    for each in [*hours.values(), *(part for segment in segments for part in segment.hours)]:
        if each < 0:
            raise NegativeHours(hours=str(each))


# The search


def _searched(problem: _Problem, time_limit: float) -> tuple[dict[Column, int], bool]:
    """The best starts found, and whether they are proven to be the best."""
    if not problem.columns or not problem.reachable:
        return {}, True
    for stricter in _STRICTER:
        found, proven = _solved(problem, time_limit, stricter)
        if problem.keeps_limits(found) and not _nearly_enough(problem, found):
            return found, proven
    return (found if problem.keeps_limits(found) else _greedy(problem)), False


def _nearly_enough(problem: _Problem, starts: Mapping[Column, int]) -> bool:
    """A shortage so small that it is the tolerance of the solver, not a lack of leads."""
    return any(
        0 < problem.short(starts, place) < Fraction(5, 10**6) * problem.months[place].need
        for place in problem.reachable
    )


def _solved(problem: _Problem, time_limit: float, stricter: float) -> tuple[dict[Column, int], bool]:
    model = _Model(problem, stricter=stricter)
    costs = [float(problem.cost(column)) for column in problem.columns]
    # A schedule without any shortage is looked for first: as a rule there is one.
    cheapest = model.least(costs, shortage=0.0, seconds=time_limit * 0.3)
    shortage, proven = 0.0, True
    if cheapest.nobody_can:
        nearest = model.least(None, shortage=None, seconds=time_limit * 0.25)
        if nearest.counts is None:
            return _greedy(problem), False
        shortage, proven = nearest.value + _DUST, nearest.proven
        cheapest = model.least(costs, shortage=shortage, seconds=time_limit * 0.25)
        if cheapest.counts is None:
            return nearest.starts(problem), False
    if cheapest.counts is None:
        return _greedy(problem), False
    proven = proven and cheapest.proven
    first = problem.weeks[0]
    weeks = [float(week - first + 1) for _, week in problem.columns]
    earliest = model.least(
        weeks, shortage=shortage, rows=[(costs, cheapest.value)], seconds=time_limit * 0.1
    )
    chosen = cheapest if earliest.counts is None else earliest
    return chosen.starts(problem), proven


@dataclass(frozen=True)
class _Found:
    """What the solver says: the counts if it has some, their value, and how sure it is."""

    counts: Floats | None
    value: float
    proven: bool
    nobody_can: bool

    def starts(self, problem: _Problem) -> dict[Column, int]:
        assert self.counts is not None
        whole = np.rint(self.counts[: len(problem.columns)]).astype(np.int64).tolist()
        return {column: count for column, count in zip(problem.columns, whole, strict=True) if count}


class _Model:
    """The rows of the program. Its columns: starts, shortages, extra leads, extra hours.

    Every row is divided by its own limit, so that one tolerance means the same in all of them.
    """

    def __init__(self, problem: _Problem, *, stricter: float = 0.0, elastic: bool = False) -> None:
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
    ) -> _Found:
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
    ) -> _Found:
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
        return _Found(answer.x, value, answer.status == 0, answer.status == 2)

    def _wide(self, costs: Sequence[float]) -> Floats:
        wide = np.zeros(self.width)
        wide[: len(costs)] = costs
        return wide


def _greedy(problem: _Problem) -> dict[Column, int]:
    starts: dict[Column, int] = {}
    for place in problem.reachable:
        useful = [column for column in problem.columns if problem.brings[column][place]]
        useful.sort(key=lambda column: (problem.cost(column) / problem.brings[column][place], column[1]))
        for column in useful:
            wanted = ceil(problem.short(starts, place) / problem.brings[column][place])
            if count := min(wanted, problem.may_add(starts, column)):
                starts[column] = starts.get(column, 0) + count
    return starts


# A wanted chance


def _raised(
    problem: _Problem, starts: dict[Column, int], chance: float, time_limit: float
) -> dict[Column, int]:
    """Raise a schedule of the mean until every month is reached so often, then take away what may go."""

    def reached(some: Mapping[Column, int], place: int) -> float:
        return chance_of_starts(problem.segments, problem.months[place], some)

    wanting = [place for place in problem.reachable if reached(starts, place) < chance - _DUST]
    if wanting:
        raised = list(problem.months)
        for place in wanting:
            more = NormalDist().inv_cdf(chance) * _spread(problem, starts, place)
            raised[place] = replace(raised[place], goal=max(ceil(raised[place].goal + more), 0))
        higher = _Problem(problem.segments, raised, problem.weeks, problem.hours)
        starts = {
            column: count
            for column, count in _searched(higher, time_limit)[0].items()
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
    problem: _Problem,
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


def _spread(problem: _Problem, starts: Mapping[Column, int], place: int) -> float:
    """The standard deviation of a month's money under a schedule, minor units."""
    held = problem.months[place].in_hand_range
    variance = held.sd**2 if held is not None else 0.0
    for column, count in starts.items():
        average = problem.by_key[column[0]].average
        lands = float(problem.brings[column][place]) / average
        variance += count * average**2 * lands * (1 - lands)
    return float(np.sqrt(variance))


# What is said about it


def _told(
    problem: _Problem,
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
        status="best" if proven else "best_so_far",
        limits=_limits(problem, found, short=short),
        lift=_lift(problem, found, time_limit) if short else None,
        chance=reached,
    )


def _limits(problem: _Problem, found: Mapping[Column, int], *, short: bool) -> tuple[Limit, ...]:
    """The limits with a price: the slopes of the continuous problem."""
    if not problem.columns or not problem.reachable or not _is_bounded(problem, found):
        return ()
    from scipy.optimize import linprog

    model = _Model(problem)
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
        bounds=list(zip([0.0] * model.width, [None if value == np.inf else value for value in top], strict=True)),
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
        sorted((one for one in limits if one.worth > dust), key=lambda one: (-one.worth, one.week, one.segment))
    )


def _is_bounded(problem: _Problem, found: Mapping[Column, int]) -> bool:
    """Whether any limit is near: without one nothing holds the plan back, and nobody loads the solver."""
    return any(
        problem.is_limited(column) and not problem.may_add(found, column) for column in problem.columns
    ) or any(
        problem.hours_taken(found, week) + max(problem.takes(column, week) for column in problem.columns)
        > there_are
        for week, there_are in problem.hours.items()
    )


def _lift(problem: _Problem, found: Mapping[Column, int], time_limit: float) -> Lift:
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
        times = max(
            problem.months[place].need / some for place, some in zip(lacking, brought, strict=True)
        )
    return Lift(binding, leads or both[0], by_hours or both[1], too_late, times)


def _binding(leads: object, by_hours: object) -> str:
    if leads is not None and by_hours is not None:
        return "either"
    return "leads" if leads is not None else "hours"


def _what_is_missing(
    problem: _Problem, time_limit: float
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


def _together(problem: _Problem, time_limit: float) -> tuple[dict[Column, int], dict[int, float]]:
    answer, model = _elastic(problem, leads=True, hours=True, seconds=time_limit * 0.05)
    if answer.counts is None:
        return {}, {}
    return _extra_leads(problem, model, answer.counts), _extra_hours(model, answer.counts)


def _elastic(problem: _Problem, *, leads: bool, hours: bool, seconds: float) -> tuple[_Found, _Model]:
    model = _Model(problem, elastic=True)
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


def _extra_leads(problem: _Problem, model: _Model, counts: Floats) -> dict[Column, int]:
    first = model.starts + model.months
    extra = np.ceil(counts[first : first + model.starts] - 1e-6).astype(np.int64).tolist()
    return {column: count for column, count in zip(problem.columns, extra, strict=True) if count}


def _extra_hours(model: _Model, counts: Floats) -> dict[int, float]:
    extra = counts[2 * model.starts + model.months :].tolist()
    return {week: more for (week, _), more in zip(model.capped, extra, strict=True) if more > _DUST}
