"""Past, present, future: a client is exactly one of them on any day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.planning.client_age import a_year_before, client_age

TODAY = date(2026, 11, 18)


def test_who_bought_a_year_ago_today_is_present_and_a_day_earlier_past() -> None:
    on = date(2025, 11, 18)
    assert client_age(last_bought_on=on, has_open=False, on=TODAY) == "present"
    assert client_age(last_bought_on=on - timedelta(days=1), has_open=False, on=TODAY) == "past"


def test_an_open_deal_keeps_who_bought_present_and_makes_no_buyer_of_who_did_not() -> None:
    assert client_age(last_bought_on=date(2001, 1, 1), has_open=True, on=TODAY) == "present"
    assert client_age(last_bought_on=None, has_open=True, on=TODAY) == "future"


def test_the_year_before_a_leap_day_ends_in_february() -> None:
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@given(on=st.dates(date(1950, 1, 1), date(2150, 1, 1)), ago=st.integers(0, 5_000))
def test_nobody_comes_back_by_waiting(on: date, ago: int) -> None:
    bought = on - timedelta(days=ago)
    later = client_age(last_bought_on=bought, has_open=False, on=on + timedelta(days=1))
    if client_age(last_bought_on=bought, has_open=False, on=on) == "past":
        assert later == "past"
