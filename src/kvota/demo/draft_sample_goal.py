"""Prepare the goal of the coming year for the sample company: a draft that nobody has published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.demo.cast import Cast
from kvota.demo.deal_story import DealStory
from kvota.domain.calendar.period import parse_period
from kvota.records.goal_nodes import goal_tree, people_of
from kvota.records.goals import GoalVersion

TENTH_MORE = Fraction(11, 10)
ROUND = 2_000  # the goal is a multiple of so many steps of an amount


def draft_sample_goal(
    cast: Cast, stories: Iterable[DealStory], *, year: int, until: date, now: datetime
) -> GoalVersion | None:
    """A tenth more than this year, shared as this year's was, cut into new and repeat business.

    The shares are those of the plans and of the money told so far: a forecast for each person would
    take as long as the whole company. None where the year has a goal already, or a draft, or where
    nobody is there to set one.
    """
    known = GoalVersion.objects.filter(period__startswith=str(year))
    before = GoalVersion.that_count().filter(period=str(year - 1)).order_by("-sequence").first()
    owner = cast.seat("owner", on=until)
    period = parse_period(str(year), fiscal_start=cast.organisation.fiscal)
    if known.exists() or before is None or owner is None:
        return None
    weights = {int(who): Fraction(weight) for who, weight in before.terms["weights"].items()}
    if not any(weights.get(person) for person in people_of(goal_tree(on=period.first_day))):
        return None
    round_to = ROUND * cast.world.step
    return set_goal(
        organisation=cast.organisation,
        seat=owner,
        period=period,
        amount_minor=max(1, round(before.revenue_minor * TENTH_MORE / round_to)) * round_to,
        shape=GoalShape(
            weights=weights,
            slices=[Slice(Fraction(minor), kind=kind) for kind, minor in _received(stories, until).items()],
            rule="manual",
        ),
        state="draft",
        intent=cast.words.draft_intent,
        now=now,
    )


def _received(stories: Iterable[DealStory], until: date) -> dict[str, int]:
    """New and repeat business → the money that came in from it."""
    found = {"new": 0, "repeat": 0}
    for story in stories:
        found[story.kind] += sum(
            fact.amount for fact in story.money if fact.kind == "payment" and fact.on <= until
        )
    return {kind: minor for kind, minor in found.items() if minor}
