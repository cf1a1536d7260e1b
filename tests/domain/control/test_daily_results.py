from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.control.daily_results import DayResults, StageStep, day_results
from tests.worked_numbers import worked


def test_the_worked_day_of_twenty_results_and_no_sale() -> None:
    case, expected = worked("E11")
    events = case["events"]
    entered = [StageStep(0, 1, 0)] * events["new_stage1"]
    moved = [StageStep(3, 4, 3)] * events["stage_moves_forward"]
    day = day_results([*entered, *moved])
    assert (day.moves, day.results, day.is_only_process) == (
        expected["moves"],
        expected["results_counted"],
        expected["is_process"],
    )


def test_a_jump_counts_every_stage_it_passes() -> None:
    assert day_results([StageStep(2, 5, 2)]) == DayResults(moves=3, back=0, results=3, touches=0)


def test_a_stage_regained_is_a_move_and_not_a_result() -> None:
    assert day_results([StageStep(3, 4, 4)]) == DayResults(moves=1, back=0, results=0, touches=0)
    assert day_results([StageStep(3, 6, 4)]).results == 2


def test_steps_back_are_counted_apart() -> None:
    day = day_results([StageStep(5, 3, 5), StageStep(1, 2, 1)])
    assert (day.moves, day.back, day.net) == (1, 2, -1)


def test_ten_calls_that_moved_nobody_are_process() -> None:
    day = day_results([StageStep(2, 2, 2)] * 10)
    assert (day.touches, day.results, day.is_only_process) == (10, 0, True)
    assert not day_results([]).is_only_process


@given(
    steps=st.lists(
        st.builds(StageStep, before=st.integers(0, 8), after=st.integers(0, 8), furthest=st.integers(0, 8))
    )
)
def test_the_order_of_acts_does_not_matter_and_results_are_moves(steps: list[StageStep]) -> None:
    day = day_results(steps)
    assert day == day_results(reversed(steps))
    assert 0 <= day.results <= day.moves
    assert day.net == sum(step.after - step.before for step in steps)
