"""Where no forecast can be made the pages keep their facts, and one line says why and what mends it."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django_scopes import scope

from kvota.analytics.engines.duckdb_engine import cursor
from kvota.analytics.metrics import forecast as forecasts
from tests.web.conftest import House

PAGES = (
    *(("Maria", path) for path in ("/", "/board", "/plan")),
    *(("Denis", path) for path in ("/", "/board", "/board/heat", "/review", "/review?cut=unit")),
    *(("Olga", path) for path in ("/", "/review", "/review/funnel")),
    *(("Anna", path) for path in ("/", "/review")),
)
NO_RATE = "There is no rate of USD for"


@pytest.fixture
def foreign(house: House, today: date) -> House:
    """A company whose rep has a deal in dollars, of which nobody has entered a rate."""
    with scope(organisation=house.company.organisation):
        deal = house.company.deal("Foreign", currency="USD", amount=50_000_00, on=today - timedelta(days=9))
        house.company.move(deal, 4, on=today - timedelta(days=2))
    return house


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_missing_rate_costs_a_page_its_forecast_and_no_fact(
    foreign: House, signed_in: Any, today: date
) -> None:
    for who, path in PAGES:
        answer = signed_in(foreign.company, who).get(path)
        page = text_of(answer)
        assert answer.status_code == 200, (who, path)
        quiet = page.count('data-testid="facts-alone"')
        expected = 0 if path in {"/plan", "/review/funnel"} else 1
        assert (quiet, page.count(NO_RATE) > 0) == (expected, expected > 0), (who, path)
        assert "Most likely" not in page
    # What came is known to the kopeck; the sum with the dollars in it is unknown, and not less.
    owner = text_of(signed_in(foreign.company, "Olga").get("/"))
    assert re.search(r'data-testid="actual"[^>]*>₽4\dK<', owner)
    assert 'data-testid="gauge-in-work" data-value="5"' in owner
    rep = text_of(signed_in(foreign.company, "Maria").get("/"))
    assert "No forecast for now." in rep
    assert 'data-testid="move-next"' in rep  # and the day's work goes on
    board = text_of(signed_in(foreign.company, "Maria").get("/board"))
    heads = re.findall(r'data-testid="point-count"[^>]*>(\d+)</a> · <span class="num">([^<]*)<', board)
    assert ("1", "–") in heads and any(count == "1" and sums not in {"–", "₽0"} for count, sums in heads)
    # Who may enter the rate is led there; with it the forecast is back.
    way = '<a class="link whole" href="/setup/money">Enter a rate</a>'
    assert way in owner and way not in rep
    rate = {"currency": "USD", "rate": "90", "from_on": (today - timedelta(days=60)).isoformat()}
    assert signed_in(foreign.company, "Adam").post("/setup/money", rate).status_code == 302
    assert 'data-testid="facts-alone"' not in text_of(signed_in(foreign.company, "Maria").get("/"))


@pytest.mark.parametrize("fault", ["of our own", "of the copy"])
def test_a_fault_of_the_program_is_logged_with_the_reference_the_page_shows(
    house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, fault: str
) -> None:
    def broken(reading: Any, *given: Any, **named: Any) -> None:
        if fault == "of the copy":
            reading._at(named["as_of"]).execute("select no_such_column from deal_state")
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr(forecasts, "deals_to_forecast", broken)
    for who, path in (("Maria", "/"), ("Denis", "/"), ("Olga", "/"), ("Denis", "/review")):
        caplog.clear()
        with caplog.at_level(logging.ERROR, logger="kvota.web"):
            answer = signed_in(house.company, who).get(path)
        page = text_of(answer)
        assert answer.status_code == 200, (who, path)
        references = re.findall(r"reference ([A-Z0-9]{4}-[A-Z0-9]{4})", page)
        assert len(references) == 1, (who, path)
        (line,) = [record for record in caplog.records if record.name == "kvota.web"]
        assert references[0] in line.getMessage() and line.exc_info
    assert cursor()  # the engine itself still answers
