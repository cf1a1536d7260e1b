"""Every address × every role × every foreign object: deny by default, and show nothing of others."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from kvota.actions.set_deputy import end_deputy, set_deputy
from tests.how_many_examples import walkers
from tests.web.addresses import ADDRESSES, named_patterns, path_of
from tests.web.conftest import CANARY, House

PEOPLE = ("Maria", "Denis", "Olga", "Elena", "Anna", "Adam", "Carla")
WITH_OBJECT = sorted(name for name, address in ADDRESSES.items() if address.takes)
READABLE = sorted(name for name, address in ADDRESSES.items() if address.get)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def test_every_address_is_listed() -> None:
    assert {name for name, _ in named_patterns()} == set(ADDRESSES)


# One company is made for a whole table of addresses, and every fault of the table is told at once:
# a company for each cell of it would cost minutes on every run.


def test_a_guest_is_asked_to_sign_in_and_learns_nothing(house: House) -> None:
    client = Client()
    faults = []
    for name, address in ADDRESSES.items():
        for method in ("get", "post"):
            response = getattr(client, method)(
                path_of(name, house), address.data if method == "post" else None
            )
            sent_to_door = response.status_code == 302 and response["Location"].startswith("/sign-in?next=")
            if not address.public and not sent_to_door:
                faults.append((name, method, response.status_code))
    assert faults == []


@pytest.mark.parametrize("who", walkers(PEOPLE))
def test_an_object_of_another_company_looks_like_one_that_does_not_exist(
    who: str, house: House, stranger: House, signed_in: Any
) -> None:
    client = signed_in(house.company, who)
    faults = []
    for name in WITH_OBJECT:
        address = ADDRESSES[name]
        foreign = path_of(name, stranger)
        own_id = re.search(r"[0-9a-f-]{36}", foreign)
        assert own_id
        nobody = foreign.replace(own_id.group(), str(uuid4()))
        method = "post" if address.post and not address.get else "get"
        data = address.data if method == "post" else None
        answers = [getattr(client, method)(path, data) for path in (foreign, nobody)]
        codes = [answer.status_code for answer in answers]
        bodies = [_without_ids(answer.content) for answer in answers]
        if codes not in ([404, 404], [403, 403]) or bodies[0] != bodies[1]:
            faults.append((name, codes))
    assert faults == []


def _without_ids(body: bytes) -> bytes:
    """A body without what differs at every request: ids in addresses, tokens."""
    return re.sub(rb'[0-9a-f]{8}-[0-9a-f-]{27}|value="[A-Za-z0-9]{64}"', b"", body)


def test_a_colleagues_deal_does_not_exist_for_a_rep(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    codes = {}
    for name in WITH_OBJECT:
        address = ADDRESSES[name]
        if address.takes in {"deal", "client", "move", "file"}:
            method = "post" if address.post and not address.get else "get"
            response = getattr(client, method)(path_of(name, house, who="Chen"))
            codes[name] = response.status_code
    assert {name: code for name, code in codes.items() if code not in {403, 404}} == {}
    assert codes["deal"] == codes["client"] == codes["move-deal"] == 404


def test_a_colleagues_deal_exists_for_who_stands_in_and_again_not_when_it_has_ended(
    house: House, signed_in: Any, today: Any, now: Any
) -> None:
    company = house.company
    client = signed_in(company, "Maria")
    move = path_of("move-deal", house, who="Chen")
    by = {"seat": company.seats["Adam"], "now": now, "today": today}
    with scope(organisation=company.organisation):
        row = set_deputy(
            person=company.people["Chen"],
            stands_in=company.people["Maria"],
            from_on=today,
            last_on=today,
            **by,
        )
    assert client.get(path_of("deal", house, who="Chen")).status_code == 200
    assert client.get(path_of("client", house, who="Chen")).status_code == 200
    assert client.post(move, {"stage": "6"}).status_code in {200, 302}
    page = client.get("/").content.decode()
    assert f"who={company.people['Chen'].uid}" in page and "For Chen" in page
    with scope(organisation=company.organisation):
        assert house.deals["Chen"].moves.filter(author__name="Maria").count() == 1
        end_deputy(deputy=row, **by)
    codes = {name: client.get(path_of(name, house, who="Chen")).status_code for name in ("deal", "client")}
    assert codes == {"deal": 404, "client": 404}
    assert client.post(move, {"stage": "6"}).status_code == 404


def test_a_head_reads_his_team_and_not_the_other(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    assert client.get(path_of("deal", house, who="Ivan")).status_code == 200
    assert client.get(path_of("deal", house, who="Chen")).status_code == 404


@pytest.mark.parametrize("who", walkers(PEOPLE))
def test_no_page_shows_another_company_each_carries_its_armour_and_looking_changes_nothing(
    who: str, house: House, stranger: House, signed_in: Any
) -> None:
    client = signed_in(house.company, who)
    client.get(reverse("today"))
    before = _whole_database()
    faults: list[Any] = []
    for name in READABLE:
        response = client.get(path_of(name, house))
        if response.status_code not in {200, 302, 403, 404, 410}:
            faults.append((name, response.status_code))
        # a file is open until it is read to its end; close() would close our connection with it
        body = response.getvalue()
        if CANARY.encode() in body or CANARY in str(response.headers):
            faults.append((name, "canary"))
        policy = response["Content-Security-Policy"]
        if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
            faults.append((name, policy))
        faults += [(name, header) for header, value in HEADERS.items() if response[header] != value]
        if "camera=()" not in response["Permissions-Policy"]:
            faults.append((name, "permissions"))
    assert faults == []
    assert _whole_database() == before or who_changed(client, house) == []


def who_changed(client: Client, house: House) -> list[str]:
    """Which pages change what is stored when looked at: asked only once it is known that one does."""
    found, before = [], _whole_database()
    for name in READABLE:
        client.get(path_of(name, house)).getvalue()
        now = _whole_database()
        if now != before:
            found.append(name)
        before = now
    return [*found, "one of them, the first time only"]


def test_a_form_from_elsewhere_changes_nothing(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis", csrf=True)
    before = _whole_database()
    faults = []
    for name, address in ADDRESSES.items():
        if address.post:
            path = path_of(name, house)
            response = client.post(path, address.data, HTTP_ORIGIN="https://elsewhere.example")
            if response.status_code != 403:
                faults.append((name, response.status_code))
    assert faults == []
    assert _whole_database() == before


def _whole_database() -> str:
    """A hash over every row but the sessions, whose expiry every visit renews."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.db_table):
        if model._meta.db_table in {"django_session", "axes_accesslog", "axes_accessattempt"}:
            continue
        for row in model._base_manager.order_by("pk").values_list():
            digest.update(repr(row).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("role", ["rep", "finance"])
def test_nobody_gives_himself_more_by_extra_fields(role: str, house: House, signed_in: Any) -> None:
    who = {"rep": "Maria", "finance": "Elena"}[role]
    client = signed_in(house.company, who)
    deal = house.deals["Maria"]
    client.post(
        reverse("move-deal", args=[deal.uid]),
        {
            "stage": "4",
            "organisation": "2",
            "author": "1",
            "amount_minor": "1",
            "role": "owner",
            "owner": "1",
        },
    )
    deal.refresh_from_db()
    assert (deal.amount_minor, deal.owner.name) == (100_000_00, "Maria")
    assert house.company.seats[who].role == role


def test_a_seat_that_ended_stops_with_the_next_request(house: House, signed_in: Any, today: Any) -> None:
    client = signed_in(house.company, "Maria")
    assert client.get(reverse("my-moves")).status_code == 200
    seat = house.company.seats["Maria"]
    seat.to_on = today
    seat.save()
    assert client.get(reverse("my-moves")).status_code == 403


def test_a_role_that_changed_is_obeyed_by_the_next_request(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    assert client.get(path_of("deal", house, who="Ivan")).status_code == 200
    seat = house.company.seats["Denis"]
    seat.role = "rep"
    seat.save()
    assert client.get(path_of("deal", house, who="Ivan")).status_code == 404
