"""What Review says of its own numbers: how old the payments are, how often its range held, what it lacks."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django_scopes import scope

from kvota.analytics.metrics.forecast_record import MONTHS, forecast_record
from kvota.jobs.check_forecasts import check_forecasts
from tests.a_small_company import a_small_company
from tests.web.conftest import House

CALIBRATION = re.compile(r'data-testid="calibration" data-held="(\d+)" data-checked="(\d+)"')


@pytest.mark.parametrize(("ago", "said"), [(0, False), (4, False), (8, True)])
def test_old_payments_are_dated_where_the_actual_may_only_look_low(
    db: None, signed_in, today: date, ago: int, said: bool
) -> None:
    company = a_small_company()
    with scope(organisation=company.organisation):
        deal = company.deal("Vega", on=date(2026, 10, 5))
        company.money("payment", deal, 100_00, on=today - timedelta(days=ago))
    client = signed_in(company, "Maria")
    page = client.get("/review?when=2026-11").content.decode()
    assert ("payments-as-of" in page) is said
    assert not said or "Payments as of 10 Nov" in page
    assert "payments-as-of" not in client.get("/review?when=2026-10").content.decode()
    assert "little history" in page and "Set a goal" in page  # and no plan was made


def test_the_line_on_past_forecasts_opens_the_months_that_make_it(
    house: House, signed_in, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, rep = (signed_in(house.company, who) for who in ("Olga", "Maria"))
    assert "still being worked out" in owner.get("/review").content.decode()
    monkeypatch.setattr("kvota.clock.today", lambda _company: today)
    assert sum(check_forecasts() for _ in range(MONTHS)) == MONTHS
    page = owner.get("/review").content.decode()
    with scope(organisation=house.company.organisation):
        record = forecast_record(house.company.organisation, as_of=today)
    line = CALIBRATION.search(page)
    assert line is not None and (int(line[1]), int(line[2])) == (record.held, record.checked) == (0, 0)
    assert "Not enough history yet" in page and "past-forecasts" in page
    months = owner.get("/review/forecasts").content.decode()
    assert months.count('data-testid="past-month"') == MONTHS
    assert months.count("too little history then") == MONTHS - record.checked
    assert "past-forecasts" not in rep.get("/review").content.decode()
    assert rep.get("/review/forecasts").status_code == 404
