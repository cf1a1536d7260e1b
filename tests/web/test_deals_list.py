"""The list one works in: its order and total, kept views, cells changed in place, many rows at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from kvota.records.models import Deal, SavedView
from tests.web.conftest import House

ROW = re.compile(r'data-testid="deals-row".*?</tr>', re.S)
NAME = re.compile(r"data-card-focus>([^<]+)<")
AMOUNT = re.compile(r'data-value="(\d*)" data-testid="row-amount"')
TOTAL = re.compile(r'data-testid="deals-total".*?data-value="(\d+)"', re.S)
OF_A_LIST = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"}


def body(client: Any, path: str) -> str:
    return client.get(path).content.decode()


def names(html: str) -> list[str]:
    return NAME.findall(html)


@pytest.fixture
def many(house: House, today: Any) -> House:
    """Sixty deals of Maria more: two pages."""
    with scope(organisation=house.company.organisation):
        for number in range(60):
            amount = None if number == 7 else 1_000_00 + 7 * number
            house.company.deal(f"Client {number:02}", amount=amount, on=today - timedelta(days=number))
    return house


def test_the_total_is_the_sum_of_the_rows_of_all_pages(many: House, signed_in: Any) -> None:
    client = signed_in(many.company, "Maria")
    pages = [body(client, f"/review/deals?page={number}") for number in (1, 2)]
    rows = [row for page in pages for row in ROW.findall(page)]
    sums = [int(found) for row in rows for found in AMOUNT.findall(row) if found]
    assert len(rows) == 61 and len(sums) == 60
    assert [TOTAL.search(page)[1] for page in pages] == [str(sum(sums))] * 2  # type: ignore[index]


def test_a_list_is_put_in_order_by_a_column_and_the_unknown_stay_last(many: House, signed_in: Any) -> None:
    client = signed_in(many.company, "Maria")
    up = names(body(client, "/review/deals?sort=amount"))
    down = names(body(client, "/review/deals?sort=-amount"))
    assert up[0] == "Client 00" and down[0] == "Star Maria"
    last = names(body(client, "/review/deals?sort=amount&page=2"))[-1]
    assert last == names(body(client, "/review/deals?sort=-amount&page=2"))[-1] == "Client 07"
    html = body(client, "/review/deals?sort=client")
    assert 'aria-sort="ascending"' in html and names(html)[:2] == ["Client 00", "Client 01"]
    assert "sort=-client" in html


def test_a_view_keeps_filter_and_order_and_comes_back_by_its_tab(many: House, signed_in: Any) -> None:
    client = signed_in(many.company, "Maria")
    html = client.post(
        reverse("keep-view"),
        {
            "name": " My large ones ",
            "sort": "-amount",
            "show": "no_next_step",
            "back": "/review/deals?when=2026",
        },
        follow=True,
    ).content.decode()
    tab = re.search(r'<a href="([^"]+)"[^>]*data-testid="saved-view">My large ones', html)
    assert tab and "when=2026" in tab[1]
    opened = body(client, tab[1].replace("&amp;", "&"))
    assert names(opened)[0] == "Star Maria"
    assert re.search(r'aria-current="true" data-testid="saved-view">My large ones', opened)


def test_a_view_is_ones_own_unless_kept_for_all(many: House, signed_in: Any) -> None:
    maria, ivan = signed_in(many.company, "Maria"), signed_in(many.company, "Ivan")
    for name, shared in (("Hers", ""), ("Everybodys", "1")):
        maria.post(reverse("keep-view"), {"name": name, "shared": shared, "sort": "days"})
    seen = body(ivan, "/review/deals")
    assert "Everybodys" in seen and "Hers" not in seen
    with scope(organisation=many.company.organisation):
        hers, everybodys = (SavedView.objects.get(name=name) for name in ("Hers", "Everybodys"))
    assert ivan.post(reverse("change-view", args=[hers.uid]), {"drop": "1"}).status_code == 404
    assert ivan.post(reverse("change-view", args=[everybodys.uid]), {"drop": "1"}).status_code == 403
    taken = maria.post(reverse("change-view", args=[hers.uid]), {"name": "Everybodys"})
    assert taken.status_code == 409 and b"already" in taken.content
    maria.post(reverse("change-view", args=[hers.uid]), {"name": "Renamed"})
    maria.post(reverse("change-view", args=[everybodys.uid]), {"drop": "1"})
    with scope(organisation=many.company.organisation):
        mine = SavedView.objects.exclude(pk=many.view.pk)
        assert list(mine.values_list("name", "shared")) == [("Renamed", False)]


def sent(client: Any, **data: Any) -> str:
    answer = client.post(reverse("change-many-deals"), data, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_ticked_rows_the_page_or_all_that_were_found(many: House, signed_in: Any, today: Any) -> None:
    client = signed_in(many.company, "Maria")
    until = (today + timedelta(days=14)).isoformat()
    shown = re.findall(r'name="shown" value="([^"]+)"', body(client, "/review/deals?sort=client"))
    assert len(shown) == 50
    ticked = sent(client, do="park", until=until, which="ticked", deal=shown[:3], shown=shown)
    assert 'data-done="3"' in ticked and ticked.count('data-testid="many-row"') == 3
    assert 'data-done="50"' in sent(client, do="park", until=until, which="page", shown=shown)
    step = {"do": "next_step", "on": until, "words": "Ask", "which": "all"}
    assert 'data-done="61"' in sent(client, **step, count="61")
    stale = client.post(reverse("change-many-deals"), step | {"count": "60"})
    assert stale.status_code == 409 and b"60" in stale.content and b"61" in stale.content
    nothing = client.post(reverse("change-many-deals"), {"do": "park", "until": until})
    assert nothing.status_code == 422


def test_all_of_a_filter_are_those_of_its_stage_and_scope(many: House, signed_in: Any, today: Any) -> None:
    client = signed_in(many.company, "Denis")
    ivan = many.company.people["Ivan"]
    asked = {"do": "park", "until": (today + timedelta(days=9)).isoformat(), "which": "all"}
    page = sent(client, **asked, who=str(ivan.uid), stage="4", count="1")
    assert "Star Ivan" in page and page.count('data-testid="many-row"') == 1


def test_a_refused_row_says_why_and_the_others_are_undone_by_one_press(
    many: House, signed_in: Any, today: Any
) -> None:
    company, client = many.company, signed_in(many.company, "Denis")
    with scope(organisation=company.organisation):
        paid = company.deal("Paid already", on=today)
        company.move(paid, 8, on=today)
        foreign = company.deal("Of the others", owner="Chen")
    chosen = [str(deal.uid) for deal in (paid, many.deals["Maria"], many.deals["Ivan"], foreign)]
    page = sent(client, do="park", until=(today + timedelta(days=9)).isoformat(), deal=chosen)
    assert 'data-done="2" data-refused="1"' in page and "nothing to lose or to park" in page
    assert "Of the others" not in page
    undo = re.search(r'action="([^"]+/undo)"', page)
    assert undo
    undone = client.post(undo[1], follow=True).content.decode()
    assert 'data-undone="2"' in undone and "undo-many" not in undone
    own = undo[1].removesuffix("/undo")
    assert signed_in(company, "Olga").get(own).status_code == 404


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("Maria", {"park", "step"}),
        ("Denis", {"park", "step", "reassign"}),
        ("Olga", {"reassign"}),
        ("Anna", set()),
    ],
)
def test_each_role_is_offered_what_it_may(many: House, signed_in: Any, who: str, offered: set[str]) -> None:
    html = body(signed_in(many.company, who), "/review/deals")
    assert set(re.findall(r'data-testid="do-(\w+)"', html)) == offered
    assert ("edit-amount" in html) == ("step" in offered)
    past = body(signed_in(many.company, who), "/review/deals?when=2026-10")
    assert "many-bar" not in past and "edit-amount" not in past


def test_a_cell_is_changed_in_place_and_the_total_with_it(many: House, signed_in: Any) -> None:
    client = signed_in(many.company, "Maria")
    deal, back = many.deals["Maria"], "/review/deals?sort=-amount"
    answer = client.post(
        reverse("change-deal", args=[deal.uid]), {"amount": "250", "back": back}, follow=True, **OF_A_LIST
    )
    html = answer.content.decode()
    assert answer.redirect_chain[0][0] == back
    assert '<div class="stack" id="list">' in html and names(html)[0] != "Star Maria"
    with scope(organisation=many.company.organisation):
        assert Deal.objects.get(pk=deal.pk).amount_minor == 250_00
    before = TOTAL.search(html)
    client.post(reverse("next-step", args=[deal.uid]), {"on": "2026-12-01", "words": "Ring", "back": back})
    after = body(client, f"{back}&page=2")
    assert "Ring" in after and TOTAL.search(after)[1] == before[1]  # type: ignore[index]


def test_a_refusal_of_a_cell_comes_back_beside_it(many: House, signed_in: Any) -> None:
    client, deal = signed_in(many.company, "Maria"), many.deals["Maria"]
    for name, field, data in (
        ("change-deal", "amount", {"amount": "much"}),
        ("next-step", "step", {"on": "2020-01-01"}),
    ):
        answer = client.post(reverse(name, args=[deal.uid]), data, **OF_A_LIST)
        assert answer.status_code == 422 and b'role="alert"' in answer.content
        assert answer["HX-Retarget"] == f"#refused-{field}-{deal.uid}"
        assert b"<html" not in answer.content
    with scope(organisation=many.company.organisation):
        assert Deal.objects.get(pk=deal.pk).amount_minor == 100_000_00


def test_the_file_of_a_list_has_its_order(many: House, signed_in: Any) -> None:
    client = signed_in(many.company, "Maria")
    lines = client.get("/review/export/deals.csv?sort=client").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Client 00") and lines[-1].startswith("Star Maria")
