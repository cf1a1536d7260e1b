from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvota.domain.exact_number import exact
from kvota.domain.forecasting.sum_of_deals import sum_of_deals
from kvota.domain.planning import start_program
from kvota.domain.planning.funnel_chance import WantedChanceOutOfRange
from kvota.domain.planning.lag_kernel import (
    Kernel,
    NegativeHours,
    NoWeeks,
    arrivals,
    hours_of_a_start,
    lag_kernel,
)
from kvota.domain.planning.reverse_funnel import AverageDealNotPositive, NegativeGoal
from kvota.domain.planning.spread_goal import PartTwice
from kvota.domain.planning.start_problem import MonthNeed, NegativeCost, NegativeSupply, StartSegment
from kvota.domain.planning.start_schedule import (
    StartSchedule,
    chance_of_starts,
    greedy_starts,
    start_schedule,
)
from tests.how_many_examples import examples
from tests.worked_numbers import worked

MONTH = (1, 2, 3, 4)
SURE = Kernel((Fraction(3, 20),))


def kernel_of_the_text() -> Kernel:
    case, _ = worked("B11")
    delays = [[exact(part) for part in case[key]] for key in ("f_lead_meeting", "f_meeting_deal")]
    return lag_kernel([exact(share) for share in case["c"]], delays)


def deals_plan(cap: int | None, weeks: range, need: int = 3, **more: Any) -> StartSchedule:
    segment = StartSegment("new", kernel_of_the_text(), supply=cap)
    return start_schedule([segment], [MonthNeed("month", MONTH, need)], weeks=weeks, **more)


# The worked numbers


def test_an_empty_month_needs_all_its_starts_in_the_first_week() -> None:
    case, expected = worked("B14")
    plan = deals_plan(case["cap"], range(1, 5), case["need"])
    assert {str(week): count for week, count in plan.starts["new"].items()} == expected["starts"]
    assert plan.total == expected["total"]
    assert float(plan.expected["month"]) == pytest.approx(expected["expected_deals"])
    assert (plan.status, plan.is_short, plan.lift) == ("best", False, None)


def test_too_few_leads_are_named_with_what_would_lift_the_plan() -> None:
    case, expected = worked("B15")
    plan = deals_plan(case["cap"], range(1, 5), case["need"])
    assert plan.is_short is not expected["feasible"]
    assert float(plan.expected["month"]) == pytest.approx(expected["max_expected_deals"])
    assert plan.shortage["month"] == 3 - plan.expected["month"]
    first = plan.limits[0]
    assert (first.kind, first.segment, first.week) == ("leads", "new", 1)
    assert first.worth == pytest.approx(0.084), "one more lead in week 1 brings its chance"
    assert plan.lift is not None
    assert plan.lift.binding == "leads"
    # By hand: (3 - 12 * (.045 + .0165 + .003)) / .084 = 26.5, so 27 leads, 15 more than 12.
    assert plan.lift.extra_leads == {("new", 1): 15}
    assert plan.lift.conversion_times == 3 / plan.expected["month"]


def test_earlier_starts_carry_the_same_month_with_few_leads_a_week() -> None:
    case, expected = worked("B16")
    plan = deals_plan(case["cap"], range(-3, 5), case["need"])
    assert {str(week): count for week, count in plan.starts["new"].items()} == expected["starts"]
    assert plan.total == expected["total"]
    assert float(plan.expected["month"]) == pytest.approx(expected["expected"])


def test_equally_cheap_weeks_are_taken_from_the_first_on() -> None:
    always = Kernel((Fraction(1, 2),) * 4)
    plan = start_schedule(
        [StartSegment("new", always, supply=2)], [MonthNeed("m", tuple(range(1, 9)), 4)], weeks=range(1, 5)
    )
    assert plan.starts["new"] == {1: 2, 2: 0, 3: 0, 4: 0}


# Money, months, hours


