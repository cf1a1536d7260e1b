"""The burn-up: days to the right, money up, and twenty outcomes cut at the plan."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.web.parts.burn_up import BurnUp, DayWord, burn_up, burn_up_numbers
from tests.web.parts.drawn import Drawn

MONTH = BurnUp(
    days=4,
    name="Most likely 90 of 100",
    plan=[25, 50, 75, 100],
    fact=[20, 40],
    median=[65, 90],
    band_50=[(60, 70), (80, 100)],
    band_80=[(55, 75), (70, 110)],
    outcomes=[70 + 2 * step for step in range(20)],
    steps=[(0, "0"), (50, "50"), (100, "100")],
    day_words=[DayWord(0, "2 Nov"), DayWord(2, "4", today=True), DayWord(3, "5 Nov")],
    plan_word="Plan",
    fact_word="Actual 40",
)


def wide(chart: BurnUp = MONTH) -> Drawn:
    return side(chart, "chart--wide")


def side(chart: BurnUp, css: str) -> Drawn:
    from xml.etree import ElementTree

    return Drawn(ElementTree.tostring(Drawn(burn_up(chart)).one(css), encoding="unicode"))


def points(drawn: Drawn, css: str) -> list[tuple[float, float]]:
    shape = drawn.one(css).get("d", "").strip("MZ")
    return [(float(x), float(y)) for x, y in (pair.split() for pair in shape.split("L"))]


def test_the_whole_chart_is_one_image_with_the_sentence_as_its_name() -> None:
    root = Drawn(burn_up(MONTH)).root
    assert (root.get("role"), root.get("aria-label")) == ("img", "Most likely 90 of 100")
    assert [svg.get("aria-hidden") for svg in root] == ["true", "true"]


def test_the_fact_ends_half_way_after_two_of_four_days() -> None:
    drawn = wide()
    axis = drawn.one("ink-axis")
    left, right = float(axis.get("x1", "")), float(axis.get("x2", ""))
    fact = points(drawn, "ink-line")
    assert fact[0][0] == left
    assert fact[-1][0] == pytest.approx((left + right) / 2, abs=0.01)


def test_the_forecast_begins_where_the_fact_ends() -> None:
    drawn = wide()
    today = points(drawn, "ink-line")[-1]
    for css in ("ink-median", "ink-band-50", "ink-band-80"):
        assert points(drawn, css)[0] == today


def test_the_plan_rises_at_the_beginning_of_each_day() -> None:
    path = wide().one("ink-plan").get("d", "")
    assert (path.count("V"), path.count("H")) == (4, 4)
    assert path.index("V") < path.index("H")


@pytest.mark.parametrize("goal", [0, 1, 90, 400, 10**6])
def test_the_words_at_the_edge_stay_clear_of_the_goal_and_of_each_other(goal: int) -> None:
    words = {
        "chance_word": "5 of 20",
        "chance_note": "reach it",
        "likely_word": "Likely 90",
        "likely_note": "80-100",
    }
    drawn = wide(replace(MONTH, plan=[goal // 4, goal // 2, goal * 3 // 4, goal], **words))
    height = [float(each.get("y", "")) for each in drawn.root.iter("text") if each.text in words.values()]
    edges = sorted([*height, drawn.number("ink-tick", "y1") + 4])
    assert len(height) == 4
    assert edges[0] >= 12 and edges[-1] <= 348
    assert all(below - above >= 12 for above, below in pairwise(edges))


def test_full_dots_are_those_that_reach_the_plan_and_all_lie_above_its_line() -> None:
    # 70, 72 … 108: the sixteenth is exactly 100 and reaches it.
    drawn = wide()
    line = drawn.number("ink-tick", "y1")
    assert len(drawn.of("dot")) == 20
    assert len(drawn.of("dot--on")) == 5
    assert all(
        (float(dot.get("cy", "")) < line) == ("dot--on" in dot.get("class", "")) for dot in drawn.of("dot")
    )


def test_a_certain_end_keeps_its_twenty_dots_in_one_row_inside_the_page() -> None:
    drawn = wide(replace(MONTH, outcomes=[100] * 20))
    across = [float(dot.get("cx", "")) for dot in drawn.of("dot--on")]
    assert len(set(across)) == 20
    assert max(across) < 920


def test_on_a_phone_the_dots_stand_elsewhere_and_the_days_have_their_width() -> None:
    drawn = side(MONTH, "chart--narrow")
    assert (drawn.of("dot"), drawn.of("ink-tick")) == ([], [])
    assert float(drawn.one("ink-axis").get("x2", "")) == 358 - 12


def test_the_numbers_for_the_script_are_those_of_the_drawing() -> None:
    numbers = burn_up_numbers(replace(MONTH, median=[Fraction(131, 2), 90]))
    assert (numbers["plan"], numbers["fact"], numbers["goal"]) == ([25, 50, 75, 100], [20, 40], 100)
    assert numbers["median"] == [65.5, 90] and numbers["band80"] == [[55, 75], [70, 110]]
    assert [dot["amount"] for dot in numbers["outcomes"]] == sorted(MONTH.outcomes)
    assert sum(dot["reaches"] for dot in numbers["outcomes"]) == MONTH.reaching == 5
    assert (numbers["lowest"], numbers["highest"]) == (0, 110)
    assert numbers["dayWords"][1] == {"at": 2, "word": "4", "today": True}
    assert numbers["words"]["fact"] == "Actual 40"
    assert json.loads(json.dumps(numbers)) == numbers


def test_money_beyond_the_reach_of_floats_stays_exact_in_the_numbers() -> None:
    amount = 9_007_199_254_740_991
    assert burn_up_numbers(replace(MONTH, fact=[amount, amount]))["fact"] == [amount, amount]


def test_an_amount_below_zero_widens_the_chart_downwards() -> None:
    assert burn_up_numbers(replace(MONTH, fact=[-5, 40]))["lowest"] == -5


def test_without_a_plan_no_dot_is_full_and_no_line_is_drawn() -> None:
    drawn = wide(replace(MONTH, plan=()))
    assert (drawn.of("ink-plan"), drawn.of("ink-tick"), drawn.of("dot--on")) == ([], [], [])
    numbers = burn_up_numbers(replace(MONTH, plan=()))
    assert numbers["goal"] is None and not any(dot["reaches"] for dot in numbers["outcomes"])


def test_without_a_forecast_the_fact_stands_alone() -> None:
    drawn = wide(replace(MONTH, median=(), band_50=(), band_80=(), outcomes=()))
    assert (drawn.of("ink-median"), drawn.of("dot")) == ([], [])
    assert len(drawn.of("ink-line")) == 1


def test_a_month_that_has_not_begun_starts_its_forecast_at_zero() -> None:
    ahead = [10, 20, 30, 40]
    drawn = wide(replace(MONTH, fact=(), median=ahead, band_50=(), band_80=()))
    assert drawn.of("ink-line") == []
    assert points(drawn, "ink-median")[0][1] == drawn.number("ink-axis", "y1")


def test_a_month_without_working_days_has_no_chart() -> None:
    nothing = BurnUp(days=0, name="", fact=(), steps=[(0, "0")], day_words=())
    assert burn_up(nothing) == ""


def test_words_under_the_axis_never_touch_and_today_always_stands() -> None:
    crowd = [DayWord(at, f"{at + 1} Nov", today=at == 2) for at in range(4)]
    narrow = side(replace(MONTH, day_words=[*crowd, DayWord(3, "a very long word indeed")]), "chart--narrow")
    assert "3 Nov" in narrow.texts()
    assert "a very long word indeed" not in narrow.texts()


def test_chinese_words_under_the_axis_stand_clear_of_each_other() -> None:
    month = replace(MONTH, days=20, plan=(), median=(), band_50=(), band_80=(), outcomes=(), fact=[1] * 20)
    days = [DayWord(at, f"11月{at + 2}日") for at in range(20)]
    for css in ("chart--wide", "chart--narrow"):
        drawn = side(replace(month, day_words=days), css)
        shown = [
            (float(text.get("x", "")), text.text or "")
            for text in drawn.root.iter()
            if (text.text or "").startswith("11月")
        ]
        assert len(shown) > 3
        for (left, one), (right, other) in pairwise(shown):
            # A Chinese character is as wide as the letters are high, a digit a good half of that.
            width = sum(12 if ord(letter) > 0x2E7F else 7 for letter in one + other) / 2
            assert right - left > width + 4


def test_the_word_of_the_plan_never_lies_over_the_figures_of_the_axis() -> None:
    chart = replace(MONTH, plan_word="План за целия месец")
    for css in ("chart--wide", "chart--narrow"):
        drawn = side(chart, css)
        text = next(each for each in drawn.root.iter() if each.text == "План за целия месец")
        axis = max(float(each.get("x", "")) for each in drawn.root.iter() if each.text in {"0", "50", "100"})
        assert float(text.get("x", "")) - 7 * len("План за целия месец") > axis


def test_a_forecast_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="3 days for 2 days to come"):
        replace(MONTH, median=[1, 2, 3])
    with pytest.raises(ValueError, match="plan of 1 days in a period of 4"):
        replace(MONTH, plan=[1])


@given(st.lists(st.floats(-1e9, 1e12), min_size=20, max_size=20), st.integers(1, 10**12))
def test_as_many_dots_are_full_as_outcomes_reach_the_plan(outcomes: list[float], goal: int) -> None:
    chart = replace(MONTH, outcomes=outcomes, plan=[goal / 4, goal / 2, goal * 3 / 4, goal])
    assert len(wide(chart).of("dot--on")) == sum(outcome >= goal for outcome in outcomes)


def test_a_range_by_assumption_is_hatched_wider_with_a_dashed_edge_and_claims_no_dot() -> None:
    assumed = replace(MONTH, assumed=True)
    drawn = wide(assumed)
    for css in ("ink-band-50", "ink-band-80"):
        assert drawn.one(css).get("class") == f"{css} {css}--assumed"
    assert drawn.of("dot--on") == [] and len(drawn.of("dot")) == 20 and wide().of("dot--on")
    numbers = burn_up_numbers(assumed)
    assert (numbers["assumed"], burn_up_numbers(MONTH)["assumed"]) == (True, False)
    assert not any(outcome["reaches"] for outcome in numbers["outcomes"]) and assumed.reaching == 0
