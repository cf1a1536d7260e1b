from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.funnel_chance import Beta
from kvota.domain.planning.measured_conversion import Conversion, typed_conversion
from kvota.domain.planning.need_of_goal import (
    FunnelStep,
    GoalBelowOneDeal,
    NeedAboveBase,
    SegmentGoal,
    need_of_goal,
)
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, ConversionOutOfRange, NegativeGoal
from kvota.domain.planning.spread_goal import PartTwice
from tests.worked_numbers import worked

SHARES = st.lists(st.fractions(Fraction(1, 4), 1, max_denominator=20), min_size=1, max_size=3)


def way(*shares: str) -> tuple[FunnelStep, ...]:
    return tuple(FunnelStep(str(place), exact(share)) for place, share in enumerate(shares))


def test_the_example_of_the_text_digit_for_digit() -> None:
    case, expected = worked("B01")
    conversions = case["conversions_new"]
    steps = (
        FunnelStep("meeting", exact(conversions["meeting_to_deal"])),
        FunnelStep("lead", exact(conversions["lead_to_meeting"])),
    )
    new, repeat = case["parts"]
    need = need_of_goal(
        [
            SegmentGoal("new", new["deals"] * new["avg"], new["avg"], steps),
            SegmentGoal("repeat", repeat["deals"] * repeat["avg"], repeat["avg"]),
        ]
    )
    of_new, of_repeat = need.segments
    assert (of_new.revenue, of_repeat.revenue) == (expected["revenue_new"], expected["revenue_repeat"])
    assert (need.revenue, need.goal, need.excess) == (expected["total"], case["goal"], 0)
    assert need.deals == expected["deals"]
    assert {stage.stage: stage.whole for stage in of_new.stages} == {
        "meeting": expected["meetings"],
        "lead": expected["leads"],
    }
    assert of_new.chance is not None
    assert (of_new.chance.need_expected, of_new.chance.need_p80) == (20, 28)
    assert of_new.chance.chance_at_need_expected == pytest.approx(0.595104, abs=1e-6)


def test_shares_of_the_goal_become_whole_deals() -> None:
    case, expected = worked("B02")
    new = exact(case["new_share"])
    goals = split_without_loss(case["goal"], [new, 1 - new])
    need = need_of_goal(
        [SegmentGoal("new", goals[0], case["avg_new"]), SegmentGoal("repeat", goals[1], case["avg_repeat"])]
    )
    assert [one.deals for one in need.segments] == [expected["new_deals"], expected["repeat_deals"]]
    assert need.revenue == expected["revenue_at_integer_deals"]


@pytest.mark.parametrize("number", ["B03", "B04"])
def test_people_are_whole_at_every_stage_and_the_chain_is_shown(number: str) -> None:
    case, expected = worked(number)
    (one,) = need_of_goal([SegmentGoal("new", case["deals"], 1, way(*case["conv"]))]).segments
    assert one.stages[-1].whole == expected.get("leads_stagewise", expected.get("leads"))
    assert str(one.stages[-1].exact) == expected.get("leads_exact", "100")


def test_the_seven_stages_and_the_calls() -> None:
    case, expected = worked("B05")
    steps = tuple(FunnelStep(stage, exact(share)) for stage, share in case["conv_into_next"])
    (one,) = need_of_goal([SegmentGoal("new", case["signed"], 1, steps)]).segments
    assert [[stage.stage, str(stage.exact), stage.whole] for stage in one.stages] == expected


def test_whole_deals_may_bring_more_than_the_goal_and_the_goal_stays() -> None:
    need = need_of_goal([SegmentGoal("new", 500_000, 200_000)])
    assert (need.goal, need.revenue, need.excess) == (500_000, 600_000, 100_000)


