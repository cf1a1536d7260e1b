"""The first minutes in a real browser: look around, walk the tour, start, come back by a passkey."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.browser.test_every_screen import serious

# Two houses are prepared here, and one sample company made anew, on two shared cores.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house(whole=True) as running:
        yield running


@pytest.fixture(scope="module")
def own_house() -> Iterator[House]:
    """Another house: a journey that makes a company ends what a first visit may do."""
    with a_running_house(whole=True) as running:
        yield running


def step(page: Page, name: str) -> None:
    page.wait_for_selector(f"#tour[data-tour-step='{name}']")


def facts_of_the_sample(house: House) -> list[tuple[int, ...]]:
    """How many rows the sample company has, and how many stand elsewhere."""
    with sqlite3.connect(f"file:{house.data / 'kvota.sqlite3'}?mode=ro", uri=True) as rows:
        return rows.execute(
            "SELECT is_demo, (SELECT count(*) FROM records_client c WHERE c.organisation_id = o.id),"
            " (SELECT count(*) FROM records_deal d WHERE d.organisation_id = o.id),"
            " (SELECT count(*) FROM records_move m WHERE m.organisation_id = o.id)"
            " FROM records_organisation o ORDER BY o.id"
        ).fetchall()


def test_j28_a_look_around_five_steps_and_then_ones_own(own_house: House, open_page: OpenPage) -> None:
    page = open_page(size=DESKTOP)
    page.goto(own_house.address)
    hand = Hand(page)
    page.get_by_test_id("look-around").click()
    step(page, "move")
    page.locator(".is-pointed-at").click()
    step(page, "list")
    expect(page.get_by_test_id("toast")).to_be_visible()
    page.locator(".is-pointed-at").click()
    step(page, "next")
    page.get_by_test_id("tour-way").click()
    page.locator(".is-pointed-at").click()
    step(page, "plan")
    page.locator(".is-pointed-at").click()
    step(page, "dots")
    page.get_by_test_id("tour-way").click()
    sample = facts_of_the_sample(own_house)
    page.get_by_test_id("tour-start-mine").click()
    page.get_by_label("Name of the company").fill("Vega Trade")
    page.get_by_test_id("start-company").click()
    expect(page.get_by_test_id("only-this-browser")).to_be_visible()
    hand.within("J28 look around, five steps, start mine", clicks=12, characters=10)
    assert facts_of_the_sample(own_house) == [*sample, (0, 0, 0, 0)]
    page.goto(own_house.address)
    expect(page.get_by_test_id("demo-banner")).to_have_count(0)


class Phone:
    """A phone's lock, as Chromium plays it: it makes passkeys and shows them to nobody else."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def _say(self, what: str, **more: Any) -> dict[str, Any]:
        return self._session.send(f"WebAuthn.{what}", {"authenticatorId": self._id, **more})

    def keys(self) -> list[dict[str, Any]]:
        return self._say("getCredentials")["credentials"]

    def is_in_a_strangers_hand(self, strange: bool) -> None:
        """The finger on it is known, or not."""
        self._say("setUserVerified", isUserVerified=not strange)

    def put(self, key: dict[str, Any]) -> None:
        """Give it a key as it was before, as a copy of it would be."""
        self._say("removeCredential", credentialId=key["credentialId"])
        self._say("addCredential", credential=key)


