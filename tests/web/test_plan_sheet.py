"""The spreadsheet's doors: what they answer, whom they refuse, and what a change costs."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.actions.publish_goal import begin_draft
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.domain.calendar.period import parse_period, period_of
from kvota.records.models import GoalVersion, Person, Seat
from tests.cells_of_goal import named_cells
from tests.web.conftest import House

MONTH = "2026-11"  # of the house: 900,000, 450,000 for each team and 225,000 for each rep
K = 1_000_00


def key_of(house: House, name: str) -> str:
    company = house.company
    return f"u{company.units[name].pk}" if name in company.units else f"p{company.people[name].pk}"


def sheet_of(client: Client, version: GoalVersion, **more: str) -> dict[str, Any]:
    answer = client.get("/plan/sheet", {"version": str(version.uid), **more})
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def send(client: Client, what: str, version: Any, **body: Any) -> Any:
    uid = version if isinstance(version, str) else str(version.uid)
    text = json.dumps({"version": uid, **body})
    return client.post(f"/plan/sheet/{what}", text, content_type="application/json")


def typed(house: House, name: str, text: str, months: list[str] | None = None) -> dict[str, Any]:
    return {"key": key_of(house, name), "months": months or [MONTH], "text": text}


def newest(house: House) -> dict[tuple[str, str], int]:
    with scope(organisation=house.company.organisation):
        version = GoalVersion.objects.latest("sequence")
        return {place: cell.value for place, cell in named_cells(version).items()}


@pytest.fixture
def quarter(house: House, now: Any) -> GoalVersion:
    """A goal of the fourth quarter, cut by two products."""
    company = house.company
    with scope(organisation=company.organisation):
        slices = [Slice(product=company.product(name).pk) for name in ("Pumps", "Valves")]
        return set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027-Q1"),
            amount_minor=3_600 * K,
            shape=GoalShape(slices=slices),
            now=now,
        )


def test_the_sheet_has_a_row_for_each_node_and_names_its_periods(house: House, signed_in: Any) -> None:
    told = sheet_of(signed_in(house.company, "Olga"), house.goal)
    assert [(row["name"], row["depth"]) for row in told["rows"]] == [
        ("Vega Trade", 0),
        ("Sales-1", 1),
        ("Ivan", 2),
        ("Maria", 2),
        ("Sales-2", 1),
        ("Boris", 2),
        ("Chen", 2),
    ]
    assert told["rows"][0]["cells"] == [[900 * K, 0]]
    assert told["rows"][0]["facts"] == [40_000_00]  # what nobody matched to a deal counts for nobody
    assert told["columns"] == [
        {"key": MONTH, "kind": "month", "label": "November", "months": [MONTH]},
    ]
    assert told["goal_left"] == 0
    assert told["gaps"] == {}
    assert told["may_edit"] is True
    assert told["undo"] is False


def test_a_rep_reads_his_own_row_and_changes_nothing(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    told = sheet_of(client, house.goal)
    assert [row["name"] for row in told["rows"]] == ["Maria"]
    assert (told["may_edit"], told["goal_left"], told["gaps"]) == (False, None, {})
    answer = send(client, "change", house.goal, changes=[typed(house, "Maria", "1")])
    assert answer.status_code == 403


def test_a_head_neither_sees_nor_changes_another_team(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    assert [row["name"] for row in sheet_of(client, house.goal)["rows"]] == ["Sales-1", "Ivan", "Maria"]
    answer = send(client, "change", house.goal, changes=[typed(house, "Chen", "1")])
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_goal_cell")


@pytest.mark.parametrize("who", ["Maria", "Adam"])
def test_a_draft_is_not_there_for_who_neither_sets_goals_nor_reads_everything(
    house: House, signed_in: Any, who: str, now: Any
) -> None:
    with scope(organisation=house.company.organisation):
        draft = begin_draft(seat=house.company.seats["Olga"], version=house.goal, now=now)
    answer = signed_in(house.company, who).get("/plan/sheet", {"version": str(draft.uid)})
    assert answer.status_code == 404


def test_a_preview_stores_nothing_and_acceptance_stores_what_it_showed(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    changes = [typed(house, "Sales-1", "300,000")]
    preview = send(client, "change", house.goal, changes=changes, preview=True).json()
    assert {key: cells[MONTH][0] for key, cells in preview["changed"].items()} == {
        key_of(house, "Sales-1"): 300 * K,
        key_of(house, "Maria"): 150 * K,
        key_of(house, "Ivan"): 150 * K,
    }
    assert preview["gaps"] == {key_of(house, "Vega Trade"): [150 * K]}
    assert preview["version"] == str(house.goal.uid)
    stored = send(client, "change", house.goal, changes=changes).json()
    assert stored["changed"] == preview["changed"]
    assert stored["gaps"] == preview["gaps"]
    assert stored["version"] != preview["version"]
    assert stored["undo"] is True
    assert newest(house)["Maria", MONTH] == 150 * K


def test_undo_and_redo_answer_the_cells_that_came_back(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    first = send(client, "change", house.goal, changes=[typed(house, "Maria", "100000")]).json()
    back = send(client, "undo", first["version"]).json()
    assert back["changed"] == {key_of(house, "Maria"): {MONTH: [225 * K, 0]}}
    assert (back["undo"], back["redo"], back["reload"]) == (False, True, False)
    again = send(client, "redo", back["version"]).json()
    assert again["changed"] == {key_of(house, "Maria"): {MONTH: [100 * K, 1]}}
    assert send(client, "redo", again["version"]).status_code == 409


def test_who_changed_it_meanwhile_is_named(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    send(client, "change", house.goal, changes=[typed(house, "Maria", "100000")])
    late = send(client, "change", house.goal, changes=[typed(house, "Ivan", "100000")])
    assert late.status_code == 409
    assert late.json()["sentence"].startswith("Olga changed this goal")


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "150 000,50\t1\xa0000,5 ₽"), ("bg", "150 000,50\t1000,5"), ("en", "150,000.50\t₽1,000.5")],
)
def test_a_block_is_read_by_the_customs_of_the_reader(
    house: House, quarter: GoalVersion, signed_in: Any, language: str, text: str
) -> None:
    client = signed_in(house.company, "Olga", language=language)
    answer = send(
        client,
        "paste",
        quarter,
        rows=[key_of(house, "Maria"), key_of(house, "Ivan")],
        columns=[["2027-01"], ["2027-02"]],
        text=f"{text}\r\n\t7\r\n",
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["pasted"] == 3
    values = newest(house)
    assert values["Maria", "2027-01"] == 150_000_50
    assert values["Maria", "2027-02"] == 1_000_50
    assert values["Ivan", "2027-02"] == 7_00
    before = sheet_of(client, quarter)["rows"]
    undone = send(client, "undo", answer.json()["version"]).json()
    assert not undone["reload"]
    with scope(organisation=house.company.organisation):
        again = GoalVersion.objects.latest("sequence")
    assert sheet_of(client, again)["rows"] == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1\tabc", "pasted_cell_unreadable"),
        ("$5", "pasted_cell_unreadable"),
        ("", "nothing_pasted"),
        ("\n\n", "nothing_pasted"),
        ("1\n2\n3", "paste_beside_grid"),
        ("9000000", "typed_above_plan"),
        ("-5", "goal_cell_out_of_range"),
    ],
)
def test_a_block_that_cannot_be_read_stores_nothing(
    house: House, signed_in: Any, text: str, code: str
) -> None:
    before = newest(house)
    answer = send(
        signed_in(house.company, "Olga"),
        "paste",
        house.goal,
        rows=[key_of(house, "Maria"), key_of(house, "Ivan")],
        columns=[[MONTH], [MONTH]],
        text=text,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["sentence"]
    assert newest(house) == before


def test_a_year_that_is_typed_keeps_the_locked_month(
    house: House, quarter: GoalVersion, signed_in: Any
) -> None:
    client = signed_in(house.company, "Olga")
    months = ["2027-01", "2027-02", "2027-03"]
    lock = {"key": key_of(house, "Maria"), "months": ["2027-01"], "doing": "lock"}
    first = send(client, "change", quarter, changes=[lock]).json()
    kept = newest(house)["Maria", "2027-01"]
    send(client, "change", first["version"], changes=[typed(house, "Maria", "600000", months)])
    values = newest(house)
    assert values["Maria", "2027-01"] == kept
    assert sum(values["Maria", month] for month in months) == 600 * K


def test_a_rule_shares_a_plan_among_who_is_below(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    maria = send(client, "change", house.goal, changes=[typed(house, "Maria", "50000")]).json()
    changes = [typed(house, "Vega Trade", "800000")]
    equal = send(client, "change", maria["version"], changes=changes, rule="equal").json()
    values = newest(house)
    assert (values["Sales-1", MONTH], values["Sales-2", MONTH]) == (400 * K, 400 * K)
    assert (values["Maria", MONTH], values["Ivan", MONTH]) == (50 * K, 350 * K)
    # Only Boris was paid; his unit alone has something in hand or in the past.
    share = {"key": key_of(house, "Sales-2"), "months": [MONTH], "doing": "share"}
    hand = send(client, "change", equal["version"], changes=[share], rule="situation")
    assert hand.status_code == 200, hand.content
    assert newest(house)["Boris", MONTH] > newest(house)["Chen", MONTH]
    past = send(client, "change", hand.json()["version"], changes=[share], rule="past")
    assert (past.status_code, past.json()["code"]) == (422, "nothing_to_go_by")


def test_a_cut_adds_the_segments_below_each_row(house: House, quarter: GoalVersion, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    told = sheet_of(client, quarter, cut="product")
    names = [row["name"] for row in told["rows"]]
    assert names[:4] == ["Vega Trade", "Pumps", "Valves", "Sales-1"]
    whole, pumps, valves = (row["cells"][0][0] for row in told["rows"][:3])
    assert pumps + valves == whole
    row = told["rows"][1]
    change = {"key": row["key"], "months": ["2027-01"], "text": "1"}
    answer = send(client, "change", quarter, changes=[change], cut="product").json()
    assert answer["gaps"][f"{told['rows'][0]['key']}/parts"] == [pumps - 1_00]
    alone = sheet_of(client, quarter, cut="product", who=str(house.company.people["Maria"].uid))
    assert [row["name"] for row in alone["rows"]] == ["Maria", "Pumps", "Valves"]


@pytest.mark.parametrize(("by", "count"), [("ten_day", 3), ("week", 5), ("day", 31)])
def test_the_parts_of_a_month_sum_to_it(
    house: House, quarter: GoalVersion, signed_in: Any, by: str, count: int
) -> None:
    client = signed_in(house.company, "Olga")
    told = client.get("/plan/sheet/parts", {"version": str(quarter.uid), "month": "2027-01", "by": by}).json()
    assert len(told["columns"]) == count
    for row in sheet_of(client, quarter)["rows"]:
        assert sum(told["values"][row["key"]]) == row["cells"][0][0]


def test_the_history_of_a_cell_says_who_and_from_what_to_what(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    send(client, "change", house.goal, changes=[typed(house, "Maria", "100000")], reason="two clients left")
    with scope(organisation=house.company.organisation):
        version = GoalVersion.objects.latest("sequence")
    asked = {"version": str(version.uid), "key": key_of(house, "Maria"), "month": MONTH}
    told = client.get("/plan/sheet/history", asked).json()["changes"]
    assert [(each["by"], each["before"], each["value"], each["why"]) for each in told] == [
        ("Olga", 225 * K, 100 * K, "two clients left"),
        ("Denis", None, 225 * K, "The goal was set"),
    ]
    assert signed_in(house.company, "Ivan").get("/plan/sheet/history", asked).status_code == 404


def test_a_note_stays_beside_its_cell(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    own, other = key_of(house, "Maria"), key_of(house, "Ivan")
    assert send(client, "note", house.goal, key=own, month=MONTH, text="  My leave ").status_code == 200
    assert send(client, "note", house.goal, key=other, month=MONTH, text="x").status_code == 422
    head = sheet_of(signed_in(house.company, "Denis"), house.goal)
    assert head["notes"] == {f"{own}|{MONTH}": {"text": "My leave", "by": "Maria"}}
    assert send(client, "note", house.goal, key=own, month=MONTH, text="").json()["text"] == ""


@pytest.mark.parametrize("body", ["", "[1]", "{", '{"changes": 3}', '{"changes": ["x"]}'])
def test_a_body_that_no_spreadsheet_sends_is_refused(house: House, signed_in: Any, body: str) -> None:
    client = signed_in(house.company, "Olga")
    text = body.replace("{", f'{{"version": "{house.goal.uid}", ', 1) if body.startswith('{"') else body
    answer = client.post("/plan/sheet/change", text, content_type="application/json")
    assert answer.status_code in {400, 404}


@pytest.mark.parametrize("key", ["", "x", "u", "u0", "p99999999", "u1/s", "u1/s99", "u1/g0"])
def test_a_cell_that_is_not_there_is_refused_in_words(house: House, signed_in: Any, key: str) -> None:
    client = signed_in(house.company, "Olga")
    for rule in ("", "equal", "situation"):
        change = {"key": key, "months": [MONTH], "text": "5"}
        answer = send(client, "change", house.goal, changes=[change], rule=rule)
        assert answer.status_code == 422, (key, rule)
    change = {"key": key_of(house, "Maria"), "months": ["2031-01"], "text": "5"}
    assert send(client, "change", house.goal, changes=[change]).status_code == 422


def test_a_cell_is_kept_between_its_least_and_its_most(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    maria, ivan = key_of(house, "Maria"), key_of(house, "Ivan")
    walls = {"key": maria, "doing": "bound", "months": [MONTH], "lo": "200,000", "hi": "230,000"}
    told = send(client, "change", house.goal, changes=[walls]).json()
    assert told["changed"] == {maria: {MONTH: [225 * K, 0, 200 * K, 230 * K]}}
    less = send(client, "change", told["version"], changes=[typed(house, "Sales-1", "300,000")]).json()
    assert (less["changed"][maria][MONTH][0], less["changed"][ivan][MONTH][0]) == (200 * K, 100 * K)
    crossed = walls | {"lo": "240,000"}
    answer = send(client, "change", less["version"], changes=[crossed])
    assert (answer.status_code, answer.json()["code"]) == (422, "goal_bounds_crossed")
    free = send(client, "change", less["version"], changes=[walls | {"lo": "", "hi": " "}]).json()
    assert free["changed"] == {maria: {MONTH: [200 * K, 0]}}


def more_reps(house: House, count: int) -> None:
    company = house.company
    for number in range(count):
        person = Person.objects.create(organisation=company.organisation, name=f"Rep {number}")
        Seat.objects.create(
            organisation=company.organisation, person=person, unit=company.units["Sales-2"], role="rep"
        )


def test_a_change_asks_as_often_in_a_large_company_as_in_a_small_one(
    house: House, signed_in: Any, today: date, now: Any
) -> None:
    client = signed_in(house.company, "Olga")
    asked = []
    for reps in (0, 0, 30):  # the first has no goal before it, which asks less
        with scope(organisation=house.company.organisation):
            more_reps(house, reps)
            version = set_goal(
                organisation=house.company.organisation,
                period=period_of(today, "year"),
                amount_minor=12_000 * K,
                now=now,
            )
        with CaptureQueriesContext(connection) as sheet:
            sheet_of(client, version)
        with CaptureQueriesContext(connection) as change:
            answer = send(client, "change", version, changes=[typed(house, "Vega Trade", "1,200,000")])
        assert answer.status_code == 200
        again = [typed(house, "Vega Trade", "1,100,000")]
        with CaptureQueriesContext(connection) as second:
            answer = send(client, "change", answer.json()["version"], changes=again)
        with CaptureQueriesContext(connection) as undo:
            send(client, "undo", answer.json()["version"])
        asked.append((len(sheet), len(change), len(second), len(undo)))
    assert asked[1] == asked[2]
    assert max(asked[1][1:3]) <= 22
    assert asked[1][3] <= 35
    # The month once, the company's months before it is typed, and what the goal has left after it.
    reads = [query["sql"] for query in second if 'FROM "records_goalcell"' in query["sql"]]
    assert len([sql for sql in reads if "COUNT" not in sql]) <= 3


def test_a_goal_that_was_changed_much_is_written_whole_again(
    house: House, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvota.actions.store_goal.CELLS_UPON_A_ROOT", 5)
    client = signed_in(house.company, "Olga")
    change = [typed(house, "Vega Trade", "800,000")]
    first = send(client, "change", house.goal, changes=change).json()
    assert (first["reload"], len(first["changed"])) == (False, 7)
    second = send(client, "change", first["version"], changes=[typed(house, "Vega Trade", "600,000")]).json()
    assert second["reload"] is True
    with scope(organisation=house.company.organisation):
        whole = GoalVersion.objects.get(uid=second["version"])
    assert (whole.root_id, len(whole.contents)) == (None, 1)
    assert newest(house)["Maria", MONTH] == 150 * K
    undone = send(client, "undo", second["version"]).json()
    assert undone["undo"] is True
    assert newest(house)["Maria", MONTH] == 200 * K


def test_what_was_done_of_a_goal_on_a_metric_stands_beside_it_and_opens_its_list(
    house: House, signed_in: Any, now: Any
) -> None:
    with scope(organisation=house.company.organisation):
        goal = set_goal(
            organisation=house.company.organisation,
            period=parse_period(MONTH),
            amount_minor=121,
            metric="moves",
            now=now,
        )
    client = signed_in(house.company, "Olga")
    facts = {row["name"]: row["facts"][0] for row in sheet_of(client, goal)["rows"]}
    assert facts["Vega Trade"] >= facts["Sales-1"] == facts["Maria"] + facts["Ivan"] > 0
    page = client.get(f"/plan?when={MONTH}&metric=moves").content.decode()
    bars = re.findall(r'href="([^"]+)"[^>]*data-testid="cell-actual" data-value="(\d+)"', page)
    assert len(bars) == len(facts)
    for url, value in bars[:2]:
        assert url.startswith("/review/metric/moves?")
        told = client.get(url.replace("&amp;", "&")).content.decode()
        assert re.search(rf'data-testid="metric-value"[^>]*data-value="{value}"', told), url


def test_the_segments_of_a_double_cut_are_changed_in_place_and_sum_in_every_direction(
    house: House, signed_in: Any, now: Any
) -> None:
    company = house.company
    with scope(organisation=company.organisation):
        slices = [
            Slice(product=company.product(name).pk, kind=kind)
            for name in ("Pumps", "Valves")
            for kind in ("new", "repeat")
        ]
        goal = set_goal(
            organisation=company.organisation,
            seat=company.seats["Olga"],
            period=parse_period("2027-Q1"),
            amount_minor=3_600 * K,
            shape=GoalShape(slices=slices),
            now=now,
        )
    client = signed_in(company, "Olga")
    told = sheet_of(client, goal, cut="product")
    rows = told["rows"]
    top = rows[0]["key"]
    assert [(row["name"], row["depth"], row.get("fixed")) for row in rows[:7]] == [
        ("Vega Trade", 0, None),
        ("Pumps", 1, True),
        ("New", 2, False),
        ("Repeat", 2, False),
        ("Valves", 1, True),
        ("New", 2, False),
        ("Repeat", 2, False),
    ]
    assert [row["parent"] for row in rows[1:4]] == [top, rows[1]["key"], rows[1]["key"]]
    maria = next(place for place, row in enumerate(rows) if row["name"] == "Maria")
    leaf = rows[maria + 2]
    change = {"key": leaf["key"], "months": ["2027-01"], "text": "10,000"}
    answer = send(client, "change", goal, changes=[change], cut="product")
    assert answer.status_code == 200
    assert answer.json()["changed"][leaf["key"]]["2027-01"][:2] == [10 * K, 1]
    version = answer.json()["version"]
    after = client.get("/plan/sheet", {"version": version, "cut": "product"}).json()
    by_key = {row["key"]: row for row in after["rows"]}
    for row in after["rows"]:
        parts = [each for each in after["rows"] if each["parent"] == row["key"] and each.get("segment")]
        for month in range(3) if parts else ():
            left = after["gaps"].get(f"{row['key']}/parts", [0, 0, 0])[month]
            assert sum(each["cells"][month][0] for each in parts) + left == row["cells"][month][0]
    group = by_key[rows[maria + 1]["key"]]["cells"][0][0]
    assert group == 10 * K + rows[maria + 3]["cells"][0][0]
    for other in ("kind", "product"):
        cut = client.get("/plan/sheet", {"version": version, "cut": other}).json()["rows"]
        leaves = {row["key"]: row["cells"] for row in cut if row.get("segment") and not row["fixed"]}
        assert len(leaves) == 4 * 7 and leaves[leaf["key"]][0][0] == 10 * K
    # The sum of two segments is only read: another number there would not say whose it is.
    refused = send(
        client, "change", version, changes=[{"key": rows[1]["key"], "months": ["2027-01"], "text": "1"}]
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_goal_cell")
