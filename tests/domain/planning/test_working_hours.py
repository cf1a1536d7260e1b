"""The hours of a person: a day, the first months, leave, and what clients already there take."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.planning.working_hours import (
    Hours,
    Service,
    Workload,
    WorkloadOutOfRange,
    hours_of_period,
    workload_plain,
    workload_said,
)

WEEK = parse_period("2026-W48")  # 23 to 29 November, five working days
PLAIN = work_calendar("")


def hours(key: str = "2026-W48", **said: object) -> Hours:
    return hours_of_period(parse_period(key), calendar=PLAIN, workload=Workload(), **said)  # type: ignore[arg-type]


def test_five_days_of_eight_hours_at_sixty_five_percent_are_twenty_six() -> None:
    assert (hours().working_days, hours().left) == (5, 26)


def test_leave_takes_its_days_off_and_a_weekend_takes_nothing() -> None:
    found = hours(absent={date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)})
    assert (found.days_away, found.away, found.left) == (1, Fraction(26, 5), Fraction(104, 5))


def test_in_the_first_month_a_quarter_counts_and_the_rest_is_said() -> None:
    found = hours(seat_from=date(2026, 11, 23))
    assert (found.whole, found.ramp, found.left) == (26, Fraction(39, 2), Fraction(13, 2))


def test_the_days_before_the_seat_and_after_it_are_not_his() -> None:
    found = hours(seat_from=date(2026, 5, 1), seat_to=date(2026, 11, 25))
    assert (found.working_days, found.left) == (2, Fraction(52, 5))


def test_clients_take_their_share_of_the_month_by_its_working_days() -> None:
    # November 2026 has 21 working days from Monday to Friday: 5/21 of 8 + 4 + 10 · 1/2 hours.
    found = hours(service=Service(open_deals=8, signed_deals=4, active_clients=10))
    assert found.service_open == Fraction(5, 21) * 8
    assert found.service_signed == Fraction(5, 21) * 4
    assert found.service_clients == Fraction(5, 21) * 5
    assert found.left == 26 - Fraction(5, 21) * 17


def test_a_week_away_serves_nobody_and_leaves_nothing_below_zero() -> None:
    week = {WEEK.first_day + timedelta(days=step) for step in range(7)}
    found = hours(absent=week, service=Service(open_deals=500))
    assert (found.service, found.left, found.over) == (0, 0, 0)


def test_more_clients_than_hours_leave_nothing_and_say_by_how_much() -> None:
    found = hours(service=Service(open_deals=210))
    assert (found.left, found.over) == (0, 24)


def test_what_a_company_typed_is_no_longer_assumed() -> None:
    ours = workload_said({"hours_a_day": "7.5", "ramp": ["0.5"], "activities": {"call": "0.2"}})
    assert (ours.hours_a_day, ours.ramp, ours.activities["call"]) == (
        Fraction(15, 2),
        (Fraction(1, 2),),
        Fraction(1, 5),
    )
    assert [ours.assumed(name) for name in ("hours_a_day", "ramp", "call", "offer")] == [False] * 3 + [True]
    assert workload_said(workload_plain(ours)) == ours


@pytest.mark.parametrize(
    "said", [{"utilisation": "1.01"}, {"hours_a_day": "25"}, {"ramp": ["2"]}, {"ramp": ["0.5"] * 25}]
)
def test_a_setting_outside_its_range_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(WorkloadOutOfRange):
        workload_said(said)


@given(
    away=st.sets(st.integers(0, 91)),
    since=st.none() | st.integers(-120, 60),
    open_deals=st.integers(0, 40),
)
def test_the_weeks_of_a_quarter_sum_to_the_quarter_part_by_part(
    away: set[int], since: int | None, open_deals: int
) -> None:
    quarter = parse_period("2026-Q4")
    said = {
        "seat_from": None if since is None else quarter.first_day + timedelta(days=since),
        "absent": {quarter.first_day + timedelta(days=step) for step in away},
        "service": Service(open_deals=open_deals, active_clients=3),
    }
    whole = hours("2026-Q4", **said)
    months = [hours(month.key, **said) for month in quarter.months()]
    for part in ("working_days", "days_away", "whole", "ramp", "away", "service"):
        assert sum(getattr(month, part) for month in months) == getattr(whole, part)
