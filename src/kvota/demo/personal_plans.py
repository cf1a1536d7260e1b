"""What each seller of the sample company was asked for in a month: hard but real.

A sample company that is always at 40 % or at 200 % of its plan teaches nothing. Its plan of a
month is therefore the trend of the months before, held within what the month is going to bring:
about four fifths to six fifths of it at the end, and a little over half when it is half over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kvota.demo.deal_story import DealStory
from kvota.demo.history import World, working_days
from kvota.demo.sellers import SELLERS
from kvota.domain.calendar.month_step import months_later
from kvota.domain.money.split_without_loss import split_without_loss

MONTHS_OF_TREND = 4
PLAN_STEP = 20  # personal plans are multiples of so many steps of an amount

#: First day of a month → the plan of each seller, minor units.
MonthPlans = dict[date, list[int]]


def personal_plans(world: World, stories: Sequence[DealStory], *, first: date, last: date) -> MonthPlans:
    """The plans of the months from `first` to `last`, both given by their first day."""
    money = _received_by_seller(stories)
    plans: MonthPlans = {}
    month = first
    while month <= last:
        plans[month] = _plan_of(world, stories, money, month)
        month = months_later(month, 1)
    return plans


def _plan_of(
    world: World, stories: Sequence[DealStory], money: Mapping[date, Sequence[int]], month: date
) -> list[int]:
    before = [months_later(month, -back) for back in range(MONTHS_OF_TREND)]
    trend = [sum(money[one][seller] for one in before) for seller in range(len(SELLERS))]
    usual = [sum(money[one]) for one in before if sum(money[one])]
    brings, half = sum(money[month]), _received_by_half(world, stories, month)
    least = max(brings * 5 // 6, half * 100 // 62)
    most = min(brings * 5 // 4, half * 100 // 54)
    wanted = sum(usual) * 21 // (20 * max(1, len(usual)))
    total = (least + most) // 2 if least > most else min(max(wanted, least), most)
    step = world.step * PLAN_STEP
    total = max(len(SELLERS), round(total / step)) * step
    # Half by what he has brought lately, a third by this month, the rest alike for all.
    weights = [
        Fraction(trend[seller], max(1, sum(trend))) / 2
        + Fraction(money[month][seller], max(1, brings)) / 3
        + Fraction(1, 6 * len(SELLERS))
        for seller in range(len(SELLERS))
    ]
    return split_without_loss(total, weights, quantum=step)


def _received_by_seller(stories: Sequence[DealStory]) -> Mapping[date, list[int]]:
    money: dict[date, list[int]] = defaultdict(lambda: [0] * len(SELLERS))
    for story in stories:
        for fact in story.money:
            if fact.kind == "payment":
                money[fact.on.replace(day=1)][story.seller] += fact.amount
    return money


def _received_by_half(world: World, stories: Sequence[DealStory], month: date) -> int:
    """What comes in by the working day a little after the middle of the month."""
    days = working_days(world, month, months_later(month, 1) - timedelta(days=1))
    half = days[len(days) * 57 // 100 - 1]
    return sum(
        fact.amount
        for story in stories
        for fact in story.money
        if fact.kind == "payment" and month <= fact.on <= half
    )
