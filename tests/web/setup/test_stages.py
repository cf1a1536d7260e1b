"""Stages on the setup page: a retired one gives its clients another, and everything can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django_scopes import scope

from kvota.records.models import Event, LostReason, ManyAtOnce, Stage
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


def test_a_new_name_and_a_new_stage_are_taken_back_from_where_they_were_said(
    house: House, signed_in: Any
) -> None:
    company = house.company
    olga, stage = signed_in(company, "Olga"), company.stages[1]
    change, back = f"/setup/stages/{stage.uid}", f"/setup/stages/{stage.uid}/undo/rename"

    def named() -> tuple[str, str]:
        with scope(organisation=company.organisation):
            found = Stage.objects.get(pk=stage.pk)
        return found.name_en, found.usual_action

    was = named()
    said = olga.post(change, {"name": "Curious", "usual_action": "visit"}, follow=True).content.decode()
    assert back in said and named() == ("Curious", "visit")
    audit = page(olga, "/setup/audit")
    assert "Name: Interest shown → Curious" in audit and "Usual action: Call → Visit" in audit
    # Saving what is so already offers no undo: it would take back what was said before.
    assert (
        back
        not in olga.post(change, {"name": "Curious", "usual_action": "visit"}, follow=True).content.decode()
    )
    olga.post(back)
    assert named() == was
    # Somebody said something else since: the undo of the page that lay open says so.
    with scope(organisation=company.organisation):
        Stage.objects.filter(pk=stage.pk).update(name_en="Keen")
    assert olga.post(back).status_code == 409 and named()[0] == "Keen"

    added = olga.post(change, {"after": "Tasting"}, follow=True).content.decode()
    (undo,) = re.findall(r'action="(/setup/stages/[^"]+/undo/add)"', added)
    olga.post(undo)
    with scope(organisation=company.organisation):
        assert Stage.objects.get(name_en="Tasting").removed_on is not None


def test_rates_are_shown_with_every_digit_and_the_lev_needs_none(
    house: House, signed_in: Any, today: Any
) -> None:
    olga = signed_in(house.company, "Olga", language="ru")
    assert "Пока нет, и не нужно" in page(olga, "/setup/money")
    olga.post("/setup/money", {"currency": "usd", "rate": "92,505", "from_on": today.isoformat()})
    html = page(olga, "/setup/money")
    assert "1 USD = 92,505 RUB" in html and 'data-testid="fixed-rate"' not in html
    with scope(organisation=house.company.organisation):
        house.company.organisation.currency = "EUR"
        house.company.organisation.save()
    assert "1 EUR = 1,95583 BGN" in page(olga, "/setup/money")


def test_a_reason_of_ones_own_is_ticked_as_lost_to_a_competitor_and_the_record_keeps_both(
    house: House, signed_in: Any
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        theirs = LostReason.objects.get(to_competitor=True)
        own = LostReason.objects.create(organisation=company.organisation, name_en="Went to Orion", rank=9)
    olga = signed_in(company, "Olga")
    assert f'value="{own.uid}" data-testid="to-competitor"' in page(olga, "/setup/stages")
    for _twice in (1, 2):
        olga.post("/setup/lost-reasons", {"to_competitor": [str(own.uid), "nonsense"]})
    stages = page(olga, "/setup/stages")
    assert f'value="{own.uid}" checked' in stages and f'value="{theirs.uid}" checked' not in stages
    with scope(organisation=company.organisation):
        (left,) = Event.objects.filter(kind="lost_reasons_changed")
        assert left.payload["before"] == left.payload["after"], "no name was changed"
    told = page(olga, "/setup/audit")
    assert "Mean a competitor" in told and "Went to Orion" in told
    assert signed_in(company, "Maria").post("/setup/lost-reasons", {}).status_code == 403
