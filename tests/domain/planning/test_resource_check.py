"""The three lamps: leads, hours and technology, with the numbers of seed text 001."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.resource_check import (
    Conversion,
    NeedBelowZero,
    feasibility,
    hours_lamp,
    leads_lamp,
    technology_lamp,
)
from kvota.domain.planning.reverse_funnel import people_needed

WEEKS = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"]


def by_week(*numbers: int) -> dict[str, int]:
    return dict(zip(WEEKS, numbers, strict=False))


def test_text_001_needs_twenty_leads_and_twenty_are_enough() -> None:
    (_, leads) = people_needed(3, [Fraction(3, 10), Fraction(1, 2)]).whole
    lamp = leads_lamp({WEEKS[0]: leads}, {WEEKS[0]: 20})
    assert (lamp.state, lamp.needed, lamp.there, lamp.short, lamp.first_week) == ("enough", 20, 20, 0, None)


def test_fourteen_of_the_twenty_are_six_short_from_the_week_they_run_out() -> None:
    lamp = leads_lamp(by_week(5, 5, 5, 5), by_week(6, 5, 3, 0))
    assert (lamp.state, lamp.short, lamp.first_week) == ("short", 6, "2026-W51")


def test_a_lead_that_came_early_waits_for_its_week() -> None:
    assert leads_lamp(by_week(5, 5, 5, 5), by_week(20)).state == "enough"


def test_a_lead_that_comes_late_is_no_help_to_the_week_before() -> None:
    lamp = leads_lamp(by_week(5, 5, 5, 5), by_week(0, 0, 0, 20))
    assert (lamp.there, lamp.short, lamp.first_week) == (20, 15, "2026-W49")


def test_without_any_recorded_supply_the_lamp_is_unknown_and_says_what_is_needed() -> None:
    lamp = leads_lamp({WEEKS[0]: 20}, None)
    assert (lamp.state, lamp.needed, lamp.there, lamp.why) == ("unknown", 20, None, "no_supply_recorded")


def test_a_supply_of_nothing_is_short_and_not_unknown() -> None:
    assert leads_lamp({WEEKS[0]: 20}, {}).short == 20


def test_hours_of_one_week_do_not_help_the_next() -> None:
    lamp = hours_lamp(by_week(10, 40), {"Maria": by_week(26, 26)})
    assert (lamp.state, lamp.short, lamp.first_week, lamp.there) == ("short", 14, "2026-W50", 52)


def test_one_rep_takes_what_another_has_no_hours_for() -> None:
    assert hours_lamp(by_week(50), {"Maria": by_week(26), "Ivan": by_week(26)}).state == "enough"


def test_without_any_rep_the_hours_are_unknown() -> None:
    assert hours_lamp(by_week(5), {}).why == "no_rep"


def seen(step: str, assumed: str, low: str, high: str, trials: int = 142) -> Conversion:
    return Conversion(step, Fraction(assumed), Fraction(low), Fraction(high), trials)


def test_a_conversion_inside_its_interval_is_not_disproved() -> None:
    assert technology_lamp([seen("Meeting", "0.35", "0.24", "0.39")]).state == "enough"


def test_the_step_furthest_above_what_was_seen_decides() -> None:
    lamp = technology_lamp([seen("Offer", "0.5", "0.3", "0.45"), seen("Meeting", "0.5", "0.24", "0.39")])
    assert (lamp.state, lamp.where, lamp.short) == ("short", "Meeting", Fraction(11, 100))


def test_nine_trials_prove_nothing_and_ten_do() -> None:
    assert technology_lamp([seen("Meeting", "0.5", "0.1", "0.9", trials=9)]).why == "too_few_trials"
    assert technology_lamp([seen("Meeting", "0.5", "0.1", "0.9", trials=10)]).state == "enough"


def test_a_short_step_is_said_before_an_unproven_one() -> None:
    steps = [seen("Offer", "0.5", "0.1", "0.9", trials=3), seen("Meeting", "0.5", "0.2", "0.3")]
    assert technology_lamp(steps).state == "short"


def test_with_enough_of_everything_the_plan_is_feasible_with_its_chance() -> None:
    found = feasibility([leads_lamp({WEEKS[0]: 20}, {WEEKS[0]: 20})], chance=Fraction(6, 10))
    assert (found.verdict, found.chance, found.missing) == ("feasible", Fraction(6, 10), ())


def test_of_120_leads_86_are_there_and_34_would_lift_it() -> None:
    found = feasibility([leads_lamp({WEEKS[0]: 120}, {WEEKS[0]: 86})])
    (missing,) = found.missing
    assert found.verdict == "feasible_only_with"
    assert (missing.what, missing.amount, missing.first_week) == ("leads", 34, "2026-W49")


def test_an_unrecorded_supply_is_missing_without_an_amount() -> None:
    found = feasibility([leads_lamp({WEEKS[0]: 20}, None)])
    assert (found.verdict, found.missing[0].amount) == ("feasible_only_with", None)


def test_more_than_anybody_can_bring_makes_it_infeasible() -> None:
    lamps = [leads_lamp({WEEKS[0]: 120}, {WEEKS[0]: 86})]
    assert feasibility(lamps, most_more_leads=33).binding == "leads"
    assert feasibility(lamps, most_more_leads=34).verdict == "feasible_only_with"


def test_an_unproven_conversion_binds_before_leads_and_a_passed_day_before_both() -> None:
    lamps = [
        leads_lamp({WEEKS[0]: 120}, {WEEKS[0]: 86}),
        technology_lamp([seen("Meeting", "0.5", "0.2", "0.3")]),
    ]
    assert feasibility(lamps, most_more_leads=0).binding == "conversion"
    assert feasibility(lamps, too_late=True).binding == "time"


def test_hours_that_nobody_can_add_bind() -> None:
    lamps = [hours_lamp(by_week(60), {"Maria": by_week(26), "Ivan": by_week(26)})]
    assert feasibility(lamps, most_more_hours=7).binding == "hours"


@pytest.mark.parametrize("lamp", [leads_lamp, lambda need, there: hours_lamp(need, {"Maria": there})])
def test_fewer_than_none_is_refused(lamp: object) -> None:
    with pytest.raises(NeedBelowZero):
        lamp({WEEKS[0]: -1}, {})  # type: ignore[operator]
    with pytest.raises(NeedBelowZero):
        lamp({}, {WEEKS[0]: -1})  # type: ignore[operator]


numbers = st.lists(st.integers(0, 40), min_size=4, max_size=4)


@given(need=numbers, there=numbers)
def test_the_missing_leads_brought_in_the_first_short_week_make_it_enough_and_one_fewer_does_not(
    need: list[int], there: list[int]
) -> None:
    lamp = leads_lamp(by_week(*need), by_week(*there))
    if lamp.state == "enough":
        assert all(sum(need[: week + 1]) <= sum(there[: week + 1]) for week in range(4))
        return
    assert lamp.first_week is not None
    brought = by_week(*there)
    brought[lamp.first_week] += int(lamp.short)
    assert leads_lamp(by_week(*need), brought).state == "enough"
    brought[lamp.first_week] -= 1
    assert leads_lamp(by_week(*need), brought).state == "short"
