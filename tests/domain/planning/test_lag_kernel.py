from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.planning.lag_kernel import (
    LAST_CHANCE,
    DelaysMissing,
    DelaysNotOne,
    HoursMissing,
    Kernel,
    NegativeDelayShare,
    NegativeHours,
    NoWeeks,
    activity_calendar,
    arrivals,
    conversion_of,
    hours_of_a_start,
    kernels_from_the_start,
    kernels_to_the_end,
    lag_kernel,
    last_useful_day,
    last_useful_week,
    share_by_end,
    share_in_month,
    steady_starts,
    whole_steady_starts,
)
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange, NegativeGoal
from tests.worked_numbers import worked

MONTH = range(1, 5)


def delay_of(weights: list[int]) -> list[Fraction]:
    total = sum(weights)
    return [Fraction(weight, total) for weight in weights]


DELAYS = st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any).map(delay_of)
STEPS = st.lists(
    st.tuples(st.fractions(Fraction(1, 20), 1, max_denominator=20), DELAYS), min_size=1, max_size=4
)
Step = tuple[Fraction, list[Fraction]]


def way_of_the_text() -> tuple[list[Fraction], list[list[Fraction]]]:
    case, _ = worked("B11")
    delays = [[exact(part) for part in case[key]] for key in ("f_lead_meeting", "f_meeting_deal")]
    return [exact(share) for share in case["c"]], delays


def apart(steps: list[Step]) -> tuple[list[Fraction], list[list[Fraction]]]:
    return [share for share, _ in steps], [delay for _, delay in steps]


def test_the_worked_kernel() -> None:
    _, expected = worked("B11")
    kernel = lag_kernel(*way_of_the_text())
    assert [str(share) for share in kernel.weeks] == expected["G"]
    assert [float(share) for share in kernel.cumulative] == pytest.approx(expected["cum_share"])
    assert float(kernel.mean_weeks) == expected["mean_weeks"]


def test_what_lands_in_the_month_and_what_is_too_late() -> None:
    case, expected = worked("B12")
    kernel = lag_kernel(*way_of_the_text())
    for start in case["weeks"]:
        brought = arrivals(kernel, start=start, weeks=MONTH)
        assert float(brought) == pytest.approx(expected["deals_per_lead"][str(start)])
        in_time = share_in_month(kernel, start=start, weeks=MONTH)
        assert float(in_time) == pytest.approx(expected["share_in_time"][str(start)])
    assert last_useful_week(kernel, last_week=4) == expected["too_late_if_share_below_0.5_from_week"] - 1
    assert last_useful_week(kernel, last_week=4, least_share=LAST_CHANCE) == 3


def test_the_later_stages_may_start_later() -> None:
    whole, from_meeting = kernels_to_the_end(*way_of_the_text())
    assert last_useful_week(whole, last_week=4) < last_useful_week(from_meeting, last_week=4)


def test_a_very_early_start_is_not_too_late() -> None:
    kernel = lag_kernel(*way_of_the_text())
    assert share_in_month(kernel, start=-10, weeks=MONTH) == 0
    assert share_by_end(kernel, start=-10, last_week=4) == 1


def test_the_last_useful_day_is_a_working_day_of_its_week() -> None:
    kernel = lag_kernel(*way_of_the_text())
    days = {0: [date(2026, 10, 30)], 1: [date(2026, 11, 3), date(2026, 11, 6)], 2: [date(2026, 11, 13)]}
    assert last_useful_day(kernel, days=days, last_week=4) == date(2026, 11, 6)
    assert last_useful_day(kernel, days={**days, 1: []}, last_week=4) == date(2026, 10, 30)
    assert last_useful_day(kernel, days={2: days[2]}, last_week=4) is None


def test_the_same_starts_every_week() -> None:
    case, expected = worked("B13")
    kernel = lag_kernel(*way_of_the_text())
    assert str(steady_starts(case["deals"], kernel, weeks=4)) == expected["x_exact"]
    assert whole_steady_starts(case["deals"], kernel, weeks=4) == expected["x_int"]


def test_the_work_of_each_week_follows_from_the_starts() -> None:
    case, expected = worked("B17")
    starts = dict.fromkeys(range(-3, 1), case["starts"])
    meetings, deals = activity_calendar(starts, *way_of_the_text())
    for found, wanted in ((meetings, expected["meetings"]), (deals, expected["deals"])):
        for week, count in wanted.items():
            assert float(found.get(int(week), 0)) == pytest.approx(count)
        assert sum(found.values()) == pytest.approx(sum(wanted.values()))
    assert activity_calendar({}, *way_of_the_text()) == ({}, {})


