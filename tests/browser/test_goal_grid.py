"""J12 and J13: the goal as a spreadsheet, by keys, with a preview, a lock, a pasted block and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hand import Hand
from tests.browser.house import House, a_running_house
from tests.browser.test_every_screen import serious


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_running_house() as house:
        yield house


def open_sheet(
    page: Page, house: House, role: str = "owner", language: str = "en", query: str = "when=2026"
) -> None:
    house.let_in(page, role, language)
    page.goto(f"{house.address}/plan?{query}")
    page.locator("[data-sheet-room][data-ready]").wait_for()


def numbers(page: Page) -> dict[str, Any]:
    """The sheet as the server tells it now, by names: row → month → value, and what is locked."""
    told: dict[str, Any] = page.evaluate(
        """async () => {
          const grid = document.getElementById('sheet-grid');
          const text = await (await fetch(location.href)).text();
          const page = new DOMParser().parseFromString(text, 'text/html');
          const uid = page.getElementById('sheet-grid').dataset.version;
          return (await fetch(`${grid.dataset.door}?version=${uid}`)).json();
        }"""
    )
    return told


def row(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["rows"] if each["name"] == name)
    return found


def month_of(told: dict[str, Any], name: str, month: str) -> int:
    value: int = row(told, name)["cells"][told["months"].index(month)][0]
    return value


def balance(told: dict[str, Any], month: str) -> None:
    """Children and what is not yet allocated are the parent, everywhere."""
    at = told["months"].index(month)
    for parent in told["rows"]:
        below = [each["cells"][at][0] for each in told["rows"] if each["parent"] == parent["key"]]
        if below:
            left = told["gaps"].get(parent["key"], [0] * 12)[at]
            assert sum(below) + left == parent["cells"][at][0]


def test_j12_a_plan_is_typed_shared_by_a_rule_and_a_lock_holds(house: House, open_page: OpenPage) -> None:
    page = open_page()
    open_sheet(page, house)
    before = numbers(page)
    unit = next(each for each in before["rows"] if each["depth"] == 1)
    rep = next(each for each in before["rows"] if each["parent"] == unit["key"])
    hand = Hand(page)
    cell = page.get_by_test_id(f"sheet-{unit['key']}-2026-12")
    cell.click()
    page.keyboard.press("F2")
    page.keyboard.type("400000")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-preview")).to_be_visible()
    expect(cell).to_have_class(re.compile(r"\bis-preview\b"))
    page.keyboard.press("1")  # by what is in hand
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-preview")).to_be_hidden()
    expect(cell).to_have_attribute("data-value", "40000000")
    page.get_by_test_id(f"sheet-{rep['key']}-2026-12").click()
    page.keyboard.press("l")
    expect(page.get_by_test_id("sheet-said")).to_have_text("Locked")
    kept = month_of(numbers(page), rep["name"], "2026-12")
    cell.click()
    page.keyboard.press("F2")
    page.keyboard.type("350000")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-preview")).to_be_visible()
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("data-value", "35000000")
    hand.within("J12", clicks=10, characters=12)
    told = numbers(page)
    assert month_of(told, rep["name"], "2026-12") == kept
    assert row(told, rep["name"])["cells"][11][1] == 1
    balance(told, "2026-12")
    gap = page.get_by_test_id(f"sheet-{before['rows'][0]['key']}#left-2026-12")
    page.get_by_test_id("sheet-grid").evaluate("(grid) => grid.scrollTo(0, grid.scrollHeight)")
    expect(gap).to_have_count(1)  # the parent kept its number; what it has left is a row of its own


def test_j13_a_block_with_decimal_commas_is_pasted_and_undone(house: House, open_page: OpenPage) -> None:
    page = open_page(locale="ru-RU")
    open_sheet(page, house, language="ru")
    page.get_by_test_id("begin-draft").click()  # a draft holds what does not fit yet
    page.locator("[data-sheet-room][data-ready]").wait_for()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("sheet-all").click()
    before = numbers(page)
    block = "\r\n".join(f"1{place}\u00a0000,50\t2 000,25\t{place},5 £" for place in range(10))
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    reps = [each for each in before["rows"] if each["key"][0] == "p"]
    page.get_by_test_id("sheet-grid").focus()
    page.keyboard.press("Home")  # only what is in sight is drawn
    first = page.get_by_test_id(f"sheet-{reps[0]['key']}-2026-01")
    first.click()
    hand = Hand(page)
    page.keyboard.press("Control+v")
    expect(page.get_by_test_id("sheet-said")).to_contain_text("30")
    pasted = numbers(page)
    assert pasted["version"] != before["version"]
    changed = [
        (mine["name"], place)
        for mine, old in zip(pasted["rows"], before["rows"], strict=True)
        for place, (now, was) in enumerate(zip(mine["cells"], old["cells"], strict=True))
        if now != was
    ]
    assert month_of(pasted, reps[0]["name"], "2026-01") == 1_000_050
    assert month_of(pasted, reps[0]["name"], "2026-02") == 200_025
    assert len(changed) >= 30
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("sheet-said")).not_to_contain_text("30")
    after = numbers(page)
    assert [each["cells"] for each in after["rows"]] == [each["cells"] for each in before["rows"]]
    assert hand.effort().keys <= 2 + 2  # two chords, each counted with its modifier


def test_arrows_open_and_close_columns_and_rows(house: House, open_page: OpenPage) -> None:
    page = open_page()
    open_sheet(page, house)
    told = numbers(page)
    top = told["rows"][0]["key"]
    page.get_by_test_id(f"sheet-{top}-2026-11").click()
    page.keyboard.press("Alt+ArrowRight")
    third = page.get_by_test_id(f"sheet-{top}-2026-11-D3")
    expect(third).to_have_count(1)
    parts = [page.get_by_test_id(f"sheet-{top}-2026-11-D{part}") for part in (1, 2, 3)]
    whole = page.get_by_test_id(f"sheet-{top}-2026-11").get_attribute("data-value")
    assert sum(int(each.get_attribute("data-value") or 0) for each in parts) == int(whole or 0)
    page.keyboard.press("Alt+ArrowLeft")
    expect(third).to_have_count(0)
    page.locator(f"[data-head='{top}']").click()
    page.keyboard.press("Alt+ArrowLeft")
    below = page.locator(f"[data-head='{told['rows'][1]['key']}']")
    expect(below).to_have_count(0)
    page.keyboard.press("Alt+ArrowRight")
    expect(below).to_be_visible()


def test_bounds_are_set_by_a_key_and_stand_as_walls(house: House, open_page: OpenPage) -> None:
    page = open_page()
    open_sheet(page, house)
    rep = next(each for each in numbers(page)["rows"] if each["key"][0] == "p")
    cell = page.get_by_test_id(f"sheet-{rep['key']}-2026-10")
    cell.click()
    page.keyboard.press("b")
    page.get_by_label("Never below").fill("2000")
    page.get_by_label("Never above").fill("1000")
    page.keyboard.press("Enter")
    expect(page.locator("[data-bound-refused]")).to_contain_text("the least is above the most")
    page.get_by_label("Never below").fill("1000")
    page.get_by_label("Never above").fill("2000.50")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-said")).to_have_text("Between 1,000 and 2,000.50")
    expect(cell).to_have_class(re.compile(r"\bhas-least has-most\b"))
    assert row(numbers(page), rep["name"])["cells"][9][2:] == [100_000, 200_050]
    page.keyboard.press("Control+z")
    expect(cell).not_to_have_class(re.compile(r"\bhas-least\b"))


def test_a_segment_of_a_double_cut_is_typed_and_its_sums_follow(house: House, open_page: OpenPage) -> None:
    page = open_page()
    house.let_in(page, "owner")

    def doubly_cut(route: Route) -> None:
        """The sheet with what one month of the company is made of, in two things at once."""
        told = route.fetch().json()
        top = told["rows"][0]
        row = {
            **top,
            "depth": 1,
            "segment": True,
            "fixed": True,
            "key": f"{top['key']}/g0",
            "parent": top["key"],
        }
        leaves = [
            {**row, "depth": 2, "fixed": False, "key": f"{top['key']}/s{n}", "parent": row["key"]}
            for n in (1, 2)
        ]
        for each in (row, *leaves):
            each["cells"] = [[100_00, 0] for _ in told["months"]]
        told["rows"][1:1] = [row, *leaves]
        route.fulfill(json=told)

    page.route("**/plan/sheet?*", doubly_cut)
    page.route(
        "**/plan/sheet/change",
        lambda route: route.fulfill(
            json={
                **route.request.post_data_json,
                **{
                    "state": "published",
                    "by": "",
                    "may_edit": True,
                    "undo": True,
                    "redo": False,
                    "goal_left": 0,
                },
                **{"reload": False, "months": ["2026-12"], "gaps": {}},
                "changed": {"u1/s1": {"2026-12": [500_00, 1]}},
            }
        ),
    )
    page.goto(f"{house.address}/plan?when=2026")
    page.locator("[data-sheet-room][data-ready]").wait_for()
    summed, leaf = (page.get_by_test_id(f"sheet-u1/{part}-2026-12") for part in ("g0", "s1"))
    expect(summed).to_have_attribute("data-value", "20000")
    leaf.click()
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    expect(leaf).to_have_attribute("data-value", "50000")
    expect(summed).to_have_attribute("data-value", "60000")
    summed.click()
    page.keyboard.press("F2")
    expect(page.get_by_test_id("sheet-field")).to_have_count(0)


def test_a_refusal_is_said_and_nothing_is_stored(house: House, open_page: OpenPage) -> None:
    page = open_page()
    open_sheet(page, house)
    before = numbers(page)
    rep = next(each for each in before["rows"] if each["key"][0] == "p")
    page.get_by_test_id(f"sheet-{rep['key']}-2026-12").click()
    page.keyboard.type("9abc")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-refused")).to_be_visible()
    assert numbers(page)["version"] == before["version"]


def test_the_sheet_is_whole_for_who_listens_from_its_first_moment_and_wherever_it_is_scrolled(
    house: House, open_page: OpenPage
) -> None:
    page = open_page()
    house.let_in(page, "owner")
    held: list[Route] = []
    page.route("**/plan/sheet?*", lambda route: held.append(route))
    page.goto(f"{house.address}/plan?when=2026")
    assert serious(page) == []  # the table of the server, while the sheet is asked for
    grid = page.get_by_test_id("sheet-grid")
    assert grid.get_attribute("role") is None
    held[0].continue_()
    page.locator("[data-sheet-room][data-ready]").wait_for()
    expect(grid).to_have_role("grid")
    assert serious(page) == []
    grid.focus()
    page.keyboard.press("Control+End")
    assert serious(page) == []
    page.evaluate("document.getElementById('sheet-grid').scrollTo(0, 0)")
    stands = grid.get_attribute("aria-activedescendant")
    expect(page.locator(f"[id='{stands}']")).to_have_count(1)  # where he stands is named, though out of sight
    places = page.evaluate(
        "[...document.querySelectorAll('#sheet-grid [role=row]')].map((row) => Number(row.ariaRowIndex))"
    )
    assert len(set(places)) == len(places)


def test_on_a_phone_the_table_of_the_server_stays(house: House, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    house.let_in(page, "owner")
    page.goto(f"{house.address}/plan?when=2026")
    expect(page.get_by_test_id("grid")).to_be_visible()
    expect(page.get_by_test_id("sheet-room")).to_be_hidden()


def test_a_rep_reads_his_row_with_keys_and_changes_nothing(house: House, open_page: OpenPage) -> None:
    page = open_page()
    open_sheet(page, house, role="rep")
    page.get_by_test_id("sheet-grid").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet-field")).to_have_count(0)
    expect(page.get_by_test_id("sheet-said")).not_to_be_empty()