def test_the_cheaper_segment_is_started_first() -> None:
    cheap, dear = (
        StartSegment(key, SURE, average=100, cost=Fraction(cost), supply=10)
        for key, cost in (("cheap", 1), ("dear", 3))
    )
    plan = start_schedule([dear, cheap], [MonthNeed("m", (1,), 200)], weeks=[1])
    assert plan.starts == {"cheap": {1: 10}, "dear": {1: 4}}
    assert plan.cost == 22
    worth = {(limit.segment, limit.week): limit.worth for limit in plan.limits}
    assert worth == {("cheap", 1): pytest.approx(2)}, "one more cheap lead saves a dear one"


def test_what_is_in_hand_is_not_started_again() -> None:
    plan = start_schedule(
        [StartSegment("new", SURE)], [MonthNeed("m", (1,), 3, in_hand=Fraction(3, 2))], weeks=[1]
    )
    assert plan.total == 10
    done = start_schedule([StartSegment("new", SURE)], [MonthNeed("m", (1,), 3, Fraction(4))], weeks=[1])
    assert (done.total, done.is_short, done.expected["m"]) == (0, False, 4)


def test_three_months_are_planned_together() -> None:
    months = [MonthNeed(str(place), tuple(range(1 + 4 * place, 5 + 4 * place)), 3) for place in range(3)]
    plan = start_schedule([StartSegment("new", kernel_of_the_text(), supply=40)], months, weeks=range(-3, 13))
    assert not plan.is_short
    assert all(value >= 3 for value in plan.expected.values())
    alone = [deals_plan(40, range(-3, 5)).total]
    assert plan.total < 3 * alone[0] * 2


def test_hours_hold_a_plan_back_and_are_named() -> None:
    segment = StartSegment("new", SURE, hours=(Fraction(2),))
    plan = start_schedule([segment], [MonthNeed("m", (1,), 3)], weeks=[1], hours={1: Fraction(30)})
    assert plan.starts["new"] == {1: 15}
    assert plan.hours == {1: 30}
    assert [(limit.kind, limit.week) for limit in plan.limits] == [("hours", 1)]
    assert plan.limits[0].worth == pytest.approx(0.075)
    assert plan.lift is not None
    assert plan.lift.binding == "hours"
    assert plan.lift.extra_hours == {1: pytest.approx(10)}


def test_leads_and_hours_may_be_missing_together() -> None:
    segment = StartSegment("new", SURE, supply=15, hours=(Fraction(2),))
    plan = start_schedule([segment], [MonthNeed("m", (1,), 3)], weeks=[1], hours={1: Fraction(30)})
    assert plan.lift is not None
    assert plan.lift.binding == "both"
    assert plan.lift.extra_leads == {("new", 1): 5}
    assert plan.lift.extra_hours == {1: pytest.approx(10)}


def test_what_can_no_longer_arrive_is_a_matter_of_time() -> None:
    late = Kernel((Fraction(0), Fraction(0), Fraction(1, 2)))
    months = [MonthNeed("this", (1, 2), 3), MonthNeed("next", (3, 4), 1)]
    plan = start_schedule([StartSegment("new", late)], months, weeks=[1, 2])
    assert plan.shortage == {"this": 3, "next": 0}
    assert plan.lift is not None
    assert (plan.lift.binding, plan.lift.too_late) == ("time", ("this",))


# A wanted chance


def test_eight_cases_of_ten_need_as_many_leads_as_the_exact_distribution_says() -> None:
    segment, month = StartSegment("new", SURE), MonthNeed("m", (1,), 3)
    plan = start_schedule([segment], [month], weeks=[1], chance=0.8)
    _, expected = worked("B07")
    assert (plan.total, plan.status) == (expected["n80"], "raised")
    assert plan.chance["m"] >= 0.8
    assert start_schedule([segment], [month], weeks=[1], chance=0.9).total == expected["n90"]


def test_what_is_in_hand_enters_the_chance_by_its_whole_range() -> None:
    held = sum_of_deals([0.4] * 10, [100_000] * 10, shock=0, quantum=100_000)
    month = MonthNeed("m", (1,), 1_000_000, Fraction(400_000), held)
    segment = StartSegment("new", SURE, average=200_000)
    plan = start_schedule([segment], [month], weeks=[1], chance=0.8)
    _, expected = worked("B10")
    assert plan.total == expected["n80"]
    assert plan.chance["m"] == pytest.approx(expected["P"], abs=1e-6)
    assert chance_of_starts([segment], month, {("new", 1): 30}) == pytest.approx(
        expected["P_minus_1"], abs=1e-6
    )


