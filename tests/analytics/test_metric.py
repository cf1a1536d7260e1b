"""What each shipped metric counts, on days and sums worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kvota.analytics.metrics.metric import (
    MarginUnknown,
    MarginWithoutProduct,
    metric_by,
    metric_list,
    metric_value,
    metric_values,
)
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.metrics.shipped import SHIPPED
from kvota.domain.planning.roll_up import NotAdditive, Ratio
from kvota.records.money import Instalment
from kvota.records.selling import ProductPrice
from tests.a_small_company import SmallCompany

NOVEMBER = parse_period("2026-11")
END = date(2026, 11, 30)


def nov(day: int) -> date:
    return date(2026, 11, day)


def asked(on: date = END, when: str = "2026-11") -> dict[str, Any]:
    return {"scope": whole_company(on=on), "period": parse_period(when), "as_of": on}


def value(company: SmallCompany, key: str, **changed: Any) -> int | None:
    return metric_value(company.organisation, SHIPPED[key], **asked(**changed)).value


def ratio(company: SmallCompany, key: str) -> Ratio | None:
    return metric_value(company.organisation, SHIPPED[key], **asked()).ratio


def test_a_bid_is_the_first_offer_of_a_deal_and_a_jump_over_the_stage_is_one(company: SmallCompany) -> None:
    offered, jumped, never = (company.deal(name, on=nov(2)) for name in ("Vega", "Orion", "Lyra"))
    company.move(offered, 5, on=nov(4))
    company.move(offered, kind="touch", on=nov(9))
    company.move(jumped, 6, on=nov(10))
    company.move(never, 3, on=nov(10))
    assert (value(company, "bids"), value(company, "bids", on=nov(9))) == (2, 1)
    by_day = metric_by(company.organisation, SHIPPED["bids"], by="day", **asked())
    assert [(part.key, part.value) for part in by_day] == [("2026-11-04", 1), ("2026-11-10", 1)]


def test_a_bid_won_is_a_deal_signed_after_its_offer(company: SmallCompany) -> None:
    won, quick, waiting = (company.deal(name, on=nov(2)) for name in ("Vega", "Orion", "Lyra"))
    company.move(won, 5, on=nov(4))
    company.money("contract", won, 500_00, on=nov(12))
    company.money("contract", quick, 100_00, on=nov(12))  # signed without any offer
    company.move(waiting, 5, on=nov(5))
    assert (value(company, "deals"), value(company, "bids_won")) == (2, 1)
    assert ratio(company, "offer_to_contract") == Ratio(1, 2)
    assert ratio(company, "average_deal") == Ratio(600_00, 2)


def test_visits_are_cold_first_return_or_to_who_has_bought(company: SmallCompany) -> None:
    new, old = company.deal("Vega", on=nov(2)), company.deal("Orion", on=nov(2))
    company.money("contract", old, 100_00, on=nov(3))
    company.move(new, 4, on=nov(5))  # by a meeting, and nobody was there before
    company.move(new, 6, on=nov(9))
    company.move(old, 4, on=nov(10))
    found = {
        key: value(company, key) for key in ("visits", "cold_visits", "return_visits", "existing_visits")
    }
    assert found == {"visits": 3, "cold_visits": 1, "return_visits": 1, "existing_visits": 1}
    assert (value(company, "clients_developed"), value(company, "follow_ups")) == (1, 2)
    assert value(company, "clients_touched") == 2


def test_who_bought_in_another_deal_is_no_new_client(company: SmallCompany) -> None:
    first, second = company.deal("Vega", on=nov(2)), company.deal("Vega", on=nov(10))
    company.move(first, 1, on=nov(3))
    company.move(second, 1, on=nov(11))
    assert (value(company, "cold_calls"), value(company, "calls")) == (1, 2)
    assert value(company, "clients_touched") == 1


def test_a_lead_met_later_counts_with_the_month_it_began_in(company: SmallCompany) -> None:
    october, november = company.deal("Vega", on=date(2026, 10, 30)), company.deal("Orion", on=nov(2))
    for deal in (october, november):
        company.move(deal, 4, on=nov(16))
    company.deal("Lyra", on=nov(20))
    assert ratio(company, "lead_to_meeting") == Ratio(1, 2)
    assert metric_value(
        company.organisation, SHIPPED["lead_to_meeting"], **asked(when="2026-10")
    ).ratio == Ratio(1, 1)


def test_nothing_below_the_line_is_a_dash_and_not_zero(company: SmallCompany) -> None:
    found = ratio(company, "lead_to_meeting")
    assert found == Ratio(0, 0) and found.value is None


def test_of_what_fell_due_the_part_that_is_paid(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=nov(2))
    contract = company.money("contract", deal, 900_00, on=nov(2))
    for day in (nov(10), nov(20), date(2026, 12, 20)):
        Instalment.objects.create(
            organisation=company.organisation, contract=contract, due_on=day, amount_minor=300_00
        )
    company.money("payment", deal, 400_00, on=nov(21))
    assert (value(company, "fell_due"), value(company, "collected")) == (600_00, 400_00)
    assert (value(company, "receivables"), value(company, "overdue")) == (500_00, 200_00)
    assert ratio(company, "collection_rate") == Ratio(400_00, 600_00)
    assert value(company, "receivables", on=nov(20)) == 900_00
    rows = metric_list(company.organisation, SHIPPED["fell_due"], **asked())
    assert [(row.on, row.minor) for row in rows] == [(nov(10), 300_00), (nov(20), 300_00)]


def price(company: SmallCompany, name: str, margin: Fraction | None, from_on: date | None = None) -> Any:
    return ProductPrice.objects.create(
        organisation=company.organisation,
        product=company.product(name),
        from_on=from_on,
        price_minor=100_00,
        currency="EUR",
        margin_numerator=margin and margin.numerator,
        margin_denominator=margin and margin.denominator,
    )


def test_profit_takes_the_margin_in_force_on_the_day_of_the_money(company: SmallCompany) -> None:
    price(company, "Press", Fraction(1, 3))
    price(company, "Press", Fraction(1, 2), nov(10))
    price(company, "Press", None, nov(15))  # a price alone changes no margin
    deal = company.deal("Vega", on=nov(2), product=company.product("Press"))
    company.money("payment", deal, 100_00, on=nov(3))
    company.money("payment", deal, 100_00, on=nov(10))
    company.money("payment", deal, 50_00, on=nov(20))
    assert value(company, "profit") == 33_33 + 50_00 + 25_00
    assert ratio(company, "margin") == Ratio(108_33, 250_00)


def test_profit_without_a_margin_is_refused_by_name(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=nov(2), product=company.product("Press"))
    company.money("payment", deal, 100_00, on=nov(3))
    with pytest.raises(MarginUnknown, match="Press on 2026-11-03"):
        value(company, "profit")
    price(company, "Press", Fraction(1, 3))
    bare = company.deal("Orion", on=nov(2))
    company.money("payment", bare, 100_00, on=nov(4))
    with pytest.raises(MarginWithoutProduct):
        value(company, "profit")


def test_tries_have_no_client_and_are_counted(company: SmallCompany) -> None:
    company.tries("Maria", 5, on=nov(3))
    company.tries("Ivan", 2, on=nov(4))
    assert (value(company, "unanswered_calls"), value(company, "calls")) == (7, 0)
    rows = metric_list(company.organisation, SHIPPED["unanswered_calls"], **asked())
    assert [(row.person.name if row.person else "", row.count) for row in rows] == [("Ivan", 2), ("Maria", 5)]


def test_a_stock_has_no_days_and_what_lies_ahead_no_value(company: SmallCompany) -> None:
    company.deal("Vega", on=nov(2))
    with pytest.raises(NotAdditive):
        metric_by(company.organisation, SHIPPED["clients_in_work"], by="day", **asked())
    for key in ("clients_in_work", "leads", "lead_to_meeting"):
        found = metric_values(
            company.organisation,
            SHIPPED[key],
            scope=whole_company(on=nov(5)),
            periods=NOVEMBER.children("ten_day"),
            as_of=nov(5),
        )
        assert [each.value is None and each.ratio is None for each in found] == [False, True, True]
