"""The range of a stage's days on a common line, and the twelve months of a row on a common scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.web.parts.dot_range import dot_range
from kvota.web.parts.twelve_bars import highest_of, twelve_bars
from tests.web.parts.drawn import Drawn

BARS = {"scale": 100, "name": "", "height": 20}


def test_the_dot_is_the_median_and_the_line_reaches_as_far_as_eight_in_ten() -> None:
    drawn = Drawn(dot_range(low=5, middle=10, high=30, limit=40, scale=50, name=""))
    assert (drawn.number("ink-range", "x1"), drawn.number("ink-range", "x2")) == (10, 60)
    assert drawn.number("dot--on", "cx") == 20
    assert drawn.number("ink-tick-thin", "x1") == drawn.number("ink-tick-thin", "x2") == 80


def test_a_range_from_too_little_history_is_empty_and_broken() -> None:
    drawn = Drawn(dot_range(low=5, middle=10, high=30, scale=50, sure=False, name=""))
    assert (len(drawn.of("dot")), drawn.of("dot--on")) == (1, [])
    assert drawn.of("ink-range") == drawn.of("ink-range--assumed") != []


def test_what_lies_beyond_the_scale_ends_at_its_edge_and_a_limit_there_is_not_drawn() -> None:
    drawn = Drawn(dot_range(low=5, middle=70, high=90, limit=80, scale=50, name=""))
    assert (drawn.number("ink-range", "x2"), drawn.number("dot", "cx")) == (100, 100)
    assert drawn.of("ink-tick-thin") == []


def test_a_stage_all_leave_on_the_first_day_is_a_dot_at_the_left() -> None:
    assert Drawn(dot_range(low=0, middle=0, high=0, scale=0, name="")).number("dot", "cx") == 0


@given(st.lists(st.integers(0, 400), min_size=3, max_size=3).map(sorted), st.integers(1, 400))
def test_the_dot_never_leaves_its_line(days: list[int], scale: int) -> None:
    low, middle, high = days
    drawn = Drawn(dot_range(low=low, middle=middle, high=high, scale=scale, name=""))
    left, right = drawn.number("ink-range", "x1"), drawn.number("ink-range", "x2")
    assert 0 <= left <= drawn.number("dot", "cx") <= right <= 100


def test_rows_under_each_other_share_a_scale() -> None:
    large, small = [100, 50], [10, 5]
    scale = highest_of([large, small])
    heights = [
        [bar.get("height") for bar in Drawn(twelve_bars(row, scale=scale, name="", height=20)).of("ink-paid")]
        for row in (large, small)
    ]
    assert heights == [["20", "10"], ["2", "1"]]


def test_a_month_to_come_is_an_outline_and_one_without_plan_and_money_is_nothing() -> None:
    drawn = Drawn(twelve_bars([40, None, None], plan=[50, 80, None], **BARS))
    assert [bar.get("height") for bar in drawn.of("ink-plan-thin")] == ["9", "15"]
    assert [bar.get("x") for bar in drawn.of("ink-paid")] == ["2"]


def test_a_month_above_its_plan_leaves_the_outline_in_sight() -> None:
    drawn = Drawn(twelve_bars([90], plan=[50], **BARS))
    plan, came = drawn.one("ink-plan-thin"), drawn.one("ink-paid")
    assert float(plan.get("x", "")) < float(came.get("x", ""))
    assert float(came.get("x", "")) + float(came.get("width", "")) < float(plan.get("width", "")) + 0.5


def test_a_month_of_nothing_is_a_hairline_and_twelve_stand_in_a_row() -> None:
    drawn = Drawn(twelve_bars([0] * 12, **BARS))
    assert [bar.get("height") for bar in drawn.of("ink-paid")] == ["1"] * 12
    assert drawn.root.get("width") == "106"
    assert list(Drawn(twelve_bars([], **BARS)).root) == []


def test_a_plan_of_other_months_is_refused() -> None:
    with pytest.raises(ValueError, match="a plan of 1 months beside 2"):
        twelve_bars([1, 2], plan=[1], **BARS)
