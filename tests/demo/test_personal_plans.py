"""The sample company's plans are hard but real, in every language."""

from __future__ import annotations

from datetime import date

import pytest

from kvota.demo.deal_story import DealStory
from kvota.demo.history import deal_stories
from kvota.demo.personal_plans import personal_plans
from tests.demo.a_sample_world import a_world


def received(stories: list[DealStory], first: date, last: date) -> int:
    return sum(
        fact.amount
        for story in stories
        for fact in story.money
        if fact.kind == "payment" and first <= fact.on <= last
    )


@pytest.mark.parametrize("country", ["", "RU", "CN", "BG"])
def test_a_month_a_little_over_half_gone_stands_a_little_over_half(country: str) -> None:
    world = a_world(country=country)
    stories = deal_stories(world, until=date(2026, 12, 31))
    month = date(2026, 11, 1)
    plan = sum(personal_plans(world, stories, first=month, last=month)[month])
    assert 0.50 <= received(stories, month, date(2026, 11, 17)) / plan <= 0.68


def test_past_months_ended_about_their_plan() -> None:
    world = a_world()
    stories = deal_stories(world, until=date(2026, 12, 31))
    plans = personal_plans(world, stories, first=date(2025, 7, 1), last=date(2026, 10, 1))
    shares = []
    for month in plans:
        last = date(month.year + month.month // 12, month.month % 12 + 1, 1).toordinal() - 1
        shares.append(received(stories, month, date.fromordinal(last)) / sum(plans[month]))
    assert len(shares) == 16
    assert all(0.7 <= share <= 1.35 for share in shares)
    assert 0.95 <= sum(shares) / len(shares) <= 1.15


def test_everybody_has_a_round_plan_and_nobody_none() -> None:
    world = a_world()
    stories = deal_stories(world, until=date(2026, 12, 31))
    plans = personal_plans(world, stories, first=date(2026, 1, 1), last=date(2026, 12, 1))
    assert len(plans) == 12
    for plan in plans.values():
        assert len(plan) == 10
        assert all(value > 0 and value % 1_000_00 == 0 for value in plan)


def test_the_plan_of_a_month_is_the_same_whenever_the_year_is_told() -> None:
    world = a_world()
    month = date(2026, 3, 1)
    early = personal_plans(world, deal_stories(world, until=date(2026, 3, 31)), first=month, last=month)
    late = personal_plans(world, deal_stories(world, until=date(2026, 12, 31)), first=month, last=month)
    assert early == late
