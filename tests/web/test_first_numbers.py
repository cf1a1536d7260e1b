"""`/plan/start`: four numbers where there is no history; the forecast reads them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.analytics.assumed_funnel import assumed_funnel
from kvota.analytics.metrics.forecast import chances
from kvota.analytics.scope import whole_company
from kvota.records.models import AssumedFunnel
from tests.web.conftest import House

GOOD = {"meetings": "20", "deals": "10", "average": "300,000", "weeks": "20"}


def test_what_is_usual_stands_in_the_fields_and_is_called_assumed(house: House, signed_in: Any) -> None:
    body = signed_in(house.company, "Olga").get("/plan/start").content.decode()
    for words in (
        'value="50"',
        'value="30"',
        'value="6.5"',
        "what is usual elsewhere",
        "4 meetings, 7 leads",
    ):
        assert words in body


def test_saved_numbers_are_whose_they_are_and_change_the_forecast(
    house: House, signed_in: Any, today: Any
) -> None:
    organisation = house.company.organisation

    def likely() -> float:
        with scope(organisation=organisation):
            found = chances(organisation, scope=whole_company(on=today), as_of=today, days=60)
        return sum(found.values())

    before = likely()
    client = signed_in(house.company, "Olga")
    assert client.post("/plan/start", GOOD).status_code == 302
    body = client.get("/plan/start").content.decode()
    assert "Assumed: Olga gave these numbers on" in body
    assert "10 meetings, 50 leads and 20 weeks" in body
    with scope(organisation=organisation):
        found = assumed_funnel(organisation)
        assert (found.lead_to_meeting, found.meeting_to_deal) == (Fraction(1, 5), Fraction(1, 10))
        assert found.average_deal_minor == 300_000_00
    assert likely() < before / 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("meetings", "0", "The conversion of step 1 is"),
        ("deals", "101", "The conversion of step 2 is"),
        ("average", "0", "The average deal is"),
        ("weeks", "-1", "weeks. Enter a number above zero"),
        ("weeks", "400", "Enter at most 208"),
        ("meetings", "many", "many"),
    ],
)
def test_what_is_out_of_range_is_refused_and_kept_in_its_field(
    house: House, signed_in: Any, field: str, value: str, said: str
) -> None:
    answer = signed_in(house.company, "Olga").post("/plan/start", {**GOOD, field: value})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert said in body
    assert f'value="{value}"' in body
    with scope(organisation=house.company.organisation):
        assert not AssumedFunnel.objects.exists()


def test_a_rep_is_not_asked(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    assert client.get("/plan/start").status_code == 403
    assert client.post("/plan/start", GOOD).status_code == 403
