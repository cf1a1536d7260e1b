"""What Review says of its own numbers: how old the payments are, how often its range held, what it lacks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django_scopes import scope

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.forecast_record import MONTHS, forecast_record
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import parse_period
from kvota.jobs.check_forecasts import check_forecasts
from kvota.records.models import Person, Seat
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


def test_a_currency_without_a_rate_is_left_out_of_the_figures_and_named(
    house: House, signed_in, today: date
) -> None:
    company = house.company
    owner, rep = (signed_in(company, who) for who in ("Olga", "Maria"))
    before = sums(owner)
    with scope(organisation=company.organisation):
        abroad = company.deal("Lyra", owner="Maria", on=today, amount=40_000_00, currency="CNY")
        company.move(abroad, 4, on=today)
        company.money("payment", abroad, 12_000_00, on=today, currency="CNY")
        with pytest.raises(MissingRate):
            actual(
                company.organisation, scope=Scope(people=None), period=parse_period("2026-11"), as_of=today
            )
    for client in (owner, rep):
        page = client.get("/review?when=2026-11").content.decode()
        told = notices(page)
        assert list(told) == ["rate"] if client is rep else ["rate", "deal"]
        assert "12,000.00" in told["rate"] and "40,000.00" in told["rate"]
        assert ("/setup/money" in told["rate"]) is (client is owner)
        assert "/review/actual" in told["rate"]
    assert sums(owner) == before  # and what is shown is what it was without them
    listed = owner.get("/review/actual?when=2026-11").content.decode()
    assert "12,000.00 no rate" in re.sub(r"\s+", " ", listed) and "left-out-rate" in listed
    plan = owner.get("/plan?when=2026-11")
    assert plan.status_code == 200 and "left-out-rate" in plan.content.decode()
    # A file carries no notice, so it is refused rather than quietly short.
    assert owner.get("/review/export/review.csv?when=2026-11").status_code == 422
    rate = {"currency": "CNY", "from_on": "2026-01-01", "rate": "10"}
    assert owner.post("/setup/money", rate).status_code == 302
    assert "rate" not in notices(owner.get("/review?when=2026-11").content.decode())
    assert str(40_000_00 + 120_000_00) in sums(owner)  # of Boris, and of Maria at ten for one


def test_who_has_no_plan_and_what_has_no_deal_is_said_with_how_much_it_is(house: House, signed_in) -> None:
    company = house.company
    told = notices(signed_in(company, "Olga").get("/review?when=2026-11").content.decode())
    assert list(told) == ["deal"]
    assert "1 payment has no deal yet" in told["deal"] and "₽7,000.00" in told["deal"]
    assert "/payments/unmatched" in told["deal"]
    assert notices(signed_in(company, "Maria").get("/review?when=2026-11").content.decode()) == {}
    with scope(organisation=company.organisation):
        newcomer = Person.objects.create(organisation=company.organisation, name="Vera")
        seat = {"organisation": company.organisation, "person": newcomer, "role": "rep"}
        Seat.objects.create(unit=company.units["Sales-1"], **seat)
        company.people["Vera"] = newcomer
        deal = company.deal("Mira", owner="Vera", on=date(2026, 11, 2))
        company.money("payment", deal, 5_000_00, on=date(2026, 11, 3))
    told = notices(signed_in(company, "Denis").get("/review?when=2026-11").content.decode())
    assert "1 row has no plan in November 2026: Vera" in told["plan"] and "₽5,000" in told["plan"]
    assert "/plan?" in told["plan"]


def test_deals_without_dates_are_counted_and_open_their_list(house: House, signed_in) -> None:
    client = signed_in(house.company, "Olga")
    assert notices(client.get("/review/funnel").content.decode()) == {}
    with scope(organisation=house.company.organisation):
        for name in ("Atlas", "Rigel"):
            house.company.deal(name, on=None)
    told = notices(client.get("/review/funnel").content.decode())["date"]
    assert "2 clients in work have no dates" in told
    (url,) = re.findall(r'href="(/[^"]+)"', told)
    assert 'data-testid="list-count" data-value="2"' in client.get(unescape(url)).content.decode()


def test_a_short_history_shows_a_wide_hatch_no_count_and_says_when_it_becomes_ones_own(
    house: House, signed_in
) -> None:
    client = signed_in(house.company, "Olga")
    page = client.get("/review?when=2026-11").content.decode()
    assert "little-history" in page and "needs 20 won deals" in page
    assert "ink-band-80--assumed" in page and "≈ assumed" in page
    assert "dot--on" not in page.split("<main")[1] and "of 20" not in page
    assert '"assumed": true' in page
    table = page.split('data-testid="plan-actual"')[1].split("</table>")[0]
    assert table.count("≈ ") == 5  # four with a plan or money, and the whole


def sums(client: Client) -> list[str]:
    """What the table of plan and actual adds up."""
    return re.findall(r'data-value="(-?\d+)"', client.get("/review?when=2026-11").content.decode())


def notices(page: str) -> dict[str, str]:
    """What a page says it leaves out, by what is missing."""
    parts = page.split('data-testid="left-out-')[1:]
    return {part.partition('"')[0]: part.partition("</section>")[0] for part in parts}
