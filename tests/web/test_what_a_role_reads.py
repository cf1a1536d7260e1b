"""Each role reads the figures that are its own business, whatever address it asks.

Facts of somebody else are planted, each with digits that no sum can hide: they are a million
times larger than all there is beside them. Then every address is asked from every role's seat.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.set_deputy import set_deputy
from kvota.actions.set_goal import set_goal
from kvota.actions.type_goal_cell import type_goal_cell
from kvota.domain.calendar.period import Period, period_of
from kvota.language.formats import formats_for
from kvota.records.models import ProductPrice
from tests.how_many_examples import walkers
from tests.web.addresses import ADDRESSES, path_of
from tests.web.conftest import House

# Major units of roubles. The first seven digits are what is looked for.
SECRETS = {
    "a colleague's deal": 7_654_321_000_000,
    "a colleague's payment": 4_567_891_000_000,
    "a colleague's plan": 3_217_654_000_000,
    "the floor price": 2_765_431,
    "the profit": 1_987_654_000_000,
    "the revenue it takes": 8_912_345_000_000,
}
CLIENT, NOTE = "Betelgeuse", "whisperednote"
CUTS = ("person", "unit", "product")
WITH_SCOPE = (
    *("conditions", "principles", "client-map", "map-clients", "market", "market-deals"),
    *("today", "board", "plan", "review", "funnel", "deals", "moves-list", "tries-list", "actual-list"),
    *("receivables", "export", "search"),
)
WORDS = {"a colleague's client": CLIENT, "a colleague's note": NOTE}

# ux.md §2, "Rights in one table". Ivan is the colleague: of Denis's team, not of Petra's.
OF_THE_COLLEAGUE = frozenset({*SECRETS, *WORDS}) - {"the floor price", "the profit", "the revenue it takes"}
OF_THE_GOAL = frozenset({"the profit", "the revenue it takes"})
READS = {
    "Maria": frozenset(),
    "Carla": frozenset(),
    "Adam": frozenset({"the floor price"}),  # who sets the prices up reads them there
    "Petra": frozenset(),
    "Denis": OF_THE_COLLEAGUE,
    "Olga": OF_THE_COLLEAGUE | OF_THE_GOAL | {"the floor price"},
    "Elena": OF_THE_COLLEAGUE | OF_THE_GOAL,
    "Anna": OF_THE_COLLEAGUE | OF_THE_GOAL,
}


@pytest.fixture
def planted(house: House, today: date, now: Any) -> House:
    """The house with Ivan's deal, his payment and plan, a price with its floor, a goal of profit."""
    company = house.company
    deal = house.deals["Ivan"]
    period = period_of(today, "month")
    with scope(organisation=company.organisation):
        deal.client.name = CLIENT
        deal.client.save()
        company.version(deal, known_on=today, amount_minor=_minor("a colleague's deal"))
        company.move(deal, 4, on=today, by="Ivan", note=NOTE)
        paid = company.deal(CLIENT, owner="Ivan", on=today - timedelta(days=9), amount=1)
        company.move(paid, len(company.stages), on=today, by="Ivan")
        company.money("payment", paid, _minor("a colleague's payment"), on=today)
        ProductPrice.objects.create(
            organisation=company.organisation,
            product=company.product("GTX Pro"),
            price_minor=_minor("the floor price") + 1,
            floor_minor=_minor("the floor price"),
            currency=company.organisation.currency,
        )
        for metric in ("revenue", "profit"):
            goal = set_goal(
                organisation=company.organisation,
                seat=company.seats["Denis"],
                period=period,
                metric=metric,
                amount_minor=_minor("the profit" if metric == "profit" else "the revenue it takes"),
                revenue_minor=_minor("the revenue it takes"),
                now=now,
            )
            goal = _typed(house, goal, period, now)
    return replace(house, goal=goal)


def _typed(house: House, goal: Any, period: Period, now: Any) -> Any:
    """The goal with Ivan's and Maria's cells written by hand: hers is small, so her own page is no canary.

    The teams' cells too: a fifth of a half of the whole would be told in the digits of the whole.
    """
    for team, minor in (("Sales-1", 4_000_123_000_000_00), ("Sales-2", 3_911_357_000_000_00)):
        goal = type_goal_cell(
            seat=house.company.seats["Olga"],
            version=goal,
            node=f"u{house.company.units[team].pk}",
            month=period.key,
            value_minor=minor,
            now=now,
        )
    for who, minor in (("Ivan", _minor("a colleague's plan")), ("Maria", 50_000_00)):
        goal = type_goal_cell(
            seat=house.company.seats["Denis"],
            version=goal,
            node=f"p{house.company.people[who].pk}",
            month=period.key,
            value_minor=minor,
            now=now,
        )
    return goal


