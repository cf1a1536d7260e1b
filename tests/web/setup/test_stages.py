"""Stages on the setup page: a retired one gives its clients another, and everything can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django_scopes import scope

from kvota.records.models import ManyAtOnce, Stage
from tests.web.conftest import House

COUNT = re.compile(r'data-testid="list-count" data-value="(\d+)"')


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_a_stage_with_clients_asks_where_they_go_and_one_press_brings_them_back(
    house: House, signed_in: Any, today: Any
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        stage, before, after = company.stages[2], company.stages[1], company.stages[3]
        company.move(house.deals["Maria"], kind="park", on=today, park_until=today + timedelta(days=9))
    olga, change = signed_in(company, "Olga"), f"/setup/stages/{stage.uid}"
    asked = olga.post(change, {"retire": "1"}).content.decode()
    assert "1 client stands here now." in asked and 'data-testid="parked-there"' in asked
    # The count opens its list, and the earlier stage is offered first: no step is claimed.
    (listed,) = re.findall(r'href="([^"]+)" data-testid="standing-there"', asked)
    assert COUNT.search(page(olga, listed.replace("&amp;", "&")))[1] == "1"  # type: ignore[index]
    assert f'value="{before.uid}" selected' in asked and str(company.stages[6].uid) not in asked
    uid = re.search(r'name="uid" value="([^"]+)"', asked)[1]  # type: ignore[index]

    sent = {"retire": "1", "seen": "1", "uid": uid}
    nowhere = olga.post(change, sent, headers={"accept": "text/html"})
    assert nowhere.status_code == 422 and "need another stage" in nowhere.content.decode()
    moved = olga.post(change, sent | {"to": str(after.uid)}, follow=True).content.decode()
    assert "is used no more; its clients went to" in moved and 'data-done="1"' in moved
    stages = page(olga, "/setup/stages")
    assert 'data-testid="retired-stages"' in stages and 'data-testid="led-away"' in stages
    assert "Stage “Meeting set” is used no more; clients moved to “Requirements received”: 1" in page(
        olga, "/setup/audit"
    )
    # Who sets the company up and reads no deals learns how many, not whose.
    with scope(organisation=company.organisation):
        many = ManyAtOnce.objects.get(doing="retire")
        many.author = company.people["Adam"]
        many.save()
    adam = signed_in(company, "Adam")
    seen_by_admin = page(adam, f"/review/deals/many/{many.uid}")
    assert "Star Maria" not in seen_by_admin and "1 deal is not in your sight." in seen_by_admin
    adam.post(f"/review/deals/many/{many.uid}/undo")
    with scope(organisation=company.organisation):
        assert Stage.objects.get(pk=stage.pk).removed_on is None
    assert COUNT.search(page(olga, f"/review/deals?stage={stage.uid}"))[1] == "1"  # type: ignore[index]
    assert "is used again; clients moved back: 1" in page(olga, "/setup/audit")
