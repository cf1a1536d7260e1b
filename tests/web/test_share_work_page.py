"""The section that shares a goal: offered at once, its leads shared out by the worker, the answer kept."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from kvota.actions.set_goal import set_goal
from kvota.actions.share_work import keep_best, say_how_far
from kvota.domain.calendar.period import period_of
from kvota.jobs.share_work_task import share_work_task
from kvota.records.work_sharings import WorkSharing
from tests.a_small_company import SmallCompany, a_small_company

PAGE = "/plan/funnel?when=2026-12"
BEGIN = "/plan/share?when=2026-12"
HTMX = {"HX-Request": "true"}
FOUND = {
    "status": "best_so_far",
    "shortage_minor": 120_000_00,
    "max_load": "1",
    "starts": {},
    "loads": {},
    "off": 0.0134,
    "binding": [],
}


@pytest.fixture
def company(db: Any, today: date, now: datetime) -> SmallCompany:
    company = a_small_company("Nord")
    with scope(organisation=company.organisation):
        for place in range(5):
            on = today - timedelta(days=60 + place)
            deal = company.deal(f"Won {place}", on=on, kind="repeat" if place > 2 else "new")
            company.move(deal, len(company.stages), on=on)
            company.money("contract", deal, 200_000_00, on=on)
            company.money("payment", deal, 200_000_00, on=on)
        a_goal(company, 600_000_00, today, now)
    return company


def a_goal(company: SmallCompany, minor: int, today: date, now: datetime) -> None:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period_of(today, "month").next(),
        amount_minor=minor,
        now=now,
    )


def do_what_waits(company: SmallCompany) -> None:
    """Run the tasks that wait, as the worker does, in this thread."""
    for each in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        share_work_task.func(**each.args_kwargs["kwargs"])
        each.delete()


def sharing_of(company: SmallCompany) -> WorkSharing:
    with scope(organisation=company.organisation):
        return WorkSharing.objects.get()


def test_the_leads_are_shared_out_by_the_worker_and_the_answer_is_there_when_the_page_is_opened_again(
    company: SmallCompany, signed_in: Any, today: date, now: datetime
) -> None:
    client = signed_in(company, "Olga")
    body = client.get(PAGE).content.decode()
    assert body.count('data-testid="shared-row"') == 4
    assert "shared-leads" not in body
    equal = re.findall(r'data-testid="equal" data-value="(\d*)"', body)
    assert sum(map(int, filter(None, equal))) in {0, 600_000_00}
    # A button that is pressed twice asks once.
    for _ in range(2):
        answer = client.post(BEGIN)
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#shared")
    assert DBTaskResult.objects.count() == 1
    waiting = client.get(PAGE).content.decode()
    assert 'role="progressbar"' in waiting and 'aria-valuetext="waiting for the worker"' in waiting
    assert 'hx-trigger="every 1s"' in waiting and "<noscript><a" in waiting
    assert "share-leads" not in waiting
    do_what_waits(company)
    body = client.get(PAGE).content.decode()
    assert body.count('data-testid="shared-leads"') == 8
    assert "sharing-stale" not in body and "There is no better way." in body
    # What it was worked out from is another now, and the page says what of it.
    with scope(organisation=company.organisation):
        a_goal(company, 700_000_00, today, now)
    stale = client.get(PAGE).content.decode()
    assert "Changed since then: the goal or its bounds" in stale
    assert 'data-testid="shared-leads"' in stale


def test_the_bar_says_the_time_used_and_the_best_so_far_which_can_be_taken(
    company: SmallCompany, signed_in: Any, now: datetime
) -> None:
    client = signed_in(company, "Olga")
    client.post(BEGIN)
    sharing = sharing_of(company)
    piece = reverse("work-sharing", args=[sharing.uid])
    take = reverse("take-best", args=[sharing.uid])
    assert client.post(take).status_code == 409
    with scope(organisation=company.organisation):
        say_how_far(sharing, now=now, used=1.2, until=4.0, limit=10.0, wish="load")
        keep_best(sharing, best=FOUND, worked_from={}, now=now)
    body = client.get(piece, headers=HTMX).content.decode()
    assert 'value="12"' in body and 'aria-valuetext="1 of 10 seconds"' in body
    assert "looking for the least work for the busiest" in body
    assert "At most 1.3% from the best there can be." in body
    assert 'hx-swap-oob="true"' in body and 'data-testid="take-best"' in body
    again = client.get(f"{piece}?best=1", headers=HTMX).content.decode()
    assert "take-best" not in again, "a button that is drawn each second would lose a press"
    for _ in range(2):
        assert client.post(take).status_code == 302, "pressed twice it is taken once"
    assert 'data-testid="take-best"' not in client.get(PAGE).content.decode()
    done = client.get(piece, headers=HTMX).content.decode()
    assert 'hx-select="#shared"' in done
    assert 'id="toasts"' in done, "who listens, or looks elsewhere, is told"
    assert client.get(piece)["Location"] == f"{PAGE}#shared", "without a script it leads back to the page"


def test_one_nobody_works_on_says_so_and_is_begun_again_once(
    company: SmallCompany, signed_in: Any, now: datetime
) -> None:
    client = signed_in(company, "Olga")
    client.post(BEGIN)
    with scope(organisation=company.organisation):
        WorkSharing.objects.update(state="working", heartbeat_at=now - timedelta(minutes=2))
    body = client.get(PAGE).content.decode()
    assert "Nobody works on it any more" in body and 'data-testid="share-again"' in body
    for _ in range(2):
        client.post(BEGIN)
    assert DBTaskResult.objects.count() == 2
    assert sharing_of(company).state == "waiting"
    do_what_waits(company)
    assert sharing_of(company).state == "done"


def test_what_holds_the_goal_back_is_named_with_what_would_lift_it(
    company: SmallCompany, signed_in: Any, now: datetime
) -> None:
    client = signed_in(company, "Olga")
    client.post(BEGIN)
    sharing = sharing_of(company)
    maria = str(company.people["Maria"].uid)
    binding = [
        {"kind": "leads", "place": "new", "value": 3_000_00, "wanted": 40},
        {"kind": "hours", "place": maria, "value": 500_00, "wanted": 240},
        {"kind": "largest_plan", "place": maria, "value": 1, "wanted": 120_000_00},
        {"kind": "hours", "place": maria, "value": 1_00, "wanted": 999_999},
    ]
    with scope(organisation=company.organisation):
        keep_best(sharing, best=FOUND | {"binding": binding}, worked_from={}, now=now)
    client.post(reverse("take-best", args=[sharing.uid]))
    body = client.get(PAGE).content.decode()
    assert re.search(r"New leads: one more brings [^<]*3,000[^<]*, it takes 40 or more\.", body)
    assert "Hours of Maria: one more brings" in body
    assert "The largest plan allowed to Maria:" in body
    assert "999,999" not in body, "the three most valuable are enough"
    assert "A goal lower by" in body


def test_a_refusal_stands_on_the_page_and_the_button_is_there_again(
    company: SmallCompany, signed_in: Any
) -> None:
    client = signed_in(company, "Olga")
    client.post(BEGIN)
    fields = {"who": "Maria", "amount_minor": 5_000_000}
    with scope(organisation=company.organisation):
        WorkSharing.objects.update(
            state="refused", refusal={"code": "least_plan_beyond_support", "fields": fields}
        )
    body = client.get(PAGE).content.decode()
    assert re.search(
        r"The smallest plan of Maria is [^<]*50,000[^<]* above what leads and hours can bring", body
    )
    assert 'data-testid="share-leads"' in body


def test_only_who_sets_goals_shares_and_only_what_he_sees(company: SmallCompany, signed_in: Any) -> None:
    denis = signed_in(company, "Denis")
    assert denis.post(BEGIN).status_code == 302
    sharing = sharing_of(company)
    piece, take = (reverse(name, args=[sharing.uid]) for name in ("work-sharing", "take-best"))
    for who in ("Petra", "Maria", "Elena", "Adam"):
        client = signed_in(company, who)
        assert client.get(piece, headers=HTMX).status_code == 404, who
        assert client.post(take).status_code == 404, who
        if who != "Petra":
            assert client.post(BEGIN).status_code == 404, who
    assert "shared-row" not in signed_in(company, "Maria").get(PAGE).content.decode()
    assert denis.post(f"{BEGIN}&who={company.units['Sales-2'].uid}").status_code == 404
    assert denis.post(f"{BEGIN}&who={company.people['Maria'].uid}").status_code == 404
    assert denis.post("/plan/share?when=2026").status_code == 404
    assert signed_in(company, "Olga").get(piece, headers=HTMX).status_code == 200


def test_above_fifty_people_the_page_says_that_units_come_first(
    company: SmallCompany, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvota.analytics.metrics.work_to_share.MOST_PEOPLE", 3)
    monkeypatch.setattr("kvota.web.plan.sharing_shown.MOST_PEOPLE", 3)
    body = signed_in(company, "Olga").get(PAGE).content.decode().replace("\xa0", " ")
    assert "4 people sell here: above 3 the goal is shared over the units first." in body
    assert body.count('data-testid="shared-row"') == 2
    assert 'data-testid="share-leads"' in body
    monkeypatch.setattr("kvota.analytics.metrics.work_to_share.MOST_PEOPLE", 1)
    body = signed_in(company, "Denis").get(PAGE).content.decode()
    assert 'data-testid="too-many"' in body and 'data-testid="share-leads"' not in body
