"""The audit tells every event in one sentence with names, in the reader's language."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.change_company import change_company
from kvota.actions.edit_deal import edit_deal
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.record_move import record_move
from kvota.actions.record_payment import record_payment
from kvota.actions.set_next_step import set_next_step
from kvota.actions.undo_move import undo_move
from kvota.language.told_events import SENTENCES
from kvota.records.models import Deal, Event, Stage
from kvota.records.sequence import take
from kvota.web.setup.audit_filter import GROUPS, KINDS
from tests.web.conftest import House

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
TABLE = re.compile(r"<tbody>.*</tbody>", re.S)


@pytest.fixture
def worked(house: House, now: Any, today: Any) -> House:
    """A house in which much was done to Maria's deal."""
    company, deal = house.company, house.deals["Maria"]
    seats = company.seats
    with scope(organisation=company.organisation):
        moved = record_move(
            seat=seats["Maria"], deal=deal, stage=Stage.objects.get(rank=5), now=now, today=today
        )
        undo_move(seat=seats["Maria"], move=moved.move, now=now, today=today)
        record_move(seat=seats["Maria"], deal=deal, kind="touch", now=now, today=today)
        set_next_step(seat=seats["Maria"], deal=deal, on=today, words="Call", now=now, today=today)
        edit_deal(seat=seats["Maria"], deal=deal, changes={"amount_minor": 70_000_00}, now=now, today=today)
        record_payment(seat=seats["Elena"], deal=deal, amount_minor=5_000_00, now=now, today=today)
        reassign_deals(seat=seats["Denis"], deals=[deal], person=company.people["Ivan"], now=now, today=today)
        change_company(seat=seats["Adam"], changes={"ten_day": False}, now=now)
    return house


def rows(browser: Client) -> str:
    page = browser.get("/setup/audit")
    assert page.status_code == 200
    found = TABLE.search(page.content.decode())
    assert found
    return found[0]


def test_each_event_is_a_sentence_with_names_and_what_was_before(worked: House, signed_in: Any) -> None:
    table = rows(signed_in(worked.company, "Olga"))
    for said in (
        "Star Maria moved to “Offer received”",
        "Star Maria: the move to “Offer received” undone",
        "Star Maria: worked, no move",
        "Star Maria: next step on 18/11/2026",
        "Star Maria: the deal changed",
        "Amount: ₽100,000.00 → ₽70,000.00",
        "Star Maria: payment of ₽5,000.00 recorded",
        "Deals handed over to Ivan: Star Maria",
        "Who sells: Maria → Ivan",
        "Ten-day periods: yes → no",
        "Goal for November 2026 set: revenue ₽900,000.00",
    ):
        assert said in table, said
    assert f'href="/deal/{worked.deals["Maria"].uid}"' in table


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "bg"])
def test_no_language_shows_an_id_or_the_name_of_a_field(worked: House, signed_in: Any, language: str) -> None:
    table = rows(signed_in(worked.company, "Olga", language=language))
    words = re.sub(r"<[^>]*>", " ", table)
    assert not UID.search(words)
    assert not re.search(r"[a-z]+_[a-z]+|\bNone\b|%\(", words)


def test_what_nobody_signed_in_did_came_from_the_command_line(house: House, signed_in: Any, now: Any) -> None:
    organisation = house.company.organisation
    with scope(organisation=organisation):
        Event.objects.create(
            organisation=organisation,
            sequence=take(organisation),
            kind="rate_set",
            subject="rate:USD",
            payload={"from_on": "2026-11-01", "rate": "0.9"},
            recorded_at=now,
        )
    table = rows(signed_in(house.company, "Adam"))
    assert "Rate of USD from 01/11/2026: 0.9" in table and "command line" in table


def test_who_reads_no_deals_is_told_that_something_happened_and_not_to_whom(
    worked: House, signed_in: Any
) -> None:
    table = rows(signed_in(worked.company, "Adam"))
    assert "•••: worked, no move" in table
    assert "Star Maria" not in table and "/deal/" not in table


