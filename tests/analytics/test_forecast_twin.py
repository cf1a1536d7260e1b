"""The forecast of any history, against plain Python: one deal and one evening at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kvota.analytics.columnar_copy import forget_everything
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.forecast import Forecast, chances, forecast, forecast_by_person
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import parse_period
from kvota.domain.forecasting.period_forecast import (
    OpenDeals,
    PastDeals,
    PeriodForecast,
    learn,
    period_forecast,
)
from kvota.domain.forecasting.stays import Stay, StayTable
from kvota.domain.selling.client_progress import progress
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import FIRST, happenings, happenings_in_two_funnels, taken_back
from tests.analytics.slow_counts import funnel_of
from tests.analytics.slow_twin import Known, as_seen, in_force, known_deals, versions_known
from tests.how_many_examples import examples

#: The rank at which money counts, in the funnel of the house and in the shorter one of tenders.
TARGETS = {"cash": (8, 6), "signed": (7, 5)}
LOST = 0
NOVEMBER = parse_period("2026-11")

lives = st.one_of(
    st.lists(happenings, min_size=8, max_size=40),
    st.lists(happenings_in_two_funnels, min_size=8, max_size=40),
)
# Late enough that much has happened and most of what is known late is known.
late_days = st.integers(5, 14).map(lambda step: FIRST + timedelta(days=step))
#: Begun in the first funnel, carried over to the second, signed and carried back.
CARRIED = [
    ("stage", 0, 2, FIRST + timedelta(days=1), 0, None),
    ("tender", 0, 3, FIRST + timedelta(days=3), 0, None),
    ("tender", 0, 5, FIRST + timedelta(days=5), 0, None),
    ("stage", 0, 7, FIRST + timedelta(days=7), 0, None),
    ("deal", "Maria", 50_000_00, FIRST, None),
    ("tender", 1, 2, FIRST + timedelta(days=2), 0, None),
    ("stage", 1, 2, FIRST + timedelta(days=4), 0, None),
    ("lost", 1, FIRST + timedelta(days=6)),
]
#: Lost before its first step, opened anew in the second funnel: the loss is of the one where it entered.
LOST_FIRST = [
    ("lost", 0, FIRST + timedelta(days=3)),
    ("tender", 0, 3, FIRST + timedelta(days=6), 1, None),
]
#: Lost on the day of its first step, which was in the second funnel.
LOST_AT_ONCE = [("tender", 0, 3, FIRST, 0, None), ("lost", 0, FIRST)]
quietly = settings(
    max_examples=examples(5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Evening:
    """Where a deal stood on the evening of a day on which that changed."""

    day: date
    known_on: date
    rank: int
    funnel: int

    def carried_from(self, before: Evening | None) -> bool:
        return before is not None and before.funnel != self.funnel and LOST not in {before.rank, self.rank}


def evenings(known: Known) -> list[Evening]:
    """Nothing for a deal with an undated step: it is outside all durations."""
    steps = [
        move
        for move in known.moves
        if move.kind == "lost" or (move.kind in {"stage", "reopen"} and move.stage is not None)
    ]
    if known.version.date_unknown or any(move.occurred_on is None for move in steps):
        return []
    found: list[Evening] = []
    for day in sorted({move.occurred_on for move in steps}):
        state = progress(as_seen(move for move in steps if move.occurred_on <= day))
        rank = LOST if state.is_lost else state.rank
        last = max((move for move in steps if move.occurred_on == day), key=lambda move: move.sequence)
        before = found[-1].funnel if found else None
        # Lost on the day it was carried over, it is seen to be lost where it was the evening before.
        funnel = (before if state.is_lost else state.funnel) or state.funnel or known.deal.funnel_id
        evening = Evening(day, last.known_on, rank, funnel)
        if not found or found[-1].rank != rank or evening.carried_from(found[-1]):
            found.append(evening)
    return found


def stays(way: list[Evening], as_of: date, funnel: int) -> Iterator[Stay]:
    for here, there in pairwise([*way, None]):
        assert here is not None
        if here.rank == LOST or here.funnel != funnel:
            continue
        until = there.day if there else as_of
        age = (until - here.day).days
        # A move entered after the next one was seen at once with it, and teaches nothing.
        seen = min(max((here.known_on - here.day).days, 0), age)
        if there is None:
            yield Stay(here.rank, age, "cens", seen)
        elif there.carried_from(here):
            yield Stay(here.rank, age, "cens", seen, None, (as_of - until).days)
        else:
            how = "lost" if there.rank == LOST else "adv"
            yield Stay(here.rank, age, how, seen, there.rank or None, (as_of - until).days)


def owner_on(known: Known, day: date, as_of: date) -> int:
    version = in_force(versions_known(known.deal, as_of), day)
    return (version and version.owner_id) or 0


def amount_of(known: Known, basis: str) -> int:
    """What a win brought: its contracts or its payments, else what the deal says; -1 if nobody knows."""
    came = known.money("contract") if basis == "signed" else max(known.money("payment", "refund"), 0)
    if came:
        return came
    return -1 if known.version.amount_minor is None else known.version.amount_minor


def slow_forecast(
    company: SmallCompany, as_of: date, *, basis: str, who: int | None, came: int
) -> tuple[PeriodForecast, list[int]]:
    both = [stages[0].funnel_id for stages in (company.stages, company.tender) if stages]
    told = [
        learnt_slowly(funnel, target, as_of, basis=basis, who=who)
        for funnel, target in zip(both, TARGETS[basis], strict=False)
    ]
    answer = period_forecast(
        [(learnt, columns) for learnt, columns, _ in told],
        within=(NOVEMBER.last_day - as_of).days,
        already=came,
        people=None if who is None else {who},
    )
    return answer, [deal for _, _, deals in told for deal in deals]


def learnt_slowly(
    funnel: int, target: int, as_of: date, *, basis: str, who: int | None
) -> tuple[Any, OpenDeals, list[int]]:
    told: list[Stay] = []
    begun, won, open_deals = [], [], []
    for known in known_deals(as_of):
        way = evenings(known)
        told += stays(way, as_of, funnel)
        began = None
        for before, here in pairwise([None, *way]):
            assert here is not None
            ago, by = (as_of - here.day).days, owner_on(known, here.day, as_of)
            if before is None or before.rank == LOST:
                began = here.day
                if here.funnel == funnel:
                    begun.append((ago, here.rank, by))
            passes = here.rank >= target and (before is None or before.rank < target)
            if passes and here.funnel == funnel and not here.carried_from(before):
                assert began is not None
                won.append((ago, (here.day - began).days, amount_of(known, basis), by))
        here_now = funnel_of(known) == funnel and known.progress.rank < target
        if known.in_work and here_now and who in {None, known.version.owner_id}:
            open_deals.append(known)

    recent = [amount for _, _, amount, _ in won if amount >= 0]
    usual = round(sum(recent) / len(recent)) if recent else 0
    signed = 7 if target in {7, 8} else 5
    columns = OpenDeals(
        np.array([known.progress.rank for known in open_deals], dtype=np.int64),
        np.array([age_of(known, as_of) for known in open_deals], dtype=np.int64),
        np.array([still_to_come(known, basis, usual) for known in open_deals], dtype=np.int64),
        np.array([known.progress.rank == signed for known in open_deals], dtype=np.bool_),
    )
    past = PastDeals(
        *np.array(begun, dtype=np.int64).reshape(-1, 3).T, *np.array(won, dtype=np.int64).reshape(-1, 4).T
    )
    learnt = learn(StayTable.of(told), past, target=target, payment=basis == "cash")
    return learnt, columns, [known.deal.pk for known in open_deals]


def age_of(known: Known, as_of: date) -> int:
    state, created = known.progress, known.version.created_on
    if known.version.date_unknown or (known.last_stage is not None and state.since_on is None):
        return -1
    since = created if state.rank == 0 else state.since_on
    assert since is not None
    return (as_of - since).days


def still_to_come(known: Known, basis: str, usual: int) -> int:
    whole = known.money("contract") or known.version.amount_minor
    if whole is None:
        return usual
    return max(whole - (known.money("payment", "refund") if basis == "cash" else 0), 0)


def chances_of(company: SmallCompany, as_of: date, basis: Any, who: int | None) -> dict[int, float]:
    scope = Scope(people=None if who is None else frozenset({who}))
    days = (NOVEMBER.last_day - as_of).days
    return chances(company.organisation, scope=scope, as_of=as_of, days=days, basis=basis)


def asked(company: SmallCompany, as_of: date, basis: Any, who: int | None) -> Forecast:
    scope = Scope(people=None) if who is None else Scope(people=frozenset({who}), person=who)
    fast = forecast(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of, basis=basis)
    came = actual(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of, basis=basis)
    assert fast.actual_minor == came.minor
    return fast


@example(life=CARRIED, as_of=FIRST + timedelta(days=9), basis="signed")
@example(life=CARRIED, as_of=FIRST + timedelta(days=4), basis="cash")
@example(life=LOST_FIRST, as_of=FIRST + timedelta(days=14), basis="cash")
@example(life=LOST_AT_ONCE, as_of=FIRST + timedelta(days=5), basis="signed")
@quietly
@given(life=lives, as_of=late_days, basis=st.sampled_from(["cash", "signed"]))
def test_the_ways_of_all_deals_are_those_of_each_walked_alone(
    company: SmallCompany, life: list[Any], as_of: date, basis: str
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        with one_moment(company.organisation) as reading:
            rows = reading.ask("metrics/forecast_past.sql", as_of=as_of, signed=basis == "signed")
        found = sorted(tuple(row[name] for name in STEP) for row in rows)
        assert found == sorted(step for known in known_deals(as_of) for step in steps(known, as_of, basis))


STEP = (
    *(
        "funnel",
        "rank",
        "before",
        "begins",
        "days_ago",
        "age",
        "how",
        "next_rank",
        "ended_days_ago",
        "from_age",
    ),
    *("since_begun", "person", "minor"),
)


def steps(known: Known, as_of: date, basis: str) -> Iterator[tuple[Any, ...]]:
    """The same columns from one deal's evenings, each with the one before and the one after."""
    way = evenings(known)
    began = None
    for place, here in enumerate(way):
        before = way[place - 1].rank if place else LOST
        after = way[place + 1] if place + 1 < len(way) else None
        if place and here.carried_from(way[place - 1]):
            before = here.rank
        leaves = after is not None and after.carried_from(here)
        if before == LOST:
            began = here.day
        assert began is not None
        until = after.day if after else as_of
        yield (
            here.funnel,
            here.rank,
            before,
            before == LOST,
            (as_of - here.day).days,
            (until - here.day).days,
            2 if after is None or leaves else int(after.rank == LOST),
            after.rank if after and not leaves else 0,
            (as_of - until).days,
            max((here.known_on - here.day).days, 0),
            (here.day - began).days,
            owner_on(known, here.day, as_of),
            amount_of(known, basis),
        )


