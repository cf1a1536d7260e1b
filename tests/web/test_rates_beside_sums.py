"""A converted sum says what it was and by which rate; without one it is refused by name."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.actions.set_rate import set_rate
from kvota.analytics.amount_in_base import amount_in_base
from kvota.analytics.exchange_rates import MissingRate
from kvota.domain.calendar.period import parse_period
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.web.plan.typed_goal_amount import typed_goal_amount
from tests.web.conftest import House


@pytest.fixture
def dollars(house: House, today: date, now: datetime) -> House:
    """The dollar is worth 92.5 from the 2nd and 95 from the 17th; Boris was paid $500 on the 16th."""
    company = house.company
    with scope(organisation=company.organisation):
        for day, rate in ((2, "92.5"), (17, "95")):
            on = date(2026, 11, day)
            set_rate(seat=company.seats["Adam"], currency="USD", rate=Fraction(rate), from_on=on, now=now)
        deal = house.deals["Boris"]
        company.money("payment", deal, 500_00, on=date(2026, 11, 16), currency="USD")
    return house


def test_the_list_says_the_sum_as_given_and_the_rate_with_its_day(dollars: House, signed_in: Any) -> None:
    body = signed_in(dollars.company, "Olga").get("/review/actual?when=2026-11").content.decode()
    assert "₽46,250.00" in body
    assert "$500.00 × 92.5 of " in body
    assert body.count('data-testid="rate-used"') == 1


def test_the_page_of_plan_and_actual_names_its_rates(dollars: House, signed_in: Any) -> None:
    client = signed_in(dollars.company, "Olga")
    body = client.get("/review?when=2026-11").content.decode()
    assert "converted to RUB: USD × 92.5 of" in body
    assert 'data-testid="rates-used"' not in client.get("/review?when=2026-10").content.decode()


def test_a_goal_may_be_typed_in_another_currency_and_says_so(
    dollars: House, signed_in: Any, today: date, now: datetime
) -> None:
    company = dollars.company
    formats = formats_for("en", "RUB")
    with scope(organisation=company.organisation):
        minor, terms = typed_goal_amount(company.organisation, "1.2 M USD", formats, on=today)
        assert minor == 114_000_000_00
        assert terms["typed"]["rate_on"] == "2026-11-17"
        set_goal(
            organisation=company.organisation,
            period=parse_period("2026-12"),
            amount_minor=minor,
            terms=terms,
            now=now,
        )
        assert typed_goal_amount(company.organisation, "1.2 M", formats, on=today) == (1_200_000_00, {})
    body = signed_in(company, "Olga").get("/plan/why?when=2026-12").content.decode()
    assert "Typed as $1,200,000.00 × 95 of" in body


def test_without_a_rate_it_is_refused_with_the_remedy(dollars: House, today: date) -> None:
    company = dollars.company
    with scope(organisation=company.organisation):
        for text, day in (("1 M CHF", today), ("$5", date(2026, 11, 1))):
            with pytest.raises(MissingRate) as refused:
                typed_goal_amount(company.organisation, text, formats_for("en", "RUB"), on=day)
            assert "Enter a rate in the money settings" in worded(refused.value, currency="RUB")
        yen = amount_in_base(company.organisation, minor=7, currency="RUB", on=today)
        assert (yen.minor, yen.used) == (7, None)
