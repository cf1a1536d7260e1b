"""The usual way of a funnel of any length, own delays in weeks, and whole things over periods."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvota.domain.planning.scenario import LeverOutOfRange, Levers, levers_plain, levers_said
from kvota.domain.planning.usual_way import NoStages, usual_way
from kvota.domain.planning.weekly_delay import MOST_WEEKS, weekly_delay
from kvota.domain.planning.whole_over_time import whole_over_time
from tests.how_many_examples import examples


@given(st.integers(0, 5_000), st.lists(st.integers(0, 40), min_size=1, max_size=20))
@settings(max_examples=examples(200))
def test_whole_things_sum_to_their_total_and_are_never_late(total: int, weights: list[int]) -> None:
    parts = whole_over_time(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    shares = weights if any(weights) else [1] * len(weights)
    for place in range(1, len(parts) + 1):
        due = Fraction(total * sum(shares[:place]), sum(shares))
        assert due <= sum(parts[:place]) <= ceil(due)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9)), min_size=1, max_size=30))
@settings(max_examples=examples(200))
def test_a_delay_is_a_distribution_of_half_a_year_at_most(moves: list[tuple[int, int]]) -> None:
    ages = sorted({age for age, _count in moves})
    total, so_far, shares = sum(count for _age, count in moves), 0, []
    for age in ages:
        so_far += sum(count for each, count in moves if each == age)
        shares.append(so_far / total / 2)
    delay = weekly_delay([float(age) for age in ages], shares)
    assert sum(delay, Fraction(0)) == 1
    assert min(delay) >= 0
    assert len(delay) <= MOST_WEEKS


@pytest.mark.parametrize("stages", range(1, 15))
def test_a_funnel_of_any_length_loses_and_takes_what_is_usual(stages: int) -> None:
    way = usual_way(stages)
    assert len(way.conversions) == len(way.mean_weeks) == stages
    assert abs(float(prod(way.conversions)) - 0.15) < 0.02
    assert abs(float(sum(way.mean_weeks)) - 6.5) < 0.1


def test_a_funnel_without_a_stage_has_no_way() -> None:
    with pytest.raises(NoStages):
        usual_way(0)


@pytest.mark.parametrize("said", [{"price": "-1"}, {"leads": "11"}, {"reps": 501}])
def test_a_lever_beyond_its_range_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(LeverOutOfRange):
        levers_said(said)


def test_levers_are_stored_and_read_back_exactly() -> None:
    ours = Levers(price=Fraction(3, 100), leads=Fraction(-1, 5), reps=1, deal=5_00, typed={7: Fraction(1, 3)})
    assert levers_said(levers_plain(ours)) == ours
