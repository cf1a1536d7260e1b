"""The forecast reads the company's own past and present, and says how little it knows at first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.forecast import chances, forecast
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope, scope_of
from kvota.domain.calendar.period import parse_period
from kvota.records.deals import Deal
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
NOVEMBER = parse_period("2026-11")
EVERYBODY = Scope(people=None)


def day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def november(company: SmallCompany, scope: Scope = EVERYBODY, **more: Any) -> Any:
    asked = {"scope": scope, "period": NOVEMBER, "as_of": TODAY, **more}
    return forecast(company.organisation, **asked)


def of_each_deal(company: SmallCompany, scope: Scope = EVERYBODY, month: str = "2026-11") -> dict[int, float]:
    """The chance of each open deal to bring its money within a month."""
    period = parse_period(month)
    after = max((period.first_day - TODAY).days - 1, 0)
    days = (period.last_day - TODAY).days
    return chances(company.organisation, scope=scope, as_of=TODAY, days=days, after=after)


def paid(
    company: SmallCompany, began: int, paid_ago: int, *, owner: str = "Maria", minor: int = 1000
) -> None:
    """A deal that began and was paid so many days ago, with a contract in the middle."""
    deal = company.deal(f"Past {began}", on=day(began), owner=owner, amount=minor)
    company.move(deal, 1, on=day(began))
    company.move(deal, 7, on=day((began + paid_ago) // 2))
    company.money("contract", deal, minor, on=day((began + paid_ago) // 2))
    company.move(deal, 8, on=day(paid_ago))
    company.money("payment", deal, minor, on=day(paid_ago))


@pytest.fixture
def year(company: SmallCompany) -> SmallCompany:
    """Forty deals, one every eight days, each paid twenty days after it began."""
    for number in range(40):
        paid(company, 340 - 8 * number, 320 - 8 * number if number < 40 else 0)
    return company


def path(company: SmallCompany) -> list[tuple[Any, ...]]:
    with one_moment(company.organisation) as reading:
        rows = reading.ask("metrics/forecast_past.sql", as_of=TODAY, signed=False)
    names = ("rank", "before", "begins", "days_ago", "age", "how", "next_rank", "since_begun", "minor")
    return sorted((tuple(row[name] for name in names) for row in rows), key=lambda row: -row[3])


def test_a_way_is_read_evening_by_evening(company: SmallCompany) -> None:
    deal = company.deal(on=day(30), amount=700)
    company.move(deal, 1, on=day(30))
    company.move(deal, 2, on=day(20))
    company.move(deal, 4, on=day(20))  # the same day: one jump from 1 to 4
    company.move(deal, 3, on=day(12))
    company.move(deal, kind="lost", on=day(10))
    company.move(deal, 5, on=day(4))
    adv, lost, still = 0, 1, 2
    assert path(company) == [
        (1, 0, True, 30, 10, adv, 4, 0, 700),
        (4, 1, False, 20, 8, adv, 3, 10, 700),
        (3, 4, False, 12, 2, lost, 0, 18, 700),
        (0, 3, False, 10, 6, adv, 5, 20, 700),
        (5, 0, True, 4, 4, still, 0, 0, 700),
    ]


def test_the_silent_are_lost_on_the_day_their_limit_passed(company: SmallCompany) -> None:
    deal = company.deal(on=day(300), amount=700)
    company.move(deal, 1, on=day(300))
    (began, ended) = path(company)
    # Twelve usual stays of (20 weeks + 300 days) / 20.
    assert (began[4], began[5], ended[0], ended[3]) == (264, 1, 0, 36)
    assert chances(company.organisation, scope=EVERYBODY, as_of=TODAY, days=30) == {deal.pk: 0.0}


def test_a_deal_without_a_date_teaches_nothing_and_has_a_chance(company: SmallCompany) -> None:
    deal = company.deal(on=None, amount=700)
    company.move(deal, 2, on=None)
    assert path(company) == []
    (chance,) = chances(company.organisation, scope=EVERYBODY, as_of=TODAY, days=90).values()
    assert 0 < chance < 0.3


def test_a_new_company_is_answered_by_defaults_without_a_chance_of_the_plan(company: SmallCompany) -> None:
    deal = company.deal(on=day(3), amount=1000)
    company.move(deal, 6, on=day(3))
    told = november(company, plan_minor=500)
    assert (told.label, told.chance_of_plan, told.actual_minor) == ("not_enough_history", None, 0)
    assert 0 < told.from_open_minor < 1000
    assert len(told.dots) == 20


def test_what_came_is_the_least_that_comes(year: SmallCompany) -> None:
    company = year
    paid(company, 15, 5, minor=5000)
    told = november(company, plan_minor=5000)
    assert told.actual_minor >= 5000
    assert (told.label, told.chance_of_plan) == ("experimental", 20)
    assert told.actual_minor <= told.low_minor <= told.middle_minor <= told.high_minor
    assert tuple(sorted(told.dots)) == told.dots


def test_chances_follow_the_companys_own_pace(year: SmallCompany) -> None:
    """All forty moved on after ten days: a contract nine days old is paid tomorrow, a fresh one is not."""
    fresh, ripe = (year.deal(name, on=day(9), amount=1000) for name in ("Fresh", "Ripe"))
    for deal, ago in ((fresh, 0), (ripe, 9)):
        year.move(deal, 7, on=day(ago))
        year.money("contract", deal, 1000, on=day(ago))
    found = chances(year.organisation, scope=EVERYBODY, as_of=TODAY, days=4)
    assert found[ripe.pk] > 2 * found[fresh.pk]
    # Part of it is paid: only the rest can still come.
    year.money("payment", ripe, 600, on=TODAY)
    found = of_each_deal(year)
    expected = 1000 * found[fresh.pk] + 400 * found[ripe.pk]
    assert november(year).from_open_minor == pytest.approx(expected, abs=1)


def test_each_has_his_own_deals_and_new_work(year: SmallCompany) -> None:
    paid(year, 60, 40, owner="Chen")
    for owner in ("Maria", "Chen"):
        deal = year.deal(f"Of {owner}", owner=owner, on=day(5), amount=1000)
        year.move(deal, 1, on=day(5))
    scopes = [scope_of(year.seats[who], on=TODAY) for who in ("Olga", "Maria", "Chen")]
    of_all, of_maria, of_chen = (of_each_deal(year, scope) for scope in scopes)
    assert len(of_all) == 2
    assert of_all == of_maria | of_chen
    whole, maria, chen = (november(year, scope) for scope in scopes)
    assert whole.from_open_minor == pytest.approx(maria.from_open_minor + chen.from_open_minor, abs=2)
    assert whole.from_new_minor == pytest.approx(maria.from_new_minor + chen.from_new_minor, rel=0.1)
    assert maria.from_new_minor > chen.from_new_minor


def test_a_period_that_is_over_is_what_came(year: SmallCompany) -> None:
    told = november(year, period=parse_period("2026-08"))
    assert {*told.dots} == {told.actual_minor}
    assert told.actual_minor > 0


def test_a_later_period_leaves_out_what_comes_before_it(year: SmallCompany) -> None:
    deal = year.deal("Open", on=day(15), amount=1000)
    year.move(deal, 7, on=day(5))
    # Of forty contracts all were paid ten days after they were signed: this one in five days.
    assert of_each_deal(year)[deal.pk] > of_each_deal(year, month="2026-12")[deal.pk]
    assert november(year, period=parse_period("2026-12")).actual_minor == 0


def test_the_basis_of_contracts_counts_signatures(year: SmallCompany) -> None:
    told = november(year, basis="signed")
    assert told.basis == "signed"
    with one_moment(year.organisation) as reading:
        rows = reading.ask("metrics/forecast_past.sql", as_of=TODAY, signed=True)
    assert {row["rank"] for row in rows} == {1, 7, 8}
    assert np.isfinite(told.middle_minor)


def test_an_amount_nobody_knows_is_the_usual_win(year: SmallCompany) -> None:
    deal = year.deal("Unknown", on=day(15), amount=None)
    year.move(deal, 7, on=day(5))
    assert november(year).from_open_minor == pytest.approx(1000 * of_each_deal(year)[deal.pk], abs=1)


def test_a_deal_without_a_rate_is_refused(company: SmallCompany) -> None:
    company.deal("Foreign", currency="USD")
    with pytest.raises(MissingRate):
        november(company)


def test_ten_people_of_a_page_cost_one_lesson(year: SmallCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    from kvota.analytics.metrics import forecast_lessons as module

    lessons = []
    learn = module.learn
    monkeypatch.setattr(module, "learn", lambda *a, **k: lessons.append(1) or learn(*a, **k))
    for who in ("Olga", "Maria", "Ivan", "Chen"):
        november(year, scope_of(year.seats[who], on=TODAY))
    assert len(lessons) == 1
    year.move(year.deal("New"), 1, on=TODAY)
    november(year)
    assert len(lessons) == 2


def test_a_forecast_is_kept_until_a_fact_is_stored(year: SmallCompany, monkeypatch: Any) -> None:
    from kvota.analytics.metrics import forecast as module

    made = []
    period_forecast = module.period_forecast
    monkeypatch.setattr(module, "period_forecast", lambda *a, **k: made.append(1) or period_forecast(*a, **k))
    first, second = november(year, plan_minor=500), november(year, plan_minor=1)
    assert (len(made), first.of_plan(1)) == (1, second)
    paid(year, 15, 5, minor=5000)
    assert november(year).actual_minor == first.actual_minor + 5000
    assert len(made) == 2


def test_signed_contracts_bring_their_chance_of_what_is_unpaid(year: SmallCompany) -> None:
    for number, name in enumerate(("One", "Two")):
        deal = year.deal(name, on=day(9), amount=10_000_00)
        year.move(deal, 7, on=day(5 + number))
        year.money("contract", deal, 10_000_00, on=day(5 + number))
        year.money("payment", deal, 4_000_00, on=day(4))
    open_one = year.deal("Open", on=day(9), amount=10_000_00)
    year.move(open_one, 6, on=day(9))
    found = of_each_deal(year)
    expected = sum(round(chance * 6_000_00) for deal, chance in found.items() if deal != open_one.pk)
    assert november(year).signed_minor == expected > 0


def test_the_closers_are_those_expected_to_bring_most(year: SmallCompany, monkeypatch: Any) -> None:
    monkeypatch.setattr("kvota.analytics.metrics.forecast.LEAST_CHANCE", 0.2)
    for name, amount, ago in (("A", 900, 6), ("B", 3000, 6), ("C", 900, 6), ("D", 0, 6), ("E", None, 6)):
        year.move(year.deal(name, on=day(9), amount=amount), 7, on=day(ago))
    hope = year.deal("Hope", on=day(1), amount=10**9)
    year.move(hope, 1, on=day(1))
    found = of_each_deal(year)
    assert 0 < found[hope.pk] < 0.2
    ids = {deal.name: deal.pk for deal in Deal.objects.live()}
    # Two of equal worth stand in the order of their numbers; an unknown amount is no help to name.
    assert november(year).closers == tuple((ids[name], found[ids[name]]) for name in "BAC")
