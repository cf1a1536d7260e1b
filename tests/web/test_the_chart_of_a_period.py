"""The chart of Plan vs actual: its numbers are the report's, and its table and its points are its numbers."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period, period_of
from kvota.records.models import Person
from tests.a_small_company import SmallCompany, a_small_company

NUMBERS = re.compile(r'<script id="burn-up" type="application/json">(.*?)</script>')
ROWS = re.compile(r'<tr><th scope="row">([^<]*)</th>((?:<td class="num">[^<]*</td>)+)</tr>')
CELL = re.compile(r'<td class="num">([^<]*)</td>')


@pytest.fixture
def company(db: None, today: date, now: datetime) -> SmallCompany:
    """Money of a Friday and of the Sunday after it, an open deal, and a goal of 800,000 of this month."""
    company = a_small_company("Vega Trade")
    with scope(organisation=company.organisation):
        paid = company.deal("Paid", owner="Maria", on=date(2026, 10, 5))
        for amount, on in ((90_000_00, date(2026, 11, 13)), (30_000_01, date(2026, 11, 15))):
            company.money("payment", paid, amount, on=on)
        company.move(company.deal("Open", owner="Ivan", amount=200_000_00), 4, on=date(2026, 11, 3))
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Denis"],
            period=period_of(today, "month"),
            amount_minor=800_000_00,
            now=now,
        )
    return company


def chart(
    client: Client, address: str = "/review?when=2026-11"
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The numbers for the script, and the rows of the table by their day."""
    body = client.get(address).content.decode()
    found = NUMBERS.search(body)
    assert found is not None
    return json.loads(found[1]), {day: CELL.findall(cells) for day, cells in ROWS.findall(body)}


def test_the_sums_of_the_chart_are_those_of_the_report(company, signed_in, today) -> None:
    numbers, _ = chart(signed_in(company, "Olga"))
    with scope(organisation=company.organisation):
        whole, period = whole_company(on=today), parse_period("2026-11")
        report = plan_actual(company.organisation, scope=whole, period=period, as_of=today)
        likely = forecast(
            company.organisation, scope=whole, period=period, as_of=today, plan_minor=report.plan_minor
        )
    assert report.actual_minor == 120_000_01 == numbers["fact"][-1]
    assert report.plan_minor == 800_000_00 == numbers["plan"][-1] == numbers["goal"]
    assert [dot["amount"] for dot in numbers["outcomes"]] == sorted(likely.dots)
    assert numbers["median"][-1] == likely.middle_minor
    assert len(numbers["fact"]) + len(numbers["median"]) == numbers["days"] == report.working_days


def test_the_table_and_the_arrow_keys_say_what_is_drawn(company, signed_in) -> None:
    numbers, rows = chart(signed_in(company, "Olga"))
    assert len(rows) == numbers["days"] == len(numbers["points"])
    # Sunday's money stands on the Friday before it, in the line and in the table.
    days = [point["said"].split(":")[0] for point in numbers["points"]]
    friday = next(place for place, day in enumerate(days) if re.search(r"\b13\b", day))
    assert numbers["fact"][friday] == 120_000_01
    for (day, cells), point in zip(rows.items(), numbers["points"], strict=True):
        assert point["said"].startswith(f"{day}: ")
        assert [cell for cell in cells if cell not in point["said"]] == []
    assert "120,000" in rows[days[friday]][1]


def test_without_a_goal_the_chart_shows_the_actual_alone_and_its_table_has_no_column_of_a_plan(
    company, signed_in
) -> None:
    numbers, rows = chart(signed_in(company, "Olga"), "/review?when=2026-10")
    assert (numbers["plan"], numbers["goal"], numbers["outcomes"]) == ([], None, [])
    assert {len(cells) for cells in rows.values()} == {1}


def test_only_a_page_with_a_chart_loads_the_script_of_charts(company, signed_in) -> None:
    client = signed_in(company, "Olga")
    assert "chart.js" in client.get("/review?when=2026-11").content.decode()
    for without in ("/review?when=2026-11-18", "/review?when=2026", "/", "/board"):
        assert "chart.js" not in client.get(without).content.decode(), without


def test_a_name_cannot_end_the_numbers_of_the_page(company, signed_in) -> None:
    maria = company.people["Maria"]
    with scope(organisation=company.organisation):
        Person.objects.filter(pk=maria.pk).update(name="</script><b>Maria")
    numbers, _ = chart(signed_in(company, "Olga"), f"/review?when=2026-11&who={maria.uid}")
    assert numbers["picture"]["about"].startswith("</script><b>Maria · ")


def test_a_picture_says_who_when_and_of_which_day_it_is(company, signed_in) -> None:
    numbers, _ = chart(signed_in(company, "Olga", language="ru"))
    picture = numbers["picture"]
    about = picture["about"].replace("\u00a0", " ")
    assert (
        about
        == "Vega Trade · ноябрь 2026 г. · на 18 ноября 2026 г. · факт = полученные деньги · ₽, округлено"
    )
    assert picture["file"].startswith("kvota-план-факт-") and picture["file"].endswith("-2026-11-2026-11-18")
