"""The question of a start schedule, checked: its segments, months, weeks and hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, inf

from kvota.domain.errors import RuleError
from kvota.domain.forecasting.sum_of_deals import MoneyDistribution
from kvota.domain.planning.lag_kernel import Kernel, NegativeHours, NoWeeks, arrivals
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, NegativeGoal
from kvota.domain.planning.spread_goal import PartTwice

#: A start: the key of its segment and the number of its week.
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


class StartProblem:
    """The numbers of one question, checked, with one column for each start that can be of use."""

    def __init__(
        self,
        segments: Sequence[StartSegment],
        months: Sequence[MonthNeed],
        weeks: Sequence[int],
        hours: Mapping[int, Fraction],
    ) -> None:
        check_problem(segments, months, weeks, hours)
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


def check_problem(
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


def greedy(problem: StartProblem) -> dict[Column, int]:
    starts: dict[Column, int] = {}
    for place in problem.reachable:
        useful = [column for column in problem.columns if problem.brings[column][place]]
        useful.sort(key=lambda column: (problem.cost(column) / problem.brings[column][place], column[1]))
        short = problem.short(starts, place)
        for column in useful:
            brings = problem.brings[column][place]
            if count := min(ceil(short / brings), problem.may_add(starts, column)):
                starts[column] = starts.get(column, 0) + count
                short = max(short - count * brings, Fraction(0))
    return starts
