"""J03: a rep without a network. What he taps is kept on his phone, said so, and stored once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.browser.kept_copy import until, until_it_has_a_copy
from tests.browser.test_journeys import moves_stored

DATABASE = """async (work) => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open('kvota', 1);
    asked.onsuccess = () => done(asked.result);
  });
  const store = db.transaction('moves', 'readwrite').objectStore('moves');
  const all = await new Promise((done) => {
    const asked = store.getAll();
    asked.onsuccess = () => done(asked.result);
  });
  for (const move of work ?? []) store.put(move);
  db.close();
  return all;
}"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as running:
        running.command("company", "new", "Vega")  # without one a guest is welcomed, not asked who he is
        yield running


@pytest.fixture
def phone_of(house: House, open_page: OpenPage) -> Any:
    """A phone of a rep who stands on Today, and which keeps its copy."""

    def phone(language: str = "en") -> Page:
        page = open_page(size=PHONE)
        house.enter(page, "rep", language)
        until_it_has_a_copy(page)
        return page

    return phone


def kept(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(DATABASE)
    return found


def until_all_is_sent(page: Page) -> None:
    until(page, f"async () => (await ({DATABASE})()).length === 0")


def send_again(page: Page, moves: list[dict[str, Any]]) -> list[int]:
    """Let the phone believe that nothing of this was sent, as after answers that were lost."""
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if one.request.method == "POST" else None)
    page.evaluate(DATABASE, moves)
    page.evaluate("dispatchEvent(new Event('online'))")
    until_all_is_sent(page)
    return answers


def network(page: Page, *, there: bool) -> None:
    page.context.set_offline(not there)


def tap(page: Page, which: int) -> str:
    """Move a card on, and name it."""
    card = page.locator("[data-card]:has([data-testid=move-next])").nth(which)
    card.get_by_test_id("move-next").click()
    return card.get_attribute("data-testid") or ""


def waits(page: Page, count: int) -> None:
    line = page.get_by_test_id("queue-count")
    if count:
        expect(line).to_be_visible()
        expect(line.locator("b:visible")).to_have_text(str(count))
    else:
        expect(line).not_to_be_visible()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "On this phone, 2 waiting to send"), ("ru", "ждут отправки: 2")]
)
def test_j03_two_moves_without_a_network_are_stored_once_each_in_order(
    house: House, phone_of: Any, language: str, words: str
) -> None:
    page = phone_of(language)
    before = moves_stored(house, page)
    hand = Hand(page)
    network(page, there=False)
    cards = [tap(page, 0), tap(page, 1)]
    waits(page, 2)
    hand.within("J03 move two clients without a network", clicks=2)
    expect(page.get_by_test_id("queue-count")).to_contain_text(words)
    expect(page.get_by_test_id("toast")).to_have_count(0)
    page.reload()
    waits(page, 2)
    expect(page.get_by_test_id("stale")).to_contain_text("07:00")
    for card in cards:
        expect(page.get_by_test_id(card).get_by_test_id("card-waits")).to_be_visible()
    waiting = kept(page)
    assert len(moves_stored(house, page)) == len(before)
    network(page, there=True)
    waits(page, 0)
    expect(page.get_by_test_id("queue-sent")).to_be_visible()
    # Drawing a page anew takes seconds while every core is at work.
    expect(page.get_by_test_id("stale")).not_to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("card-waits").first).not_to_be_visible()
    new = moves_stored(house, page)[len(before) :]
    sent = [dict(each["fields"]) for each in waiting]
    assert [row["id"] for row in new] == [each["uid"] for each in sent]
    assert [row["stage"] for row in new] == [int(each["stage"]) for each in sent]
    assert send_again(page, waiting) == [204, 204]
    assert len(moves_stored(house, page)) == len(before) + 2


def test_a_client_moves_on_twice_before_the_network_is_back(house: House, phone_of: Any) -> None:
    page = phone_of()
    before = len(moves_stored(house, page))
    # A client with two stages still before him, whatever the tests before this one have moved.
    name = (
        page.locator("[data-further*='], [']")
        .first.locator("xpath=ancestor::*[@data-card]")
        .get_attribute("id")
    )
    button = page.locator(f"#{name}").get_by_test_id("move-next")
    stages = [button.get_attribute("value")]
    network(page, there=False)
    button.click()
    waits(page, 1)
    expect(button).not_to_have_attribute("value", stages[0] or "")
    stages.append(button.get_attribute("value"))
    button.click()
    waits(page, 2)
    network(page, there=True)
    until_all_is_sent(page)
    new = moves_stored(house, page)[before:]
    assert [str(row["stage"]) for row in new] == stages
    assert len({row["deal"] for row in new}) == 1


def test_a_network_that_fails_unannounced_loses_nothing_and_a_second_phone_is_kept_too(
    house: House, phone_of: Any
) -> None:
    page, second = phone_of(), phone_of()
    before = len(moves_stored(house, page))
    # The browser believes to be online; the requests go nowhere, as in a lift.
    page.route("**/moves*", lambda route: route.abort())
    card = tap(page, 0)
    waits(page, 1)
    expect(page.get_by_test_id(card)).to_have_attribute("data-waiting", "")
    assert tap(second, 0) == card
    expect(second.get_by_test_id("toast")).to_be_visible()
    page.unroute("**/moves*")
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    new = moves_stored(house, page)[before:]
    # The second phone was first; the same stage again is work with the client, and stands beside it.
    assert [row["kind"] for row in new] == ["stage", "touch"]
    assert len({row["deal"] for row in new}) == 1


