"""The page of a deal: what is expected of it, how its client is reached, and what a hand may set."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django_scopes import scope

from kvota.analytics.metrics.deal_outlook import deal_outlook
from tests.web.conftest import House


def page(client: Any, path: str) -> str:
    return unescape(client.get(path).content.decode())


def test_the_chance_and_the_days_are_those_of_the_forecast(house: House, signed_in: Any, today: Any) -> None:
    deal = house.deals["Maria"]
    with scope(organisation=house.company.organisation):
        told = deal_outlook(house.company.organisation, deal.pk, as_of=today)
    assert told and told.early_on and told.late_on
    client = signed_in(house.company, "Maria")
    body = page(client, f"/deal/{deal.uid}")
    chance = re.search(r'data-testid="chance".*?(\d+) of 20', body, re.DOTALL)
    assert chance and int(chance.group(1)) == round(20 * told.chance)
    counted = [each.period.key for each in told.months if round(20 * each.chance)]
    assert re.findall(r'href="/plan\?when=([^"]+)"><span>', body) == counted != []
    assert "said by hand" not in body
    client.post(f"/deal/{deal.uid}/change", {"expected_on": (today + timedelta(days=20)).isoformat()})
    assert "said by hand" in page(client, f"/deal/{deal.uid}")
    client.post(f"/deal/{deal.uid}/change", {"expected_on": ""})
    assert page(client, f"/deal/{deal.uid}").count("said by hand") == 0


def test_a_paid_deal_expects_nothing(house: House, signed_in: Any, today: Any) -> None:
    with scope(organisation=house.company.organisation):
        deal = house.company.deal("Paid long ago", on=today - timedelta(days=40))
        house.company.move(deal, 8, on=today - timedelta(days=20))
        house.company.money("payment", deal, 100_000_00, on=today - timedelta(days=20))
    body = page(signed_in(house.company, "Maria"), f"/deal/{deal.uid}")
    assert 'data-testid="chance"' not in body and 'data-testid="counts-on-it"' not in body
    assert re.search(r'data-testid="deal-steps-left">0<', body)


def test_a_client_is_called_written_to_and_found_from_his_deal(house: House, signed_in: Any) -> None:
    deal = house.deals["Maria"]
    client = signed_in(house.company, "Maria")
    assert 'data-testid="reach"' not in page(client, f"/deal/{deal.uid}")
    said = {"phone": "+7 (912) 345-67-89", "email": "a@vega.ru", "address": "Lenina 1 & 2"}
    assert client.post(f"/client/{deal.client.uid}/reach", said).status_code == 302
    body = client.get(f"/deal/{deal.uid}").content.decode()
    assert 'href="tel:+7912345-67-89"' in body and 'href="sms:+7912345-67-89"' in body
    assert 'href="mailto:a@vega.ru"' in body and 'href="geo:0,0?q=Lenina%201%20%26%202"' in body
    wrong = client.post(f"/client/{deal.client.uid}/reach", said | {"phone": "by pigeon"})
    assert wrong.status_code == 422 and "by pigeon" in wrong.content.decode()
    foreign = house.deals["Chen"].client.uid
    assert client.post(f"/client/{foreign}/reach", said).status_code == 404
