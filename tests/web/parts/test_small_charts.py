"""Small rows of bars, the bar of a cell, the tray, the difference."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kvota.web.parts.axis import round_steps
from kvota.web.parts.cell_bar import cell_bar
from kvota.web.parts.delta import delta
from kvota.web.parts.legend import legend
from kvota.web.parts.sparkline import sparkline, trend_line
from kvota.web.parts.tray import tray
from tests.web.parts.drawn import Drawn


def test_the_tallest_day_fills_the_height_and_the_last_one_is_today() -> None:
    bars = Drawn(sparkline([2, 4, 1], name=""))
    assert [bar.get("height") for bar in bars.root] == ["10", "20", "5"]
    assert bars.of("ink-paid") == [bars.root[2]]


def test_a_day_without_steps_is_a_hairline_and_not_a_hole() -> None:
    assert [bar.get("height") for bar in Drawn(sparkline([0, 5], name="")).root] == ["1", "20"]
    assert [bar.get("height") for bar in Drawn(sparkline([0, 0], name="")).root] == ["1", "1"]


def test_months_to_come_are_outlines() -> None:
    bars = Drawn(sparkline([3, 3, 3], name="", current=None, planned_from=2))
    assert (len(bars.of("ink-before")), len(bars.of("ink-plan"))) == (2, 1)


def test_a_falling_count_falls_on_the_paper() -> None:
    drawn = Drawn(trend_line([300, 250, 219], name=""))
    heights = [float(point.split(",")[1]) for point in drawn.one("ink-line").get("points", "").split()]
    assert heights == sorted(heights)


def test_one_value_is_no_trend() -> None:
    assert Drawn(trend_line([219], name="")).of("ink-line") == []


def test_a_cell_shows_the_paid_part_of_its_plan_and_what_is_likely_to_follow() -> None:
    bar = Drawn(cell_bar(plan=100, fact=50, forecast=25, name="", width=58))
    assert (
        bar.number("ink-paid", "width"),
        bar.number("ink-open", "x"),
        bar.number("ink-open", "width"),
    ) == (
        29,
        29,
        14.5,
    )


def test_a_cell_above_its_plan_is_full() -> None:
    assert Drawn(cell_bar(plan=100, fact=140, name="", width=58)).number("ink-paid", "width") == 58


def test_a_cell_without_a_plan_has_no_outline() -> None:
    assert Drawn(cell_bar(plan=None, fact=10, name="")).of("ink-plan-thin") == []
    assert list(Drawn(cell_bar(plan=None, fact=0, name="")).root) == []


def test_the_tray_is_filled_from_the_floor() -> None:
    drawn = Drawn(tray(fact=240, plan=320, name="", fact_text="£240k", plan_text="plan", gap_text="gap"))
    assert (drawn.number("ink-paid", "y"), drawn.number("ink-paid", "height")) == (25, 75)
    assert drawn.number("ink-plan", "height") == 100


def test_above_the_plan_its_edge_stays_visible_on_the_ink() -> None:
    drawn = Drawn(tray(fact=125, plan=100, name=""))
    assert drawn.number("ink-paid", "height") == 100
    assert drawn.number("ink-over", "y1") == 20


def test_a_tray_without_plan_and_payments_is_empty() -> None:
    assert list(Drawn(tray(fact=0, name="")).root) == []


@pytest.mark.parametrize(
    ("value", "judged", "expected"),
    [
        (-31, False, '<span class="delta muted">\u221231</span>'),
        (31, False, '<span class="delta muted">+31</span>'),
        (0, True, '<span class="delta muted">31</span>'),
    ],
)
def test_a_difference_is_written_with_its_sign(value: int, judged: bool, expected: str) -> None:
    assert delta(value, "31", judged=judged) == expected


def test_ahead_points_up_and_behind_points_down() -> None:
    up, down = Drawn(delta(5, "5")), Drawn(delta(-5, "5"))
    assert (up.root.get("class"), down.root.get("class")) == ("delta ahead", "delta behind")
    assert up.one("delta__mark")[0].get("d") == "M4 .5 8 7.5H0Z"
    assert "".join(down.root.itertext()) == "\u22125"


def test_a_legend_names_its_inks_in_the_order_asked() -> None:
    assert [str(entry.words) for entry in legend("paid open plan")] == ["paid", "open deals", "plan"]
    with pytest.raises(KeyError):
        legend("gold")


@pytest.mark.parametrize("highest", [1, 7, 99, 1240, 320_000, 10**9])
def test_an_axis_covers_the_highest_amount_in_at_most_five_equal_steps(highest: int) -> None:
    steps = round_steps(highest)
    assert steps[0] == 0 and steps[-1] >= highest and 2 <= len(steps) <= 6
    assert {after - before for before, after in pairwise(steps)} == {steps[1]}
