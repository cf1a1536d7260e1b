"""Coverage: open money against the rest of the goal; never a division by nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.coverage import TeamCoverage, coverage, shown_as
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import period_of
from tests.a_small_company import SmallCompany


def covered(company: SmallCompany, today: date) -> TeamCoverage:
    scope = whole_company(on=today)
    return coverage(company.organisation, scope=scope, period=period_of(today, "month"), as_of=today)


def a_goal(company: SmallCompany, today: date, now: datetime, minor: int) -> None:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period_of(today, "month"),
        amount_minor=minor,
        now=now,
    )


def test_three_hundred_open_against_a_rest_of_a_hundred_cover_it_three_times(
    company: SmallCompany, today: date, now: datetime
) -> None:
    a_goal(company, today, now, 400_000_00)
    for amount in (100_000_00, 200_000_00):
        company.move(company.deal("open", owner="Maria", amount=amount), 2)
    paid = company.deal("paid", owner="Ivan", amount=300_000_00)
    company.move(paid, 8)
    company.money("payment", paid, 300_000_00, on=today - timedelta(days=1))
    found = covered(company, today)
    assert (found.whole.rest_minor, found.whole.times) == (100_000_00, 3)
    people = {one.of.name if one.of else "": one for one in found.people}
    assert (people["Maria"].times, people["Ivan"].state) == (Fraction(3), "goal_met")
    assert (people["Chen"].times, people["Chen"].rest_minor) == (0, 100_000_00)


def test_without_a_goal_nothing_is_divided(company: SmallCompany, today: date) -> None:
    company.deal("open", owner="Maria")
    found = covered(company, today)
    assert (found.whole.state, found.whole.times) == ("no_goal", None)


def test_a_met_goal_is_said_and_not_divided_by(company: SmallCompany, today: date, now: datetime) -> None:
    a_goal(company, today, now, 100_000_00)
    deal = company.deal("paid", owner="Maria")
    company.move(deal, 8)
    company.money("payment", deal, 100_000_00, on=today)
    assert (covered(company, today).whole.rest_minor, covered(company, today).whole.state) == (0, "goal_met")


def test_open_money_without_a_rate_is_unknown(company: SmallCompany, today: date, now: datetime) -> None:
    a_goal(company, today, now, 100_000_00)
    company.move(company.deal("abroad", owner="Maria", currency="USD"), 2)
    assert covered(company, today).whole.state == "unknown"


def test_the_open_money_of_the_people_sums_to_the_whole_and_to_the_list(
    company: SmallCompany, today: date
) -> None:
    for place, owner in enumerate(("Maria", "Ivan", "Chen", None)):
        company.move(company.deal(f"open {place}", owner=owner, amount=(place + 1) * 7_000_01), 1 + place)
    found = covered(company, today)
    rows = open_deals(company.organisation, scope=whole_company(on=today), as_of=today)
    assert found.whole.open_minor == sum(one.open_minor or 0 for one in found.people)
    assert found.whole.open_minor == sum(row.amount_minor or 0 for row in rows)


def test_where_contracts_are_the_actual_a_signed_deal_is_open_no_more(
    company: SmallCompany, today: date, now: datetime
) -> None:
    company.organisation.basis = "signed"
    company.organisation.save(update_fields=["basis"])
    a_goal(company, today, now, 400_000_00)
    company.move(company.deal("open", owner="Maria"), 2)
    signed = company.deal("signed", owner="Maria")
    company.move(signed, 7)
    company.money("contract", signed, 100_000_00, on=today)
    found = covered(company, today).whole
    assert shown_as(company.organisation) == "not_signed"
    rows = open_deals(company.organisation, scope=whole_company(on=today), as_of=today, only="not_signed")
    assert (found.open_minor, found.rest_minor) == (100_000_00, 300_000_00)
    assert [row.client.name for row in rows] == ["open"]
