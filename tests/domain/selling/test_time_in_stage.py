from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.selling.time_in_stage import ImpossibleAge, StayEnd, UnknownStayEnd, time_in_stage
from tests.worked_numbers import worked

Stay = tuple[int, StayEnd, int]  # age, how it ended, age when first seen
ENDS: Sequence[StayEnd] = ("adv", "lost", "cens")


def test_the_worked_stage_with_censored_stays() -> None:
    case, expected = worked("E08")
    ages, ends = zip(*case["records"], strict=True)
    times = time_in_stage(ages, ends)
    table = [
        list(row)
        for row in zip(
            times.ages, times.at_risk, times.advanced, times.lost, times.still, times.moved_on, strict=True
        )
    ]
    assert table == [pytest.approx(row, abs=1e-6) for row in expected["table"]]
    assert times.ever_moves_on == pytest.approx(expected["CIF_inf"])
    assert times.age_when_moved(0.75) == expected["slow_after_q75"]
    assert times.age_when_moved(0.90) == expected["stuck_after_q90"]
    for age, chance in expected["P_advance_given_still_in_stage"]:
        assert times.chance_to_move_on(age) == pytest.approx(chance, abs=1e-6)


def test_leaving_out_those_still_inside_would_make_the_stage_look_fast() -> None:
    # Four left after 1, 2, 3 and 4 weeks; four more are inside for 6 weeks already.
    ends: list[StayEnd] = ["adv", "adv", "adv", "adv", "cens", "cens", "cens", "cens", "adv", "adv"]
    honest = time_in_stage([1, 2, 3, 4, 6, 6, 6, 6, 9, 12], ends)
    only_finished = time_in_stage([1, 2, 3, 4], ["adv"] * 4)
    assert only_finished.age_when_moved(0.90) == 4
    assert honest.age_when_moved(0.90) == 12


def test_an_imported_client_counts_only_from_the_age_he_was_first_seen_at() -> None:
    # Two are watched from the start; the third was imported at age 5 and moved at 6.
    times = time_in_stage([1, 3, 6], ["adv", "lost", "adv"], first_seen=[0, 0, 5])
    assert times.at_risk.tolist() == [2, 1, 1]
    # As if watched from the start, he would have looked like a proof of slowness at age 1.
    assert time_in_stage([1, 3, 6], ["adv", "lost", "adv"]).at_risk.tolist() == [3, 2, 1]


def test_a_client_first_seen_on_the_day_he_moves_counts_on_that_day() -> None:
    assert time_in_stage([5], ["adv"], first_seen=[5]).ever_moves_on == 1.0


def test_a_stage_nobody_was_in_is_unknown() -> None:
    nothing = time_in_stage([], [])
    assert (nothing.ever_moves_on, nothing.still_at_the_end, nothing.moves) == (0.0, 1.0, 0)
    assert nothing.age_when_moved(0.9) is None
    assert nothing.chance_to_move_on(3) == 0.0


def test_a_stage_nobody_has_left_has_no_usual_time() -> None:
    times = time_in_stage([3, 4], ["cens", "lost"])
    assert times.age_when_moved(0.75) is None
    assert times.ever_moves_on == 0.0


def test_a_quantile_that_is_met_exactly_is_met() -> None:
    # Three of four in sevenths and fifths: the products of floats end just under 3/4.
    times = time_in_stage([1, 1, 1, 2, 2, 2, 3, 3], ["adv", "adv", "adv", "adv", "adv", "adv", "adv", "adv"])
    assert times.age_when_moved(0.75) == 2


@pytest.mark.parametrize("age", [-1, float("nan"), float("inf")])
def test_an_impossible_age_is_refused_with_its_record(age: float) -> None:
    with pytest.raises(ImpossibleAge) as refused:
        time_in_stage([1, age], ["adv", "adv"])
    assert refused.value.record == 1


def test_a_client_cannot_be_first_seen_after_he_left() -> None:
    with pytest.raises(ImpossibleAge):
        time_in_stage([3], ["adv"], first_seen=[4])


def test_an_unknown_end_is_refused_with_its_record() -> None:
    with pytest.raises(UnknownStayEnd) as refused:
        time_in_stage([1, 2], ["adv", "won"])  # type: ignore[list-item]
    assert (refused.value.record, refused.value.end) == (1, "won")


def slowly(stays: list[Stay], age: int) -> tuple[Fraction, Fraction]:
    """Return the share still inside and the share moved on after an age, from the definition."""
    still, moved = Fraction(1), Fraction(0)
    for t in sorted({stay[0] for stay in stays if stay[0] <= age}):
        inside = [stay for stay in stays if stay[2] <= t <= stay[0]]
        leaving = [stay for stay in inside if stay[0] == t and stay[1] != "cens"]
        moving = [stay for stay in leaving if stay[1] == "adv"]
        moved += still * Fraction(len(moving), len(inside))
        still *= 1 - Fraction(len(leaving), len(inside))
    return still, moved


@st.composite
def stays_seen(draw: st.DrawFn) -> list[Stay]:
    ages = draw(st.lists(st.integers(0, 12), min_size=1, max_size=30))
    return [(age, draw(st.sampled_from(ENDS)), draw(st.integers(0, age))) for age in ages]


@given(stays=stays_seen())
def test_it_agrees_with_the_definition_read_slowly(stays: list[Stay]) -> None:
    ages, ends, seen = zip(*stays, strict=True)
    times = time_in_stage(ages, ends, first_seen=seen)
    for row, age in enumerate(times.ages):
        still, moved = slowly(stays, int(age))
        assert times.still[row] == pytest.approx(float(still), abs=1e-12)
        assert times.moved_on[row] == pytest.approx(float(moved), abs=1e-12)


@given(stays=stays_seen())
def test_shares_stay_shares_and_the_order_of_records_does_not_matter(stays: list[Stay]) -> None:
    ages, ends, _ = zip(*stays, strict=True)
    times = time_in_stage(ages, ends)
    assert all(times.moved_on + times.still <= 1 + 1e-9)
    assert all(0 <= times.chance_to_move_on(age) <= 1 for age in range(14))
    backwards = time_in_stage(ages[::-1], ends[::-1])
    assert backwards.moved_on.tolist() == times.moved_on.tolist()


@given(ages=st.lists(st.integers(0, 20), min_size=1, max_size=40), share=st.floats(0.01, 1))
def test_without_censoring_it_is_the_plain_count(ages: list[int], share: float) -> None:
    times = time_in_stage(ages, ["adv"] * len(ages))
    for row, age in enumerate(times.ages):
        assert times.moved_on[row] == pytest.approx(sum(a <= age for a in ages) / len(ages))
    moved_by = times.age_when_moved(share)
    assert moved_by is not None
    assert sum(a <= moved_by for a in ages) / len(ages) >= share - 1e-9
