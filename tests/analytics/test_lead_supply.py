"""Leads promised and leads that came: by channel and week, each count with its list of deals."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from kvota.actions.record_supply import Said, monday, record_supply
from kvota.analytics.metrics.lead_supply import LeadSupply, lead_supply, leads_of, leads_promised
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import period_of
from kvota.records.models import Deal
from tests.a_small_company import SmallCompany

WEEK = timedelta(days=7)


@pytest.fixture
def first(today: date) -> date:
    """The Monday of three weeks ago: three weeks are over, the fourth is the present one."""
    return monday(today) - 3 * WEEK


def say(company: SmallCompany, today: date, now: datetime, *said: Said) -> None:
    record_supply(seat=company.seats["Olga"], said=said, now=now, today=today)


def asked(company: SmallCompany, first: date, today: date, **more: Any) -> LeadSupply:
    return lead_supply(company.organisation, first_week=first, weeks=6, as_of=today, **more)


def test_a_deal_of_a_source_is_a_lead_of_its_channel_in_the_week_it_began(
    company: SmallCompany, first: date, today: date, now: datetime
) -> None:
    company.deal("A", source="Trade fair", on=first)
    company.deal("B", source="trade  FAIR ", on=first + timedelta(days=6))
    company.deal("C", source="Trade fair", on=first + WEEK)
    company.deal("D", source="Trade fair", on=first, kind="repeat")
    company.deal("E", source="", on=first)
    say(company, today, now, Said("Trade Fair", first, {"expected": 4}))
    found = asked(company, first, today)
    (fair, unnamed) = found.channels
    assert (fair.name, [week.actual for week in fair.weeks]) == ("Trade Fair", [2, 1, 0, 0, None, None])
    assert (unnamed.key, unnamed.actual) == ("", 1)
    assert [week.actual for week in found.total.weeks] == [3, 1, 0, 0, None, None]


def test_the_promise_kept_counts_the_weeks_that_are_over_and_were_promised(
    company: SmallCompany, first: date, today: date, now: datetime
) -> None:
    for place in range(3):
        company.deal(f"A{place}", source="Site", on=first)
    company.deal("B", source="Site", on=first + WEEK)
    company.deal("C", source="Site", on=first + 3 * WEEK)
    say(
        company,
        today,
        now,
        Said("Site", first, {"expected": 4, "spent_minor": 900_00}),
        Said("Site", first + 3 * WEEK, {"expected": 50}),
    )
    (site,) = asked(company, first, today).channels
    assert (site.kept, site.expected, site.actual) == (Fraction(3, 4), 54, 5)
    assert site.cost_per_lead_minor == 300_00


def test_without_a_promise_nothing_is_kept_and_without_a_cost_no_lead_has_one(
    company: SmallCompany, first: date, today: date
) -> None:
    company.deal("A", source="Site", on=first)
    found = asked(company, first, today)
    assert (found.channels[0].kept, found.channels[0].cost_per_lead_minor) == (None, None)
    assert (found.is_recorded, found.channels[0].of) == (False, None)


def test_every_count_is_as_long_as_its_list_and_equals_a_plain_count(
    company: SmallCompany, first: date, today: date
) -> None:
    for place in range(23):
        on = first + timedelta(days=place * 5 % 24)
        owner = ("Maria", "Chen", None)[place % 3]
        source = ("Site", "site", "Fair", "")[place % 4]
        company.deal(f"D{place}", owner=owner, source=source, on=on)
    plain = Counter(
        (deal.source.lower(), monday(deal.created_on))
        for deal in Deal.objects.all()
        if deal.created_on <= today
    )
    for channel in asked(company, first, today).channels:
        for week in channel.weeks:
            if week.actual is None:
                continue
            rows = leads_of(
                company.organisation,
                key=channel.key,
                first_day=week.week_on,
                last_day=week.week_on + timedelta(days=6),
                as_of=today,
                scope=whole_company(on=today),
            )
            assert len(rows) == week.actual == plain[channel.key, week.week_on]


def test_a_list_holds_only_the_deals_of_its_scope(company: SmallCompany, first: date, today: date) -> None:
    company.deal("A", owner="Maria", source="Site", on=first)
    company.deal("B", owner="Chen", source="Site", on=first)
    scope = Scope(people=frozenset({company.people["Maria"].pk}))
    span = {"first_day": first, "last_day": today, "as_of": today}
    rows = leads_of(company.organisation, key=None, scope=scope, **span)
    assert [row.client.name for row in rows] == ["A"]


def test_supply_nobody_recorded_is_unknown_and_what_was_recorded_is_by_week(
    company: SmallCompany, first: date, today: date, now: datetime
) -> None:
    coming = monday(today) + WEEK
    span = {"first_week": coming, "weeks": 2, "as_of": today}
    assert leads_promised(company.organisation, **span) is None
    say(company, today, now, Said("Site", coming, {"expected": 5}), Said("Fair", coming, {"expected": 2}))
    keys = [period_of(coming, "week").key, period_of(coming + WEEK, "week").key]
    assert leads_promised(company.organisation, **span) == {keys[0]: 7, keys[1]: 0}


def test_the_promise_of_all_channels_is_not_kept_by_leads_nobody_promised(
    company: SmallCompany, first: date, today: date, now: datetime
) -> None:
    company.deal("A", source="Site", on=first)
    for place in range(3):
        company.deal(f"B{place}", source="Fair", on=first)
    say(company, today, now, Said("Site", first, {"expected": 4, "spent_minor": 500_00}))
    whole = asked(company, first, today).whole
    assert (whole.kept, whole.actual, whole.cost_per_lead_minor) == (Fraction(1, 4), 4, 500_00)
