"""The sample company plans as a real one: leads, hours, conditions, the market, and next year's draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django_scopes import scope

from kvota.actions.record_supply import Said, record_supply
from kvota.demo.days_away import days_away
from kvota.demo.history import deal_stories
from kvota.demo.make_demo_company import live_until, make_demo_company
from kvota.records.absences import Absence
from kvota.records.company_metrics import CompanyMetric
from kvota.records.competitors import CompetitorNamed
from kvota.records.conditions import KINDS, Condition
from kvota.records.goals import GoalCell, GoalNote, GoalVersion, Scenario
from kvota.records.lead_requests import LeadRequest
from kvota.records.lead_supply import SupplyEntry, newest_entries
from kvota.records.market_facts import MarketFact
from kvota.records.models import Attempt, Deal, Move, Organisation, ProductPrice, Seat
from kvota.records.quarter_focus import QuarterFocus
from tests.demo.a_sample_world import a_world

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("sample company")]

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
TODAY = NOW.date()
MONDAY = date(2026, 11, 16)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: Any) -> Iterator[Organisation]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo_company(today=TODAY, now=NOW, language="en")
        transaction.set_rollback(True)


@pytest.fixture
def sample(stored: Organisation, db: None) -> Iterator[Organisation]:
    with scope(organisation=stored):
        stored.refresh_from_db()
        yield stored


def test_thirteen_weeks_behind_and_thirteen_ahead_have_their_leads(sample: Organisation) -> None:
    rows = newest_entries(first_week=MONDAY - 13 * WEEK, last_week=MONDAY + 13 * WEEK)
    channels = {row.channel.name for row in SupplyEntry.objects.select_related("channel")}
    assert channels == {"Website", "Trade fair", "Referral", "Partner"}
    assert channels < set(Deal.objects.values_list("source", flat=True))
    assert len(rows) == 4 * 27
    assert all(row.expected and row.promised_by_id and row.planned_minor for row in rows.values())
    spent = {week for (_, week), row in rows.items() if row.spent_minor is not None}
    assert spent == {MONDAY - step * WEEK for step in range(1, 14)}


def test_one_ask_for_leads_is_promised_and_one_is_open(sample: Organisation) -> None:
    rows = LeadRequest.with_state()
    assert [(row.asked_of.name, row.period, row.state, row.promised) for row in rows] == [
        ("Quinn Plover", "2026-12", "promised", 6),
        ("Nora Kestrel", "2026-12", None, None),
    ]
    december = newest_entries(first_week=date(2026, 11, 30), last_week=date(2026, 12, 28))
    assert all(row.recorded_at <= NOW for row in december.values())


def test_who_is_away_does_nothing_on_those_days(sample: Organisation) -> None:
    rows = list(Absence.standing().order_by("from_on"))
    assert {row.kind for row in rows} == {"leave", "illness"}
    for row in rows:
        span = {"occurred_on__gte": row.from_on, "occurred_on__lt": row.to_on}
        assert not Attempt.objects.filter(person=row.person, **span).exists()
        assert not Move.objects.filter(author=row.person, **span).exists()


def test_the_days_away_are_the_same_whenever_they_are_asked_for() -> None:
    world = a_world()
    now = days_away(world, deal_stories(world, until=date(2026, 12, 31)), until=date(2026, 11, 17))
    later = days_away(world, deal_stories(world, until=date(2027, 12, 31)), until=date(2027, 3, 1))
    assert now == later[: len(now)]


def test_a_quarter_names_all_six_kinds_and_a_month_company_unit_and_rep(sample: Organisation) -> None:
    quarter = Condition.standing().filter(period="2026-Q4")
    assert {row.kind for row in quarter} == {*KINDS, "difficulty"}
    month = Condition.standing().filter(period="2026-11").select_related("unit", "person")
    assert {str(row.unit or row.person) for row in month} == {"Nord Pack", "Sales 1", "Ada Lark"}
    for row in (*quarter, *month):
        assert row.owner_id is not None
        assert (row.state == "removed") is (row.due_on < TODAY - timedelta(days=1))
    assert {row.state for row in month} == {"open", "removed"}
    assert list(QuarterFocus.standing().order_by("quarter").values_list("quarter", flat=True)) == [
        "2026-Q4",
        "2027-Q1",
    ]


def test_the_market_has_its_sources_and_lost_deals_their_competitors(sample: Organisation) -> None:
    facts = MarketFact.objects.order_by("sequence")
    assert [fact.industry for fact in facts] == ["Food", "Food", "Retail"]
    assert all(fact.source and fact.growth is not None for fact in facts)
    named = CompetitorNamed.objects.select_related("move")
    assert {row.name for row in named} == {"Polar Film", "Boxwell"}
    lost = [row for row in named if row.move]
    assert all(row.move.kind == "lost" and row.move.lost_reason.to_competitor for row in lost)
    assert 20 < len(lost) < 120
    assert 20 < named.count() - len(lost) < 120
    stages = set(named.filter(move=None).values_list("deal__uid", flat=True))
    assert len(stages) == named.count() - len(lost), "named once on a deal"


def test_every_price_has_a_margin_and_the_company_a_metric_of_its_own(sample: Organisation) -> None:
    assert all(price.margin for price in ProductPrice.objects.all())
    metric = CompanyMetric.objects.get()
    assert (metric.name_en, metric.name_ru) == (
        "First visits in pharmacy",
        "Первые визиты в фармацевтике",
    )
    assert metric.definition["filters"]["industry"] == ["Pharmacy"]


def test_next_year_is_a_draft_cut_into_new_and_repeat(sample: Organisation) -> None:
    draft = GoalVersion.objects.get(period="2027")
    assert (draft.state, draft.cut) == ("draft", "kind")
    assert draft.intent
    cells = GoalCell.objects.filter(version=draft)
    for month in sorted(set(cells.values_list("month", flat=True))):
        people = cells.filter(month=month).exclude(person=None)
        whole = people.filter(segment=None).aggregate(sum=Sum("value_minor"))["sum"]
        assert people.exclude(segment=None).aggregate(sum=Sum("value_minor"))["sum"] == whole > 0
    assert (
        sum(
            cells.filter(segment=None, person=None, unit__name="Nord Pack").values_list(
                "value_minor", flat=True
            )
        )
        == draft.revenue_minor
    )


def test_two_cells_of_the_running_year_carry_a_note(sample: Organisation) -> None:
    notes = GoalNote.objects.order_by("sequence")
    assert [(str(note.unit or note.person), note.month) for note in notes] == [
        ("Nord Pack", "2026-12"),
        ("Eva Swift", "2026-10"),
    ]
    assert GoalVersion.that_count().get(period="2026").intent


def test_it_goes_on_planning_as_it_lives_on(sample: Organisation) -> None:
    later = date(2027, 1, 12)
    live_until(sample, today=later, now=NOW + timedelta(days=60))
    assert Condition.standing().filter(period="2027-Q1").count() == 7
    assert Condition.standing().filter(period="2027-01", state="open").exists()
    assert not Condition.standing().filter(period="2026-11", state="open").exists()
    last = SupplyEntry.objects.order_by("-week_on")[0]
    assert last.week_on == date(2027, 1, 11) + 13 * WEEK
    assert GoalVersion.objects.filter(period="2028", state="draft").exists()


def test_a_week_a_user_has_spoken_of_is_left_to_him(sample: Organisation) -> None:
    week = date(2026, 11, 23) + 13 * WEEK
    owner = Seat.objects.get(role="owner")
    record_supply(seat=owner, said=[Said("Website", week, {"expected": 40})], now=NOW, today=TODAY)
    live_until(sample, today=date(2026, 11, 25), now=NOW)
    rows = newest_entries(first_week=week, last_week=week)
    assert {row.channel.name: row.expected for row in rows.values()}["Website"] == 40
    assert len(rows) == 4


def test_without_its_head_it_lives_on_and_plans_no_more(sample: Organisation) -> None:
    Seat.objects.filter(role="head").update(to_on=TODAY)
    before = Condition.objects.count()
    assert live_until(sample, today=TODAY + timedelta(days=40), now=NOW) > 100
    assert Condition.objects.filter(author__name="Nora Kestrel").count() <= before


def test_the_year_and_the_draft_of_the_next_have_three_scenarios_each(sample: Organisation) -> None:
    rows = list(Scenario.standing().order_by("period", "id"))
    assert [(row.period, row.name) for row in rows] == [
        (year, name) for year in ("2026", "2027") for name in ("Fewer leads", "A new rep", "Dearer")
    ]
    assert [row.levers for row in rows[:3]] == [{"leads": "-1/5"}, {"reps": 1}, {"price": "3/100"}]
    assert not GoalVersion.objects.filter(scenario__isnull=False).exists()