def test_a_move_the_server_refuses_stays_with_its_reason_until_it_is_fixed_or_discarded(
    house: House, phone_of: Any
) -> None:
    page = phone_of()
    before = len(moves_stored(house, page))
    card = page.locator("[data-card]:has([data-testid=move-next])").first
    client = card.locator("[data-card-focus]").inner_text()
    deal = house.address + (card.locator("[data-card-focus]").get_attribute("href") or "")
    card.get_by_test_id("more").click()
    # Until 2062: a slip of the finger, and only the server knows how long is too long.
    page.get_by_label("Park until another day").fill("2062-11-18")
    network(page, there=False)
    page.get_by_role("button", name="Park", exact=True).click()
    waits(page, 1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    network(page, there=True)
    refused = page.get_by_test_id("queue-refused")
    expect(refused).to_contain_text(client)
    expect(page.get_by_test_id("queue-sentence")).to_contain_text("2062")
    waits(page, 0)
    page.goto(house.address)
    expect(refused).to_have_count(1)
    page.get_by_test_id("queue-fix").click()
    page.wait_for_url(deal)
    page.get_by_test_id("queue-discard").click()
    expect(refused).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("sentence").or_(page.get_by_test_id("more")).first).to_be_visible()
    expect(refused).to_have_count(0)
    assert len(moves_stored(house, page)) == before
    assert kept(page) == []


def test_a_phone_that_is_signed_out_keeps_its_moves_and_asks_to_sign_in(house: House, phone_of: Any) -> None:
    page = phone_of()
    before = len(moves_stored(house, page))
    network(page, there=False)
    tap(page, 0)
    waits(page, 1)
    page.context.clear_cookies()
    network(page, there=True)
    # The page that renews itself is the first to learn it.
    page.wait_for_url("**/sign-in?next=/")
    expect(page.get_by_test_id("queue-sign-in")).to_be_visible()
    waits(page, 1)
    # Another person of the house sees that something waits, and neither what nor whose.
    house.enter(page, "head")
    expect(page.get_by_test_id("queue-others")).to_contain_text("1")
    waits(page, 0)
    assert len(kept(page)) == 1
    page.context.clear_cookies()
    house.enter(page, "rep")
    until_all_is_sent(page)
    assert len(moves_stored(house, page)) == before + 1


def test_who_signs_out_takes_his_figures_along(house: House, phone_of: Any) -> None:
    page = phone_of()
    network(page, there=False)
    page.goto(f"{house.address}/board")
    expect(page.get_by_test_id("sentence")).to_be_visible()
    expect(page.get_by_test_id("stale")).to_be_visible()
    network(page, there=True)
    page.get_by_test_id("person-menu").locator("summary").click()
    page.get_by_test_id("sign-out").click()
    page.wait_for_url("**/sign-in")
    until(page, "async () => !(await caches.has('kvota-today'))")
    network(page, there=False)
    with pytest.raises(PlaywrightError, match=r"ERR_FAILED|ERR_INTERNET_DISCONNECTED"):
        page.goto(house.address)


def test_a_sheet_that_cannot_open_says_so_and_leaves_the_page(house: House, phone_of: Any) -> None:
    page = phone_of()
    network(page, there=False)
    page.get_by_test_id("more").first.click()
    expect(page.get_by_test_id("not-offline")).to_be_visible()
    expect(page).to_have_url(f"{house.address}/")
    network(page, there=True)
    expect(page.get_by_test_id("not-offline")).not_to_be_visible()


def test_two_tabs_send_what_waits_once(house: House, phone_of: Any) -> None:
    page = phone_of()
    second = page.context.new_page()
    second.goto(house.address)
    before = len(moves_stored(house, page))
    posted: list[str] = []
    page.context.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
    network(page, there=False)
    tap(page, 0)
    tap(page, 2)
    waits(second, 2)
    posted.clear()
    network(page, there=True)
    waits(page, 0)
    waits(second, 0)
    assert len(posted) == 2
    assert len(moves_stored(house, page)) == before + 2


def test_a_browser_that_keeps_nothing_says_that_nothing_was_recorded(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=PHONE)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    house.enter(page, "rep")
    card = page.locator("[data-card]:has([data-testid=move-next])").first
    stage = card.get_by_test_id("card-stage").inner_text()
    network(page, there=False)
    card.get_by_test_id("move-next").click()
    expect(page.get_by_test_id("not-kept")).to_be_visible()
    expect(card.get_by_test_id("card-stage")).to_have_text(stage)
    waits(page, 0)


def test_an_undo_without_a_network_waits_like_a_move(house: House, phone_of: Any) -> None:
    page = phone_of()
    before = len(moves_stored(house, page))
    card = tap(page, 0)
    toast = page.get_by_test_id("toast")
    stage = page.get_by_test_id(card).get_by_test_id("card-stage").inner_text()
    expect(toast).to_be_visible()
    network(page, there=False)
    toast.get_by_test_id("undo").click()
    expect(toast).to_have_count(0)
    waits(page, 1)
    network(page, there=True)
    until_all_is_sent(page)
    expect(page.get_by_test_id(card).get_by_test_id("card-stage")).not_to_have_text(stage)
    assert [row["kind"] for row in moves_stored(house, page)[before:]] == ["stage", "undo"]
