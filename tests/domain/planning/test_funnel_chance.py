from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.planning.funnel_chance import (
    Beta,
    BetaNotPositive,
    Share,
    TooManyPeople,
    TooManyPeopleNeeded,
    WantedChanceOutOfRange,
    chained,
    chance_of_at_least,
    deals_of,
    people_for_chance,
    people_for_deals,
)
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange, NegativeGoal
from tests.worked_numbers import worked

CERTAIN = st.fractions(Fraction(1, 50), 1, max_denominator=50)
RANGES = st.builds(Beta, *[st.fractions(Fraction(1, 4), 40, max_denominator=8)] * 2)
SHARES = st.one_of(CERTAIN, RANGES)


def near(expected: float) -> object:
    return pytest.approx(expected, abs=1e-6)


def slow_chance(deals: int, people: int, share: Share) -> float:
    """The same by definition: every number of deals with its binomial, or beta-binomial, chance, exact."""
    total = Fraction(0)
    for count in range(deals, people + 1):
        if isinstance(share, Beta):
            ways = Fraction(comb(people, count))
            for step in range(people):
                ways *= (share.a + step) if step < count else (share.b + step - count)
                ways /= share.a + share.b + step
            total += ways
        else:
            total += comb(people, count) * share**count * (1 - share) ** (people - count)
    return float(total)


def test_twenty_leads_are_three_deals_in_six_cases_of_ten_only() -> None:
    case, expected = worked("B06")
    share = exact(str(case["p"]))
    assert chance_of_at_least(case["k"], case["n"], share) == near(expected["P"])


def test_leads_for_eight_and_nine_cases_of_ten() -> None:
    case, expected = worked("B07")
    share = exact(str(case["p"]))
    assert people_for_chance(case["k"], share, 0.8) == expected["n80"]
    assert people_for_chance(case["k"], share, 0.9) == expected["n90"]


def test_an_uncertain_conversion_needs_more_leads() -> None:
    case, expected = worked("B08")
    share = Beta(exact(str(case["a"])), exact(str(case["b"])))
    assert people_for_chance(case["k"], share, 0.8) == expected["n80"]
    assert chance_of_at_least(case["k"], 20, share) == near(expected["P_at_20"])
    assert chance_of_at_least(case["k"], 28, share) == near(expected["P_at_28"])


def test_the_expected_need_stands_beside_its_chance() -> None:
    need = people_for_deals(3, Fraction(3, 20))
    assert (need.need_expected, need.need_p80) == (20, 28)
    assert need.chance_at_need_expected == near(0.595104)
    assert chance_of_at_least(3, need.need_p50, Fraction(3, 20)) >= 0.5
    assert chance_of_at_least(3, need.need_p50 - 1, Fraction(3, 20)) < 0.5


def test_a_chain_of_ranges_keeps_mean_and_spread() -> None:
    steps = [Beta(Fraction(5), Fraction(5)), Beta(Fraction(3), Fraction(7)), Fraction(1, 2)]
    one = chained(steps)
    assert isinstance(one, Beta)
    assert one.mean == Fraction(1, 2) * Fraction(3, 10) * Fraction(1, 2)
    assert one.mean_square == Fraction(5 * 6, 10 * 11) * Fraction(3 * 4, 10 * 11) * Fraction(1, 4)
    assert chained([]) == 1


def test_certain_ends() -> None:
    assert chance_of_at_least(0, 0, Fraction(1, 2)) == 1
    assert chance_of_at_least(3, 2, Fraction(1, 2)) == 0
    assert chance_of_at_least(1, 9, Fraction(0)) == 0
    assert chance_of_at_least(9, 9, Fraction(1)) == 1
    assert people_for_chance(0, Fraction(1, 2), 0.8) == 0
    assert people_for_chance(9, Fraction(1), 0.99) == 9


def test_what_has_no_answer_is_refused_by_name() -> None:
    with pytest.raises(ConversionOutOfRange):
        people_for_chance(3, Fraction(0), 0.8)
    with pytest.raises(ConversionOutOfRange):
        chance_of_at_least(3, 1, Fraction(3, 2))
    with pytest.raises(ConversionOutOfRange):
        chained([Fraction(1, 2), Fraction(0)])
    for chance in (0.0, 1.0, 80.0):
        with pytest.raises(WantedChanceOutOfRange):
            people_for_chance(3, Fraction(1, 2), chance)
    with pytest.raises(BetaNotPositive):
        Beta(Fraction(0), Fraction(1))
    with pytest.raises(NegativeGoal):
        people_for_chance(-1, Fraction(1, 2), 0.8)
    with pytest.raises(NegativeGoal):
        deals_of(-1, Fraction(1, 2))
    with pytest.raises(TooManyPeopleNeeded):
        people_for_chance(1_000, Fraction(1, 10_000), 0.8)
    with pytest.raises(TooManyPeople):
        chance_of_at_least(1, 10**9, Fraction(1, 2))


def test_many_people_are_counted_without_overflow() -> None:
    assert chance_of_at_least(100_000, 200_000, Fraction(1, 2)) == pytest.approx(0.5, abs=1e-3)
    assert deals_of(100_000, Beta(Fraction(1), Fraction(1))).sum() == pytest.approx(1)


@given(deals=st.integers(0, 12), people=st.integers(0, 12), share=SHARES)
def test_the_chance_is_the_sum_of_its_definition(deals: int, people: int, share: Share) -> None:
    assert chance_of_at_least(deals, people, share) == pytest.approx(
        slow_chance(deals, people, share), abs=1e-9
    )


@given(deals=st.integers(0, 40), people=st.integers(0, 200), share=SHARES)
def test_more_people_never_lower_the_chance(deals: int, people: int, share: Share) -> None:
    fewer, more = (chance_of_at_least(deals, count, share) for count in (people, people + 1))
    assert more >= fewer - 1e-10


@given(deals=st.integers(1, 20), share=SHARES, chance=st.sampled_from([0.3, 0.5, 0.8]))
def test_the_need_is_the_least_that_is_enough(deals: int, share: Share, chance: float) -> None:
    try:
        need = people_for_chance(deals, share, chance)
    except TooManyPeopleNeeded:
        return
    assert chance_of_at_least(deals, need, share) >= chance - 1e-9
    assert chance_of_at_least(deals, need - 1, share) < chance + 1e-9


@given(deals=st.integers(0, 20), certain=CERTAIN, strength=st.integers(5, 60))
def test_the_need_grows_with_the_goal(deals: int, certain: Fraction, strength: int) -> None:
    unsure: Share = (
        Beta(certain * strength, (1 - certain) * strength) if certain < Fraction(9, 10) else certain
    )
    assert people_for_chance(deals, unsure, 0.5) <= people_for_chance(deals + 1, unsure, 0.5)