def test_regular_clients_are_no_more_than_there_are() -> None:
    segment = SegmentGoal("repeat", 400_000, 100_000, way("1/2", "1/2"), base=12)
    with pytest.raises(NeedAboveBase) as refused:
        need_of_goal([segment])
    assert refused.value.fields == {"segment": "repeat", "needed": 16, "base": 12}
    (shown,) = need_of_goal([segment], refuse_above_base=False).segments
    assert shown.above_base == 4
    enough = SegmentGoal("repeat", 400_000, 100_000, way("1/2", "1/2"), base=16)
    assert need_of_goal([enough]).segments[0].above_base == 0


def test_a_range_counts_by_its_mean_and_widens_the_chance() -> None:
    sure = SegmentGoal("a", 3, 1, way("3/10"))
    unsure = SegmentGoal("b", 3, 1, (FunnelStep("lead", typed_conversion(Fraction(3, 10), 2)),))
    known, guessed = need_of_goal([sure, unsure]).segments
    assert known.stages[0].whole == guessed.stages[0].whole == 10
    assert known.chance is not None
    assert guessed.chance is not None
    assert guessed.chance.need_p80 > known.chance.need_p80


def test_a_measured_conversion_enters_with_all_that_is_known() -> None:
    measured = Conversion(44, 142, usual=Fraction(3, 10))
    (one,) = need_of_goal([SegmentGoal("new", 3, 1, (FunnelStep("meeting", measured.share),))]).segments
    assert isinstance(one.stages[0].share, Beta)
    assert one.stages[0].exact == 3 / measured.mean


def test_a_goal_of_nothing_needs_nobody() -> None:
    (one,) = need_of_goal([SegmentGoal("new", 0, 200_000, way("3/10"))]).segments
    assert (one.deals, one.revenue, one.stages[0].whole) == (0, 0, 0)


def test_what_makes_no_sense_is_refused_by_name() -> None:
    with pytest.raises(GoalBelowOneDeal) as refused:
        need_of_goal([SegmentGoal("new", 150_000, 200_000)])
    assert refused.value.fields == {"segment": "new", "goal_minor": 150_000, "average_minor": 200_000}
    with pytest.raises(AverageDealNotPositive):
        need_of_goal([SegmentGoal("new", 150_000, 0)])
    with pytest.raises(NegativeGoal):
        need_of_goal([SegmentGoal("new", -1, 100)])
    with pytest.raises(PartTwice):
        need_of_goal([SegmentGoal("new", 100, 100), SegmentGoal("new", 100, 100)])
    for share in ("0", "1.2"):
        with pytest.raises(ConversionOutOfRange):
            need_of_goal([SegmentGoal("new", 100, 100, way(share))])


@given(goal=st.integers(1_000, 20_000), more=st.integers(0, 5_000), shares=SHARES)
def test_a_bigger_goal_never_needs_fewer(goal: int, more: int, shares: list[Fraction]) -> None:
    steps = tuple(FunnelStep(str(place), share) for place, share in enumerate(shares))
    small, large = (
        need_of_goal([SegmentGoal("new", each, 1_000, steps)]).segments[0] for each in (goal, goal + more)
    )
    assert all(a.whole <= b.whole for a, b in zip(small.stages, large.stages, strict=True))
    after = small.deals
    for stage, share in zip(small.stages, shares, strict=True):
        assert stage.whole * share >= after
        after = stage.whole


@given(goal=st.integers(1_000, 20_000), shares=SHARES, data=st.data())
def test_a_better_conversion_never_needs_more_at_any_stage(
    goal: int, shares: list[Fraction], data: st.DataObject
) -> None:
    step = data.draw(st.integers(0, len(shares) - 1))
    better = [*shares]
    better[step] = data.draw(st.fractions(shares[step], 1))
    before, after = (
        need_of_goal(
            [SegmentGoal("a", goal, 1_000, tuple(FunnelStep(str(n), one) for n, one in enumerate(each)))]
        ).segments[0]
        for each in (shares, better)
    )
    assert all(b.whole <= a.whole for a, b in zip(before.stages, after.stages, strict=True))
    assert before.chance is not None
    assert after.chance is not None
    assert after.chance.need_p80 <= before.chance.need_p80
