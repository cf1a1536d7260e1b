"""What a goal takes on its page: who writes, what is kept when refused, and the line on its owner's Today."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from kvota.actions.set_condition import add_condition
from kvota.analytics.scope import scope_of
from kvota.domain.calendar.period import period_of
from kvota.records.models import Condition
from tests.web.conftest import House

PAGE = "/plan/conditions"


def body(client: Any, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode()).replace("\xa0", " ")


def words(house: House) -> list[str]:
    with scope(organisation=house.company.organisation):
        return sorted(Condition.standing().values_list("words", flat=True))


def test_who_plans_nothing_finds_no_such_page(house: House, signed_in: Any) -> None:
    for who in ("Carla", "Adam"):
        client = signed_in(house.company, who)
        for path in (PAGE, "/plan/check", "/plan/map", "/plan/map/clients", "/plan/market"):
            assert client.get(path).status_code == 404, (who, path)


def test_a_head_adds_a_line_in_place_with_who_and_when(house: House, signed_in: Any, today: Any) -> None:
    denis = signed_in(house.company, "Denis")
    sent = {
        "kind": "habits",
        "words": "order after harvest",
        "owner": str(house.company.people["Ivan"].uid),
        "due_on": (today + timedelta(days=5)).isoformat(),
        "support": "a lorry",
    }
    answer = denis.post("/plan/conditions/add", sent)
    assert answer.status_code == 302
    page = body(denis, answer["Location"])
    habits = page.split('data-testid="kind-habits"')[1].split("</section>")[0]
    assert "order after harvest" in habits and "by 23 Nov" in habits and "needs: a lorry" in habits


def test_what_is_refused_stays_typed_with_the_reason(house: House, signed_in: Any) -> None:
    denis = signed_in(house.company, "Denis")
    for wrong, said in (
        ({"due_on": "2026-11-01"}, "01/11/2026"),
        ({"due_on": "soon"}, "soon"),
        ({"words": "x" * 501}, "501"),
    ):
        sent = {"kind": "mix", "words": "GTX Pro first", "support": "a lorry"} | wrong
        answer = denis.post("/plan/conditions/add", sent)
        assert answer.status_code == 422
        page = unescape(answer.content.decode())
        assert said in page.split('data-testid="refusal"')[1].split("</p>")[0]
        assert f'value="{sent["words"]}"' in page and 'value="a lorry"' in page
    assert "GTX Pro first" not in words(house)


def test_a_rep_writes_for_himself_only_and_reads_only_his(house: House, signed_in: Any) -> None:
    maria = signed_in(house.company, "Maria")
    assert maria.post("/plan/conditions/add", {"kind": "now", "words": "four mills"}).status_code == 302
    assert "four mills" in body(maria)
    unit = {"who": str(house.company.units["Sales-1"].uid), "kind": "now", "words": "not hers"}
    assert maria.post("/plan/conditions/add", unit).status_code == 404
    anna = signed_in(house.company, "Anna")
    assert anna.post("/plan/conditions/add", {"kind": "now", "words": "she counts"}).status_code == 403
    assert not {"not hers", "she counts"} & set(words(house))
    assert 'data-testid="save-now"' not in body(anna)


def test_a_line_is_changed_removed_and_opened_again_and_its_history_is_there(
    house: House, signed_in: Any
) -> None:
    denis = signed_in(house.company, "Denis")

    def send(**data: str) -> Any:
        with scope(organisation=house.company.organisation):
            newest = Condition.standing().get()
        return denis.post(reverse("change-condition", args=[newest.uid]), data)

    assert send(words="two machines", due_on="", owner="").status_code == 302
    assert send(state="removed").status_code == 302
    page = body(denis)
    assert 'data-testid="condition" data-value="removed"' in page and 'data-testid="revisions"' in page
    assert 'data-testid="conditions-count" data-value="0"' in page
    assert send(state="open").status_code == 302
    refused = send(words=" ", support="a lorry")
    assert refused.status_code == 422 and 'data-testid="refusal"' in refused.content.decode()
    assert 'value="a lorry"' in refused.content.decode()
    # The revision an older page shows was replaced: who was quicker is named.
    stale = denis.post(reverse("change-condition", args=[house.condition.uid]), {"state": "given_up"})
    assert stale.status_code == 409 and "Denis" in stale.content.decode()


def test_another_teams_line_does_not_exist(house: House, signed_in: Any) -> None:
    for who in ("Maria", "Petra", "Carla"):
        path = reverse("change-condition", args=[house.condition.uid])
        assert signed_in(house.company, who).post(path, {"state": "removed"}).status_code == 404


def test_what_is_due_is_one_line_of_its_owners_today_and_opens_the_list(
    house: House, signed_in: Any, today: Any, now: Any
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        for days in (1, 6, 30):
            add_condition(
                seat=company.seats["Maria"],
                scope=scope_of(company.seats["Maria"], on=today),
                period=period_of(today, "month"),
                metric="revenue",
                kind="difficulty",
                words=f"in {days} days",
                owner=company.people["Maria"],
                due_on=today + timedelta(days=days),
                today=today,
                now=now,
            )
    maria = signed_in(company, "Maria")
    line = re.search(r'href="([^"]+)" data-testid="conditions-due" data-value="(\d+)"', body(maria, "/"))
    assert line is not None and line[2] == "2"
    listed = body(maria, line[1])
    assert 'data-testid="list-count" data-value="3"' in listed and "in 30 days" in listed
    assert "conditions-due" in body(signed_in(company, "Denis"), "/")
    assert "conditions-due" not in body(signed_in(company, "Ivan"), "/")
    with scope(organisation=company.organisation):
        first = Condition.standing().get(words="in 1 days")
    back = maria.post(
        reverse("change-condition", args=[first.uid]), {"state": "removed", "back": "/plan/conditions/mine"}
    )
    assert back["Location"] == "/plan/conditions/mine"
    assert 'data-value="2"' in body(maria, "/plan/conditions/mine")


def test_clients_now_opens_a_list_of_as_many(house: House, signed_in: Any) -> None:
    olga = signed_in(house.company, "Olga")
    url, count = re.search(
        r'href="([^"]+)" data-testid="clients-now" data-value="(\d+)"', body(olga)
    ).groups()  # type: ignore[union-attr]
    assert count == "1" and body(olga, url).count('data-testid="map-client"') == 1


def test_a_page_with_many_lines_asks_as_often_as_one_with_few(
    house: House, signed_in: Any, today: Any, now: Any
) -> None:
    denis, company = signed_in(house.company, "Denis"), house.company

    def queries() -> int:
        body(denis)
        with CaptureQueriesContext(connection) as asked:
            body(denis)
        return len(asked)

    few = queries()
    with scope(organisation=company.organisation):
        for number in range(30):
            add_condition(
                seat=company.seats["Denis"],
                scope=scope_of(company.seats["Denis"], on=today),
                period=period_of(today, "month"),
                metric="revenue",
                kind="mix",
                words=f"line {number}",
                owner=company.people["Ivan"],
                today=today,
                now=now,
            )
    assert queries() == few <= 46


def test_clients_needed_are_those_of_the_funnel_read_backwards_and_open_it(
    house: House, signed_in: Any, today: Any
) -> None:
    denis, when = signed_in(house.company, "Denis"), f"when={today:%Y-%m}"
    page = body(denis, f"{PAGE}?{when}")
    url, deals = re.search(  # type: ignore[misc]
        r'href="([^"]+)" data-testid="clients-needed" data-value="(\d+)"', page
    ).groups()
    rungs = body(denis, url).split('data-rung="deals"')[1]
    assert url.startswith("/plan/funnel?") and when in url
    assert re.search(r'data-testid="needed" data-value="(\d+)"', rungs)[1] == deals != "0"  # type: ignore[index]
    assert "new client" in page.split('data-testid="clients-it-takes"')[1].split("</p>")[0]
    # Of a goal that counts something else, and of a week, the funnel says nothing.
    assert "clients-needed" not in body(denis, f"{PAGE}?{when}&metric=visits")
    assert "clients-needed" not in body(denis, f"{PAGE}?when=2026-W47")
