"""An id that is none, as long as one: what it belongs to is not there, and no page breaks on it."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import House

NONE = "x" * 36


ASKED: list[tuple[str, str, dict[str, str] | None, int]] = [
    ("Maria", "/board/move", {"deal": NONE, "stage": "2"}, 404),
    ("Maria", "/deal/{deal}/moves", {"stage": "4", "uid": NONE}, 422),
    ("Maria", "/deal/{deal}/change", {"product": NONE}, 302),
    ("Maria", "/deal/{deal}/carry", {"to": NONE}, 422),
    ("Denis", "/deal/{deal}/owner", {"person": NONE}, 404),
    ("Denis", "/review/deals/many", {"do": "reassign", "person": NONE, "deal": NONE}, 422),
    ("Denis", "/review/deals/many", {"do": "park", "until": "2026-12-24", "deal": NONE}, 422),
    ("Denis", "/plan/cell", {"version": NONE}, 404),
    ("Olga", "/setup/people", {"name": "New", "role": "rep", "unit": NONE}, 404),
    ("Olga", "/setup/people/{person}", {"duties": "Offers", "seat": NONE}, 404),
    ("Olga", "/setup/people/{person}/stand-in", {"end": NONE}, 404),
    ("Olga", "/setup/products", {"product": NONE, "price": "1"}, 404),
    ("Olga", "/payments/{payment}/match", {"deal": NONE}, 404),
    ("Olga", "/setup/stages/{stage}", {"retire": "1", "seen": "1", "to": NONE}, 422),
    ("Olga", "/setup/audit?who=" + NONE, None, 200),
    ("Olga", "/board?funnel=" + NONE, None, 404),
    ("Olga", "/review/deals?stage=" + NONE, None, 404),
    ("Maria", "/deal/{deal}/moves", {"lost": NONE}, 302),  # lost, and the reason is none of ours
]


def test_no_page_breaks_on_it(house: House, signed_in: Any) -> None:
    company = house.company
    clients = {who: signed_in(company, who) for who in ("Maria", "Denis", "Olga")}
    ids = {
        "deal": house.deals["Maria"].uid,
        "person": company.people["Maria"].uid,
        "payment": house.payment.uid,
        "stage": company.stages[2].uid,
    }
    answered = []
    for who, path, data, _status in ASKED:
        client, address = clients[who], path.format(**ids)
        answer = client.get(address) if data is None else client.post(address, data)
        answered.append((who, path, data, answer.status_code))
    assert answered == ASKED
