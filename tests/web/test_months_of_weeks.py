"""Every page of a company that counts in 4-4-5 weeks: months say their days, and nothing offers ten days."""

from __future__ import annotations

from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.change_company import change_company
from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def weeks(db: None, today: Any, now: Any) -> SmallCompany:
    company = a_small_company()
    with scope(organisation=company.organisation):
        changes = {"weeks_445": True, "ten_day": False}
        company.organisation = change_company(seat=company.seats["Olga"], changes=changes, now=now)
        set_goal(
            organisation=company.organisation,
            period=parse_period("2026-Q4", fiscal_start=company.organisation.fiscal),
            amount_minor=900_000_00,
            now=now,
        )
        deal = company.deal("Vega", on=today)
        company.move(deal, 3, on=today)
        company.money("payment", deal, 5_000_00, on=today)
    return company


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/board",
        "/plan",
        "/plan?when=2026",
        "/review",
        "/review?when=2026-Q4&split=month",
        "/review/funnel",
    ],
)
def test_every_place_opens(weeks: SmallCompany, signed_in: Any, path: str) -> None:
    answer = signed_in(weeks, "Olga").get(path, follow=True)
    assert answer.status_code == 200
    assert "-D2" not in answer.content.decode()  # no link leads to ten days


def test_a_month_is_named_with_its_days(weeks: SmallCompany, signed_in: Any) -> None:
    client = signed_in(weeks, "Olga")
    for path in ("/review?when=2026-11", "/plan?when=2026-Q4"):
        assert "26 Oct – 22 Nov" in client.get(path).content.decode().replace("\u00a0", " ")


def test_ten_days_in_an_address_are_refused_with_the_reason(weeks: SmallCompany, signed_in: Any) -> None:
    answer = signed_in(weeks, "Olga").get("/review?when=2026-11-D2", headers={"accept": "text/html"})
    assert answer.status_code == 422 and "not divided into ten days" in answer.content.decode()


def test_the_setting_says_why_it_cannot_change_under_a_goal(weeks: SmallCompany, signed_in: Any) -> None:
    client = signed_in(weeks, "Adam")
    page = client.get("/setup/company").content.decode()
    assert 'name="weeks_445" value="1" checked' in page
    sent = {"name": "Vega Trade", "language": "en", "basis": "cash", "time_zone": "UTC", "fiscal_start": "1"}
    answer = client.post("/setup/company", sent)
    assert answer.status_code == 422 and "2026-Q4" not in answer.content.decode()
    assert "before the first goal" in answer.content.decode()


def test_leads_are_asked_for_the_months_of_its_weeks(weeks: SmallCompany, signed_in: Any) -> None:
    body = signed_in(weeks, "Olga").get("/plan/supply").content.decode().replace("\u00a0", " ")
    assert "26 Oct – 22 Nov" in body[body.index('data-testid="ask-period"') :]
