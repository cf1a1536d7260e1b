"""What is expected of a channel week by week: kept as it was said, the newest counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kvota.actions.ask_for_leads import (
    ChannelToPromise,
    LeadRequestClosed,
    LeadsOfThePast,
    NotAskedOfYou,
    ReasonToRefuse,
    answer_lead_request,
    ask_for_leads,
)
from kvota.actions.plain_values import DayInThePast, SumNotPossible
from kvota.actions.record_supply import ChannelNameNeeded, LeadsOutOfRange, Said, record_supply
from kvota.records.lead_supply import newest_entries
from kvota.records.models import Channel, Event, LeadRequest, SupplyEntry
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@pytest.fixture
def by(now: datetime, today: date) -> dict[str, Any]:
    return {"now": now, "today": today}


def say(company: SmallCompany, by: dict[str, Any], *said: Said, who: str = "Olga") -> list[SupplyEntry]:
    return record_supply(seat=company.seats[who], said=said, **by)


def counted(week: date = MONDAY, **asked: Any) -> dict[str, int | None]:
    found = newest_entries(first_week=week, last_week=week + 12 * WEEK, **asked)
    names = dict(Channel.objects.values_list("pk", "name"))
    return {f"{names[channel]} {week_on}": row.expected for (channel, week_on), row in found.items()}


def test_a_channel_is_named_once_and_found_by_any_spelling(company: SmallCompany, by: dict[str, Any]) -> None:
    say(company, by, Said("Trade fair", MONDAY, {"expected": 5}))
    say(company, by, Said(" trade  FAIR", MONDAY + WEEK, {"expected": 6}))
    assert [channel.name for channel in Channel.objects.all()] == ["Trade fair"]


def test_any_day_of_a_week_is_its_monday(company: SmallCompany, by: dict[str, Any]) -> None:
    say(company, by, Said("Site", MONDAY + timedelta(days=6), {"expected": 5}))
    assert counted() == {"Site 2026-11-23": 5}


def test_the_newest_entry_counts_and_the_older_is_still_there(
    company: SmallCompany, by: dict[str, Any]
) -> None:
    say(company, by, Said("Site", MONDAY, {"expected": 5, "planned_minor": 700_00}))
    say(company, by, Said("Site", MONDAY, {"expected": 8}), who="Denis")
    assert counted() == {"Site 2026-11-23": 8}
    rows = SupplyEntry.objects.order_by("sequence")
    assert [(row.expected, row.planned_minor, row.author.name) for row in rows] == [
        (5, 700_00, "Olga"),
        (8, 700_00, "Denis"),
    ]


def test_what_was_known_on_a_day_does_not_hold_what_was_said_later(
    company: SmallCompany, by: dict[str, Any], today: date
) -> None:
    say(company, by, Said("Site", MONDAY, {"expected": 5}))
    record_supply(
        seat=company.seats["Olga"],
        said=[Said("Site", MONDAY, {"expected": 9})],
        now=by["now"] + timedelta(days=2),
        today=today + timedelta(days=2),
    )
    assert counted(as_of=today) == {"Site 2026-11-23": 5}
    assert counted(as_of=today + timedelta(days=2)) == {"Site 2026-11-23": 9}


def test_saying_what_is_so_writes_nothing(company: SmallCompany, by: dict[str, Any]) -> None:
    said = Said("Site", MONDAY, {"expected": 5})
    assert len(say(company, by, said)) == 1
    assert say(company, by, said) == []
    assert Event.objects.filter(kind="supply_recorded").count() == 1


def test_a_week_can_be_emptied_again(company: SmallCompany, by: dict[str, Any]) -> None:
    say(company, by, Said("Site", MONDAY, {"expected": 5}))
    say(company, by, Said("Site", MONDAY, {"expected": None}))
    assert counted() == {"Site 2026-11-23": None}


@pytest.mark.parametrize("who", ["Maria", "Elena", "Anna", "Adam", "Carla"])
def test_only_head_and_owner_type_the_supply(company: SmallCompany, by: dict[str, Any], who: str) -> None:
    with pytest.raises(NotAllowed):
        say(company, by, Said("Site", MONDAY, {"expected": 5}), who=who)
    assert not SupplyEntry.objects.exists()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Said(" ", MONDAY, {"expected": 5}), ChannelNameNeeded),
        (Said("Site", MONDAY, {"expected": -1}), LeadsOutOfRange),
        (Said("Site", MONDAY, {"expected": 1_000_001}), LeadsOutOfRange),
        (Said("Site", MONDAY, {"spent_minor": -1}), SumNotPossible),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_is_kept(
    company: SmallCompany, by: dict[str, Any], said: Said, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        say(company, by, Said("Fair", MONDAY, {"expected": 1}), said)
    assert not SupplyEntry.objects.exists() and not Channel.objects.exists()


def ask(company: SmallCompany, by: dict[str, Any], **said: Any) -> LeadRequest:
    known = {"asked_of": company.people["Carla"], "count": 34, "period": "2026-12"}
    known |= {"due_on": by["today"] + timedelta(days=5), "seat": company.seats["Denis"]}
    return ask_for_leads(**(known | said), **by)


def answer(company: SmallCompany, by: dict[str, Any], request: LeadRequest, said: str, **more: Any) -> None:
    who = more.pop("who", "Carla")
    answer_lead_request(seat=company.seats[who], request=request, answer=said, **more, **by)


def test_thirty_four_asked_and_promised_are_thirty_four_of_supply_in_that_month(
    company: SmallCompany, by: dict[str, Any]
) -> None:
    request = ask(company, by)
    assert list(LeadRequest.waiting_for(company.people["Carla"].pk)) == [request]
    answer(company, by, request, "promised", channel="Marketing")
    rows = list(SupplyEntry.objects.order_by("week_on"))
    assert sum(row.expected for row in rows) == 34
    assert (rows[0].week_on, rows[-1].week_on) == (date(2026, 11, 30), date(2026, 12, 28))
    assert {row.promised_by.name for row in rows} == {"Carla"}
    assert not LeadRequest.waiting_for(company.people["Carla"].pk).exists()
    assert [event.kind for event in Event.objects.filter(kind__startswith="leads_").order_by("sequence")] == [
        "leads_asked",
        "leads_answered",
    ]


def test_a_promise_comes_on_top_of_what_is_expected_and_a_smaller_one_takes_its_part_back(
    company: SmallCompany, by: dict[str, Any]
) -> None:
    say(company, by, Said("Site", date(2026, 11, 30), {"expected": 10}))
    request = ask(company, by, count=20)
    answer(company, by, request, "promised", channel="site")
    assert sum(value or 0 for value in counted().values()) == 30
    answer(company, by, request, "promised", count=5)
    assert sum(value or 0 for value in counted().values()) == 15
    answer(company, by, request, "refused", words="the budget is gone")
    assert sum(value or 0 for value in counted().values()) == 10


def test_a_promise_names_its_channel_and_a_refusal_its_reason(
    company: SmallCompany, by: dict[str, Any]
) -> None:
    request = ask(company, by)
    with pytest.raises(ChannelToPromise):
        answer(company, by, request, "promised")
    with pytest.raises(ReasonToRefuse):
        answer(company, by, request, "refused")
    assert not SupplyEntry.objects.exists()


def test_given_ends_it_and_changes_no_supply(company: SmallCompany, by: dict[str, Any]) -> None:
    request = ask(company, by)
    answer(company, by, request, "promised", channel="Site")
    before = counted()
    answer(company, by, request, "given", count=30)
    assert counted() == before
    with pytest.raises(LeadRequestClosed):
        answer(company, by, request, "promised", count=40)


def test_only_whom_it_was_asked_of_answers(company: SmallCompany, by: dict[str, Any]) -> None:
    request = ask(company, by)
    with pytest.raises(NotAskedOfYou):
        answer(company, by, request, "promised", channel="Site", who="Denis")


def test_a_rep_does_not_ask_and_a_past_month_is_not_asked_for(
    company: SmallCompany, by: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        ask(company, by, seat=company.seats["Maria"])
    with pytest.raises(LeadsOfThePast):
        ask(company, by, period="2026-10")
    with pytest.raises(DayInThePast):
        ask(company, by, due_on=by["today"] - timedelta(days=1))
    with pytest.raises(LeadsOutOfRange):
        ask(company, by, count=0)


def test_who_reads_a_request(company: SmallCompany, by: dict[str, Any]) -> None:
    ask(company, by)
    seen = {who: LeadRequest.visible_to(seat, on=by["today"]).count() for who, seat in company.seats.items()}
    assert {who for who, count in seen.items() if count} == {
        *("Olga", "Denis", "Petra", "Elena", "Anna", "Carla")
    }