def test_the_number_of_queries_does_not_grow_with_the_events(
    worked: House, signed_in: Any, now: Any, today: Any
) -> None:
    browser = signed_in(worked.company, "Olga")
    rows(browser)
    with CaptureQueriesContext(
        connection,
    ) as few:
        rows(browser)
    with scope(organisation=worked.company.organisation):
        for deal in Deal.objects.filter(owner__name__in=["Chen", "Boris", "Ivan"]):
            for _ in range(4):
                record_move(
                    seat=worked.company.seats[deal.owner.name], deal=deal, kind="touch", now=now, today=today
                )
    with CaptureQueriesContext(connection) as many:
        rows(browser)
    assert len(many) <= len(few)


def sentences(browser: Client, query: str) -> list[str]:
    page = browser.get(f"/setup/audit?{query}")
    assert page.status_code == 200
    return re.findall(r'data-testid="event"><th scope="row">(?:<a[^>]*>)?([^<]*)', page.content.decode())


def test_who_what_and_when_leave_the_events_they_name(worked: House, signed_in: Any) -> None:
    browser = signed_in(worked.company, "Olga")
    people = worked.company.people
    everything = sentences(browser, "")
    parts = {group: sentences(browser, f"what={group}") for group in KINDS}
    assert sorted(one for part in parts.values() for one in part) == sorted(everything)
    assert "Star Maria: payment of ₽5,000.00 recorded" in parts["money"] and len(parts["sales"]) > 5
    marias = sentences(browser, f"who={people['Maria'].uid}&what=sales")
    assert len(marias) == 6 and "Deals handed over to Ivan: Star Maria" not in marias
    for query, count in (
        ("from=2026-11-18&to=2026-11-18", len(everything)),
        ("from=2026-11-19", 0),
        ("to=2026-11-17", 0),
        ("who=command", 0),
        ("who=nobody", 0),
        (f"who={people['Carla'].uid}", 0),
        ("what=nothing", 0),
    ):
        assert len(sentences(browser, query)) == count, query
    refused = browser.get("/setup/audit?from=soon")
    assert refused.status_code == 422 and "soon" in refused.content.decode()


def test_the_pages_of_a_filtered_audit_keep_its_filter(house: House, signed_in: Any, now: Any) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        for number in range(60):
            change_company(seat=company.seats["Adam"], changes={"fiscal_start": 1 + number % 2 + 1}, now=now)
    browser = signed_in(company, "Olga")
    page = browser.get("/setup/audit?what=settings").content.decode()
    assert page.count('data-testid="event"') == 50 and "what=settings&amp;page=2" in page
    assert len(sentences(browser, "what=settings&page=2")) == 10


def test_the_same_events_come_as_a_file_with_before_and_after(worked: House, signed_in: Any) -> None:
    browser = signed_in(worked.company, "Olga")
    answer = browser.get("/setup/audit.csv?what=sales")
    text = answer.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == ["When", "Who", "What", "Changes", "Code"]
    assert len(lines) - 1 == len(sentences(browser, "what=sales"))
    edited = next(line for line in lines if line[4] == "deal_edited")
    assert edited[1:4] == ["Maria", "Star Maria: the deal changed", "Amount: ₽100,000.00 → ₽70,000.00"]
    assert browser.get("/setup/audit.csv?from=soon").status_code == 422
    adam = signed_in(worked.company, "Adam").get("/setup/audit.csv").content.decode()
    assert "worked, no move" in adam and "Star Maria" not in adam
    assert signed_in(worked.company, "Denis").get("/setup/audit.csv").status_code == 404


def test_every_kind_of_event_is_found_under_one_group() -> None:
    told = {kind.partition(".")[0] for kind in SENTENCES}
    grouped = [kind for kinds in KINDS.values() for kind in kinds]
    assert sorted(grouped) == sorted(told) and set(KINDS) == set(GROUPS)


def test_the_code_of_a_refusal_stands_in_small_print(house: House, signed_in: Any) -> None:
    browser = signed_in(house.company, "Maria")
    page = browser.get("/board?when=never").content.decode()
    assert "Code for support: <code>unknown_period</code>" in page
