"""Playbooks on their page, on the move sheet and on the deal: written by who leads, read by who sells."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.publish_playbook import publish_playbook
from kvota.records.models import PlaybookVersion
from tests.web.conftest import House

COUNT = re.compile(r'data-testid="list-count" data-value="(\d+)"')
OPENS = re.compile(r'href="([^"#]+)" data-testid="technology-count" data-value="(\d+)"')


def page(client: Any, path: str, *, status: int = 200) -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def published(house: House, rank: int, **more: Any) -> PlaybookVersion:
    with scope(organisation=house.company.organisation):
        said = {"steps": "Call", "script": "", "criteria": "", **more}
        return publish_playbook(
            seat=house.company.seats["Olga"], stage=house.company.stages[rank - 1], **said
        )


def test_a_head_previews_publishes_and_the_rep_reads_it_where_he_moves(house: House, signed_in: Any) -> None:
    stage, deal = house.company.stages[2], house.deals["Maria"]  # Maria's deal stands at the third
    denis, address = signed_in(house.company, "Denis"), f"/setup/playbooks/{stage.uid}"
    sent = {
        "steps": "1. Call <b>now</b>\n2. Write",
        "script": "Hello",
        "criteria": "- He agreed",
        "seen": "0",
    }
    shown = denis.post(address, sent | {"preview": "1", "assumed": "40"}).content.decode()
    assert 'data-testid="preview"' in shown and "Call &lt;b&gt;now&lt;/b&gt;" in shown
    assert "<b>now" not in shown and 'value="40"' in shown
    uid = str(uuid4())
    for _ in range(2):
        made = denis.post(address, sent | {"publish": "1", "assumed": "40", "uid": uid})
    assert made.status_code == 302 and made["Location"].endswith("#stage-3")
    with scope(organisation=house.company.organisation):
        (version,) = PlaybookVersion.objects.all()
        assert (version.number, version.assumed, version.criteria) == (1, "2/5", "He agreed")
    maria = signed_in(house.company, "Maria")
    for path in (f"/deal/{deal.uid}", f"/deal/{deal.uid}/move"):
        html = page(maria, path)
        (here,) = re.findall(r'<details class="playbook"[^>]*>.*?</details>', html, re.DOTALL)
        assert "open" not in here.split(">")[0]  # in nobody's way
        assert "Call &lt;b&gt;now&lt;/b&gt;" in here and "He agreed" in here
    assert "version 1 from" in page(signed_in(house.company, "Olga"), "/setup/audit")


def test_the_criteria_of_the_next_stage_stand_beside(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    published(house, 4, criteria="Volumes are in writing", now=now, today=today)
    html = page(signed_in(house.company, "Maria"), f"/deal/{house.deals['Maria'].uid}/move")
    assert "Volumes are in writing" in html and "And then, at “Requirements received”" in html


def test_without_a_playbook_nothing_is_shown(house: House, signed_in: Any) -> None:
    assert "playbook-here" not in page(signed_in(house.company, "Maria"), f"/deal/{house.deals['Maria'].uid}")


@pytest.mark.parametrize("who", ["Maria", "Elena", "Anna", "Carla"])
def test_who_does_not_write_playbooks_has_no_page_of_them(house: House, signed_in: Any, who: str) -> None:
    client, stage = signed_in(house.company, who), house.company.stages[2]
    for path in ("/setup/playbooks", f"/setup/playbooks/{stage.uid}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/setup/playbooks/{stage.uid}", {"publish": "1", "steps": "Call"}).status_code == 403
    with scope(organisation=house.company.organisation):
        assert not PlaybookVersion.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"steps": "a\n" * 21}, 422, "21 lines"),
        ({"steps": "", "script": "", "criteria": ""}, 422, "says nothing"),
        ({"assumed": "130"}, 422, "at most 100%"),
        ({"assumed": "many"}, 422, "many"),
        ({"from_on": "2026-31-12"}, 422, "2026-31-12"),
        ({"from_on": "2099-01-01"}, 422, "too far away"),
        ({"seen": "0", "uid": str(uuid4())}, 409, "meanwhile"),
    ],
)
def test_what_is_refused_keeps_every_word(
    house: House, signed_in: Any, now: Any, today: Any, wrong: dict[str, str], status: int, said: str
) -> None:
    version = published(house, 3, now=now, today=today)
    sent = {"publish": "1", "steps": "Call twice", "script": "Long words", "criteria": "Yes", "seen": "1"}
    client = signed_in(house.company, "Olga")
    answer = client.post(f"/setup/playbooks/{house.company.stages[2].uid}", sent | wrong)
    html = answer.content.decode()
    assert answer.status_code == status and said in html
    if "script" not in wrong:
        assert "Long words" in html
    assert 'data-testid="refusal"' in html
    with scope(organisation=house.company.organisation):
        assert list(PlaybookVersion.objects.all()) == [version]


def test_two_versions_are_compared_in_words(house: House, signed_in: Any, now: Any, today: Any) -> None:
    published(house, 3, steps="Call\nWrite", now=now, today=today)
    published(house, 3, steps="Call\nVisit", now=now, today=today, reason="Letters are not read")
    client, address = signed_in(house.company, "Adam"), f"/setup/playbooks/{house.company.stages[2].uid}"
    html = page(client, address)
    assert re.search(r">removed</span> <del>Write</del>", html) and re.search(
        r">added</span> <ins>Visit</ins>", html
    )
    assert html.count('data-testid="version"') == 2 and "Letters are not read" in html
    assert re.search(r">removed</span> <del>Visit</del>", page(client, f"{address}?before=2&after=1"))
    assert "Both say the same" in page(client, f"{address}?before=2&after=2")
    page(client, f"{address}?before=9", status=404)


@pytest.mark.parametrize("who", ["Olga", "Denis"])
def test_each_count_of_a_version_opens_a_list_as_long(
    house: House, signed_in: Any, who: str, now: Any, today: Any
) -> None:
    published(house, 3, from_on=today - timedelta(days=3), now=now, today=today)
    published(house, 1, from_on=today - timedelta(days=21), now=now, today=today)
    client = signed_in(house.company, who)
    opens = OPENS.findall(page(client, "/setup/playbooks"))
    counts = [int(count) for _, count in opens]
    assert sum(counts) > 0
    for path, count in opens:
        found = COUNT.search(page(client, path.replace("&amp;", "&")))
        assert found and found[1] == count, path
    stage = house.company.stages[2].uid
    assert "while version 1 of its playbook" in page(client, f"/review/funnel/{stage}?version=1")
    exported = client.get(f"/review/export/cohort.csv?stage={stage}&version=1")
    assert exported.status_code == 200
    for nothing in ("2", "x", "-1"):
        page(client, f"/review/funnel/{stage}?version={nothing}", status=404)


def test_who_reads_no_figures_is_shown_none_and_told_who_does(house: House, signed_in: Any) -> None:
    html = page(signed_in(house.company, "Adam"), "/setup/playbooks")
    assert 'data-testid="technology"' not in html and "is read by the head" in html
    assert html.count('data-testid="playbook"') == 7


def test_the_page_asks_as_often_for_one_version_as_for_many(
    house: House, signed_in: Any, now: Any, today: Any
) -> None:
    client = signed_in(house.company, "Olga")
    published(house, 3, now=now, today=today)
    page(client, "/setup/playbooks")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, "/setup/playbooks")
        counts.append(len(asked))
        for rank in range(1, 8):
            published(house, rank, steps=f"Call {number}", now=now, today=today)
        page(client, "/setup/playbooks")  # the copy takes the new facts
    assert counts[0] == counts[1] <= 25
