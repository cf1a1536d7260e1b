"""What the five principles are told of a goal: plan, forecast, market, focuses and lines."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from kvota.actions.add_market_fact import (
    FactSaysNothing,
    GrowthOutOfRange,
    SourceNeeded,
    TooManyClients,
    TooManyCompetitors,
    add_market_fact,
)
from kvota.actions.set_condition import add_condition
from kvota.actions.set_focus import set_focus
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.goal_principles import principles_of, quarters_to_come
from kvota.analytics.scope import Scope, scope_of
from kvota.domain.calendar.period import parse_period
from kvota.records.market_facts import newest_fact
from kvota.records.models import MarketFact
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
YEAR, QUARTER = parse_period("2027"), parse_period("2026-Q4")


def verdicts(company: SmallCompany, period: Any = QUARTER, scope: Scope | None = None, **more: Any) -> Any:
    scope = scope or scope_of(company.seats["Olga"], on=TODAY)
    held = principles_of(company.organisation, scope=scope, period=period, as_of=TODAY, **more)
    return {one.principle: one.verdict for one in held.held}, held


@pytest.fixture
def olga(company: SmallCompany, now: Any) -> dict[str, Any]:
    return {"seat": company.seats["Olga"], "now": now, "today": TODAY}


def a_fact(olga: dict[str, Any], **more: Any) -> MarketFact:
    return add_market_fact(**({"source": "trade register", "potential_clients": 40} | more), **olga)


def test_without_anything_nothing_is_met_and_what_cannot_be_known_is_said_so(company) -> None:
    found, held = verdicts(company)
    assert found == {
        "number": "not_met",
        "foreseeable": "not_met",
        "attainable": "unknown",
        "focus": "not_met",
        "dated": "unknown",
    }
    assert (held.facts.goal_minor, held.market_fact) == (None, None)
    assert list(held.focuses) == ["2026-Q4"]


def test_the_plan_of_the_node_is_the_number_and_each_month_is_held_against_the_best_there_was(
    company, olga, now
) -> None:
    for days_ago in (40, 70):
        deal = company.deal(f"Vega {days_ago}", on=TODAY - timedelta(days=days_ago + 9), amount=50_000_00)
        company.move(deal, 8, on=TODAY - timedelta(days=days_ago))
        company.money("payment", deal, 50_000_00, on=TODAY - timedelta(days=days_ago))
    set_goal(
        organisation=company.organisation, seat=olga["seat"], period=QUARTER, amount_minor=300_000_00, now=now
    )
    found, held = verdicts(company)
    assert (found["number"], held.facts.goal_minor) == ("met", 300_000_00)
    # October is over; November and December have no forecast to rely on yet, so the best month counts.
    assert [month.month for month in held.facts.months] == ["2026-11", "2026-12"]
    assert {month.best_minor for month in held.facts.months} == {50_000_00}
    assert found["attainable"] == "not_met"
    maria, _ = verdicts(company, scope=scope_of(company.seats["Maria"], on=TODAY))
    assert maria["number"] == "met"


def test_a_draft_is_checked_before_it_is_stored(company) -> None:
    months = {"2026-10": 1_00, "2026-11": 1_00, "2026-12": 1_00}
    found, held = verdicts(company, months=months)
    assert (found["number"], held.facts.goal_minor) == ("met", 3_00)
    found, held = verdicts(company, months=months | {"2026-12": None})
    assert held.facts.months_without == ("2026-12",)


def test_the_newest_fact_of_the_narrowest_segment_is_cited(company, olga) -> None:
    everywhere = a_fact(olga)
    metal = a_fact(olga, industry="Metal", on_day=TODAY - timedelta(days=300))
    newer = a_fact(olga, industry="Metal", on_day=TODAY - timedelta(days=3))
    a_fact(olga, industry="Metal", on_day=TODAY - timedelta(days=30))
    assert newest_fact() == everywhere
    assert newest_fact(industry="Metal", region="South") == newer != metal
    assert newest_fact(industry="Wood") == everywhere
    _, held = verdicts(company, industry="Metal")
    assert held.market_fact == newer and held.covers_all


def test_a_fact_of_a_part_is_cited_for_the_whole_and_says_so(company, olga) -> None:
    fact = a_fact(olga, industry="Metal")
    _, held = verdicts(company)
    assert held.market_fact == fact and not held.covers_all
    assert verdicts(company, industry="Wood")[1].market_fact is None


def test_a_market_fact_is_exact_and_never_changes(company, olga) -> None:
    fact = a_fact(olga, growth=Fraction(1, 3), competitors=["Altair", " ALTAIR ", "Orion", ""])
    fact.refresh_from_db()
    assert (fact.growth, fact.competitors) == (Fraction(1, 3), ["ALTAIR", "Orion"])
    for wrong, refusal in (
        ({"source": " "}, SourceNeeded),
        ({"potential_clients": None}, FactSaysNothing),
        ({"growth": Fraction(-1)}, GrowthOutOfRange),
        ({"growth": Fraction(101)}, GrowthOutOfRange),
        ({"potential_clients": -1}, TooManyClients),
        ({"competitors": [f"Rival {number}" for number in range(31)]}, TooManyCompetitors),
    ):
        with pytest.raises(refusal):
            a_fact(olga, **wrong)
    with pytest.raises(NotAllowed):
        a_fact(olga | {"seat": company.seats["Elena"]})
    assert MarketFact.objects.count() == 1


def test_the_focus_of_a_unit_is_its_own_else_that_of_the_nearest_above(company, olga) -> None:
    set_focus(unit=company.units["top"], quarter=QUARTER, words="mills", **olga)
    team = scope_of(company.seats["Denis"], on=TODAY)
    maria = scope_of(company.seats["Maria"], on=TODAY)
    assert {verdicts(company, scope=one)[1].focuses["2026-Q4"].words for one in (team, maria)} == {"mills"}
    set_focus(unit=company.units["Sales-1"], quarter=QUARTER, words="spare parts", **olga)
    assert verdicts(company, scope=maria)[1].focuses["2026-Q4"].words == "spare parts"
    found, held = verdicts(company, period=YEAR)
    assert found["focus"] == "not_met" and len(held.focuses) == 4


def test_lines_of_the_goal_and_of_its_parts_are_dated_or_not(company, olga) -> None:
    olgas = {"scope": scope_of(company.seats["Olga"], on=TODAY), "metric": "revenue", **olga}
    add_condition(period=parse_period("2026-12"), kind="mix", words="GTX Pro", **olgas)
    found, held = verdicts(company)
    assert (found["dated"], held.facts.undated, held.facts.ownerless) == ("not_met", 1, 1)
    assert [line.words for line in held.lacking] == ["GTX Pro"]
    add_condition(period=parse_period("2027-01"), kind="mix", words="not of this quarter", **olgas)
    assert verdicts(company)[1].facts.lines == 1
    assert verdicts(company, metric="profit")[1].facts.lines == 0


def test_a_quarter_that_is_over_needs_no_focus() -> None:
    whole = parse_period("2026")
    assert [one.key for one in quarters_to_come(whole, on=TODAY, fiscal_start=1)] == ["2026-Q4"]
    assert quarters_to_come(parse_period("2025"), on=TODAY, fiscal_start=1) == []
    assert [one.key for one in quarters_to_come(YEAR, on=TODAY, fiscal_start=1)] == [
        f"2027-Q{number}" for number in (1, 2, 3, 4)
    ]
