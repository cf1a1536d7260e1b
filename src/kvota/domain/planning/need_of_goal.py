"""From a goal in money to whole people at every stage, new and regular clients each by their own way.

Seed text 001: a million is three new deals of 200 thousand and four repeat ones of 100 thousand;
three new deals are ten meetings, and ten meetings twenty leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.errors import RuleError
from kvota.domain.planning.funnel_chance import (
    PeopleForDeals,
    Share,
    chained,
    mean_of,
    people_for_deals,
)
from kvota.domain.planning.reverse_funnel import NegativeGoal, deals_for_revenue, people_needed
from kvota.domain.planning.spread_goal import PartTwice


class GoalBelowOneDeal(RuleError):
    """A goal is smaller than one usual deal: nobody sells a part of one."""

    code = "goal_below_one_deal"
    sentence = "the goal of {segment} is {goal_minor}, and one deal is {average_minor}; expected 0 or a deal"
    segment: str
    goal_minor: int
    average_minor: int


class NeedAboveBase(RuleError):
    """More regular clients are needed than there are."""

    code = "need_above_base"
    sentence = "{segment} needs {needed} active clients and has {base}"
    segment: str
    needed: int
    base: int


@dataclass(frozen=True)
class FunnelStep:
    """One step towards the deal: the stage it starts from, and the conversion into the next one."""

    stage: str
    share: Share


@dataclass(frozen=True)
class SegmentGoal:
    """What one kind of client shall bring, and the way there.

    Attributes
    ----------
    goal, average
        Minor units.
    steps
        The step nearest the deal first. None for deals that are counted as deals only.
    base
        How many active clients there are for the first stage, for segments that cannot grow: the
        last of `steps` then starts from them. None for no limit.
    """

    key: str
    goal: int
    average: int
    steps: tuple[FunnelStep, ...] = ()
    base: int | None = None


@dataclass(frozen=True)
class StageNeed:
    """How many a stage needs: whole people, and the chain without rounding."""

    stage: str
    whole: int
    exact: Fraction
    share: Share


@dataclass(frozen=True)
class SegmentNeed:
    """What one kind of client needs.

    Attributes
    ----------
    revenue
        Of the whole deals, minor units.
    stages
        The stage nearest the deal first.
    chance
        Whole people at the first stage for the deals: expected, and with a chance. None without
        steps.
    above_base
        How many active clients are missing, 0 when the base is enough.
    """

    key: str
    deals: int
    revenue: int
    stages: tuple[StageNeed, ...]
    chance: PeopleForDeals | None
    above_base: int


@dataclass(frozen=True)
class GoalNeed:
    """What a goal needs.

    Attributes
    ----------
    excess
        By how much the revenue of whole deals is above the goal, minor units; the goal stays.
    """

    goal: int
    segments: tuple[SegmentNeed, ...]

    @property
    def deals(self) -> int:
        return sum(segment.deals for segment in self.segments)

    @property
    def revenue(self) -> int:
        return sum(segment.revenue for segment in self.segments)

    @property
    def excess(self) -> int:
        return self.revenue - self.goal


def need_of_goal(segments: Sequence[SegmentGoal], *, refuse_above_base: bool = True) -> GoalNeed:
    """Return how many deals, offers, meetings and leads a goal needs, segment by segment.

    Parameters
    ----------
    segments
        Their goals add up to the goal.
    refuse_above_base
        False where the page shows what is missing of the base instead.

    Raises
    ------
    GoalBelowOneDeal
        A segment's goal is above zero and below one deal.
    AverageDealNotPositive, NegativeGoal, ConversionOutOfRange
        As `deals_for_revenue` and `people_needed`.
    TooManyPeopleNeeded
        The way is so narrow that two million people are not enough in eight cases of ten.
    NeedAboveBase
        More regular clients are needed than there are.
    PartTwice
        Two segments have one key.

    Notes
    -----
    A conversion known as a range enters the chain by its mean, and the chances by the whole range.

    Source: seed text 001, step 2; domain specification B1, B2, B5.

    Examples
    --------
    >>> way = (FunnelStep("meeting", Fraction(3, 10)), FunnelStep("lead", Fraction(1, 2)))
    >>> need = need_of_goal(
    ...     [SegmentGoal("new", 600_000, 200_000, way), SegmentGoal("repeat", 400_000, 100_000)]
    ... )
    >>> [(segment.deals, segment.revenue) for segment in need.segments], need.excess
    ([(3, 600000), (4, 400000)], 0)
    >>> [(stage.stage, stage.whole) for stage in need.segments[0].stages]
    [('meeting', 10), ('lead', 20)]
    """
    keys = [segment.key for segment in segments]
    for key in keys:
        if keys.count(key) > 1:
            raise PartTwice(key=key)
    found = tuple(_need_of(segment) for segment in segments)
    if refuse_above_base:
        for segment, need in zip(segments, found, strict=True):
            if need.above_base and segment.base is not None:
                raise NeedAboveBase(
                    segment=segment.key, needed=segment.base + need.above_base, base=segment.base
                )
    return GoalNeed(sum(segment.goal for segment in segments), found)


def _need_of(segment: SegmentGoal) -> SegmentNeed:
    if segment.goal < 0:
        raise NegativeGoal(value=segment.goal)
    deals = deals_for_revenue(segment.goal, segment.average)
    if 0 < segment.goal < segment.average:
        raise GoalBelowOneDeal(segment=segment.key, goal_minor=segment.goal, average_minor=segment.average)
    chain = people_needed(deals, [mean_of(step.share) for step in segment.steps])
    stages = tuple(
        StageNeed(step.stage, whole, exact, step.share)
        for step, whole, exact in zip(segment.steps, chain.whole, chain.exact, strict=True)
    )
    first = chain.whole[-1] if chain.whole else deals
    return SegmentNeed(
        segment.key,
        deals,
        deals * segment.average,
        stages,
        people_for_deals(deals, chained([step.share for step in segment.steps])) if stages else None,
        0 if segment.base is None else max(first - segment.base, 0),
    )
