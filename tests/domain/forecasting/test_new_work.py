from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.forecasting.deal_outcome import Outlook, fit_outcome
from kvota.domain.forecasting.default_hazards import default_hazards
from kvota.domain.forecasting.new_work import (
    arrivals_per_day,
    mean_win,
    new_wins,
    share_of_arrivals,
    wins_of_arrivals,
)
from kvota.domain.forecasting.stays import Stay, StayTable, count_stays


def usual_outlook(days: int) -> Outlook:
    return fit_outcome(
        count_stays(StayTable.of([Stay(1, 2, "cens")]), target=4), default_hazards(3, payment=False)
    ).outlook(days)


def test_the_last_weeks_count_most() -> None:
    # One a day for half a year, then three a day for four weeks.
    ago = [*range(28, 210), *(list(range(28)) * 3)]
    assert 1.9 < arrivals_per_day(ago, watched_days=210) < 2.1
    assert arrivals_per_day(ago, watched_days=210, half_life_days=1e9) == pytest.approx((182 + 84) / 210)


def test_nobody_came_and_nothing_was_watched() -> None:
    assert arrivals_per_day([], watched_days=30) == 0
    assert arrivals_per_day([], watched_days=0) == 0


def test_what_came_before_the_history_or_after_the_day_is_left_out() -> None:
    assert arrivals_per_day([-1, 0, 1, 40], watched_days=2) == pytest.approx(1)


def test_a_deal_lost_on_its_first_day_brings_nothing() -> None:
    shares = share_of_arrivals([1, 0], target=4)
    assert shares.tolist() == [0.5, 0, 0, 0]
    outlook = usual_outlook(30)
    lone = wins_of_arrivals(outlook, share_of_arrivals([1], target=4))
    assert wins_of_arrivals(outlook, shares) == pytest.approx(lone / 2)


def test_without_arrivals_the_first_stage_is_where_they_come() -> None:
    assert share_of_arrivals([], target=3).tolist() == [1, 0, 0]


def test_a_deal_won_on_its_first_day_wins_at_once() -> None:
    won = wins_of_arrivals(usual_outlook(5), share_of_arrivals([1, 4], target=4))
    assert won[0] == 0.5
    assert (np.diff(won) >= 0).all()


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0, 5))
def test_new_wins_are_those_of_each_coming_day_added_up(first: int, more: int, per_day: float) -> None:
    within = first + more
    won = wins_of_arrivals(usual_outlook(60), share_of_arrivals([1, 1, 2, 4], target=4))
    slow = 0.0
    for day in range(1, within + 1):  # the day a deal comes
        by_the_end = won[within - day]
        before_the_beginning = won[first - day] if day <= first else 0.0
        slow += per_day * (by_the_end - before_the_beginning)
    assert new_wins(per_day, won, within=within, after=first) == pytest.approx(slow, abs=1e-12)


def test_a_person_without_wins_is_expected_to_win_the_usual_deal() -> None:
    assert mean_win([], usual=700) == 700
    assert mean_win([], usual=700, strength=0) == 700


def test_many_own_wins_outweigh_the_usual_one() -> None:
    assert mean_win([200] * 95, usual=1000) == pytest.approx(240)
