from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.forecasting.exact_sum import exact_sum
from kvota.domain.planning.funnel_chance import Beta, TooManyPeopleNeeded, WantedChanceOutOfRange
from kvota.domain.planning.revenue_of_parts import (
    MOST_POINTS,
    PlanPart,
    people_for_goal,
    revenue_of_parts,
)
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, ConversionOutOfRange
from tests.worked_numbers import worked

PARTS = st.lists(
    st.builds(
        PlanPart,
        st.integers(0, 4),
        st.fractions(0, 1, max_denominator=20),
        st.integers(1, 50).map(lambda amount: amount * 100),
    ),
    max_size=3,
)


def plan_of_the_text() -> list[PlanPart]:
    case, _ = worked("B09")
    return [
        PlanPart(people, exact(str(share)), amount) for people, share, amount in (case["new"], case["repeat"])
    ]


def test_the_plan_of_the_text_reaches_its_goal_in_half_of_all_cases() -> None:
    _, expected = worked("B09")
    sums = revenue_of_parts(plan_of_the_text())
    assert sums.mean == pytest.approx(expected["mean"])
    assert sums.chance_of(1_000_000) == pytest.approx(expected["P_ge_1000000"], abs=1e-6)
    assert [sums.quantile(share) for share in (0.2, 0.5, 0.8)] == [
        expected["q20"],
        expected["q50"],
        expected["q80"],
    ]


def test_leads_for_eight_cases_of_ten() -> None:
    case, expected = worked("B10")
    found = people_for_goal(plan_of_the_text(), 0, case["target"], 0.8)
    assert found.people == expected["n80"]
    assert found.chance == pytest.approx(expected["P"], abs=1e-6)
    assert found.chance_with_one_fewer == pytest.approx(expected["P_minus_1"], abs=1e-6)


def test_an_unknown_conversion_widens_the_sum_and_keeps_its_mean() -> None:
    sure = revenue_of_parts([PlanPart(20, Fraction(3, 20), 100)])
    unsure = revenue_of_parts([PlanPart(20, Beta(Fraction(9, 2), Fraction(51, 2)), 100)])
    assert unsure.mean == pytest.approx(sure.mean)
    assert unsure.sd > sure.sd


def test_odd_amounts_keep_their_mean_on_a_coarse_grid() -> None:
    parts = [PlanPart(300, Fraction(1, 7), 12_345_679), PlanPart(40, Fraction(2, 5), 7_654_321)]
    sums = revenue_of_parts(parts)
    assert sums.pmf.size <= MOST_POINTS
    assert sums.mean == pytest.approx(300 / 7 * 12_345_679 + 16 * 7_654_321, rel=1e-9)
    assert sums.pmf.sum() == pytest.approx(1)


def test_a_grid_that_ends_at_the_goal_tells_the_same_chance() -> None:
    whole, cut = revenue_of_parts(plan_of_the_text()), revenue_of_parts(plan_of_the_text(), most=1_000_000)
    assert cut.pmf.size == 11
    assert cut.chance_of(1_000_000) == pytest.approx(whole.chance_of(1_000_000))


def test_what_has_come_already_is_certain() -> None:
    assert revenue_of_parts([], already=500).chance_of(500) == 1
    assert revenue_of_parts([PlanPart(0, Fraction(1, 2), 300)], already=500).mean == 500


def test_a_part_that_brings_nothing_is_refused() -> None:
    with pytest.raises(AverageDealNotPositive):
        revenue_of_parts([PlanPart(1, Fraction(1, 2), 0)])
    with pytest.raises(AverageDealNotPositive):
        people_for_goal([PlanPart(1, Fraction(1, 2), 0)], 0, 100, 0.8)
    with pytest.raises(ConversionOutOfRange):
        people_for_goal([PlanPart(1, Fraction(0), 100)], 0, 100, 0.8)
    with pytest.raises(WantedChanceOutOfRange):
        people_for_goal([PlanPart(1, Fraction(1, 2), 100)], 0, 100, 1.0)
    with pytest.raises(TooManyPeopleNeeded):
        people_for_goal([PlanPart(1, Fraction(1, 10**6), 1)], 0, 10**7, 0.8)


@given(parts=PARTS)
@example(parts=[PlanPart(4, Fraction(1, 16), 100), *[PlanPart(4, Fraction(1, 17), 100)] * 2])
def test_the_sum_is_that_of_every_single_deal(parts: list[PlanPart]) -> None:
    deals = [
        (part.amount, Fraction(part.share))
        for part in parts
        if not isinstance(part.share, Beta)
        for _ in range(part.people)
    ]
    sums = revenue_of_parts(parts)
    for amount, chance in exact_sum(deals).items():
        place, off = divmod(amount, sums.quantum)
        assert not off
        # The grid ends ten deviations above the mean: nothing that anybody could count lies beyond.
        found = sums.pmf[place] if place < sums.pmf.size else 0.0
        assert found == pytest.approx(float(chance), abs=1e-12)


@given(parts=PARTS, goal=st.integers(0, 20_000))
def test_one_more_never_lowers_the_chance_of_the_goal(parts: list[PlanPart], goal: int) -> None:
    more = [PlanPart(part.people + 1, part.share, part.amount) for part in parts]
    assert revenue_of_parts(more).chance_of(goal) >= revenue_of_parts(parts).chance_of(goal) - 1e-10
