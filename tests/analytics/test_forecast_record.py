"""How often the range of past months held: each forecast as it would have been made on the evening before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.metrics.forecast_record import FEWEST, MONTHS, forecast_record
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import parse_period
from kvota.jobs.check_forecasts import check_forecasts
from kvota.records.forecast_checks import ForecastCheck
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
EVERYONE = Scope(people=None)


@pytest.fixture
def wins(company: SmallCompany) -> SmallCompany:
    """A quick win every few days since the spring of last year, the same sum each."""
    day = date(2025, 3, 3)
    while day < TODAY:
        deal = company.deal(f"Won {day}", on=day, amount=10_000_00)
        company.move(deal, 1, on=day)
        company.move(deal, 7, on=day + timedelta(days=4))
        company.move(deal, 8, on=day + timedelta(days=8))
        company.money("payment", deal, 10_000_00, on=day + timedelta(days=8))
        day += timedelta(days=6)
    return company


def test_each_month_is_forecast_from_what_was_known_before_it_and_held_against_what_came(
    wins: SmallCompany, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = wins.organisation
    monkeypatch.setattr("kvota.clock.today", lambda _company: TODAY)
    empty = forecast_record(organisation, as_of=TODAY)
    assert (empty.months, empty.missing, empty.is_enough) == ((), MONTHS, False)
    assert [check_forecasts() for _ in range(MONTHS + 1)] == [1] * MONTHS + [0]
    found = forecast_record(organisation, as_of=TODAY)
    assert (len(found.months), found.missing) == (MONTHS, 0)
    assert [month.month.key for month in found.months][:2] == ["2026-10", "2026-09"]
    for month in found.months[::4]:
        made_on = month.month.first_day - timedelta(days=1)
        told = forecast(organisation, scope=EVERYONE, period=month.month, as_of=made_on)
        came = actual(organisation, scope=EVERYONE, period=month.month, as_of=TODAY)
        assert (month.low_minor, month.high_minor) == (told.low_minor, told.high_minor)
        assert month.actual_minor == came.minor and month.counts == (told.label == "experimental")
        assert month.held == (told.low_minor <= came.minor <= told.high_minor)
    assert found.checked >= FEWEST and found.held == sum(m.counts and m.held for m in found.months)
    october = found.months[0]
    # Money of that month that is entered today counts as its actual and not as known before it.
    late = wins.deal("Late", on=date(2026, 10, 1))
    wins.money("payment", late, october.high_minor, on=date(2026, 10, 20), known_on=TODAY)
    after = forecast_record(organisation, as_of=TODAY)
    assert not after.months[0].held and after.held == found.held - october.held
    assert check_forecasts() == 0
    # What rewrites the past makes every kept forecast worthless.
    wins.set_batch(wins.batch(), "applied")
    assert forecast_record(organisation, as_of=TODAY).missing == MONTHS
    assert check_forecasts() == 1
    assert ForecastCheck.objects.filter(month="2026-10").count() == 1


def test_a_young_company_is_told_that_nothing_can_be_said_yet(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvota.clock.today", lambda _company: TODAY)
    while check_forecasts():
        pass
    found = forecast_record(company.organisation, as_of=TODAY)
    assert (found.missing, found.checked, found.is_enough) == (0, 0, False)
    assert parse_period("2026-10") == found.months[0].month
    with scope(organisation=company.organisation):
        assert ForecastCheck.visible_to(company.seats["Maria"], on=TODAY).count() == 0
        assert ForecastCheck.visible_to(company.seats["Olga"], on=TODAY).count() == MONTHS


def test_a_month_without_a_rate_is_told_in_the_log_and_leaves_nothing(
    wins: SmallCompany, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kvota.jobs.check_forecasts._rests", {})
    wins.move(wins.deal("Abroad", on=date(2026, 9, 1), currency="USD"), 3, on=date(2026, 9, 2))
    assert [check_forecasts(), check_forecasts()] == [0, 0]
    assert [record.getMessage() for record in caplog.records] == [
        f"the forecast of 2026-10 of {wins.organisation.slug} cannot be checked"
    ]
    assert not ForecastCheck.objects.exists()
