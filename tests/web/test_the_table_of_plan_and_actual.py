"""The rows of Plan vs actual: what is due, where each rep will likely end, how many of his futures reach."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django_scopes import scope

from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.metrics.plan import plan
from kvota.analytics.scope import Scope, scope_of
from kvota.domain.calendar.period import parse_period
from kvota.language.formats import formats_for
from tests.a_small_company import SmallCompany
from tests.web.test_cost_of_a_page import company_of

MONTH = parse_period("2026-11")
ROW = re.compile(r'<tr data-testid="plan-actual-row">(.*?)</tr>', re.DOTALL)
FOOT = re.compile(r"<tfoot>(.*?)</tfoot>", re.DOTALL)
CELLS = re.compile(r'<td class="[^"]*" data-label="([^"]+)"[^>]*>(.*?)</td>', re.DOTALL)


def cells(row: str) -> dict[str, str]:
    """The words of a row by the head of their column, without tags."""
    return {label: re.sub(r"<[^>]+>", "", inside).strip() for label, inside in CELLS.findall(row)}


def rows(body: str) -> dict[str, tuple[dict[str, str], str]]:
    found = {}
    for row in ROW.findall(body):
        name = re.search(r'<th scope="row">(?:<[^>]+>)*([^<]+)', row)
        assert name is not None
        found[name[1]] = cells(row), row
    return found


def wins_of_last_month(company: SmallCompany, today: date) -> None:
    """Enough of a past for chances: two dozen quick wins, and for Maria this month's plan nearly reached."""
    with scope(organisation=company.organisation):
        for number in range(24):
            won = company.deal(f"Won {number}", owner="Ivan", on=today - timedelta(days=60))
            company.move(won, 7, on=today - timedelta(days=55))
            company.move(won, 8, on=today - timedelta(days=50))
            company.money("payment", won, 10_000_00, on=today - timedelta(days=50))
        company.money(
            "payment", company.deal("Large", owner="Maria"), 90_000_000_00, on=today - timedelta(days=3)
        )


def test_every_rep_stands_with_the_forecast_he_has_alone(db, signed_in, today, now) -> None:
    company = company_of("Vega Trade", reps=2, deals=4, today=today, now=now)
    wins_of_last_month(company, today)
    chances: list[int | None] = []
    body = signed_in(company, "Olga").get("/review?when=2026-11").content.decode()
    formats = formats_for("en", company.organisation.currency)
    found = rows(body)
    assert {"Maria", "Ivan", "Rep 0", "Rep 1"} <= set(found)
    for name in ("Maria", "Ivan", "Rep 1"):
        said, row = found[name]
        person = company.people[name].pk
        alone = Scope(people=frozenset({person}), person=person)
        with scope(organisation=company.organisation):
            asked: dict[str, Any] = {"scope": alone, "period": MONTH, "as_of": today}
            his = plan(company.organisation, **asked)
            likely = forecast(company.organisation, **asked, plan_minor=his.to_compare)
        due = sum(minor for day, minor in his.days.items() if day < today)
        assert his.minor is not None
        assert said["Plan to date"] == formats.money_whole(due)
        assert said["Likely"] == ("≈ " if likely.is_assumed else "") + formats.money_short(
            likely.middle_minor
        )
        assert said["8 in 10"] == formats.money_short_range(likely.low_minor, likely.high_minor)
        likely_gap = likely.middle_minor - his.minor
        assert said["Likely Δ"][1:] == formats.money_short(abs(likely_gap))
        assert said["Likely Δ"][0] == ("+" if likely_gap > 0 else "−")
        assert said["Chance"] == ("–" if likely.chance_of_plan is None else f"{likely.chance_of_plan}/20")
        assert row.count("dot--on") == (likely.chance_of_plan or 0)
        chances.append(likely.chance_of_plan)
    assert None not in chances and len(set(chances)) > 1, chances


def test_plans_to_date_and_actuals_add_up_and_the_page_says_that_ranges_do_not(
    db, signed_in, today, now
) -> None:
    company = company_of("Vega Trade", reps=2, deals=12, today=today, now=now)
    client = signed_in(company, "Denis")
    body = client.get("/review?when=2026-11").content.decode()
    due = [int(value) for value in re.findall(r'data-testid="to-date" data-value="(\d+)"', body)]
    foot = FOOT.search(body)
    assert foot is not None and len(due) >= 4
    formats = formats_for("en", company.organisation.currency)
    assert cells(foot[1])["Plan to date"] == formats.money_whole(sum(due))
    assert "do not add up across reps" in body
    units = client.get("/review?when=2026-11&cut=unit").content.decode()
    assert "do not add up across reps" not in units and "do not add up across units" in units
    assert "Plan to date" in units and "Δ to plan" in units
    products = client.get("/review?when=2026-11&cut=product").content.decode()
    assert "Plan to date</th>" not in products  # nobody plans by product
    assert "Chance" in units and "Chance" not in products


def test_a_unit_stands_with_the_forecast_of_its_people(db, signed_in, today, now) -> None:
    company = company_of("Vega Trade", reps=2, deals=4, today=today, now=now)
    wins_of_last_month(company, today)
    body = signed_in(company, "Olga").get("/review?when=2026-11&cut=unit").content.decode()
    formats, found = formats_for("en", company.organisation.currency), rows(body)
    for name in ("Sales-1", "Sales-2"):
        with scope(organisation=company.organisation):
            of_unit = scope_of(company.seats["Olga"], str(company.units[name].uid), on=today)
            asked: dict[str, Any] = {"scope": of_unit, "period": MONTH, "as_of": today}
            likely = forecast(
                company.organisation, **asked, plan_minor=plan(company.organisation, **asked).to_compare
            )
        said, row = found[name]
        assert said["Likely"] == ("≈ " if likely.is_assumed else "") + formats.money_short(
            likely.middle_minor
        )
        assert said["8 in 10"] == formats.money_short_range(likely.low_minor, likely.high_minor)
        assert (
            said["Chance"] == f"{likely.chance_of_plan}/20" and row.count("dot--on") == likely.chance_of_plan
        )


def test_a_rep_without_a_goal_has_a_forecast_and_no_chance(db, signed_in, today, now) -> None:
    company = company_of("Vega Trade", reps=1, deals=4, today=today, now=now)
    body = signed_in(company, "Olga").get("/review?when=2026-10").content.decode()
    for said, row in rows(body).values():
        assert (said["Plan to date"], said["Likely Δ"], said["Chance"]) == ("–", "–", "–")
        assert said["Likely"] != "–" and row.count("<circle") == 0
