"""A company with two funnels: each screen shows one, each count opens its list; one funnel needs no words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django_scopes import scope

from kvota.records.models import ExitAnswer, Funnel, Move, Stage
from tests.web.conftest import House

COUNT = re.compile(r'data-testid="list-count" data-value="(\d+)"')


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def counts(html: str) -> list[tuple[str, int]]:
    """The heads of the board's columns: the address of the list, and the count."""
    found = re.findall(r'data-testid="point-count" href="([^"]+)">([\d\u202f]+)<', html)
    return [(url.replace("&amp;", "&"), int(count)) for url, count in found]


@pytest.fixture
def two(house: House, today: Any) -> House:
    """The second funnel, with a deal of Maria's that began there and one of Ivan's that was carried over."""
    company = house.company
    with scope(organisation=company.organisation):
        tender = company.second_funnel()
        began = company.deal("Tender Maria", on=today - timedelta(days=2))
        company.move(began, on=today - timedelta(days=2), stage=tender[2])
        company.move(house.deals["Ivan"], on=today, stage=tender[1], by="Ivan")
    return house


def test_with_one_funnel_no_screen_says_so(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    deal = f"/deal/{house.deals['Maria'].uid}"
    for path in ("/board", "/board/heat", "/review/funnel", "/review/deals", "/", deal, f"{deal}/move"):
        html = page(client, path)
        assert 'data-testid="funnels"' not in html and 'name="funnel"' not in html
        assert "Sales funnel" not in html and "funnel=" not in html


def test_the_board_shows_one_funnel_and_its_counts_open_lists_of_that(two: House, signed_in: Any) -> None:
    client = signed_in(two.company, "Denis")
    with scope(organisation=two.company.organisation):
        uid = Funnel.objects.get(name_en="Tenders").uid
    first, second = page(client, "/board"), page(client, f"/board?funnel={uid}")
    assert 'data-testid="funnels"' in first and "Tender 2" not in first and "Tender 2" in second
    assert sum(count for _url, count in counts(first)) == 1
    assert [count for _url, count in counts(second)] == [0, 1, 1, 0, 0]
    for url, count in counts(first) + counts(second):
        assert COUNT.search(page(client, url))[1] == str(count)  # type: ignore[index]
    assert COUNT.search(page(client, "/review/deals"))[1] == "3"  # type: ignore[index]
    heat = page(client, f"/board/heat?funnel={uid}")
    assert re.findall(r'<td data-value="(\d)">', heat) == ["0", "1", "1", "0", "0"]


def test_the_funnel_page_counts_the_stages_of_one_funnel(two: House, signed_in: Any) -> None:
    client = signed_in(two.company, "Denis")
    with scope(organisation=two.company.organisation):
        uid = Funnel.objects.get(name_en="Tenders").uid
    html = page(client, f"/review/funnel?funnel={uid}")
    assert html.count('data-testid="funnel-row"') == 5 and "Decision-maker reached" not in html
    for url in re.findall(r'href="(/review/deals[^"]+stage=\d)"', html):
        assert f"funnel={uid}" in url


def test_what_is_no_funnel_of_the_company_is_not_there(two: House, stranger: House, signed_in: Any) -> None:
    client = signed_in(two.company, "Denis")
    with scope(organisation=stranger.company.organisation):
        foreign = Funnel.objects.get().uid
    for path in ("/board", "/board/heat", "/review/funnel", "/review/moves"):
        assert client.get(f"{path}?funnel={foreign}").status_code == 404
        assert client.get(f"{path}?funnel=none").status_code == 404


def test_a_deal_is_carried_over_from_its_page_and_back_by_one_press(two: House, signed_in: Any) -> None:
    client, deal = signed_in(two.company, "Maria"), two.deals["Maria"]
    assert f"/deal/{deal.uid}/carry" in page(client, f"/deal/{deal.uid}")
    sheet = page(client, f"/deal/{deal.uid}/carry")
    likely = re.search(r'name="to" value="([^"]+)" data-testid="carry-likely"', sheet)
    assert likely is not None
    sent = {"to": likely[1], "seen": "3", "uid": str(uuid4())}
    answer = client.post(f"/deal/{deal.uid}/carry", sent, follow=True)
    html = answer.content.decode()
    assert 'data-testid="deal-funnel">Tenders<' in html and "carried over to another funnel" in html
    with scope(organisation=two.company.organisation):
        carried = Move.objects.filter(deal=deal).latest("sequence")
        assert str(carried.stage.uid) == likely[1]  # type: ignore[union-attr]
    assert f"/moves/{carried.uid}/undo" in html
    client.post(f"/moves/{carried.uid}/undo", {"uid": str(uuid4())})
    assert 'data-testid="deal-funnel">Sales funnel<' in page(client, f"/deal/{deal.uid}")


def test_a_form_of_the_funnel_it_has_left_moves_nothing(two: House, signed_in: Any) -> None:
    client, deal = signed_in(two.company, "Ivan"), two.deals["Ivan"]
    with scope(organisation=two.company.organisation):
        old = two.company.stages[0].funnel.uid
        before = Move.objects.count()
    for sent in ({"funnel": str(old)}, {}):
        answer = client.post(f"/deal/{deal.uid}/moves", {"stage": "4", "uid": str(uuid4()), **sent})
        assert answer.status_code == 409 and "carried over to another funnel" in answer.content.decode()
    with scope(organisation=two.company.organisation):
        assert Move.objects.count() == before
        new = Funnel.objects.get(name_en="Tenders").uid
    client.post(f"/deal/{deal.uid}/moves", {"stage": "4", "uid": str(uuid4()), "funnel": str(new)})
    assert "Tender 4" in page(client, f"/deal/{deal.uid}")


def test_a_new_deal_begins_in_the_funnel_that_was_chosen(two: House, signed_in: Any) -> None:
    client = signed_in(two.company, "Maria")
    with scope(organisation=two.company.organisation):
        tender = Funnel.objects.get(name_en="Tenders").uid
    form = page(client, f"/deal/new?funnel={tender}")
    assert f'value="{tender}" selected' in form
    sent = {"client": "Polaris", "funnel": str(tender), "uid": str(uuid4())}
    html = client.post("/deal/new", sent, follow=True).content.decode()
    assert "Tender 1" in html
    with scope(organisation=two.company.organisation):
        assert Stage.objects.get(name_en="Tender 1").funnel.uid == tender


def test_a_question_is_answered_on_the_way_and_never_has_to_be(house: House, signed_in: Any) -> None:
    client, deal = signed_in(house.company, "Maria"), house.deals["Maria"]
    field = f"question-{house.question.uid}"
    assert field in page(client, f"/deal/{deal.uid}") and field in page(client, f"/deal/{deal.uid}/move")
    sent = {"stage": "4", "seen": "3", "uid": str(uuid4()), field: "not_yet"}
    client.post(f"/deal/{deal.uid}/moves", sent)
    client.post(f"/deal/{deal.uid}/moves", sent)  # the same tap again
    with scope(organisation=house.company.organisation):
        (answer,) = ExitAnswer.objects.all()
        assert (answer.answer, answer.deal) == ("not_yet", deal)
    html = page(client, f"/deal/{deal.uid}")
    assert "not yet" in html and 'data-testid="asked">0/1' in html
    client.post(f"/deal/{deal.uid}/moves", {"stage": "5", "uid": str(uuid4())})  # nothing asked, nothing said
    with scope(organisation=house.company.organisation):
        assert ExitAnswer.objects.count() == 1


def test_the_share_of_a_question_opens_the_lists_that_make_it(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    field = f"question-{house.question.uid}"
    path = f"/deal/{house.deals['Maria'].uid}"
    head = signed_in(house.company, "Denis")

    def said() -> dict[str, tuple[str, int]]:
        html = page(head, "/review/funnel")
        found = re.findall(r'href="([^"]+)" data-testid="said-(\w+)" data-value="(\d+)"', html)
        return {word: (url.replace("&amp;", "&"), int(count)) for url, word, count in found}

    for answer, expected in (("yes", "yes"), ("no", "no"), ("", "none")):
        client.post(f"{path}/moves", {"answer": "1", field: answer, "uid": str(uuid4())})
        lists = said()
        assert {word: count for word, (_url, count) in lists.items() if count} == {expected: 1}
        for url, count in lists.values():
            assert COUNT.search(page(head, url))[1] == str(count)  # type: ignore[index]


def test_a_change_of_order_is_shown_with_its_counts_before_it_is_made(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    stage = house.company.stages[2]
    asked = client.post(f"/setup/stages/{stage.uid}", {"earlier": "1"}).content.decode()
    assert 'data-testid="what-changes"' in asked and 'data-value="1"' in asked

    def rank() -> int:
        with scope(organisation=house.company.organisation):
            return Stage.objects.get(pk=stage.pk).rank

    assert rank() == 3
    made = client.post(f"/setup/stages/{stage.uid}", {"earlier": "1", "seen": "1"}, follow=True)
    assert rank() == 2
    undo = re.search(rf'action="(/setup/stages/{stage.uid}/undo/later)"', made.content.decode())
    assert undo is not None
    client.post(undo[1])
    assert rank() == 3


def test_a_funnel_is_added_renamed_and_retired_in_the_settings(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    with scope(organisation=house.company.organisation):
        like = Funnel.objects.get()
    made = client.post("/setup/funnels", {"name": "Repeat orders", "like": str(like.uid)}, follow=True)
    assert made.content.decode().count('data-testid="stage-row"') == 8
    assert "Repeat orders" in page(client, "/setup/stages") and "2 funnels" in page(client, "/setup")
    with scope(organisation=house.company.organisation):
        funnel = Funnel.objects.get(name_en="Repeat orders")
    client.post(f"/setup/funnels/{funnel.uid}", {"name": "Again"})
    client.post(f"/setup/funnels/{funnel.uid}", {"retire": "1"})
    html = page(client, "/setup/stages")
    assert "Offer again" in html and 'data-testid="funnels"' not in html
    in_use = client.post(f"/setup/funnels/{like.uid}", {"retire": "1"})
    assert in_use.status_code == 422 and "in work" in in_use.content.decode()
