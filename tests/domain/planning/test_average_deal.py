from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.average_deal import average_deal
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive


def test_without_own_deals_the_usual_one_counts() -> None:
    assert average_deal([], usual=100_000).amount == 100_000


def test_own_deals_take_over_the_more_there_are() -> None:
    # (1 x 400 + 5 x 100) / 6 = 150; (5 x 400 + 5 x 100) / 10 = 250.
    assert average_deal([400], usual=100).amount == 150
    assert average_deal([400] * 5, usual=100).amount == 250


def test_a_deal_of_a_third_of_the_goal_is_planned_by_its_name() -> None:
    found = average_deal([100, 301, 300, 500], usual=100, goal=1_000)
    assert found.by_name == (500, 301)
    assert found.counted == 2


def test_a_deal_worth_nothing_is_refused() -> None:
    with pytest.raises(AverageDealNotPositive):
        average_deal([], usual=0)
    with pytest.raises(AverageDealNotPositive):
        average_deal([-10_000], usual=1)


@given(amounts=st.lists(st.integers(1, 10**12), max_size=30), usual=st.integers(1, 10**12))
def test_it_lies_between_the_own_deals_and_the_usual_one(amounts: list[int], usual: int) -> None:
    found = average_deal(amounts, usual=usual)
    assert min([*amounts, usual]) <= found.amount <= max([*amounts, usual])
