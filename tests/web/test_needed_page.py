"""The page of what a goal needs: text 001 to the digit, lamps in words, leads asked for."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.set_goal import set_goal
from kvota.domain.calendar.period import parse_period, period_of
from tests.a_small_company import SmallCompany, a_small_company
from tests.company_of_text_001 import Stages, history_of_text_001


@pytest.fixture
def text_001(db: Any, today: date, now: Any) -> tuple[SmallCompany, Stages]:
    company = a_small_company("Text One")
    with scope(organisation=company.organisation):
        stages = history_of_text_001(company, today=today)
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=period_of(today, "month").next(),
            amount_minor=1_000_000_00,
            now=now,
        )
    return company, stages


def value(body: str, test_id: str, after: str = "") -> str:
    start = body.index(f'data-rung="{after}"') if after else 0
    found = re.search(rf'data-testid="{test_id}" data-value="([^"]*)"', body[start:])
    assert found, test_id
    return found[1]


@pytest.mark.parametrize(
    ("language", "goal", "chance"),
    [
        ("en", "1,000,000", "53%"),
        ("ru", "1 000 000", "53 %"),
        ("zh-hans", "1,000,000", "53%"),
        ("bg", "1 000 000", "53%"),
    ],
)
def test_text_001_stands_on_the_screen_to_the_digit(
    text_001: tuple[SmallCompany, Stages], signed_in: Any, language: str, goal: str, chance: str
) -> None:
    company, stages = text_001
    client = signed_in(company, "Olga", language=language)
    body = client.get("/plan/funnel?when=2026-12").content.decode()
    plain = body.replace("\xa0", " ").replace("\u202f", " ")
    assert goal in plain
    assert value(body, "to-find") == "100000000"
    assert (value(body, "needed-new", "deals"), value(body, "needed-repeat", "deals")) == ("3", "4")
    assert value(body, "average-new") == "20000000"
    assert value(body, "average-repeat") == "10000000"
    meeting, lead = f"stage-{stages.meeting.pk}", f"stage-{stages.lead.pk}"
    assert value(body, "needed-new", meeting) == "10"
    assert value(body, "needed-new", lead) == "20"
    assert value(body, "conversion-new", meeting) == "3/10"
    assert "3 ÷ 3/10 = 10" in plain
    assert "10 ÷ 1/2 = 20" in plain


def test_the_missing_leads_go_to_the_form_that_asks_for_them(
    text_001: tuple[SmallCompany, Stages], signed_in: Any
) -> None:
    company, _stages = text_001
    client = signed_in(company, "Olga")
    body = client.get("/plan/funnel?when=2026-12").content.decode()
    assert "Ask marketing for 20 leads" in body
    url = re.search(r'href="([^"]*)" data-testid="ask-marketing"', body)[1].replace("&amp;", "&")  # type: ignore[index]
    form = client.get(url).content.decode()
    assert 'value="20" data-testid="ask-count"' in form


def test_every_number_of_the_ladder_opens_its_list(
    text_001: tuple[SmallCompany, Stages], signed_in: Any
) -> None:
    company, _stages = text_001
    client = signed_in(company, "Olga")
    body = client.get("/plan/funnel?when=2026-12").content.decode()
    found = re.search(r'data-testid="conversion-new" data-value="3/10">.*?<a href="([^"]*)"', body, re.S)
    assert found
    listed = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert value(listed, "list-count") == "40"
    for count, url in re.findall(r'<a href="([^"]*)" data-testid="have" data-value="(\d+)"', body):
        assert f'data-value="{url}"' in client.get(count.replace("&amp;", "&")).content.decode()


def test_a_refused_lever_keeps_what_was_typed(text_001: tuple[SmallCompany, Stages], signed_in: Any) -> None:
    company, _stages = text_001
    answer = signed_in(company, "Olga").get("/plan/funnel?when=2026-12&price=-150")
    assert answer.status_code == 422
    assert 'value="-150"' in answer.content.decode()


def test_a_lever_alone_keeps_what_was_typed_as_known(
    text_001: tuple[SmallCompany, Stages], signed_in: Any
) -> None:
    company, _stages = text_001
    body = signed_in(company, "Olga").get("/plan/funnel?when=2026-12&deal=100000&price=25").content.decode()
    assert "leads 40 → 34" in body
    assert value(body, "needed-leads") == "34"


def test_levers_reach_the_starts_and_every_part_and_the_page_it_opens(
    text_001: tuple[SmallCompany, Stages], signed_in: Any, now: Any
) -> None:
    company, _stages = text_001
    with scope(organisation=company.organisation):
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027-Q1"),
            amount_minor=3_000_000_00,
            now=now,
        )
    client = signed_in(company, "Olga")
    asked = []
    for levers in ("", "&price=900"):
        body = client.get(f"/plan/funnel?when=2027-Q1{levers}").content.decode()
        weeks = body[body.index('data-testid="start-weeks"') :]
        new = re.findall(r'data-testid="start-week">.*?<td class="num strong"[^>]*>(\d+)<', weeks)
        leads = re.findall(r'data-testid="parts-leads"[^>]*>leads: (\d+) needed', body)
        asked.append((sum(map(int, new)), [int(each) for each in leads[-3:]]))
    assert asked == [(102, [20, 28, 28]), (12, [8, 8, 8])]
    assert re.findall(r'href="([^"]*)" data-testid="parts-plan"', body)[-1].endswith("2027-03&amp;price=900")


def test_without_a_goal_the_page_offers_the_one_next_step(house: Any, signed_in: Any) -> None:
    body = signed_in(house.company, "Olga").get("/plan/funnel?when=2027-05").content.decode()
    assert 'href="/plan?when=2027-05"' in body
    assert "No goal yet" in body


@pytest.mark.parametrize("who", ["Adam", "Carla"])
def test_who_reads_no_plan_finds_no_page(house: Any, signed_in: Any, who: str) -> None:
    assert signed_in(house.company, who).get("/plan/funnel").status_code == 404


def test_a_rep_sees_what_his_own_goal_needs_and_asks_nobody(house: Any, signed_in: Any) -> None:
    body = signed_in(house.company, "Maria").get("/plan/funnel").content.decode()
    assert 'data-testid="ladder"' in body
    assert "ask-marketing" not in body


def test_an_owner_sees_a_draft_of_the_year_by_quarters_and_units_with_three_lamps(
    text_001: tuple[SmallCompany, Stages], signed_in: Any, now: Any
) -> None:
    company, _stages = text_001
    with scope(organisation=company.organisation):
        draft = set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027"),
            amount_minor=12_000_000_00,
            now=now,
            state="draft",
        )
    client = signed_in(company, "Olga")
    body = client.get(f"/plan/funnel?when=2027&version={draft.uid}").content.decode()
    assert body.count('data-testid="parts-row"') == 3
    assert body.count('data-testid="parts-leads"') == body.count('data-testid="parts-hours"') == 12
    assert body.count('data-testid="parts-technology"') == 12
    assert "A draft" in body
    assert "Ask marketing for" in body
    plans = [int(found) for found in re.findall(r'data-testid="parts-plan" data-value="(\d+)"', body)]
    assert sum(plans[:4]) + sum(plans[4:8]) == sum(plans[8:]) == 12_000_000_00
    # Where nothing counts yet, who sets goals is shown the open draft; a rep may not look at it.
    assert "A draft" in client.get("/plan/funnel?when=2027").content.decode()
    assert "No goal yet" in signed_in(company, "Maria").get("/plan/funnel?when=2027").content.decode()
    assert signed_in(company, "Maria").get(f"/plan/funnel?when=2027&version={draft.uid}").status_code == 404


def test_a_conversion_typed_with_few_cases_is_taken_as_a_range_and_said(house: Any, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    stage = house.company.stages[1]
    body = client.get(f"/plan/funnel?c-{stage.uid}=35&deal=100000").content.decode()
    assert "cannot be certain and is taken as" in body


def test_the_questions_do_not_grow_with_the_deals(
    text_001: tuple[SmallCompany, Stages], signed_in: Any
) -> None:
    company, stages = text_001
    client = signed_in(company, "Olga")
    client.get("/plan/funnel?when=2026-12")
    with CaptureQueriesContext(connection) as before:
        client.get("/plan/funnel?when=2026-12")
    with scope(organisation=company.organisation):
        for place in range(15):
            deal = company.deal(f"More {place}", kind="new")
            company.move(deal, stage=stages.lead)
    client.get("/plan/funnel?when=2026-12")
    with CaptureQueriesContext(connection) as after:
        client.get("/plan/funnel?when=2026-12")
    assert len(after) <= len(before)


def test_a_slider_stands_beside_each_number_field_which_alone_is_sent(
    text_001: tuple[SmallCompany, Stages], signed_in: Any
) -> None:
    company, _stages = text_001
    body = signed_in(company, "Olga").get("/plan/funnel?when=2026-12&price=75&reps=-1").content.decode()
    sliders = re.findall(r'<input type="range"[^>]*>', body)
    assert len(sliders) == body.count('data-slide="lever-') == 5
    assert not [one for one in sliders if " name=" in one], "the field is sent, and not the slider too"
    assert 'min="-50" max="100" value="75"' in body and 'min="-5" max="10" value="-1"' in body
    assert body.count('" hidden><input type="range"') == 5, "without a script the field stands alone"
