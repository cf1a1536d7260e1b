"""The answers of the API, field by field, for every role: a new field or a new row must be written here."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.make_scenario import make_scenario
from kvota.actions.set_goal import set_goal
from kvota.api.door import api
from kvota.domain.calendar.period import period_of
from kvota.domain.exact_number import exact
from kvota.domain.planning.scenario import Levers
from tests.a_small_company import SmallCompany, a_small_company
from tests.api.keys import key_of

DEAL = {
    *("id", "client", "owner", "product", "amount", "currency"),
    *("amount_assumed", "created_on", "next_step_on", "tags"),
}
STATE = DEAL | {"funnel", "stage", "since_on", "lost", "parked_until", "competitors"}
MOVE = {
    *("id", "sequence", "deal", "kind", "action", "stage", "occurred_on"),
    *("known_on", "recorded_at", "author", "undone"),
}
REPORT = {
    *("company", "who", "when", "as_of", "basis", "currency", "plan", "actual", "assumed", "gap"),
    *("attainment", "plan_to_date", "pace", "required_per_day", "working_days", "working_days_left"),
    *("plan_months", "plan_months_without"),
}
ROW = {"id", "name", "plan", "plan_months_without", "actual", "gap", "attainment"}
SCENARIO = {"id", "name", "period", "levers", "own_goal", "author", "recorded_at"}
TECHNOLOGY = {"company", "who", "as_of", "stages"}
TECHNOLOGY_STAGE = {"stage", "name", "rank", "funnel", "state", "versions"}
TECHNOLOGY_VERSION = {
    *("version", "from", "to", "in_force", "entered", "decided", "share", "low", "high"),
    *("newest", "age_days", "assumed", "state"),
}
SUPPLY = {"currency", "channels"}
SUPPLY_WEEK = {"week_on", "expected", "actual", "promised_by", "planned", "spent"}
NOT_YOURS = {"error"}
REFUSED = {"error", "fields", "message"}

OPERATIONS = {
    ("get", "/api/deals"),
    ("get", "/api/deals/{uid}"),
    ("get", "/api/metrics"),
    ("get", "/api/metrics/{key}"),
    ("get", "/api/moves"),
    ("post", "/api/moves"),
    ("post", "/api/moves/{uid}/undo"),
    ("get", "/api/needed"),
    ("get", "/api/plan-actual"),
    ("get", "/api/scenarios"),
    ("get", "/api/scenarios/{uid}"),
    ("get", "/api/supply"),
    ("post", "/api/supply"),
    ("get", "/api/technology"),
}

# Who reads whose deals, who records and undoes on Maria's deal, and whose rows sum to his report.
EVERYBODY = ["Chen", "Ivan", "Maria"]
ROLES: dict[str, tuple[list[str], int, int, list[str | None]]] = {
    "Maria": (["Maria"], 201, 200, ["Maria"]),
    "Denis": (["Ivan", "Maria"], 201, 200, ["Ivan", "Maria"]),
    "Petra": (["Chen"], 404, 404, ["Boris", "Chen"]),
    "Olga": (EVERYBODY, 403, 403, ["Boris", *EVERYBODY]),
    "Elena": (EVERYBODY, 403, 403, ["Boris", *EVERYBODY]),
    "Anna": (EVERYBODY, 403, 403, ["Boris", *EVERYBODY]),
    "Adam": ([], 404, 404, []),
    "Carla": ([], 404, 404, []),
}

# Whose report each may ask for by name; who is not here, for everybody's.
REACHES = {
    "Maria": {"Maria"},
    "Denis": {"Denis", "Ivan", "Maria"},
    "Petra": {"Petra", "Boris", "Chen"},
    "Adam": set(),
    "Carla": set(),
}


@pytest.fixture
def company(db: None, today: date, now: Any) -> SmallCompany:
    """A deal with a payment of each of three reps, and a goal that everybody has his share of."""
    small = a_small_company()
    with scope(organisation=small.organisation):
        for who in EVERYBODY:
            deal = small.deal(f"{who}'s client", owner=who, on=today - timedelta(days=9))
            small.move(deal, 2, on=today - timedelta(days=9), by=who)
            small.money("payment", deal, 500_00, on=today)
        set_goal(
            organisation=small.organisation,
            seat=small.seats["Olga"],
            period=period_of(today, "month"),
            amount_minor=900_000_00,
            now=now,
        )
    return small


@pytest.fixture
def asked(company: SmallCompany, now: Any) -> Any:
    """`asked(who, method, path)`: the status and the body of one answer."""

    def ask(who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        secret = key_of(company, who, now)
        send = getattr(Client(headers={"Authorization": f"Bearer {secret}"}), method)
        answer = send(path, json.dumps(body), content_type="application/json") if body else send(path)
        return answer.status_code, answer.json()

    return ask


def fields(answer: Any) -> set[str]:
    """The names an answer carries, those of each of its rows where it is a list."""
    return set().union(*answer) if isinstance(answer, list) else set(answer)


def test_every_operation_of_the_api_is_held_here() -> None:
    found = {(method, path) for path, ways in api.get_openapi_schema()["paths"].items() for method in ways}
    assert found == OPERATIONS


@pytest.mark.parametrize("who", ROLES)
def test_the_deals_are_those_in_sight_and_their_fields_are_known(who, company, asked) -> None:
    owners, *_ = ROLES[who]
    status, found = asked(who, "get", "/api/deals")
    assert (status, fields(found) or DEAL) == (200, DEAL)
    assert sorted(deal["owner"] for deal in found) == owners
    with scope(organisation=company.organisation):
        ids = {client.name[:-9]: client.deals.get().uid for client in company.clients.values()}
    for owner, uid in ids.items():
        status, one = asked(who, "get", f"/api/deals/{uid}")
        assert (status, fields(one)) == ((200, STATE) if owner in owners else (404, NOT_YOURS))


@pytest.mark.parametrize("who", ROLES)
def test_a_move_is_read_recorded_and_undone_by_whose_business_it_is(who, company, asked, today) -> None:
    owners, records, undoes, _ = ROLES[who]
    status, found = asked(who, "get", "/api/moves")
    assert (status, len(found), fields(found) or MOVE) == (200, len(owners), MOVE)
    with scope(organisation=company.organisation):
        deal = company.clients["Maria's client"].deals.get()
    uid = str(uuid4())
    status, answer = asked(who, "post", "/api/moves", {"id": uid, "deal": str(deal.uid), "stage": 3})
    said = {201: MOVE | {"steps", "deal_stage"}, 403: REFUSED, 404: NOT_YOURS}
    assert (status, fields(answer)) == (records, said[records])
    with scope(organisation=company.organisation):
        move = company.move(deal, 4, on=today, by="Maria")
    status, answer = asked(who, "post", f"/api/moves/{move.uid}/undo")
    assert (status, fields(answer)) == (undoes, {200: MOVE, 403: REFUSED, 404: NOT_YOURS}[undoes])


@pytest.mark.parametrize("who", ROLES)
def test_plan_and_actual_are_those_of_the_people_in_sight(who, company, asked) -> None:
    *_, names = ROLES[who]
    status, report = asked(who, "get", "/api/plan-actual")
    assert (status, fields(report)) == (200, REPORT)
    status, report = asked(who, "get", "/api/plan-actual?by=person")
    assert (status, fields(report)) == (200, REPORT | {"by", "rows"})
    assert sorted(row["name"] for row in report["rows"]) == names
    assert set(report["rows"][0] if report["rows"] else ROW) == ROW
    reached = {
        other
        for other, person in company.people.items()
        if asked(who, "get", f"/api/plan-actual?who={person.uid}")[0] == 200
    }
    assert reached == REACHES.get(who, set(company.people))


@pytest.mark.parametrize("who", ROLES)
def test_what_a_goal_needs_is_told_to_who_reads_its_plan(who, company, asked) -> None:
    *_, names = ROLES[who]
    status, report = asked(who, "get", "/api/needed")
    assert (status, "leads" in report) == ((200, True) if names else (404, False))
    reached = {
        other
        for other, person in company.people.items()
        if asked(who, "get", f"/api/needed?who={person.uid}")[0] == 200
    }
    assert reached == REACHES.get(who, set(company.people))


@pytest.mark.parametrize("who", ROLES)
def test_scenarios_are_read_by_who_reads_several_plans(who, company, asked, today, now) -> None:
    with scope(organisation=company.organisation):
        made = make_scenario(
            seat=company.seats["Anna"],
            name="Dearer",
            period=period_of(today, "month"),
            levers=Levers(price=exact("3/100")),
            now=now,
        )
    reads = who in {"Denis", "Petra", "Olga", "Elena", "Anna"}
    status, found = asked(who, "get", "/api/scenarios")
    assert (status, fields(found)) == ((200, SCENARIO) if reads else (404, NOT_YOURS))
    status, one = asked(who, "get", f"/api/scenarios/{made.line}")
    assert (status, fields(one)) == (
        (200, SCENARIO | {"who", "needs", "as_it_is", "chance_with_the_starts_as_it_is"})
        if reads
        else (404, NOT_YOURS)
    )
    if reads:
        assert one["levers"] == {"price": "3/100"}
        _status, alone = asked(who, "get", "/api/needed?price=3/100")
        assert {"company": alone["company"], "who": one["who"]} | one["needs"] == alone
        assert asked(who, "get", f"/api/scenarios/{uuid4()}") == (404, {"error": "not_found"})


@pytest.mark.parametrize("who", ROLES)
def test_the_technology_counts_the_deals_of_the_people_in_sight(who, company, asked) -> None:
    *_, rows = ROLES[who]
    status, report = asked(who, "get", "/api/technology")
    assert (status, fields(report), fields(report["stages"])) == (200, TECHNOLOGY, TECHNOLOGY_STAGE)
    versions = [version for stage in report["stages"] for version in stage["versions"]]
    assert fields(versions) == TECHNOLOGY_VERSION
    (second,) = (stage for stage in report["stages"] if stage["rank"] == 2)
    assert sum(version["entered"] for version in second["versions"]) == len({*rows} & {*EVERYBODY})
    assert asked(who, "get", f"/api/technology?who={uuid4()}")[0] == 404


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("Denis", 200, 200),
        ("Olga", 200, 200),
        ("Elena", 200, 403),
        ("Anna", 200, 403),
        ("Maria", 404, 404),
        ("Adam", 404, 404),
        ("Carla", 404, 404),
    ],
)
def test_the_supply_is_read_and_written_by_whom_the_page_lets(who, reads, writes, company, asked) -> None:
    status, found = asked(who, "get", "/api/supply?weeks=1&since=2026-11-10")
    assert (status, fields(found)) == (reads, SUPPLY if reads == 200 else NOT_YOURS)
    if reads == 200:
        (source,) = found["channels"]
        assert fields(source["weeks"]) == SUPPLY_WEEK and source["weeks"][0]["actual"] == 3
    entry = {"channel": "Site", "week_on": "2026-11-18", "expected": 5}
    status, answer = asked(who, "post", "/api/supply", {"entries": [entry]})
    said = {200: {"recorded"}, 403: REFUSED, 404: NOT_YOURS}
    assert (status, fields(answer)) == (writes, said[writes])
