"""The day of a rep: steps with a period and a reason for none, and tomorrow written in the evening."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.set_deputy import set_deputy
from kvota.actions.set_next_step import set_next_step
from kvota.records.models import Attempt, Deal
from kvota.web.scope_bar import counts_ten_days
from tests.a_small_company import a_small_company
from tests.web.conftest import House
from tests.web.test_renewal import renewed, state_on

TOMORROW = date(2026, 11, 19)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the clock to an hour of Moscow on the day of the tests, or another day."""

    def put(hour: int, day: int = 18) -> None:
        moment = datetime(2026, 11, day, hour - 3, 30, tzinfo=UTC)
        from django.conf import settings

        monkeypatch.setattr(settings, "KVOTA", replace(settings.KVOTA, fixed_now=moment))

    return put


def body_of(client: Client, path: str = "/") -> str:
    return unescape(client.get(path).content.decode())


def more_deals(house: House, many: int) -> None:
    with scope(organisation=house.company.organisation):
        for number in range(many):
            deal = house.company.deal(f"Client {number}", amount=(number + 2) * 100_000_00)
            house.company.move(deal, 2)


def form_of(body: str) -> dict[str, Any]:
    """What the form of the evening sends when nothing is unticked."""
    form = body[body.index('data-testid="tomorrow-form"') :].split("</form>")[0]
    fields: dict[str, Any] = {"deal": re.findall(r'name="deal" value="([^"]+)"', form)}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields[name] = value
    return fields


def steps_of(house: House) -> dict[str, tuple[date | None, str]]:
    with scope(organisation=house.company.organisation):
        deals = Deal.objects.filter(owner__name="Maria").select_related("client")
        return {deal.client.name: (deal.next_step_on, deal.next_step) for deal in deals}


def test_tomorrow_is_offered_from_four_in_the_afternoon_on_and_the_page_comes_to_it_by_itself(
    house: House, signed_in: Any, at: Any
) -> None:
    client = signed_in(house.company, "Maria")
    at(15)
    page = client.get("/")
    assert b'data-testid="tomorrow"' not in page.content
    state = state_on(page)
    assert renewed(client, "/", state).status_code == 304
    at(16)
    answer = renewed(client, "/", state)
    assert answer.status_code == 200
    assert b'data-testid="tomorrow"' in answer.content


def test_one_tap_agrees_five_steps_for_tomorrow_and_one_undo_takes_all_of_them_back(
    house: House, signed_in: Any, at: Any, now: Any, today: date
) -> None:
    more_deals(house, 6)
    with scope(organisation=house.company.organisation):
        late = Deal.objects.get(client__name="Client 5")
        seat = house.company.seats["Maria"]
        set_next_step(
            seat=seat,
            deal=late,
            on=today - timedelta(days=2),
            words="Ask Ivan",
            gives_back=True,
            now=now,
            today=today,
        )
    before = steps_of(house)
    client = signed_in(house.company, "Maria", language="ru")
    at(17)
    fields = form_of(body_of(client))
    assert len(fields["deal"]) == 5
    assert client.post("/tomorrow", fields).status_code == 302
    agreed = {name: step for name, step in steps_of(house).items() if step[0] == TOMORROW}
    assert len(agreed) == 5
    assert agreed["Client 5"] == (TOMORROW, "Ask Ivan")  # what was promised stays promised
    assert all(words for _, words in agreed.values())
    page = body_of(client)
    assert 'data-testid="tomorrow-written"' in page and 'data-testid="tomorrow-form"' not in page
    undo = re.search(r'action="(/tomorrow/[^"]+/undo)" class="buttons"', page)
    assert undo
    client.post(undo.group(1))
    assert steps_of(house) == before
    assert client.post(undo.group(1)).status_code == 409


def test_a_step_that_is_unticked_is_not_agreed_and_another_reps_deal_never(
    house: House, signed_in: Any, at: Any
) -> None:
    more_deals(house, 6)
    client = signed_in(house.company, "Maria")
    at(17)
    fields = form_of(body_of(client))
    theirs = str(house.deals["Chen"].uid)
    client.post("/tomorrow", fields | {"deal": [fields["deal"][0], theirs, "x" * 36]})
    assert [step[0] for step in steps_of(house).values()].count(TOMORROW) == 1
    with scope(organisation=house.company.organisation):
        assert Deal.objects.get(uid=theirs).next_step_on is None
    assert len(form_of(body_of(client))["deal"]) == 4  # five in all


