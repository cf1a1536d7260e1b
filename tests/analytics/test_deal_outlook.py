"""One deal's outlook is its part of the forecast: the same chances, and days that follow from them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kvota.analytics.metrics.deal_outlook import deal_outlook
from kvota.analytics.metrics.forecast import forecast
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany
from tests.analytics.test_forecast import EVERYBODY, TODAY, day, of_each_deal, paid


@pytest.fixture
def year(company: SmallCompany) -> SmallCompany:
    """Forty deals paid, each twenty days after it began, and three open at different stages."""
    for number in range(40):
        paid(company, 340 - 8 * number, 320 - 8 * number)
    for rank, ago in ((1, 2), (1, 9), (7, 4)):
        deal = company.deal(f"Open {rank} {ago}", on=day(ago + 3), amount=5000)
        company.move(deal, rank, on=day(ago))
    return company


def open_ids(company: SmallCompany) -> list[int]:
    return sorted(of_each_deal(company))


def test_the_months_are_those_of_the_forecast_to_the_digit(year: SmallCompany) -> None:
    for month, key in enumerate(("2026-11", "2026-12", "2027-01")):
        chances = of_each_deal(year, month=key)
        for deal in open_ids(year):
            told = deal_outlook(year.organisation, deal, as_of=TODAY)
            assert told and told.months[month].chance == pytest.approx(chances[deal], abs=1e-12)
            assert told.months[month].period == parse_period(key)


def test_what_a_month_counts_on_sums_to_what_its_forecast_has_from_open_deals(year: SmallCompany) -> None:
    told = forecast(
        year.organisation, scope=EVERYBODY, period=parse_period("2026-11"), as_of=TODAY, plan_minor=None
    )
    parts = [deal_outlook(year.organisation, deal, as_of=TODAY) for deal in open_ids(year)]
    assert abs(sum(each.months[0].minor for each in parts if each) - told.from_open_minor) <= len(parts)


def test_days_come_in_order_and_a_later_stage_is_nearer_and_surer(year: SmallCompany) -> None:
    first, second, signed = (deal_outlook(year.organisation, deal, as_of=TODAY) for deal in open_ids(year))
    for told in (first, second, signed):
        assert told and told.early_on and told.middle_on and told.late_on
        assert TODAY < told.early_on <= told.middle_on <= told.late_on
        assert sum(month.chance for month in told.months) <= told.chance + 1e-9 <= 1 + 1e-9
    assert first and signed and signed.chance >= first.chance
    assert signed.middle_on and first.middle_on and signed.middle_on < first.middle_on


def test_a_deal_that_is_paid_or_lost_or_unknown_has_no_outlook(year: SmallCompany) -> None:
    lost = year.deal("Lost", on=TODAY - timedelta(days=5))
    year.move(lost, 2, on=TODAY - timedelta(days=4))
    year.move(lost, kind="lost", on=TODAY - timedelta(days=1))
    assert deal_outlook(year.organisation, lost.pk, as_of=TODAY) is None
    assert deal_outlook(year.organisation, 10**9, as_of=TODAY) is None
