from __future__ import annotations

import pytest

from kvota.domain.selling.stuck_clients import (
    StayNotPositive,
    StuckRule,
    is_hopeless,
    published_chance,
    stuck_rule,
    waiting_loss,
)
from kvota.domain.selling.time_in_stage import TimeInStage, time_in_stage
from tests.worked_numbers import worked

RULE = StuckRule(slow_after=7, stuck_after=10, from_history=True, moves=40)


def worked_stage() -> TimeInStage:
    ages, ends = zip(*worked("E08")[0]["records"], strict=True)
    return time_in_stage(ages, ends)


def test_a_stage_with_little_history_takes_four_times_the_usual_stay() -> None:
    # The worked stage has seen 7 moves, and the rule wants 20.
    assert stuck_rule(worked_stage(), usual_stay=3) == StuckRule(6, 12, False, 7)


def test_twenty_moves_and_an_empty_end_make_a_history() -> None:
    times = time_in_stage(list(range(1, 21)), ["adv"] * 20)
    assert stuck_rule(times, usual_stay=3) == StuckRule(15, 18, True, 20)
    nineteen = time_in_stage(list(range(1, 20)), ["adv"] * 19)
    assert not stuck_rule(nineteen, usual_stay=3).from_history


def test_a_curve_that_has_not_flattened_is_not_believed() -> None:
    # 24 moved, 6 are still inside at the last age: a fifth of all, more than 15 %.
    ages, ends = [*range(1, 25), *[24] * 6], ["adv"] * 24 + ["cens"] * 6
    assert not stuck_rule(time_in_stage(ages, ends), usual_stay=3).from_history  # type: ignore[arg-type]
    fewer = time_in_stage(ages[:-2], ends[:-2])  # type: ignore[arg-type]
    assert fewer.still_at_the_end == pytest.approx(4 / 28)
    assert stuck_rule(fewer, usual_stay=3).from_history


@pytest.mark.parametrize("usual_stay", [0, -1, float("nan")])
def test_a_stage_without_a_length_would_make_everybody_stuck(usual_stay: float) -> None:
    with pytest.raises(StayNotPositive):
        stuck_rule(worked_stage(), usual_stay=usual_stay)


@pytest.mark.parametrize(
    ("age", "condition"), [(0, "moving"), (7, "moving"), (7.5, "slow"), (10, "slow"), (10.5, "stuck")]
)
def test_the_age_itself_is_not_yet_too_long(age: float, condition: str) -> None:
    assert RULE.condition(age) == condition


@pytest.mark.parametrize(
    ("next_step", "suspensions", "condition"),
    [
        (12, 0, "slow"),
        (20, 0, "slow"),
        (20.5, 0, "stuck"),  # later than twice the limit: that is not a step, that is a wish
        (11, 0, "stuck"),  # the step is past
        (12, 1, "slow"),
        (12, 2, "stuck"),  # postponed twice already
    ],
)
def test_a_planned_step_suspends_stuck_twice_and_not_for_long(
    next_step: float, suspensions: int, condition: str
) -> None:
    assert RULE.condition(12, age_at_next_step=next_step, suspensions=suspensions) == condition


def test_the_chance_shown_is_never_nothing() -> None:
    times = worked_stage()
    assert times.chance_to_move_on(12) == 0.0
    assert published_chance(times, 12) == 0.01
    assert published_chance(times, 0) == pytest.approx(0.546875)


def test_hope_ends_at_a_third_of_the_first_days_chance() -> None:
    times = worked_stage()  # 0.546875 on the first day, a third of it is 0.182
    assert [is_hopeless(times, age) for age in (0, 7, 9, 10)] == [False, False, False, True]


def test_waiting_costs_the_fall_of_the_chance() -> None:
    times = worked_stage()
    assert waiting_loss(1_000_000, times, 0) == 0
    # (0.546875 - 0.25) of a million
    assert waiting_loss(1_000_000, times, 7) == 296_875
    # behind the last move: 0.546875 - 0.01
    assert waiting_loss(1_000_000, times, 12) == 536_875


def test_a_chance_that_rose_costs_nothing() -> None:
    times = time_in_stage([1, 2, 3], ["lost", "adv", "adv"])
    assert times.chance_to_move_on(1) > times.ever_moves_on
    assert waiting_loss(1_000_000, times, 1) == 0
