"""The plan's grid on the page: the preview of a typed cell, what is refused, who sees which sum."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django_scopes import scope

from kvota.records.models import GoalVersion
from tests.cells_of_goal import named_cells
from tests.web.conftest import House

MONTH = "2026-11"  # of the house: 900,000, 450,000 for each team and 225,000 for each rep


def post(client: Any, house: House, who: str, value: str, **more: str) -> Any:
    node = f"p{house.company.people[who].pk}" if who in house.company.people else ""
    unit = house.company.units.get(who)
    fields = {
        "version": str(house.goal.uid),
        "when": MONTH,
        "node": f"u{unit.pk}" if unit else node,
        "month": MONTH,
        "value": value,
        **more,
    }
    return client.post("/plan/cell", fields)


def test_a_head_can_neither_change_nor_find_out_what_is_not_his(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Petra")
    for who in ("top", "Sales-1", "Maria"):
        for accept in ({}, {"accept": "1"}):
            answer = post(client, house, who, "99000000", **accept)
            assert answer.status_code == 422
            assert 'data-testid="refusal"' in answer.content.decode()
            assert "98,100,000" not in answer.content.decode()
    own = post(client, house, "Sales-2", "99000000", accept="1")
    assert "does not fit into the plan of Vega Trade (November 2026)" in own.content.decode()
    with scope(organisation=house.company.organisation):
        assert GoalVersion.objects.latest("sequence") == house.goal
    for doing in ("undo", "redo"):
        answer = client.post(
            f"/plan/sheet/{doing}", {"version": str(house.goal.uid)}, content_type="application/json"
        )
        assert answer.status_code in {403, 409}


def marked(body: str) -> set[str]:
    """The values of the cells a preview marks as changed."""
    return set(re.findall(r'class="[^"]*is-preview[^"]*"[^>]* data-value="(\d+)"', body))


def test_the_preview_marks_the_cells_that_would_change_and_no_other(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    body = post(client, house, "Sales-1", "300000").content.decode()
    assert marked(body) == {"30000000", "15000000"}
    assert body.count("is-preview") == 3  # Sales-1, Maria, Ivan
    alone = post(client, house, "Maria", "100000").content.decode()
    assert marked(alone) == {"10000000"}


def test_accepting_stores_what_the_preview_showed(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Denis")
    assert post(client, house, "Maria", "100000", accept="1").status_code == 302
    with scope(organisation=house.company.organisation):
        newest = GoalVersion.objects.latest("sequence")
        values = sorted((cell.value for cell in named_cells(newest).values()), reverse=True)
    assert values == [90_000_000, 45_000_000, 45_000_000, 22_500_000, 22_500_000, 22_500_000, 10_000_000]
    assert 'data-testid="unallocated"' in client.get(f"/plan?when={MONTH}").content.decode()


@pytest.mark.parametrize("accept", [{}, {"accept": "1"}])
def test_a_plan_below_zero_is_refused_in_the_preview_as_in_the_store(
    house: House, signed_in: Any, accept: dict[str, str]
) -> None:
    answer = post(signed_in(house.company, "Denis"), house, "Maria", "-5", **accept)
    assert answer.status_code == 422
    assert "Maria, November 2026: a plan of −₽5.00 cannot be entered" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "below Sales-1 (November 2026) are ₽8,550,000.00 above its plan"),
        ("ru", "Sales-1, ноябрь 2026 г.: введённые ниже ячейки на 8 550 000,00 ₽ больше плана"),
        ("bg", "8 550 000,00 ₽"),
        ("zh-hans", "Sales-1（2026年11月）"),
    ],
)
def test_a_cell_above_its_parent_is_refused_in_money_by_name(
    house: House, signed_in: Any, language: str, said: str
) -> None:
    client = signed_in(house.company, "Denis", language=language)
    answer = post(client, house, "Maria", "9000000")
    assert answer.status_code == 422
    body = answer.content.decode().replace("\u00a0", " ")
    assert said in body
    assert "855000000" not in body


def test_a_goal_below_zero_is_refused_in_money(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    answer = client.post("/plan/goal", {"when": "2026-12", "amount": "-5"})
    assert answer.status_code == 422
    assert "A goal of −₽5.00 cannot be set" in answer.content.decode()


def test_a_goal_says_before_and_after_which_months_it_keeps(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    said = "Kept with a goal of its own: November 2026."
    assert said in client.get("/plan?when=2026-Q4&goal=change").content.decode()
    body = client.post(
        "/plan/goal", {"when": "2026-Q4", "amount": "3000000", "rule": "equal"}, follow=True
    ).content.decode()
    assert said in body
    refused = client.post("/plan/goal", {"when": "2026-Q4", "amount": "100000", "rule": "equal"})
    assert refused.status_code == 422
    assert "(October 2026, November 2026) are" in refused.content.decode()


@pytest.mark.parametrize(
    ("who", "sum_"),
    [
        ("Olga", 900_000_00),  # the owner: the goal
        ("Anna", 900_000_00),
        ("Denis", 450_000_00),  # the head of Sales-1: his team's part
        ("Maria", 225_000_00),  # a rep: her own
    ],
)
def test_the_headline_is_the_plan_of_what_one_may_see(
    house: House, signed_in: Any, who: str, sum_: int
) -> None:
    body = signed_in(house.company, who).get(f"/plan?when={MONTH}").content.decode()
    found = re.search(r'data-testid="plan-total" data-value="(\d+)"', body)
    assert found
    assert int(found[1]) == sum_
    larger = [value for value in (900_000_00, 450_000_00) if value > sum_]
    assert not [value for value in larger if f"{value // 100:,}" in body]


@pytest.mark.parametrize("who", ["Adam", "Carla"])
def test_who_reads_no_plans_sees_no_money(house: House, signed_in: Any, who: str) -> None:
    body = signed_in(house.company, who).get(f"/plan?when={MONTH}").content.decode()
    assert "No plan is shown to your seat" in body
    assert "900,000" not in body
    assert "225,000" not in body


def test_the_profit_of_the_company_is_not_told_to_a_rep(house: House, signed_in: Any) -> None:
    boss = signed_in(house.company, "Olga")
    form = {"when": "2026-12", "amount": "120000", "metric": "profit", "margin": "25", "rule": "equal"}
    assert boss.post("/plan/goal", form).status_code == 302
    assert "profit of" in boss.get("/plan?when=2026-12").content.decode()
    rep = signed_in(house.company, "Maria").get("/plan?when=2026-12").content.decode()
    assert "profit of" not in rep
    assert "480,000" not in rep
