from __future__ import annotations

import pytest

from kvota.domain.exact_number import exact
from kvota.domain.selling.pipeline_speed import CycleNotPositive, clients_needed_in_work, pipeline_velocity
from tests.worked_numbers import worked


def test_the_worked_velocity() -> None:
    case, expected = worked("E12")
    velocity = pipeline_velocity(case["n"], exact(case["win"]), case["avg"], case["cycle"])
    assert velocity == expected["per_day"]


def test_the_worked_clients_in_work() -> None:
    case, expected = worked("E13")
    needed = clients_needed_in_work(case["leads_per_month"], case["mean_days_in_work"])
    assert needed == expected["clients_in_work"]


def test_little_agrees_with_a_count_day_by_day() -> None:
    # Two clients start every day and stay five days each: on any later day ten are inside.
    inside = [sum(2 for start in range(day - 4, day + 1) if start >= 0) for day in range(60)]
    assert inside[30] == clients_needed_in_work(60, 5) == 10


def test_a_deal_that_takes_no_time_is_refused() -> None:
    with pytest.raises(CycleNotPositive):
        pipeline_velocity(40, exact("0.15"), 200_000, 0)
