"""What was done, one metric's list, and the metrics of the settings."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period
from kvota.records.company_metrics import CompanyMetric
from tests.web.conftest import House

CELL = re.compile(r'<a href="(/review/metric/[^"]+)" data-testid="[\w-]+" data-value="([^"]*)"')
VALUE = re.compile(r'data-testid="metric-value" data-value="([^"]*)"')


def body(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def opened(client: Any, page: str) -> list[tuple[str, str, str]]:
    """Each number of a page: its address, what it says, what the page behind it says."""
    found = []
    for address, said in dict.fromkeys(CELL.findall(page)):
        value = VALUE.search(body(client, html.unescape(address)))
        assert value, address
        found.append((address, said, value[1]))
    return found


def test_every_number_of_what_was_done_opens_the_list_that_makes_it(house: House, signed_in: Any) -> None:
    with scope(organisation=house.company.organisation):
        company = house.company
        deal = company.deal("Orion", on=date(2026, 11, 2))
        company.move(deal, 4, on=date(2026, 11, 3))
        company.move(deal, 5, on=date(2026, 11, 16))
        company.money("payment", deal, 700_00, on=date(2026, 11, 17))
    for who in ("Olga", "Maria"):
        client = signed_in(house.company, who)
        page = body(client, "/review/work?when=2026-11")
        numbers = opened(client, page)
        assert len(numbers) > 20
        assert [number for number in numbers if number[1] != number[2]] == []
    assert any(said not in ("", "0") for _address, said, _value in numbers)


def test_the_parts_of_a_metric_open_their_own_lists(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    page = body(client, "/review/metric/moves?when=2026")
    parts = opened(client, page)
    assert len(parts) > 1 and [part for part in parts if part[1] != part[2]] == []
    by_rep = page.partition('data-testid="metric-by-person"')[2].partition("</table>")[0]
    whole = VALUE.search(page)
    assert whole and sum(int(said) for _address, said in CELL.findall(by_rep)) == int(whole[1])


def test_a_ratio_shows_the_two_numbers_it_divides(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    numbers = opened(client, body(client, "/review/metric/lead_to_meeting?when=2026"))
    assert len(numbers) == 2 and [number for number in numbers if number[1] != number[2]] == []


def test_a_metric_nobody_knows_is_not_found_and_a_period_nobody_reads_is_refused(
    house: House, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    assert client.get("/review/metric/luck").status_code == 404
    assert client.get("/review/metric/visits?when=never").status_code == 422
    assert client.get("/review/work?when=never").status_code == 422


def test_the_list_goes_along_as_a_file(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    page = body(client, "/review/metric/moves?when=2026")
    count = int(VALUE.search(page)[1])  # type: ignore[index]
    lines = client.get("/review/export/metric.csv?key=moves&when=2026").content.decode().splitlines()
    assert len(lines) - 1 == count > 0
    assert client.get("/review/export/metric.csv?key=margin").status_code == 404
    assert client.get("/review/export/metric.csv?key=luck").status_code == 404
    assert client.get("/review/export/work.csv?when=2026-11").content.decode().count("2026-11-D2") == 7


def test_a_company_adds_its_own_metric_by_choosing(house: House, signed_in: Any) -> None:
    adam = signed_in(house.company, "Adam")
    sent = {
        "form": "counting",
        "name": "Offers made",
        "counts": "move",
        "aggregate": "count",
        "action": "offer",
    }
    assert adam.post("/setup/metrics", sent).status_code == 302
    page = body(adam, "/setup/metrics")
    assert "Offers made" in page and "Action: Offer." in page
    assert adam.post("/setup/metrics/own_1", sent | {"action": "bid", "reason": "tenders"}).status_code == 302
    versions = body(adam, "/setup/metrics/own_1")
    assert "tenders" in versions
    assert "Offers made" in body(signed_in(house.company, "Olga"), "/review/work")
    assert "Offers made" in body(signed_in(house.company, "Olga"), "/setup/audit")


def test_what_cannot_be_counted_is_said_and_what_was_chosen_stays(house: House, signed_in: Any) -> None:
    adam = signed_in(house.company, "Adam")
    sent = {
        "form": "counting",
        "name": "Paid calls",
        "counts": "payment",
        "aggregate": "sum",
        "action": "call",
    }
    answer = adam.post("/setup/metrics", sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and "do not go together" in text
    assert 'value="Paid calls"' in text and re.search(r'name="action" value="call" checked', text)
    with scope(organisation=house.company.organisation):
        assert not CompanyMetric.objects.exists()
    assert adam.post("/setup/metrics", sent | {"counts": "luck"}).status_code == 422
    assert (
        adam.post(
            "/setup/metrics", {"form": "ratio", "name": "x", "above": "", "below": "visits"}
        ).status_code
        == 422
    )


def test_only_who_sets_up_the_house_defines_metrics(house: House, signed_in: Any) -> None:
    for who in ("Maria", "Denis", "Elena", "Anna", "Carla"):
        client = signed_in(house.company, who)
        assert client.get("/setup/metrics").status_code == 403
        assert client.post("/setup/metrics/visits", {"do": "hide"}).status_code == 403


def test_a_hidden_metric_leaves_the_tables_and_comes_back(house: House, signed_in: Any) -> None:
    adam, olga = signed_in(house.company, "Adam"), signed_in(house.company, "Olga")
    for do, stands in (("hide", False), ("show", True)):
        assert adam.post("/setup/metrics/cold_visits", {"do": do}).status_code == 302
        assert ("Cold visits" in body(olga, "/review/work")) is stands


def test_programs_are_told_the_same(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    known = {one["key"]: one for one in client.get("/api/metrics").json()}
    assert known["visits"]["can_be_spread"] and not known["receivables"]["can_be_spread"]
    told = client.get("/api/metrics/moves?when=2026&by=person").json()
    page = VALUE.search(body(client, "/review/metric/moves?when=2026"))
    assert page and str(told["value"]) == page[1] == str(sum(row["value"] for row in told["rows"]))
    assert client.get("/api/metrics/luck").status_code == 404


def test_a_goal_on_a_metric_stands_beside_what_was_done_and_its_parts_sum(
    house: House, signed_in: Any, now: Any
) -> None:
    with scope(organisation=house.company.organisation):
        set_goal(
            organisation=house.company.organisation,
            period=parse_period("2026-11"),
            amount_minor=121,
            metric="visits",
            now=now,
        )
    body = signed_in(house.company, "Denis").get("/review/work?when=2026-11").content.decode()
    month = body.split('data-testid="work-week"')[0]
    planned = [int(each) for each in re.findall(r'data-testid="work-plan">/ (\d+)<', month)]
    # Denis leads Sales-1: half of the company's 121, in three ten-day parts.
    assert planned[0] in (60, 61) and sum(planned[1:]) == planned[0] and len(planned) == 4
