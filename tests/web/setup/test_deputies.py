"""Who stands in is said on the page of the person who is away, and told by the audit."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.urls import reverse
from django_scopes import scope

from kvota.actions.record_move import record_move
from kvota.records.models import Deal, Deputy, Seat
from tests.web.conftest import House


def test_a_stand_in_is_named_works_and_is_ended_and_the_audit_says_for_whom(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    company = house.company
    browser = signed_in(company, "Olga")
    maria, chen = (str(company.people[who].uid) for who in ("Maria", "Chen"))
    address, page = reverse("stand-in", args=[maria]), reverse("setup-person", args=[maria])
    days = {"stands_in": chen, "from_on": "2026-11-18", "last_on": "2026-11-20"}
    told = browser.post(address, days, follow=True).content.decode()
    assert "Chen stands in" in told and "18/11/2026 – 20/11/2026" in told
    assert "Stands in for Maria" in browser.get(reverse("setup-person", args=[chen])).content.decode()
    with scope(organisation=company.organisation):
        seat = Seat.objects.select_related("person", "organisation").get(person__name="Chen")
        deal = Deal.objects.get(pk=house.deals["Maria"].pk)
        record_move(seat=seat, deal=deal, kind="touch", now=now, today=today)
        row = Deputy.objects.get()
    browser.post(address, {"end": str(row.uid)})
    assert 'data-testid="deputies"' not in browser.get(page).content.decode()
    audit = unescape(browser.get("/setup/audit").content.decode())
    for said in (
        "Chen stands in for Maria from 18/11/2026, back on 21/11/2026",
        "Chen stands in for Maria no more from 18/11/2026",
        "Star Maria: worked, no move",
    ):
        assert said in audit, said
    assert re.search(r"worked, no move.*?Chen for Maria", audit, re.S)


def test_a_refusal_names_the_remedy_and_a_foreign_row_does_not_exist(
    house: House, stranger: House, signed_in: Any
) -> None:
    browser = signed_in(house.company, "Adam")
    maria, chen = (str(house.company.people[who].uid) for who in ("Maria", "Chen"))
    address = reverse("stand-in", args=[maria])
    days = {"stands_in": chen, "from_on": "2026-11-20", "last_on": "2026-11-19"}
    refused = browser.post(address, days)
    assert refused.status_code == 422 and "Change one of them" in refused.content.decode()
    foreign = str(stranger.company.people["Chen"].uid)
    assert browser.post(address, days | {"stands_in": foreign}).status_code == 404
    assert browser.post(address, {"end": maria}).status_code == 404
    with scope(organisation=house.company.organisation):
        assert not Deputy.objects.exists()
