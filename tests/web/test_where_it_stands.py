"""The sentence of a period: what it says with a goal, with part of one, and on a day off."""

from __future__ import annotations

from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period
from tests.web.conftest import House

MET = "The plan is met"
PART = "A goal is set for 1 of 12 months"


@pytest.fixture
def past(house: House, now: Any) -> House:
    """A goal of December 2017 alone, and money in two months of that year."""
    with scope(organisation=house.company.organisation):
        for month, amount in ((3, 2_000_000_00), (12, 1_000_000_00)):
            deal = house.company.deal(f"Old {month}", on=parse_period(f"2017-{month:02}").first_day)
            day = parse_period(f"2017-{month:02}-15").first_day
            house.company.money("payment", deal, amount, on=day)
        set_goal(
            organisation=house.company.organisation,
            period=parse_period("2017-12"),
            amount_minor=1_200_000_00,
            now=now,
        )
    return house


@pytest.mark.parametrize("path", ["/?when=2017", "/review?when=2017", "/review?when=2017&cut=unit"])
def test_one_planned_month_of_twelve_makes_no_year_met(path: str, past: House, signed_in: Any) -> None:
    body = signed_in(past.company, "Olga").get(path).content.decode()
    assert MET not in body
    assert "of 20</a>" not in body
    assert 'data-testid="pace"' not in body
    assert PART in body
    assert "1,200,000" in body  # what is planned is still said
    assert 'href="/plan?when=2017"' in body


def test_a_rep_reads_the_same_rule_of_his_own_plan_without_a_link(past: House, signed_in: Any) -> None:
    body = signed_in(past.company, "Maria").get("/?when=2017").content.decode()
    assert MET not in body
    assert PART in body
    assert "Set the rest" not in body


def test_the_quarter_of_a_planned_month_is_compared_with_nothing(past: House, signed_in: Any) -> None:
    body = signed_in(past.company, "Olga").get("/?when=2017-Q4").content.decode()
    assert MET not in body
    assert "A goal is set for 1 of 3 months" in body


def test_the_planned_month_itself_is_compared(past: House, signed_in: Any) -> None:
    body = signed_in(past.company, "Olga").get("/review?when=2017-12").content.decode()
    assert "200,000" in body
    assert "A goal is set" not in body


def test_a_day_off_is_called_one_and_not_a_plan_that_is_met(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    body = client.get("/review?when=2026-11-04").content.decode()  # a holiday of Russia
    assert "A day off: nothing is planned" in body
    assert MET not in body
