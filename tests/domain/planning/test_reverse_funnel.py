from __future__ import annotations

from fractions import Fraction
from math import ceil, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.planning.reverse_funnel import (
    AverageDealNotPositive,
    ConversionOutOfRange,
    NegativeGoal,
    deals_for_revenue,
    people_needed,
)
from tests.worked_numbers import worked

SHARES = st.lists(st.fractions(Fraction(1, 50), 1, max_denominator=50), min_size=1, max_size=6)


def test_the_example_of_the_source_text() -> None:
    # Seed text 001: a million is three new deals and four repeat ones; 20 leads, 10 meetings, 3 deals.
    case, expected = worked("B01")
    conversions = case["conversions_new"]
    need = people_needed(3, [exact(conversions["meeting_to_deal"]), exact(conversions["lead_to_meeting"])])
    assert need.whole == (expected["meetings"], expected["leads"])
    new, repeat = case["parts"]
    assert new["deals"] * new["avg"] == expected["revenue_new"]
    assert expected["revenue_new"] + repeat["deals"] * repeat["avg"] == case["goal"]


def test_a_share_of_revenue_becomes_whole_deals() -> None:
    case, expected = worked("B02")
    new = case["goal"] * exact(case["new_share"])
    assert deals_for_revenue(new, case["avg_new"]) == expected["new_deals"]
    assert deals_for_revenue(case["goal"] - new, case["avg_repeat"]) == expected["repeat_deals"]


def test_people_are_whole_at_every_stage() -> None:
    case, expected = worked("B03")
    need = people_needed(case["deals"], [exact(share) for share in case["conv"]])
    assert need.whole == (expected["meetings"], expected["leads_stagewise"])
    assert str(need.exact[-1]) == expected["leads_exact"]
    assert ceil(need.exact[-1]) == expected["leads_ceil_exact"]


def test_a_float_would_ask_for_one_lead_too_many() -> None:
    assert ceil(21 / 0.7) == 31, "the trap"
    assert people_needed(21, [exact("0.7")]).whole == (30,)
    case, expected = worked("B04")
    assert people_needed(case["deals"], [exact(case["conv"][0])]).whole == (expected["leads"],)
    assert people_needed(9, [exact("0.9")]).whole == (10,)


def test_the_seven_stages_of_text_003() -> None:
    case, expected = worked("B05")
    need = people_needed(case["signed"], [exact(share) for _, share in case["conv_into_next"]])
    answer = [
        [name, str(chain), whole]
        for (name, _), chain, whole in zip(case["conv_into_next"], need.exact, need.whole, strict=True)
    ]
    assert answer == expected


@pytest.mark.parametrize("share", ["0", "-0.1", "1.01", "30"])
def test_a_conversion_that_is_not_a_share_is_refused_and_named(share: str) -> None:
    with pytest.raises(ConversionOutOfRange) as refused:
        people_needed(3, [exact("0.5"), exact(share)])
    assert refused.value.step == 1


def test_a_goal_without_sense_is_refused() -> None:
    with pytest.raises(NegativeGoal):
        people_needed(-1, [])
    with pytest.raises(NegativeGoal):
        deals_for_revenue(-1, 100)
    with pytest.raises(AverageDealNotPositive):
        deals_for_revenue(100, 0)


def test_no_contracts_need_nobody() -> None:
    assert people_needed(0, [Fraction(1, 2)]).whole == (0,)
    assert deals_for_revenue(0, 100) == 0


@given(deals=st.integers(0, 1_000), conversions=SHARES)
def test_each_stage_has_enough_for_the_next_and_less_than_one_to_spare(
    deals: int, conversions: list[Fraction]
) -> None:
    need = people_needed(deals, conversions)
    after = deals
    for count, share in zip(need.whole, conversions, strict=True):
        assert after <= count * share < after + share
        after = count
    assert need.exact[-1] == Fraction(deals) / prod(conversions)
    assert need.exact[-1] <= need.whole[-1]


@given(deals=st.integers(0, 1_000), more=st.integers(1, 100), conversions=SHARES)
def test_a_bigger_goal_never_needs_fewer_people(deals: int, more: int, conversions: list[Fraction]) -> None:
    small, large = people_needed(deals, conversions).whole, people_needed(deals + more, conversions).whole
    assert all(a <= b for a, b in zip(small, large, strict=True))


@given(deals=st.integers(0, 1_000), conversions=SHARES, data=st.data())
def test_a_better_conversion_never_needs_more_people(
    deals: int, conversions: list[Fraction], data: st.DataObject
) -> None:
    step = data.draw(st.integers(0, len(conversions) - 1))
    better = [*conversions]
    better[step] = data.draw(st.fractions(conversions[step], 1))
    before, after = people_needed(deals, conversions).whole, people_needed(deals, better).whole
    assert all(b <= a for a, b in zip(before, after, strict=True))