def test_the_way_to_the_money_is_one_more_step() -> None:
    shares, delays = way_of_the_text()
    late = [Fraction(0), Fraction(1, 4), Fraction(3, 4)]
    signed, paid = lag_kernel(shares, delays), lag_kernel([*shares, Fraction(1)], [*delays, late])
    assert paid.conversion == signed.conversion
    assert paid.mean_weeks == signed.mean_weeks + Fraction(7, 4)


def test_hours_follow_the_people_through_the_stages() -> None:
    shares, delays = way_of_the_text()
    hours = hours_of_a_start(shares, delays, [Fraction(1), Fraction(2), Fraction(10)])
    assert sum(hours) == 1 + 2 * Fraction(1, 2) + 10 * Fraction(3, 20)
    with pytest.raises(HoursMissing):
        hours_of_a_start(shares, delays, [Fraction(1)])
    with pytest.raises(NegativeHours):
        hours_of_a_start(shares, delays, [Fraction(-1)] * 3)


def test_a_delay_that_is_none_is_refused_by_name() -> None:
    half, now = Fraction(1, 2), [Fraction(1)]
    with pytest.raises(DelaysNotOne) as refused:
        lag_kernel([half, half], [now, [half, Fraction(1, 3)]])
    assert refused.value.fields == {"step": 1, "total": "5/6"}
    with pytest.raises(NegativeDelayShare):
        lag_kernel([half], [[Fraction(3, 2), -half]])
    with pytest.raises(DelaysMissing):
        lag_kernel([half], [now, now])
    with pytest.raises(DelaysMissing):
        lag_kernel([], [])
    for share in (Fraction(0), Fraction(11, 10)):
        with pytest.raises(ConversionOutOfRange):
            lag_kernel([share], [now])
    with pytest.raises(NoWeeks):
        steady_starts(1, lag_kernel([half], [now]), weeks=0)
    with pytest.raises(NegativeGoal):
        steady_starts(-1, lag_kernel([half], [now]), weeks=4)
    with pytest.raises(NegativeGoal):
        activity_calendar({1: -1}, [half], [now])


@given(steps=STEPS)
def test_nobody_is_lost_and_nobody_invented_on_the_way(steps: list[Step]) -> None:
    shares, delays = apart(steps)
    kernel = lag_kernel(shares, delays)
    assert kernel.conversion == prod(shares) == conversion_of(shares)
    assert kernel.cumulative[-1] == 1
    means = [sum(week * part for week, part in enumerate(delay)) for delay in delays]
    assert kernel.mean_weeks == sum(means)


@given(steps=STEPS)
def test_read_forwards_and_backwards_the_way_is_the_same(steps: list[Step]) -> None:
    shares, delays = apart(steps)
    assert kernels_from_the_start(shares, delays)[-1] == kernels_to_the_end(shares, delays)[0]


@given(steps=STEPS, start=st.integers(-12, 6))
def test_a_later_start_never_has_a_better_share(steps: list[Step], start: int) -> None:
    kernel = lag_kernel(*apart(steps))
    now, later = (share_by_end(kernel, start=week, last_week=4) for week in (start, start + 1))
    assert later <= now
    if start >= 1:
        assert now == share_in_month(kernel, start=start, weeks=MONTH)
    useful = last_useful_week(kernel, last_week=4)
    assert (start <= useful) == (now >= Fraction(1, 2))


@given(steps=STEPS, starts=st.dictionaries(st.integers(-5, 5), st.integers(0, 9), max_size=4))
def test_of_all_who_start_each_stage_sees_its_share(steps: list[Step], starts: dict[int, int]) -> None:
    shares, delays = apart(steps)
    for reached, stage in enumerate(activity_calendar(starts, shares, delays), 1):
        assert sum(stage.values()) == sum(starts.values()) * prod(shares[:reached])


@given(steps=STEPS, deals=st.integers(0, 50))
def test_the_same_starts_every_week_bring_the_deals_in_the_long_run(steps: list[Step], deals: int) -> None:
    kernel = lag_kernel(*apart(steps))
    each = steady_starts(deals, kernel, weeks=4)
    long_ago = range(-len(kernel.weeks), 5)
    assert sum(each * arrivals(kernel, start=start, weeks=MONTH) for start in long_ago) == deals


def test_a_kernel_knows_nothing_before_its_start() -> None:
    assert Kernel((Fraction(1, 2),)).after(-1) == 0
