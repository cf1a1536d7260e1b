"""Stuck, silent, past hope: the SQL and its norms against the slow way, on random lives of many deals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.metrics.clients_in_work import clients_in_work, clients_in_work_by_person
from kvota.analytics.metrics.deals import large_amount, open_deals, stuck_deals
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import FIRST, days, happenings_in_two_funnels, taken_back
from tests.analytics.slow_counts import (
    Flagged,
    counts,
    funnel_of,
    groups,
    largest_without_next_step,
    most_stuck,
    ninth_of_ten,
    stage_of,
)
from tests.analytics.slow_twin import known_deals
from tests.analytics.slow_watch import flags, norms
from tests.how_many_examples import examples

#: A stage that most leave soon, so that norms come from history within a few days; some stay.
ends = st.sampled_from([*["next"] * 18, "lost", "stay", "carried"])
many = st.lists(st.tuples(days, st.integers(0, 4), ends), min_size=24, max_size=28)
STAYING = 3
#: Days agreed or parked to with those who stay: deal, agreed on, days ahead, parked or not.
promises = st.lists(
    st.tuples(st.integers(0, STAYING - 1), st.integers(1, 14), st.integers(1, 9), st.booleans()), max_size=14
)


@pytest.mark.timeout(300)
@settings(
    max_examples=examples(4),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    crowd=many,
    promised=promises,
    life=st.lists(happenings_in_two_funnels, max_size=4),
    after=st.sampled_from([6, 7, 9, 11, 90, 90]),
)
def test_every_flag_is_what_the_slow_way_says(
    company: SmallCompany, crowd: list[Any], promised: list[Any], life: list[Any], after: int
) -> None:
    as_of = FIRST + timedelta(days=8 + after)
    with taken_back(company) as writer:
        staying = [_live(company, FIRST, 0, "stay") for _ in range(STAYING)]
        for one in crowd:
            _live(company, *one)
        for number, on, ahead, parks in sorted(promised, key=lambda each: each[1]):
            known = FIRST + timedelta(days=on)
            _promise(company, staying[number], known, known + timedelta(days=ahead), parks=parks)
        _compare(company, as_of)
        # From here on only what the new facts touch is judged anew.
        for happening in life:
            writer.let_happen(happening)
            _compare(company, as_of)


def _compare(company: SmallCompany, as_of: date) -> None:
    with one_moment(company.organisation) as reading:
        rows = reading.ask("states/every_watched_deal.sql", as_of=as_of)
    found = {row["deal"]: {name: row[name] for name in _COLUMNS} for row in rows}
    slowly = _slowly(as_of)
    assert found == {known.deal.pk: flag for known, flag in slowly}
    _compare_counts(company, as_of, slowly)


def numbers(counted: Any) -> dict[str, int]:
    return {name: getattr(counted, name) for name in counts([])}


_COLUMNS = (
    *("age", "stuck_after", "is_stuck", "is_suspended", "is_hopeless", "is_silent", "has_next_step"),
    "loss_minor",
)


def _slowly(as_of: date) -> list[Flagged]:
    deals = list(known_deals(as_of))
    norms_of = norms(deals, as_of)
    return [(known, flags(known, norms_of, as_of)) for known in deals if known.in_work]


def _compare_counts(company: SmallCompany, as_of: date, deals: list[Flagged]) -> None:
    """What pages count and show first comes from the same deals."""
    asked: dict[str, Any] = {"scope": Scope(people=None), "as_of": as_of}
    counted = clients_in_work(company.organisation, **asked)
    assert numbers(counted) == counts(deals)
    by_stage = {(each.rank, each.stage): numbers(each) for each in counted.stages}
    assert by_stage == groups(deals, stage_of)
    for funnel in {stage.funnel_id for stage in (*company.stages, *company.tender)}:
        here = [deal for deal in deals if funnel_of(deal[0]) == funnel]
        assert numbers(clients_in_work(company.organisation, **asked, funnel=funnel)) == counts(here)
        listed = open_deals(company.organisation, **asked, funnel=funnel)
        assert {row.id for row in listed} == {known.deal.pk for known, _ in here}
    people = clients_in_work_by_person(company.organisation, **asked)
    by_person = {each.person.id if each.person else None: numbers(each) for each in people}
    assert by_person == groups(deals, lambda known: known.version.owner_id)
    stuck = stuck_deals(company.organisation, **asked)
    assert [row.id for row in stuck] == most_stuck(deals)
    assert stuck == [
        *stuck_deals(company.organisation, **asked, hopeless=False),
        *stuck_deals(company.organisation, **asked, hopeless=True),
    ]
    for name, of_name in {"stuck": "stuck_minor", "hopeless": "hopeless_minor"}.items():
        rows = open_deals(company.organisation, **asked, only=name)  # type: ignore[arg-type]
        assert (len(rows), sum(row.amount_minor or 0 for row in rows)) == (
            getattr(counted, name),
            getattr(counted, of_name),
        )
    large = open_deals(company.organisation, **asked, only="large_no_next_step", limit=3)
    assert [row.id for row in large] == largest_without_next_step(deals)[:3]
    assert large_amount(company.organisation, **asked) == ninth_of_ten(deals)
    late = [(known, flag) for known, flag in deals if flag["is_stuck"]]
    assert large_amount(company.organisation, **asked, only_stuck=True) == ninth_of_ten(late)


def _live(company: SmallCompany, came: date, stayed: int, end: str) -> Any:
    deal = company.deal("Orion", on=came)
    company.move(deal, 1, on=came)
    if end == "next":
        company.move(deal, 2, on=came + timedelta(days=stayed))
    if end == "carried":
        company.move(deal, on=came + timedelta(days=stayed), stage=company.second_funnel()[0])
    if end == "lost":
        company.move(deal, kind="lost", on=came + timedelta(days=stayed))
    return deal


def _promise(company: SmallCompany, deal: Any, known: date, until: date, *, parks: bool) -> None:
    if parks:
        company.move(deal, kind="park", on=known, park_until=until)
    else:
        company.version(deal, known_on=known, effective_on=known, next_step_on=until)
