"""The pages of lead supply: typed in place, pasted, asked for, answered, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.record_supply import Said, monday, record_supply
from kvota.records.lead_supply import newest_entries
from kvota.records.models import Channel, LeadAnswer, LeadRequest, SupplyEntry
from tests.web.conftest import House

NEXT = "2026-11-23"


def stored(house: House) -> dict[tuple[str, str], int | None]:
    with scope(organisation=house.company.organisation):
        names = dict(Channel.objects.values_list("pk", "name"))
        found = newest_entries(first_week=date(2026, 1, 5), last_week=date(2027, 12, 27))
        return {(names[channel], str(week)): row.expected for (channel, week), row in found.items()}


def typed(client: Any, **sent: str) -> Any:
    return client.post("/plan/supply/type", {"from": "2026-10-19", "show": "leads", **sent})


def test_a_field_that_was_changed_is_stored_and_the_others_say_nothing(house: House, signed_in: Any) -> None:
    answer = typed(
        signed_in(house.company, "Denis"),
        **{"name-0": "Star fair", f"w-0-{NEXT}": "8", f"was-0-{NEXT}": ""},
        **{"w-0-2026-11-16": "5", "was-0-2026-11-16": "5"},
    )
    assert answer.status_code == 302
    assert stored(house) == {("Star fair", "2026-11-16"): 5, ("Star fair", NEXT): 8}


def test_a_page_left_open_does_not_undo_what_somebody_else_typed_meanwhile(
    house: House, signed_in: Any, now: Any, today: date
) -> None:
    with scope(organisation=house.company.organisation):
        record_supply(
            seat=house.company.seats["Olga"],
            said=[Said("Star fair", today, {"expected": 50})],
            now=now,
            today=today,
        )
    typed(
        signed_in(house.company, "Denis"),
        **{"name-0": "Star fair", "w-0-2026-11-16": "5", "was-0-2026-11-16": "5"},
        **{f"w-0-{NEXT}": "1", f"was-0-{NEXT}": ""},
    )
    assert stored(house)["Star fair", "2026-11-16"] == 50


def test_who_promised_is_kept_with_what_was_changed(house: House, signed_in: Any) -> None:
    typed(
        signed_in(house.company, "Denis"),
        **{"name-new": "Site", f"w-new-{NEXT}": "8", "by-all": str(house.company.people["Carla"].uid)},
    )
    with scope(organisation=house.company.organisation):
        row = SupplyEntry.objects.select_related("promised_by", "channel").latest("sequence")
    assert (row.channel.name, row.expected, row.promised_by.name) == ("Site", 8, "Carla")


@pytest.mark.parametrize(("value", "language"), [("5,5", "ru"), ("five", "en"), ("-3", "en"), ("5.5", "en")])
def test_what_is_no_number_of_leads_is_refused_and_stays_in_its_field(
    house: House, signed_in: Any, value: str, language: str
) -> None:
    client = signed_in(house.company, "Denis", language=language)
    answer = typed(client, **{"name-new": "Site", f"w-new-{NEXT}": value})
    body = answer.content.decode()
    assert answer.status_code == 422 and 'data-testid="refusal"' in body
    assert f'name="w-new-{NEXT}" value="{value}"' in body and 'name="name-new" value="Site"' in body
    assert ("Site", NEXT) not in stored(house)


def test_a_block_from_a_spreadsheet_with_decimal_commas_is_taken_in(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis", language="ru")
    block = "Star fair\t5,0\t\t7\r\nСайт\t1 200\t3\n"
    answer = client.post("/plan/supply/type", {"from": NEXT, "show": "leads", "block": block})
    assert answer.status_code == 302
    assert stored(house) == {
        ("Star fair", "2026-11-16"): 5,
        ("Star fair", NEXT): 5,
        ("Star fair", "2026-12-07"): 7,
        ("Сайт", NEXT): 1200,
        ("Сайт", "2026-11-30"): 3,
    }


def test_costs_are_pasted_in_money_of_the_company(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis", language="ru")
    client.post("/plan/supply/type", {"from": NEXT, "show": "spent", "block": "Star fair\t1 200,50"})
    with scope(organisation=house.company.organisation):
        assert SupplyEntry.objects.latest("sequence").spent_minor == 120050


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("Star fair\t5\tmany", "Row 1, column 3: “many”"),
        ("Fair\nSite\t2.5", "Row 2, column 2: “2.5”"),
        ("Fair" + "\t1" * 14, "more columns than there are weeks here (13)"),
    ],
)
def test_a_fault_of_a_block_is_named_by_row_and_column_and_the_block_stays(
    house: House, signed_in: Any, block: str, said: str
) -> None:
    client = signed_in(house.company, "Denis")
    answer = client.post("/plan/supply/type", {"from": NEXT, "show": "leads", "block": block})
    body = answer.content.decode()
    assert answer.status_code == 422 and said in body
    assert block.split("\n")[0] in body
    assert len(stored(house)) == 1


def test_each_count_of_leads_opens_a_list_as_long(house: House, signed_in: Any, today: date) -> None:
    with scope(organisation=house.company.organisation):
        for place, source in enumerate(("Star fair", "star FAIR", "Site", "")):
            house.company.deal(f"L{place}", source=source, on=today - timedelta(days=place), owner="Chen")
    client = signed_in(house.company, "Olga")
    body = client.get("/plan/supply").content.decode()
    counts = re.findall(r'href="(/plan/leads[^"]*)"[^>]*data-value="(\d+)"', body)
    assert sum(int(count) for _url, count in counts) > 10
    for url, count in counts:
        found = client.get(url.replace("&amp;", "&")).content.decode()
        assert f'data-testid="list-count" data-value="{count}"' in found
        assert found.count("<tr><th") - 1 == int(count) or count == "0"


def test_a_head_counts_the_leads_of_the_company_and_reads_those_of_his_team(
    house: House, signed_in: Any, today: date
) -> None:
    with scope(organisation=house.company.organisation):
        house.company.deal("Mine", source="Site", on=today, owner="Maria")
        house.company.deal("Theirs", source="Site", on=today, owner="Chen")
    body = signed_in(house.company, "Denis").get(f"/plan/leads?from={today}&to={today}&source=Site")
    text = body.content.decode()
    assert (
        'data-testid="list-count" data-value="2"' in text and 'data-testid="of-others" data-value="1"' in text
    )
    assert "Mine" in text and "Theirs" not in text


@pytest.mark.parametrize(("who", "reads"), [("Olga", 200), ("Denis", 200), ("Elena", 200), ("Anna", 200)])
def test_who_plans_and_counts_reads_the_supply(house: House, signed_in: Any, who: str, reads: int) -> None:
    client = signed_in(house.company, who)
    for address in ("/plan/supply", "/plan/leads", f"/plan/supply/{house.channel.uid}"):
        assert client.get(address).status_code == reads


@pytest.mark.parametrize("who", ["Maria", "Adam", "Carla"])
def test_nobody_else_finds_it(house: House, signed_in: Any, who: str) -> None:
    client = signed_in(house.company, who)
    for address in ("/plan/supply", "/plan/leads", f"/plan/supply/{house.channel.uid}"):
        assert client.get(address).status_code == 404
    assert typed(client, **{"name-new": "Site", f"w-new-{NEXT}": "5"}).status_code == 404


@pytest.mark.parametrize("who", ["Elena", "Anna"])
def test_who_only_reads_gets_no_field_and_may_not_type(house: House, signed_in: Any, who: str) -> None:
    client = signed_in(house.company, who)
    assert 'data-testid="supply-cell"' not in client.get("/plan/supply").content.decode()
    assert typed(client, **{"name-new": "Site", f"w-new-{NEXT}": "5"}).status_code == 403
    assert len(stored(house)) == 1


def test_whom_it_was_asked_of_sees_it_on_today_and_promises_with_one_button(
    house: House, signed_in: Any
) -> None:
    client = signed_in(house.company, "Chen")
    body = client.get("/").content.decode()
    assert 'data-testid="asked-of-you"' in body and "34 leads" in body.replace("\xa0", " ")
    address = f"/plan/leads/{house.lead_request.uid}/answer"
    assert client.post(address, {"answer": "promised", "back": "today"})["Location"] == "/"
    assert 'data-testid="asked-of-you"' not in client.get("/").content.decode()
    found = stored(house)
    assert sum(count or 0 for (_name, week), count in found.items() if week > "2026-11-29") == 34


def test_others_are_not_asked_on_their_today(house: House, signed_in: Any) -> None:
    for who in ("Maria", "Denis", "Olga", "Elena"):
        assert 'data-testid="asked-of-you"' not in signed_in(house.company, who).get("/").content.decode()


def test_a_colleague_who_is_asked_finds_his_line_and_not_the_supply(
    house: House, signed_in: Any, today: date
) -> None:
    denis = signed_in(house.company, "Denis")
    asked = {"asked_of": str(house.company.people["Carla"].uid), "count": "20", "period": "2026-12"}
    assert denis.post("/plan/leads/ask", {**asked, "due_on": str(today)}).status_code == 302
    carla = signed_in(house.company, "Carla")
    assert carla.get("/")["Location"] == "/plan/supply"
    body = carla.get("/plan/supply").content.decode()
    assert body.count('data-testid="lead-request"') == 1 and 'data-testid="supply-grid"' not in body
    with scope(organisation=house.company.organisation):
        request = LeadRequest.objects.get(asked_of__name="Carla")
    refused = carla.post(f"/plan/leads/{request.uid}/answer", {"answer": "promised"})
    assert refused.status_code == 422 and "channel" in refused.content.decode()
    carla.post(f"/plan/leads/{request.uid}/answer", {"answer": "refused", "words": "no budget"})
    with scope(organisation=house.company.organisation):
        assert LeadAnswer.objects.get(request=request).words == "no budget"


def test_what_is_asked_wrongly_is_refused_and_stays_in_the_form(
    house: House, signed_in: Any, today: date
) -> None:
    sent = {"asked_of": str(house.company.people["Carla"].uid), "period": "2026-12", "due_on": str(today)}
    answer = signed_in(house.company, "Denis").post("/plan/leads/ask", {**sent, "count": "many"})
    assert answer.status_code == 422 and 'value="many"' in answer.content.decode()
    with scope(organisation=house.company.organisation):
        assert LeadRequest.objects.count() == 1


def test_a_link_brings_the_missing_leads_into_the_form(house: House, signed_in: Any) -> None:
    body = signed_in(house.company, "Denis").get("/plan/supply?ask=34&when=2027-Q1").content.decode()
    assert 'name="count" inputmode="numeric" required value="34"' in body
    assert '<option value="2027-Q1" selected>' in body


def test_more_channels_cost_no_more_queries(house: House, signed_in: Any, now: Any, today: date) -> None:
    client = signed_in(house.company, "Olga")
    client.get("/plan/supply")
    with CaptureQueriesContext(connection) as few:
        client.get("/plan/supply")
    with scope(organisation=house.company.organisation):
        record_supply(
            seat=house.company.seats["Olga"],
            said=[Said(f"Channel {number}", monday(today), {"expected": number}) for number in range(20)],
            now=now,
            today=today,
        )
    client.get("/plan/supply")
    with CaptureQueriesContext(connection) as many:
        client.get("/plan/supply")
    assert len(many) == len(few) <= 20
