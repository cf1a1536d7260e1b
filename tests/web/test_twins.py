"""Clients that look like one: asked about when typed, listed, put side by side, merged and taken apart."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from kvota.records.models import Client, ClientMerge, Deal
from tests.web.conftest import House


@pytest.fixture
def twice(house: House, today: Any) -> House:
    """Two clients of Maria's that look like one, one of Chen's like them, and one like nobody."""
    with scope(organisation=house.company.organisation):
        on = today - timedelta(days=5)
        for name, who in (("Vega", "Maria"), ("Vega Ltd", "Maria"), ("ООО Vega", "Chen"), ("Rigel", "Maria")):
            house.company.deal(name, owner=who, on=on, amount=10_00)
        Client.objects.filter(name="Vega Ltd").update(region="North")
    return house


def body(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def merge(house: House, client: Any, **data: Any) -> Any:
    vega, other = house.company.clients["Vega"], house.company.clients["Vega Ltd"]
    asked = {"with": other.uid, "name": vega.uid} | data
    return client.post(reverse("merge-client", args=[vega.uid]), asked, follow=True)


def test_who_may_merge_finds_them_listed_and_on_the_page_of_each(twice: House, signed_in: Any) -> None:
    denis, olga = signed_in(twice.company, "Denis"), signed_in(twice.company, "Olga")
    found = re.compile(r'data-testid="twins-count" data-value="(\d+)"')
    # A head is shown his own unit's clients, the owner those of all.
    assert [found.search(body(each, "/review/twins"))[1] for each in (denis, olga)] == ["1", "2"]  # type: ignore[index]
    page = body(denis, reverse("client", args=[twice.company.clients["Vega"].uid]))
    assert "Looks like Vega Ltd:" in page and "ООО Vega" not in page
    maria = signed_in(twice.company, "Maria")
    assert "Looks like" not in body(maria, reverse("client", args=[twice.company.clients["Vega"].uid]))
    assert maria.get("/review/twins").status_code == 404


def test_side_by_side_then_one_then_two_again(twice: House, signed_in: Any, today: Any) -> None:
    denis, company = signed_in(twice.company, "Denis"), twice.company
    vega, other = company.clients["Vega"], company.clients["Vega Ltd"]
    side = body(denis, reverse("compare-client", args=[vega.uid]) + f"?with={other.uid}")
    assert re.findall(r'side-deals" data-value="(\d+)"', side) == ["1", "1"] and "North" in side
    page = merge(twice, denis, region=str(other.uid)).content.decode()
    assert "Vega Ltd is Vega now." in page and "North" in page
    assert page.count('data-label="Stage"') == 2
    # His old address, the search by his old name, the lists: all lead to whom he is now.
    gone = denis.get(reverse("client", args=[other.uid]))
    assert gone["Location"] == reverse("client", args=[vega.uid])
    with scope(organisation=company.organisation):
        deal = Deal.objects.get(client=other)
    assert "Vega Ltd" not in body(denis, "/review/deals")
    assert f'<a href="/client/{vega.uid}">Vega</a>' in body(denis, reverse("deal", args=[deal.uid]))
    assert str(deal.uid) in body(denis, "/search?q=vega+ltd")
    assert re.search(
        rf'<form method="post" action="/client/{vega.uid}/separate\?merge=[^"]+" data-move', page
    )
    separate = re.search(r'action="([^"]+/separate)".*?name="merge" value="([^"]+)"', page, re.S)
    assert separate
    answer = denis.post(separate[1], {"merge": separate[2]}, follow=True).content.decode()
    assert "Vega Ltd is a separate client again, with 1 deal." in answer
    with scope(organisation=company.organisation):
        assert Client.objects.get(pk=vega.pk).region == ""
    assert denis.post(separate[1], {"merge": separate[2]}).status_code == 404


def test_said_to_be_two_they_are_not_shown_again(twice: House, signed_in: Any) -> None:
    denis, company = signed_in(twice.company, "Denis"), twice.company
    vega, other = company.clients["Vega"], company.clients["Vega Ltd"]
    denis.post(reverse("keep-clients-apart", args=[vega.uid]), {"with": str(other.uid)})
    assert 'data-testid="twins-count" data-value="0"' in body(denis, "/review/twins")
    assert "Looks like" not in body(denis, reverse("client", args=[other.uid]))


def test_a_client_out_of_sight_is_neither_compared_nor_merged(twice: House, signed_in: Any) -> None:
    denis, foreign = signed_in(twice.company, "Denis"), twice.company.clients["ООО Vega"]
    vega = twice.company.clients["Vega"]
    assert denis.get(reverse("compare-client", args=[vega.uid]) + f"?with={foreign.uid}").status_code == 404
    assert denis.post(reverse("merge-client", args=[vega.uid]), {"with": foreign.uid}).status_code == 404
    maria = signed_in(twice.company, "Maria")
    assert merge(twice, maria).status_code == 403
    with scope(organisation=twice.company.organisation):
        assert not ClientMerge.objects.exists()


def test_a_new_name_that_looks_like_a_client_is_asked_about_once(twice: House, signed_in: Any) -> None:
    maria, company = signed_in(twice.company, "Maria"), twice.company
    typed = {"client": "RIGEL, Inc", "amount": "12", "source": "Fair"}
    asked = maria.post(reverse("add-deal"), typed)
    page = asked.content.decode()
    assert asked.status_code == 200 and "Is it one of these?" in page and 'value="Fair"' in page
    rigel = company.clients["Rigel"]
    assert page.count('data-testid="same-as"') == 1 and str(rigel.uid) in page
    maria.post(reverse("add-deal"), typed | {"asked": "1", "same_as": str(rigel.uid)})
    maria.post(reverse("add-deal"), typed | {"asked": "1", "same_as": ""})
    with scope(organisation=company.organisation):
        added = Deal.objects.filter(source="Fair").order_by("pk").values_list("client__name", flat=True)
        assert list(added) == ["Rigel", "RIGEL, Inc"]


def test_a_known_name_and_one_like_a_colleagues_client_are_not_asked_about(
    twice: House, signed_in: Any
) -> None:
    """Whose client somebody is does not show; a name that is stored is simply found."""
    ivan, maria = signed_in(twice.company, "Ivan"), signed_in(twice.company, "Maria")
    for client, name in ((ivan, "Rigel GmbH"), (maria, " rigel ")):
        answer = client.post(reverse("add-deal"), {"client": name}, follow=True)
        assert "is on the board" in answer.content.decode()


def test_the_audit_says_who_became_whom(twice: House, signed_in: Any) -> None:
    merge(twice, signed_in(twice.company, "Denis"))
    assert "Vega Ltd is Vega from this day on" in body(signed_in(twice.company, "Olga"), "/setup/audit")
    assert "Vega" not in body(signed_in(twice.company, "Adam"), "/setup/audit").replace("Vega Trade", "")