def test_friday_evening_writes_monday_and_leave_is_nobodys_tomorrow(
    house: House, signed_in: Any, at: Any, now: Any
) -> None:
    client = signed_in(house.company, "Maria")
    at(17, day=20)
    assert form_of(body_of(client))["on"] == "2026-11-23"
    with scope(organisation=house.company.organisation):
        set_deputy(
            seat=house.company.seats["Adam"],
            person=house.company.people["Maria"],
            stands_in=house.company.people["Ivan"],
            from_on=date(2026, 11, 23),
            last_on=date(2026, 11, 24),
            now=now,
            today=date(2026, 11, 18),
        )
    assert form_of(body_of(client))["on"] == "2026-11-25"
    at(17, day=23)
    page = body_of(client)
    assert 'data-testid="tomorrow"' not in page
    assert "On leave: nothing is expected." in page
    at(17, day=22)
    page = body_of(client)
    assert 'data-testid="tomorrow"' not in page
    assert "A day off: nothing is expected." in page


def tries(house: House, days: list[date], each: int) -> None:
    with scope(organisation=house.company.organisation):
        for on in days:
            deal = house.company.deal(f"Called {on}", on=on)
            for _ in range(each):
                house.company.move(deal, kind="touch", on=on)


def test_a_goal_that_is_reached_is_a_filled_row_and_one_line(house: House, signed_in: Any, at: Any) -> None:
    worked = [date(2026, 10, 26) + timedelta(days=7 * week + day) for week in range(3) for day in range(5)]
    tries(house, worked, each=2)
    client = signed_in(house.company, "Maria")
    at(10)
    assert 'data-testid="steps-done"' not in body_of(client)
    tries(house, [date(2026, 11, 18)], each=2)
    page = body_of(client)
    assert 'data-testid="steps-call" class="is-full"' in page
    assert "Done for today: Call." in page


def test_when_chooses_the_day_week_or_ten_days_and_the_switch_keeps_the_rest(
    house: House, signed_in: Any, at: Any
) -> None:
    tries(house, [date(2026, 11, 9), date(2026, 11, 12)], each=3)
    client = signed_in(house.company, "Maria")
    at(10)

    def calls(path: str) -> str:
        found = re.search(r'steps-call-done">(\d+)<', body_of(client, path))
        assert found
        return found.group(1)

    assert [calls(f"/?when={when}") for when in ("2026-11-12", "2026-W46", "2026-11-D2", "2026-11-18")] == [
        "3",
        "7",  # both days, and a move of the house on Sunday
        "4",
        "0",
    ]
    past = body_of(client, "/?when=2026-W46")
    assert 'data-testid="try-call"' not in past  # a try is of today
    assert 'href="?when=2026-W46&steps=ten_day"' in past
    kept = re.findall(r'href="(\?[^"]*steps=day[^"]*)"', body_of(client, "/?when=2026-11&show=all"))
    assert kept == ["?when=2026-11&steps=day&show=all"]
    with scope(organisation=house.company.organisation):
        assert Attempt.objects.count() == 0


def test_the_steps_left_open_the_list_that_sums_to_them(house: House, signed_in: Any) -> None:
    more_deals(house, 3)
    client = signed_in(house.company, "Maria")
    page = body_of(client)
    shown = re.search(r'href="(/steps-left[^"]*)" data-testid="pips">.*?data-value="(\d+)"', page, re.DOTALL)
    assert shown
    opened = body_of(client, shown.group(1))
    assert f'data-testid="list-sum" data-value="{shown.group(2)}"' in opened
    each = re.findall(r'data-label="Steps left" data-value="(\d+)">\d', opened.split("<tfoot>")[0])
    assert sum(map(int, each)) == int(shown.group(2)) > 0


def test_ten_days_are_offered_where_the_company_counts_so_at_first_by_its_language(
    db: None, signed_in: Any
) -> None:
    offered = 'data-testid="steps-of-ten_day"'
    of_language = {"en": "RU", "bg": "", "ru": "", "zh-hans": "BG"}  # the country decides nothing of it
    companies = {
        language: a_small_company(f"In {language}", country=country, language=language)
        for language, country in of_language.items()
    }
    pages = {language: body_of(signed_in(company, "Maria")) for language, company in companies.items()}
    assert {language: offered in page for language, page in pages.items()} == {
        "en": False,
        "bg": False,
        "ru": True,
        "zh-hans": True,
    }
    asked = body_of(signed_in(companies["en"], "Maria"), "/?steps=ten_day")
    assert offered in asked and "11–20" in asked  # whoever asks gets it
    client = signed_in(companies["ru"], "Adam")
    fields = {"name": "In ru", "currency": "RUB", "time_zone": "UTC", "language": "ru", "basis": "cash"}
    assert client.post("/setup/company", fields | {"fiscal_start": "1"}).status_code == 302
    assert offered not in body_of(signed_in(companies["ru"], "Maria"))  # what the company says counts
    sample = SimpleNamespace(ten_day=False, is_demo=True, weeks_445=False)
    readers = {
        language: counts_ten_days(SimpleNamespace(organisation=sample, LANGUAGE_CODE=language))  # type: ignore[arg-type]
        for language in of_language
    }
    assert readers == {"en": False, "bg": False, "ru": True, "zh-hans": True}
