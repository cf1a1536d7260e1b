from __future__ import annotations

from fractions import Fraction

import pytest

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.exact_number import exact
from kvota.domain.money.split_without_loss import OverLocked
from kvota.domain.planning.spread_goal import (
    GoalPart,
    PartTwice,
    SeasonShape,
    SeasonTwice,
    month_weights,
    spread_goal,
)
from tests.worked_numbers import worked


def test_typed_cells_stay_and_the_others_share_the_rest() -> None:
    people = [GoalPart("anna", 3), GoalPart("boris", 2, locked=300_000), GoalPart("chen", 2)]
    assert spread_goal(1_000_000, people) == {"anna": 420_000, "boris": 300_000, "chen": 280_000}


def test_the_least_and_the_most_of_a_person_hold() -> None:
    people = [GoalPart("anna", 5, hi=4), GoalPart("boris", 3), GoalPart("chen", 1, lo=2)]
    assert spread_goal(10, people) == {"anna": 4, "boris": 4, "chen": 2}


def test_typed_cells_above_the_goal_are_refused() -> None:
    with pytest.raises(OverLocked) as refused:
        spread_goal(100, [GoalPart("anna", locked=120), GoalPart("boris")])
    assert refused.value.amount == 20


def test_one_person_is_not_given_two_parts() -> None:
    with pytest.raises(PartTwice) as refused:
        spread_goal(100, [GoalPart("anna"), GoalPart("anna")])
    assert refused.value.key == "anna"


def test_months_weigh_their_working_days_times_the_season() -> None:
    case, expected = worked("A11")
    months = parse_period("2026").months()
    weights = month_weights(months, work_calendar("CN"), season_rate=[exact(s) for s in case["season_rate"]])
    goal = spread_goal(case["total"], [GoalPart(m.key, w) for m, w in zip(months, weights, strict=True)])
    assert list(goal.values()) == expected
    assert next(iter(goal)) == "2026-01"


def test_month_totals_already_hold_the_working_days() -> None:
    months = parse_period("2026-Q1").months()
    totals = [Fraction(1, 2), Fraction(1), Fraction(3, 2)]
    assert month_weights(months, work_calendar("RU"), season_total=totals) == totals


def test_a_season_counted_twice_or_of_the_wrong_length_is_refused() -> None:
    months = parse_period("2026-Q1").months()
    ones = [Fraction(1)] * 3
    with pytest.raises(SeasonTwice):
        month_weights(months, work_calendar("RU"), season_rate=ones, season_total=ones)
    with pytest.raises(SeasonShape) as refused:
        month_weights(months, work_calendar("RU"), season_rate=ones[:2])
    assert (refused.value.given, refused.value.months) == (2, 3)
