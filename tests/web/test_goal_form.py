"""The form of a goal: any metric, a draft, the margins of what sells, segments, percents by hand."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope

from kvota.actions.store_goal import newest_goal_of, open_draft_of
from kvota.domain.planning.goal_segments import node_and_segment
from kvota.records.goal_nodes import kept_cells, segments_of
from kvota.records.models import Deal, GoalSegment, GoalVersion
from tests.cells_of_goal import named_cells
from tests.web.conftest import House

NEXT = "2026-12"


def post(client: Any, **form: str) -> Any:
    return client.post("/plan/goal", {"when": NEXT, "amount": "1200000", "rule": "equal", **form})


def newest(house: House, counts: str = "revenue") -> GoalVersion:
    with scope(organisation=house.company.organisation):
        found = newest_goal_of(NEXT, counts)
    assert found is not None
    return found


def test_a_goal_may_count_anything_whose_parts_sum_to_it(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    assert post(client, other="visits", amount="121").status_code == 302
    with scope(organisation=house.company.organisation):
        cells = {name: cell.value for (name, _), cell in named_cells(newest(house, "visits")).items()}
    assert cells["Vega Trade"] == 121 and cells["Sales-1"] + cells["Sales-2"] == 121
    assert sorted(cells[name] for name in ("Maria", "Ivan", "Chen", "Boris")) == [30, 30, 30, 31]
    with scope(organisation=house.company.organisation):
        assert newest_goal_of(NEXT) is None  # no goal in money came of it


@pytest.mark.parametrize("metric", ["clients_in_work", "margin", "clients_touched"])
def test_what_does_not_add_up_is_no_goal(house: House, signed_in: Any, metric: str) -> None:
    answer = post(signed_in(house.company, "Olga"), other=metric, amount="12")
    assert answer.status_code == 422
    assert "cannot be shared out over people and months" in answer.content.decode()
    assert 'value="12"' in answer.content.decode()


@pytest.mark.parametrize("amount", ["1.5", "0", "-3", "many"])
def test_what_is_counted_is_whole(house: House, signed_in: Any, amount: str) -> None:
    answer = post(signed_in(house.company, "Olga"), other="visits", amount=amount)
    assert answer.status_code == 422
    assert f'value="{amount}"' in answer.content.decode()


def test_a_draft_is_stored_beside_the_goal_that_counts(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    post(client)
    answer = post(client, amount="2400000", draft="1")
    assert answer.status_code == 302 and "state=draft" in answer["Location"]
    assert newest(house).revenue_minor == 1_200_000_00
    with scope(organisation=house.company.organisation):
        draft = open_draft_of(NEXT)
        assert draft is not None and draft.revenue_minor == 2_400_000_00


def test_one_margin_for_all_makes_revenue_of_a_profit(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    assert post(client, metric="profit", amount="120000", margin="25", fixed="30000").status_code == 302
    version = newest(house)
    assert (version.amount_minor, version.revenue_minor) == (120_000_00, 600_000_00)
    assert version.terms["margin"] == "1/4"


def test_a_margin_of_nothing_is_refused(house: House, signed_in: Any) -> None:
    answer = post(signed_in(house.company, "Olga"), metric="profit", margin="0")
    assert answer.status_code == 422


def test_percents_by_hand_are_the_weights_and_make_a_hundred(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    people = house.company.people
    typed = {f"share-{people[name].pk}": text for name, text in (("Maria", "60"), ("Chen", "40"))}
    assert post(client, **{**typed, "rule": "manual"}).status_code == 302
    with scope(organisation=house.company.organisation):
        cells = {name: cell.value for (name, _), cell in named_cells(newest(house)).items()}
    assert (cells["Maria"], cells["Chen"], cells["Ivan"]) == (720_000_00, 480_000_00, 0)
    answer = post(client, **{**typed, f"share-{people['Chen'].pk}": "30", "rule": "manual"})
    assert answer.status_code == 422
    assert "add up to 90 %" in answer.content.decode()
    assert re.search(r'name="share-\d+"[^>]*value="60"', answer.content.decode())


def test_by_what_is_in_hand_nobody_without_deals_outweighs_who_has_them(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    assert post(client, rule="situation").status_code == 302
    version = newest(house)
    assert version.terms["rule"] == "situation"
    weights = {int(who): Fraction(weight) for who, weight in version.terms["weights"].items()}
    assert weights and sum(weights.values()) > 0


def test_a_goal_cut_by_kind_sums_across_and_down(house: House, signed_in: Any) -> None:
    with scope(organisation=house.company.organisation):
        Deal.objects.update(kind="new")
    client = signed_in(house.company, "Olga")
    assert post(client, **{"cut-kind": "1"}).status_code == 302
    version = newest(house)
    with scope(organisation=house.company.organisation):
        cells = kept_cells(version)
        segments = segments_of(version)
        kinds = set(GoalSegment.objects.filter(pk__in=segments).values_list("kind", flat=True))
    whole = {key: cell.value for (key, _), cell in cells.items() if "/" not in key}
    parts: dict[str, int] = {}
    for (key, _), cell in cells.items():
        node, segment = node_and_segment(key)
        if segment is not None:
            parts[node] = parts.get(node, 0) + cell.value
    assert kinds <= {"new", "repeat"}
    assert parts == (whole if segments else {})


def test_the_intent_is_kept_with_the_goal(house: House, signed_in: Any) -> None:
    post(signed_in(house.company, "Olga"), intent="Two new industries by summer")
    assert newest(house).intent == "Two new industries by summer"


def test_grades_and_rounding_are_kept(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Olga")
    assert post(client, base="90", challenge="120", step="1000").status_code == 302
    version = newest(house)
    assert version.terms["grades"] == {"base": "9/10", "challenge": "6/5"}
    with scope(organisation=house.company.organisation):
        assert all(cell.value % 1_000_00 == 0 for cell in kept_cells(version).values())


def test_a_rep_sets_no_goal_and_sees_no_form(house: House, signed_in: Any) -> None:
    client = signed_in(house.company, "Maria")
    assert post(client).status_code == 403
    assert "goal-form" not in client.get(f"/plan?when={NEXT}").content.decode()


def test_the_form_offers_what_is_in_hand_before_the_past(house: House, signed_in: Any) -> None:
    body = signed_in(house.company, "Olga").get(f"/plan?when={NEXT}&goal=change").content.decode()
    found = re.findall(r'data-testid="suggest-(\w+)"', body)
    assert found == sorted(found, key=["in_hand", "past"].index)


def test_a_season_needs_two_years(house: House, signed_in: Any) -> None:
    answer = post(signed_in(house.company, "Olga"), season="1")
    assert answer.status_code == 422
    assert "less than two years of sales" in answer.content.decode()
