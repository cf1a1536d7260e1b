"""The API says and reads the same supply of leads as the page, all of a call or nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from kvota.records.models import Event, SupplyEntry
from tests.a_small_company import SmallCompany, a_small_company
from tests.api.keys import key_of


@pytest.fixture
def company(db: None) -> SmallCompany:
    return a_small_company()


@pytest.fixture
def ask(company: SmallCompany, now: Any) -> Any:
    """`ask()` reads the supply of two weeks; `ask(entries)` says some."""
    client = Client(headers={"Authorization": f"Bearer {key_of(company, 'Denis', now)}"})

    def send(*entries: dict[str, Any], query: str = "") -> Any:
        if entries:
            return client.post("/api/supply", json.dumps({"entries": entries}), "application/json")
        return client.get(f"/api/supply?since=2026-11-18&weeks=2{query}").json()["channels"]

    return send


def test_what_is_said_is_read_back_and_what_is_left_out_stays(company, ask) -> None:
    ivan = str(company.people["Ivan"].uid)
    said = {"channel": "Site", "week_on": "2026-11-18", "expected": 12, "planned": "1500.50"}
    assert ask(said | {"promised_by": ivan}).json() == {"recorded": 1}
    assert ask(said).json() == {"recorded": 0}, "the same again"
    assert ask({"channel": "site", "week_on": "2026-11-16", "spent": "900", "planned": None}).json() == {
        "recorded": 1
    }
    ask({"channel": "Fair", "week_on": "2026-11-25", "expected": 3})
    fair, site = ask()
    assert (site["channel"], fair["channel"]) == ("Site", "Fair")
    assert site["weeks"][0] == {
        "week_on": "2026-11-16",
        "expected": 12,
        "actual": 0,
        "promised_by": ivan,
        "planned": None,
        "spent": "900.00",
    }
    assert site["weeks"][1]["actual"] is None, "that week has not begun"
    assert [one["channel"] for one in ask(query="&channel=FAIR")] == ["Fair"]


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"expected": -1}, 422, "leads_out_of_range"),
        ({"channel": "  "}, 422, "channel_name_needed"),
        ({"spent": "12.345"}, 422, "too_many_decimals"),
        ({"promised_by": str(uuid4())}, 404, "not_found"),
        ({"colour": "red"}, 422, "unreadable"),
    ],
)
def test_one_wrong_entry_and_none_is_stored(company, ask, wrong, status, code) -> None:
    right = {"channel": "Site", "week_on": "2026-11-18", "expected": 12}
    answer = ask(right, {"channel": "Fair", "week_on": "2026-11-18"} | wrong)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    with scope(organisation=company.organisation):
        assert not SupplyEntry.objects.exists()
        assert not Event.objects.filter(kind="supply_recorded").exists()
