"""The page of hours: person by week taken apart, absences said there, the rates in the settings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.records.models import Absence, Organisation, Seat
from tests.web.conftest import House

AWAY = {"from_on": "2026-11-23", "last_on": "2026-11-25", "kind": "illness"}


def away(client: Any, house: House, who: str = "Maria", **sent: str) -> Any:
    return client.post("/plan/hours/away", {**AWAY, "person": str(house.company.people[who].uid), **sent})


def names(body: str) -> list[str]:
    return re.findall(r'data-testid="hours-row"><th scope="row">(\w+)', body)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("Maria", ["Maria"]),
        ("Denis", ["Ivan", "Maria"]),
        ("Olga", ["Boris", "Chen", "Ivan", "Maria"]),
        ("Anna", ["Boris", "Chen", "Ivan", "Maria"]),
    ],
)
def test_everybody_sees_the_hours_of_those_in_his_sight(
    house: House, signed_in: Any, who: str, sees: list[str]
) -> None:
    assert names(signed_in(house.company, who).get("/plan/hours").content.decode()) == sees


def test_who_comes_to_the_team_later_has_hours_in_it_and_opens_nothing_before(
    house: House, signed_in: Any
) -> None:
    company = house.company
    client = signed_in(company, "Petra")
    maria, december = company.people["Maria"], date(2026, 12, 1)
    with scope(organisation=company.organisation):
        Seat.objects.filter(person=maria).update(to_on=december)
        Seat.objects.create(
            organisation=company.organisation,
            person=maria,
            unit=company.units["Sales-2"],
            role="rep",
            from_on=december,
        )
    body = client.get(f"/plan/hours?math={maria.uid}:2026-W49").content.decode()
    assert names(body) == ["Boris", "Chen", "Maria"]
    assert "4 working days" in body
    assert f"/deals?who={maria.uid}" not in body
    assert f'<option value="{maria.uid}"' not in body


@pytest.mark.parametrize("who", ["Adam", "Carla"])
def test_who_leads_nobody_and_sells_nothing_finds_no_such_page(
    house: House, signed_in: Any, who: str
) -> None:
    client = signed_in(house.company, who)
    assert client.get("/plan/hours").status_code == 404
    assert away(client, house).status_code == 404


def test_a_number_opened_shows_what_was_taken_off(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    maria = house.company.people["Maria"].uid
    away(client, house)
    body = client.get(f"/plan/hours?math={maria}:2026-W48").content.decode()
    math = body[body.index('data-testid="hours-math"') :]
    assert "3 days away" in math.replace("\xa0", " ") and "15.6" in math
    assert "1 deal in work" in math.replace("\xa0", " ") and "assumed" in math


def test_an_absence_is_said_and_taken_back(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    assert away(client, house).status_code == 302
    with scope(organisation=house.company.organisation):
        row = Absence.objects.get()
    assert "Illness" in client.get("/plan/hours").content.decode()
    assert client.post("/plan/hours/away", {"end": str(row.uid)}).status_code == 302
    assert 'data-testid="absence"' not in client.get("/plan/hours").content.decode()


def test_why_somebody_is_away_is_no_business_of_the_analyst_and_of_other_teams(
    house: House, signed_in: Any
) -> None:
    away(signed_in(house.company, "Denis"), house)
    for who in ("Anna", "Petra", "Ivan", "Elena"):
        body = signed_in(house.company, who).get("/plan/hours").content.decode()
        assert 'data-testid="absence"' not in body
    assert 'data-testid="absence"' in signed_in(house.company, "Maria").get("/plan/hours").content.decode()


def test_a_head_says_nothing_of_somebody_elses_team(house: House, signed_in: Any) -> None:
    assert away(signed_in(house.company, "Denis"), house, "Chen").status_code == 404
    assert away(signed_in(house.company, "Maria"), house, "Ivan").status_code == 404
    away(signed_in(house.company, "Petra"), house, "Chen")
    with scope(organisation=house.company.organisation):
        row = Absence.objects.get()
    assert (
        signed_in(house.company, "Denis").post("/plan/hours/away", {"end": str(row.uid)}).status_code == 404
    )


@pytest.mark.parametrize(
    "sent", [{"last_on": "2026-11-20"}, {"from_on": ""}, {"last_on": "2028-01-01"}, {"kind": "tired"}]
)
def test_days_that_cannot_be_are_refused_and_stay_in_the_form(
    house: House, signed_in: Any, sent: dict[str, str]
) -> None:
    answer = away(signed_in(house.company, "Denis"), house, **sent)
    body = answer.content.decode()
    assert answer.status_code == 422 and 'data-testid="refusal"' in body
    assert f'value="{ {**AWAY, **sent}["last_on"] }"' in body


def test_leave_is_a_day_off_on_today_too(house: House, signed_in: Any) -> None:
    away(signed_in(house.company, "Denis"), house, from_on="2026-11-18", last_on="2026-11-18")
    assert 'data-testid="day-off"' in signed_in(house.company, "Maria").get("/").content.decode()


def test_more_people_cost_no_more_queries(house: House, signed_in: Any) -> None:
    counts = []
    for who in ("Maria", "Olga"):
        client = signed_in(house.company, who)
        client.get("/plan/hours")
        with CaptureQueriesContext(connection) as asked:
            client.get("/plan/hours")
        counts.append(len(asked))
    assert max(counts) <= 20


def test_the_rates_are_typed_in_percent_and_kept_exactly(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Adam", language="ru")
    sent = {"hours_a_day": "7,5", "utilisation": "60", "ramp": "30 60", "call": "0,2"}
    assert client.post("/setup/hours", sent).status_code == 302
    kept = Organisation.objects.get(pk=house.company.organisation.pk).workload
    assert kept == {
        "hours_a_day": "15/2",
        "utilisation": "3/5",
        "ramp": ["3/10", "3/5"],
        "activities": {"call": "1/5"},
    }
    body = client.get("/setup/hours").content.decode()
    assert 'name="hours_a_day" value="7,5"' in body and 'name="ramp" value="30 60"' in body


@pytest.mark.parametrize("sent", [{"utilisation": "120"}, {"hours_a_day": "x"}, {"ramp": "50 300"}])
def test_a_rate_that_cannot_be_is_refused_and_stays(
    house: House, signed_in: Any, sent: dict[str, str]
) -> None:
    answer = signed_in(house.company, "Adam").post("/setup/hours", sent)
    ((name, value),) = sent.items()
    assert answer.status_code == 422 and f'name="{name}" value="{value}"' in answer.content.decode()


def test_only_who_sets_up_opens_the_rates(house: House, signed_in: Any) -> None:
    assert signed_in(house.company, "Denis").get("/setup/hours").status_code == 403