def _minor(name: str) -> int:
    return SECRETS[name] * 100


def secrets_in(body: str) -> set[str]:
    """Which of the planted facts a body tells, in full, grouped by thousands, as cells or rounded."""
    digits = re.sub("(?<=\\d)[\\s.,'\u00a0\u202f\u2009](?=\\d)", "", body)
    found = {name for name, word in WORDS.items() if word in body}
    for name, major in SECRETS.items():
        short = formats_for("en", "RUB").money_short(major * 100)
        if str(major)[:7] in digits or short in body:
            found.add(name)
    return found


def body_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode() + str(response.headers)


def questions(house: House) -> list[str]:
    """Every readable address for its own and for the colleague's objects, in each of the ways to ask it."""
    people, units = house.company.people, house.company.units
    ways = [
        {"show": "all", "cut": "unit"},
        {"when": "2026", "cut": "product", "q": CLIENT[:4]},
        {"who": str(people["Ivan"].uid)},
        {"who": str(units["Sales-1"].uid)},
        {"who": str(units["top"].uid), "cut": "person"},
    ]
    plain = []
    for name, address in ADDRESSES.items():
        if address.get:
            plain += [path_of(name, house, who=who) for who in ("Maria", "Ivan")[: 1 + bool(address.takes)]]
    deal, ivan = house.deals["Ivan"].uid, people["Ivan"].uid
    plain += ["/api/openapi.json", "/api/deals", f"/api/deals/{deal}", "/api/moves"]
    plain += [f"/api/plan-actual?{urlencode({'by': by, 'who': who})}" for by in CUTS for who in ("", ivan)]
    asked = [path_of(name, house) for name in WITH_SCOPE] + ["/review/export/actual.csv"]
    form = urlencode({"goal": "change", "edit": f"p{people['Ivan'].pk}:2026-11"})
    plain.append(f"{path_of('plan', house)}?{form}")
    return plain + [f"{path}?{urlencode(way)}" for path in asked for way in ways]


def told_to(who: str, house: House, client: Client) -> dict[str, set[str]]:
    """Which planted fact each address told this person; reading first, then every form sent."""
    told: dict[str, set[str]] = {}
    for path in questions(house):
        told[path] = secrets_in(body_of(client.get(path)))
    for name, address in ADDRESSES.items():
        if address.post and name not in {"sign-out", "enter-demo", "enter", "take-seat"}:
            path = path_of(name, house, who="Ivan" if address.takes else "Maria")
            told[f"POST {path}"] = secrets_in(body_of(client.post(path, address.data)))
    return {path: found for path, found in told.items() if found}


# Every page of a seat, one after another.
@pytest.mark.timeout(240)
@pytest.mark.parametrize("who", walkers(READS))
def test_a_seat_is_told_what_its_role_may_read_and_nothing_else(
    who: str, planted: House, signed_in: Any
) -> None:
    told = told_to(who, planted, signed_in(planted.company, who))
    too_much = {path: found - READS[who] for path, found in told.items() if found - READS[who]}
    assert too_much == {}
    # What a role may read is really shown somewhere: the search is not blind.
    assert set().union(*told.values()) == READS[who]


@pytest.mark.timeout(240)
def test_who_stands_in_is_told_of_the_deals_and_not_of_the_plan(
    planted: House, signed_in: Any, today: date, now: Any
) -> None:
    company = planted.company
    with scope(organisation=company.organisation):
        set_deputy(
            seat=company.seats["Adam"],
            person=company.people["Ivan"],
            stands_in=company.people["Maria"],
            from_on=today,
            last_on=today,
            now=now,
            today=today,
        )
    told = told_to("Maria", planted, signed_in(company, "Maria"))
    reads = OF_THE_COLLEAGUE - {"a colleague's plan"}
    assert {path: found - reads for path, found in told.items() if found - reads} == {}
    assert set().union(*told.values()) == reads
    # Her own pages stay her own: what she looks after for him she asks for by his name.
    own = [path for path in told if urlsplit(path).path in {"/", "/plan", "/review"} and "who=" not in path]
    assert own == []


def test_the_search_knows_a_fact_however_it_is_written() -> None:
    for body in ("2\u202f765\u202f431 ₽", "₽2,765,431.00", "276543100", "₽2.8M"):
        assert secrets_in(body) == {"the floor price"}
    assert secrets_in("2 765 and 431") == set()