def test_an_owner_comes_back_by_his_passkey_and_by_nothing_else(house: House, open_page: OpenPage) -> None:
    # Not 127.0.0.1: a passkey belongs to a name.
    address = house.address.replace("127.0.0.1", "localhost")
    house.command("company", "new", "Orion Trade")
    invited = house.command(
        "people", "invite", "Ivan Oak", "--company", "Orion Trade", "--role", "owner", "--json"
    )
    link = json.loads(invited)["address"].split("/", 3)[3]
    page = open_page(size=PHONE)
    phone = Phone(page)
    page.goto(f"{address}/{link}")
    page.get_by_test_id("enter").get_by_role("button").click()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/password")
    page.get_by_test_id("make-passkey").click()
    expect(page.get_by_test_id("passkey")).to_have_count(1)
    expect(page.get_by_test_id("toast")).to_contain_text("passkey")

    def sign_out() -> None:
        page.goto(f"{address}/password")
        page.get_by_test_id("person-menu").locator("summary").click()
        page.get_by_test_id("sign-out").click()
        page.wait_for_url(f"{address}/sign-in")

    sign_out()
    page.goto(f"{address}/setup/people")
    hand = Hand(page)
    page.get_by_test_id("passkey-sign-in").click()
    page.wait_for_url(f"{address}/setup/people")
    hand.within("come in with a passkey", clicks=1)
    (key,) = phone.keys()
    # A stranger's finger, a copy of the key, a key taken away: the door stays closed and says so.
    sign_out()
    phone.is_in_a_strangers_hand(True)
    page.get_by_test_id("passkey-sign-in").click()
    expect(page.locator("[data-passkey-said=stopped]")).to_be_visible()
    phone.is_in_a_strangers_hand(False)
    phone.put(key | {"signCount": 0})
    page.get_by_test_id("passkey-sign-in").click()
    expect(page.get_by_test_id("passkey-refused")).to_contain_text("not accepted")
    phone.put(key)
    page.get_by_test_id("passkey-sign-in").click()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/password")
    page.get_by_test_id("remove-passkey").click()
    expect(page.get_by_test_id("passkey")).to_have_count(0)
    sign_out()
    page.get_by_test_id("passkey-sign-in").click()
    expect(page.get_by_test_id("passkey-refused")).to_be_visible()
    assert page.url == f"{address}/sign-in"


def test_the_tour_walks_by_keyboard_on_a_phone_and_covers_nothing(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.enter(page, "rep", "bg")
    page.goto(f"{house.address}/help")
    page.get_by_test_id("begin-tour").press("Enter")
    step(page, "move")
    page.set_viewport_size({"width": 320, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert serious(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    strip, pointed = page.locator("#tour").bounding_box(), page.locator(".is-pointed-at").bounding_box()
    assert strip and pointed
    assert pointed["y"] >= strip["y"] + strip["height"] or pointed["y"] + pointed["height"] <= strip["y"]
    page.keyboard.press("m")
    step(page, "list")
    expect(page.locator("#tour [role=status]")).to_contain_text("Стъпка 2 от 5")
    page.get_by_test_id("tour-way").press("Enter")
    step(page, "next")
    page.get_by_test_id("tour-way").press("Enter")
    page.get_by_test_id("step-tomorrow").press("Enter")
    step(page, "plan")
    page.get_by_test_id("tour-leave").press("Enter")
    expect(page.locator("#tour")).to_be_hidden()


def test_the_sample_is_begun_anew_with_one_button_in_the_role_one_has(
    house: House, open_page: OpenPage
) -> None:
    page = open_page(size=DESKTOP)
    house.enter(page, "rep", "ru")
    page.locator("[data-testid=move-next]").first.click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    page.get_by_test_id("demo-menu").locator("summary").click()
    page.get_by_test_id("demo-as-head").click()
    page.wait_for_selector("html[lang=ru]")
    page.goto(f"{house.address}/review/moves")
    (moved,) = [row for row in facts_of_the_sample(house) if row[0]]
    page.get_by_test_id("demo-menu").locator("summary").click()
    page.get_by_test_id("demo-anew").click(timeout=120_000, no_wait_after=True)
    page.wait_for_selector("[data-testid=toast]", timeout=120_000)
    (anew,) = [row for row in facts_of_the_sample(house) if row[0]]
    # The move, and what the tests before it in this house did, are gone with the old company.
    assert anew[:3] == moved[:3] and anew[3] < moved[3]
    expect(page.get_by_test_id("demo-menu")).to_contain_text("РОП")


def test_a_part_of_a_page_that_fails_says_so_with_its_reference(house: House, browser: Browser) -> None:
    # A page of its own: that something goes wrong on it is what the others must never see.
    # Without a service worker: what passes through one reaches the server beside the route below.
    context = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="en-GB", service_workers="block"
    )
    page = context.new_page()
    house.enter(page, "rep")

    def broken(route: Route) -> None:
        with translation.override("en"):
            body = render_to_string("parts/broken_toast.html", {"reference": "K7FA-9QXM", "looked": False})
        headers = {"X-Kvota-Reference": "K7FA-9QXM", "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=500, headers=headers, body=body)

    context.route("**/deal/*/moves", broken)
    page.locator("[data-testid=move-next]").first.click()
    expect(page.get_by_test_id("reference")).to_have_text("K7FA-9QXM")
    expect(page.get_by_test_id("broken").get_by_role("button", name="Copy")).to_be_visible()
    page.get_by_test_id("broken").get_by_role("button", name="Close").click()
    expect(page.get_by_test_id("broken")).to_have_count(0)
    context.close()
