"""Twenty futures and the steps of a day as dots: what is full is counted."""

from __future__ import annotations

import pytest

from kvota.web.parts.dots import step_dots, twenty_dots
from tests.web.parts.drawn import Drawn


@pytest.mark.parametrize(("given", "full"), [(0, 0), (14, 14), (20, 20), (25, 20), (-1, 0)])
def test_of_twenty_dots_as_many_are_full_as_futures_reach_the_plan(given: int, full: int) -> None:
    dots = Drawn(twenty_dots(given, name=""))
    assert (len(dots.of("dot")), len(dots.of("dot--on"))) == (20, full)


def test_the_fourteenth_dot_is_the_fourth_of_the_second_row() -> None:
    last_full = Drawn(twenty_dots(14, name="")).of("dot--on")[-1]
    assert (last_full.get("cx"), last_full.get("cy")) == ("28", "12")


def test_a_table_shows_them_in_one_row() -> None:
    rows = {dot.get("cy") for dot in Drawn(twenty_dots(5, name="", rows=1)).of("dot")}
    assert len(rows) == 1


def test_steps_done_are_full_and_steps_missing_empty() -> None:
    dots = Drawn(step_dots(4, 8, name="4 of 8"))
    assert (len(dots.of("dot")), len(dots.of("dot--on"))) == (8, 4)


def test_steps_above_the_target_stand_behind_a_line() -> None:
    dots = Drawn(step_dots(3, 2, name=""))
    assert len(dots.of("dot--on")) == 3
    second, third = (float(dot.get("cx", "")) for dot in dots.of("dot--on")[1:])
    assert second < dots.number("ink-axis", "x1") < third


def test_without_a_target_every_step_counts_and_no_line_is_drawn() -> None:
    dots = Drawn(step_dots(3, None, name=""))
    assert (len(dots.of("dot--on")), dots.of("ink-axis")) == (3, [])


def test_more_steps_than_an_eye_counts_become_a_bar() -> None:
    bar = Drawn(step_dots(10, 40, name=""))
    assert bar.of("dot") == []
    assert bar.number("ink-paid", "width") == pytest.approx(bar.number("ink-plan-thin", "width") / 4)


def test_a_day_without_steps_and_without_a_target_draws_nothing() -> None:
    assert Drawn(step_dots(0, None, name="")).of("dot") == []