def test_a_chance_that_the_leads_do_not_carry_is_told_as_it_is() -> None:
    plan = start_schedule(
        [StartSegment("new", SURE, supply=20)], [MonthNeed("m", (1,), 3)], weeks=[1], chance=0.8
    )
    assert plan.total == 20
    assert plan.chance["m"] == pytest.approx(0.595104, abs=1e-6)


# The time limit, and what is refused


def test_when_the_time_is_over_the_best_so_far_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = start_program.Found(None, np.inf, False, False)
    monkeypatch.setattr(start_program.StartProgram, "solved", lambda *_: nothing)
    plan = deals_plan(6, range(-3, 5))
    assert plan.status == "best_so_far"
    assert plan.total == 31
    assert not plan.is_short


def test_what_cannot_be_is_refused_by_name() -> None:
    one, month = StartSegment("new", SURE), MonthNeed("m", (1,), 3)

    def refused(kind: type[Exception], segments: list[StartSegment], **more: Any) -> None:
        with pytest.raises(kind):
            start_schedule(segments, **{"months": [month], "weeks": [1], **more})

    refused(PartTwice, [one, one])
    refused(PartTwice, [one], months=[month, month])
    refused(NoWeeks, [one], weeks=[])
    refused(NoWeeks, [one], months=[MonthNeed("m", (), 3)])
    refused(AverageDealNotPositive, [StartSegment("new", SURE, average=0)])
    refused(NegativeCost, [StartSegment("new", SURE, cost=Fraction(-1))])
    refused(NegativeSupply, [StartSegment("new", SURE, supply={1: -1})])
    refused(NegativeGoal, [one], months=[MonthNeed("m", (1,), -3)])
    refused(NegativeHours, [one], hours={1: Fraction(-1)})
    refused(NegativeHours, [StartSegment("new", SURE, hours=(Fraction(-1),))])
    refused(WantedChanceOutOfRange, [one], chance=1.0)


def test_three_months_reach_their_chance_together_and_no_start_may_go() -> None:
    months = [MonthNeed(str(place), tuple(range(1 + 4 * place, 5 + 4 * place)), 3) for place in range(2)]
    segments = [
        StartSegment("new", kernel_of_the_text(), supply=30),
        StartSegment("dear", SURE, cost=Fraction(3), supply=5),
    ]
    plan = start_schedule(segments, months, weeks=range(-3, 9), chance=0.7)
    assert all(chance >= 0.7 - 1e-9 for chance in plan.chance.values())
    starts = {
        (key, week): count for key, weeks in plan.starts.items() for week, count in weeks.items() if count
    }
    for column in starts:
        fewer = {**starts, column: starts[column] - 1}
        assert any(chance_of_starts(segments, month, fewer) < 0.7 for month in months)


# Laws


@st.composite
def tiny(draw: st.DrawFn) -> dict[str, Any]:
    """One or two segments, two or three weeks, one or two months, so few leads that all can be tried."""
    weeks = list(range(1, draw(st.integers(2, 3)) + 1))
    segments = []
    for key in ("a", "b")[: draw(st.integers(1, 2))]:
        chances = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3).filter(any))
        shares, delays = [Fraction(1, 2)], [[Fraction(part, sum(chances)) for part in chances]]
        segments.append(
            StartSegment(
                key,
                lag_kernel(shares, delays),
                average=draw(st.integers(1, 5)),
                cost=Fraction(draw(st.integers(1, 4))),
                supply={week: draw(st.integers(0, 2)) for week in weeks},
                hours=hours_of_a_start(shares, delays, [Fraction(draw(st.integers(0, 2))), Fraction(1)]),
            )
        )
    half = draw(st.integers(1, len(weeks)))
    spans = [tuple(weeks[:half])] + ([tuple(weeks[half:])] if half < len(weeks) else [])
    months = [
        MonthNeed(str(place), span, draw(st.integers(0, 6)), Fraction(draw(st.integers(0, 3)), 2))
        for place, span in enumerate(spans)
    ]
    limited = draw(st.booleans())
    hours = {week: Fraction(draw(st.integers(0, 6))) for week in weeks} if limited else {}
    return {"segments": segments, "months": months, "weeks": weeks, "hours": hours}