@example(life=CARRIED, as_of=FIRST + timedelta(days=9), basis="signed", who="Maria")
@quietly
@given(
    life=lives,
    as_of=late_days,
    basis=st.sampled_from(["cash", "signed"]),
    who=st.sampled_from([None, "Maria"]),
)
def test_the_forecast_is_what_a_walk_through_every_deal_gives(
    company: SmallCompany, life: list[Any], as_of: date, basis: str, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        person = company.people[who].pk if who else None
        fast = asked(company, as_of, basis, person)
        slow, ids = slow_forecast(company, as_of, basis=basis, who=person, came=fast.actual_minor)
        assert fast.label == slow.label
        likely = dict(zip(ids, np.concatenate(slow.chances).tolist(), strict=True))
        assert chances_of(company, as_of, basis, person) == pytest.approx(likely)
        assert fast.from_open_minor == pytest.approx(slow.from_open, abs=1)
        assert fast.from_new_minor == pytest.approx(slow.from_new, abs=1)
        step = 2 * slow.total.quantum
        for share, found in ((0.1, fast.low_minor), (0.5, fast.middle_minor), (0.9, fast.high_minor)):
            assert found == pytest.approx(slow.total.quantile(share), abs=step)


@quietly
@given(life=lives, as_of=late_days, basis=st.sampled_from(["cash", "signed"]))
def test_the_forecasts_of_a_team_are_those_of_each_asked_alone(
    company: SmallCompany, life: list[Any], as_of: date, basis: Any
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        people = [company.people[name].pk for name in ("Maria", "Ivan", "Chen", "Boris", "Denis")]
        plans = dict(zip(people, (None, 0, 500, 10_000_00, 7), strict=True))
        together = forecast_by_person(
            company.organisation, plans=plans, period=NOVEMBER, as_of=as_of, basis=basis
        )
        assert list(together) == people
        for person, plan in plans.items():
            forget_everything()  # or it would be the one kept
            alone = forecast(
                company.organisation,
                scope=Scope(people=frozenset({person}), person=person),
                period=NOVEMBER,
                as_of=as_of,
                plan_minor=plan,
                basis=basis,
            )
            assert together[person] == alone
