"""Where deals stand: the SQL against the plain reading of moves, on chosen and on random histories."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.reading import one_moment
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import days, happenings, happenings_in_two_funnels, taken_back
from tests.analytics.slow_twin import Known, known_deals
from tests.how_many_examples import examples

TODAY = date(2026, 11, 18)


def states(company: SmallCompany, as_of: date = TODAY) -> dict[int, dict[str, Any]]:
    with one_moment(company.organisation) as reading:
        return {row["deal"]: row for row in reading.ask("states/every_deal.sql", as_of=as_of)}


def as_the_twin_says(known: Known) -> dict[str, Any]:
    """The columns of deal_state.sql from the plain reading."""
    state, version, stage = known.progress, known.version, known.last_stage
    contracts = [fact.row.occurred_on for fact in known.facts if fact.kind == "contract"]
    return {
        "deal": known.deal.pk,
        "owner": version.owner_id,
        "client": version.client_id,
        "given_minor": version.amount_minor,
        "amount_minor": version.amount_minor,
        "stage": stage.pk if stage else None,
        "funnel": stage.funnel_id if stage else known.deal.funnel_id,
        "rank": state.rank if not state.is_lost else (stage.rank if stage else 0),
        "stage_kind": stage.kind if stage else "open",
        "since_on": state.since_on,
        "cycle": state.cycle,
        "furthest": state.furthest,
        "is_lost": state.is_lost,
        "lost_on": state.lost_on,
        "parked_until": state.parked_until,
        "last_on": state.last_on,
        "signed_minor": known.money("contract"),
        "paid_minor": known.money("payment", "refund"),
        "contract_on": min(contracts, default=None),
        "in_work": known.in_work,
    }


def compare(company: SmallCompany, as_of: date) -> None:
    found = states(company, as_of)
    expected = {known.deal.pk: as_the_twin_says(known) for known in known_deals(as_of)}
    assert found.keys() == expected.keys()
    for deal, columns in expected.items():
        row = found[deal]
        in_work = row["stage_kind"] != "paid" and not row["is_lost"]
        assert {**{name: row.get(name) for name in columns}, "in_work": in_work} == columns


lives = st.one_of(
    st.lists(happenings, min_size=8, max_size=40),
    st.lists(happenings_in_two_funnels, min_size=8, max_size=40),
)


@pytest.mark.timeout(300)
@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives, as_of=days)
def test_any_history_reads_as_its_moves_do(company: SmallCompany, life: list[Any], as_of: date) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        compare(company, as_of)
        compare(company, TODAY)


@pytest.mark.timeout(300)
@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives, as_of=days)
def test_the_next_question_knows_what_happened_since(
    company: SmallCompany, life: list[Any], as_of: date
) -> None:
    with taken_back(company) as writer:
        for number, happening in enumerate(life):
            writer.let_happen(happening)
            if number % 5 == 0:
                compare(company, as_of)
        compare(company, as_of)