def every_schedule(case: dict[str, Any]) -> list[tuple[Fraction, Fraction]]:
    """The shortage (as a share of all that is needed) and cost of everything that could be started."""
    segments, weeks = case["segments"], case["weeks"]
    columns = [(segment, week) for segment in segments for week in weeks]
    found = []
    for counts in product(*(range(segment.supply[week] + 1) for segment, week in columns)):
        chosen = [(*column, count) for column, count in zip(columns, counts, strict=True) if count]
        taken = {
            week: sum(
                count * segment.hours[week - start]
                for segment, start, count in chosen
                if 0 <= week - start < len(segment.hours)
            )
            for week in case["hours"]
        }
        if any(taken[week] > there_are for week, there_are in case["hours"].items()):
            continue
        short = sum(
            (
                max(
                    month.need
                    - sum(
                        (
                            count * segment.average * arrivals(segment.kernel, start=start, weeks=month.weeks)
                            for segment, start, count in chosen
                        ),
                        Fraction(0),
                    ),
                    Fraction(0),
                )
                for month in case["months"]
            ),
            Fraction(0),
        )
        found.append((short, sum((count * segment.cost for segment, _, count in chosen), Fraction(0))))
    return found


@settings(max_examples=examples(12))
@given(case=tiny())
def test_no_other_schedule_is_less_short_or_cheaper(case: dict[str, Any]) -> None:
    plan = start_schedule(**case)
    short, cost = min(every_schedule(case))
    assert float(sum(plan.shortage.values())) == pytest.approx(float(short), abs=1e-6)
    assert plan.cost == cost
    assert plan.status == "best"


@settings(max_examples=examples(12))
@given(case=tiny())
def test_no_schedule_takes_more_leads_or_hours_than_there_are(case: dict[str, Any]) -> None:
    plan = start_schedule(**case)
    for segment in case["segments"]:
        assert all(0 <= count <= segment.supply[week] for week, count in plan.starts[segment.key].items())
    assert all(plan.hours[week] <= there_are for week, there_are in case["hours"].items())
    for month in case["months"]:
        assert plan.shortage[month.key] == max(month.goal - plan.expected[month.key], 0)


@settings(max_examples=examples(12))
@given(
    cap=st.integers(1, 30),
    need=st.integers(1, 4),
    first=st.integers(-5, 1),
)
def test_for_one_month_the_greedy_answer_is_as_good(cap: int, need: int, first: int) -> None:
    plan = deals_plan(cap, range(first, 5), need)
    segment = StartSegment("new", kernel_of_the_text(), supply=cap)
    greedy = greedy_starts([segment], [MonthNeed("month", MONTH, need)], weeks=range(first, 5))
    assert sum(greedy.values()) == plan.total


@settings(max_examples=examples(12))
@given(case=tiny())
def test_the_first_answer_and_a_raised_one_keep_to_leads_and_hours_as_well(case: dict[str, Any]) -> None:
    raised = start_schedule(**case, chance=0.9)
    starts = {(key, week): count for key, weeks in raised.starts.items() for week, count in weeks.items()}
    for some in (greedy_starts(**case), starts):
        for segment in case["segments"]:
            for week in case["weeks"]:
                assert 0 <= some.get((segment.key, week), 0) <= segment.supply[week]
        for week, there_are in case["hours"].items():
            taken = sum(
                some.get((segment.key, start), 0) * segment.hours[week - start]
                for segment in case["segments"]
                for start in case["weeks"]
                if 0 <= week - start < len(segment.hours)
            )
            assert taken <= there_are
