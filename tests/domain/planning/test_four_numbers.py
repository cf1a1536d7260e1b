from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.four_numbers import (
    USUAL_CONVERSIONS,
    USUAL_WEEKS,
    CycleTooLong,
    FirstFunnel,
    WeeksNotPositive,
    bent_to,
    first_funnel,
    payment_step,
    usual_delay,
)
from kvota.domain.planning.lag_kernel import lag_kernel
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, ConversionOutOfRange

SHARES = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)


def funnel(**changed: Fraction | int) -> FirstFunnel:
    given: dict[str, Fraction | int] = {
        "lead_to_meeting": Fraction(1, 2),
        "meeting_to_deal": Fraction(3, 10),
        "average_deal": 200_000,
        "cycle_weeks": Fraction(13, 2),
    }
    return first_funnel(**{**given, **changed})  # type: ignore[arg-type]


def test_the_usual_four_numbers_give_the_usual_funnel() -> None:
    usual = funnel()
    assert usual.conversions == USUAL_CONVERSIONS
    assert usual.mean_weeks == USUAL_WEEKS
    assert usual.average_deal == 200_000
    assert usual.kernel().conversion == Fraction(3, 20)
    assert float(usual.kernel().mean_weeks) == pytest.approx(6.5, abs=0.01)


def test_the_way_to_the_money_is_the_usual_curve_of_payments() -> None:
    share, delay = payment_step()
    paid = lag_kernel([share], [delay])
    assert [float(sum(paid.weeks[: week + 1])) for week in (0, 1, 2, 7)] == pytest.approx(
        [0, 0.1, 0.35, 0.93]
    )


def test_what_no_plan_can_be_made_of_is_refused() -> None:
    for key, step in (("lead_to_meeting", 0), ("meeting_to_deal", 1)):
        for share in (Fraction(0), Fraction(3, 2)):
            with pytest.raises(ConversionOutOfRange) as refused:
                funnel(**{key: share})
            assert refused.value.step == step
    with pytest.raises(AverageDealNotPositive):
        funnel(average_deal=0)
    with pytest.raises(WeeksNotPositive):
        funnel(cycle_weeks=Fraction(0))
    with pytest.raises(CycleTooLong):
        funnel(cycle_weeks=Fraction(1_000))
    with pytest.raises(WeeksNotPositive):
        usual_delay(Fraction(-1))


def test_next_to_no_loss_no_step_converts_more_than_all() -> None:
    # Rounded to thousandths the first steps would lose more than there is to lose.
    for whole in (Fraction(3989, 4000), Fraction(9999, 10_000), Fraction(1)):
        for usual in (USUAL_CONVERSIONS[:2], USUAL_CONVERSIONS[2:]):
            found = bent_to(whole, usual)
            assert prod(found) == whole
            assert max(found) <= 1


@given(meeting=SHARES, deal=SHARES, weeks=st.fractions(Fraction(1, 10), 60, max_denominator=10))
def test_the_products_and_the_sum_are_exactly_what_was_asked(
    meeting: Fraction, deal: Fraction, weeks: Fraction
) -> None:
    found = funnel(lead_to_meeting=meeting, meeting_to_deal=deal, cycle_weeks=weeks)
    assert prod(found.conversions[:2]) == meeting
    assert prod(found.conversions[2:]) == deal
    assert sum(found.mean_weeks) == weeks
    assert all(0 < share <= 1 for share in found.conversions)


@given(whole=SHARES)
def test_the_losses_keep_their_proportion(whole: Fraction) -> None:
    usual = USUAL_CONVERSIONS[2:]
    power = [float(share) for share in bent_to(whole, usual)]
    for first, second in itertools.pairwise(usual):
        if first < second and whole < Fraction(9, 10):
            assert power[usual.index(first)] <= power[usual.index(second)] + 0.01


@given(weeks=st.fractions(0, 20, max_denominator=20))
def test_a_delay_adds_up_and_has_its_mean(weeks: Fraction) -> None:
    delay = usual_delay(weeks)
    assert sum(delay) == 1
    assert all(part >= 0 for part in delay)
    mean = sum(week * part for week, part in enumerate(delay))
    assert float(mean) == pytest.approx(float(weeks), abs=0.01)
