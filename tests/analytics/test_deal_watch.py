"""Stuck, silent, past hope: the SQL and its norms against the slow way, on random lives of many deals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.reading import one_moment
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import FIRST, days, happenings, taken_back
from tests.analytics.slow_twin import known_deals
from tests.analytics.slow_watch import flags, norms

#: A stage that most leave soon, so that norms come from history within a few days; some stay.
ends = st.sampled_from([*["next"] * 18, "lost", "stay"])
many = st.lists(st.tuples(days, st.integers(0, 4), ends), min_size=24, max_size=28)
STAYING = 3
#: Days agreed or parked to with those who stay: deal, agreed on, days ahead, parked or not.
promises = st.lists(
    st.tuples(st.integers(0, STAYING - 1), st.integers(1, 14), st.integers(1, 9), st.booleans()), max_size=14
)


@pytest.mark.timeout(300)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    crowd=many,
    promised=promises,
    life=st.lists(happenings, max_size=4),
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
    assert found == _slowly(as_of)


_COLUMNS = (
    *("age", "stuck_after", "is_stuck", "is_suspended", "is_hopeless", "is_silent", "has_next_step"),
    "loss_minor",
)


def _slowly(as_of: date) -> dict[int, dict[str, Any]]:
    deals = list(known_deals(as_of))
    norms_of = norms(deals, as_of)
    return {known.deal.pk: flags(known, norms_of, as_of) for known in deals if known.in_work}


def _live(company: SmallCompany, came: date, stayed: int, end: str) -> Any:
    deal = company.deal("Orion", on=came)
    company.move(deal, 1, on=came)
    if end == "next":
        company.move(deal, 2, on=came + timedelta(days=stayed))
    if end == "lost":
        company.move(deal, kind="lost", on=came + timedelta(days=stayed))
    return deal


def _promise(company: SmallCompany, deal: Any, known: date, until: date, *, parks: bool) -> None:
    if parks:
        company.move(deal, kind="park", on=known, park_until=until)
    else:
        company.version(deal, known_on=known, effective_on=known, next_step_on=until)
