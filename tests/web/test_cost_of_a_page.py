"""A page of a large company asks as often as that of a small one: what it costs grows with nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.analytics import columnar_copy
from kvota.analytics.reading import Reading
from kvota.domain.calendar.period import period_of
from kvota.records.models import Person, Seat
from tests.a_small_company import SmallCompany, a_small_company
from tests.how_many_examples import walkers

PAGES = {
    "today": "/",
    "board": "/board",
    "stuck": "/board?show=stuck",
    "plan": "/plan",
    "review": "/review",
    "units": "/review?cut=unit",
    "work": "/review/work",
    "metric": "/review/metric/moves",
}


def company_of(name: str, *, reps: int, deals: int, today: date, now: Any) -> SmallCompany:
    """A company in which each rep has so many open deals, some old, some signed, and some that were paid."""
    company = a_small_company(name)
    with scope(organisation=company.organisation):
        unit = company.units["Sales-1"]
        more = [_rep(company, f"Rep {number}", unit) for number in range(reps)]
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Denis"],
            period=period_of(today, "month"),
            amount_minor=90_000_000_00,  # not reached by either, so both are forecast
            now=now,
        )
        for who in ("Maria", "Ivan", *more):
            for number in range(deals):
                on = today - timedelta(days=3 + 40 * (number % 2))
                deal = company.deal(f"{who} {number}", owner=who, on=on, amount=100_00 * (number + 1))
                company.move(deal, (1, 4, 7)[number % 3], on=on)
            for number in range(deals // 4):
                paid = company.deal(f"{who} paid {number}", owner=who, on=today - timedelta(days=30))
                company.move(paid, 7, on=today - timedelta(days=9))
                company.move(paid, 8, on=today - timedelta(days=2))
                company.money("payment", paid, 50_000_00, on=today - timedelta(days=2))
    return company


def _rep(company: SmallCompany, name: str, unit: Any) -> str:
    person = Person.objects.create(organisation=company.organisation, name=name)
    company.people[name] = person
    Seat.objects.create(organisation=company.organisation, person=person, unit=unit, role="rep")
    return name


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that reach the columnar copy, one after another."""
    questions: list[str] = []
    execute = Reading._execute
    monkeypatch.setattr(Reading, "_execute", lambda *a: questions.append(a[1]) or execute(*a))
    return questions


def costs(client: Client, asked: list[str]) -> dict[str, list[Any]]:
    """What each page asks of the database and of the copy: when nothing is kept, and the second time."""
    found = {}
    for name, path in PAGES.items():
        columnar_copy.forget_everything()
        counts: list[Any] = []
        for _ in range(2):
            asked.clear()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
            assert response.status_code == 200, name
            counts += [len(queries), sorted(asked)]
        found[name] = counts
    return found


@pytest.mark.parametrize("who", walkers(["Denis", "Olga", "Maria"]))
def test_a_page_asks_as_often_for_many_rows_as_for_few(
    who: str, db: None, today: date, now: Any, signed_in: Any, asked: list[str]
) -> None:
    few = company_of("Small Trade", reps=1, deals=4, today=today, now=now)
    many = company_of("Large Trade", reps=6, deals=12, today=today, now=now)
    small, large = (costs(signed_in(company, who), asked) for company in (few, many))
    assert large == small
    # The second time the copy is asked for nothing but whether anything was stored since.
    assert {name: counts[3] for name, counts in large.items()} == {name: [] for name in PAGES}


# What is due, asked of one and proposed to one are a question each; none of them grows with rows.
MOST_QUERIES = 50


def test_a_page_of_a_head_asks_little(db: None, today: date, now: Any, signed_in: Any, asked: Any) -> None:
    company = company_of("Vega Trade", reps=1, deals=4, today=today, now=now)
    found = costs(signed_in(company, "Denis"), asked)
    assert {name: counts[2] for name, counts in found.items() if counts[2] > MOST_QUERIES} == {}
    assert {name: counts[1] for name, counts in found.items() if len(counts[1]) > 17} == {}
