"""The actual and the moves of any history, against plain Python over the stored rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.metrics.actual import actual, actual_by, actual_list
from kvota.analytics.metrics.conversion import cohort_list, conversion
from kvota.analytics.metrics.deals import paid_count, paid_deals
from kvota.analytics.metrics.moves_per_day import moves_list, moves_per_day
from kvota.analytics.metrics.receivables import receivables
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.selling.client_progress import progress
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import FIRST, days, happenings, happenings_in_two_funnels, taken_back
from tests.analytics.slow_counts import became_paid
from tests.analytics.slow_twin import Known, as_seen, credited, in_force, known_deals, versions_known
from tests.how_many_examples import examples

NOVEMBER = parse_period("2026-11")
lives = st.one_of(
    st.lists(happenings, min_size=8, max_size=40),
    st.lists(happenings_in_two_funnels, min_size=8, max_size=40),
)
quietly = settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def signed_steps(known: Known) -> list[tuple[date, int, Any]]:
    """Each dated step of a deal: its day, how far it went, and whose the deal was that day."""
    versions = versions_known(known.deal, date(2026, 12, 31))
    steps, before = [], 0
    for number in range(1, len(known.moves) + 1):
        state = progress(as_seen(known.moves[:number]))
        move = known.moves[number - 1]
        if move.kind in {"stage", "reopen"} and move.stage is not None:
            earlier = progress(as_seen(known.moves[: number - 1]))
            came_from = 0 if earlier.is_lost else before
            if earlier.rank and not earlier.is_lost and earlier.funnel != state.funnel:
                came_from = move.stage.rank  # carried over: a step of neither funnel
            owner = in_force(versions, move.occurred_on) if move.occurred_on else None
            if move.occurred_on is not None and owner is not None:
                steps.append((move.occurred_on, move.stage.rank - came_from, owner.owner_id))
            before = move.stage.rank
        elif state.is_lost:
            before = state.rank
    return steps


@quietly
@given(
    life=lives,
    as_of=days,
    who=st.sampled_from([None, "Maria", "Chen"]),
    maria=st.none() | st.integers(1, 9_999),
    paid=st.integers(1, 10**6),
)
def test_the_actual_is_the_sum_of_the_money_that_counts(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None, maria: int | None, paid: int
) -> None:
    with taken_back(company) as writer:
        if maria:
            writer.let_happen(("share", 0, ["Maria", "Chen", "Ivan"], maria, FIRST))
            writer.let_happen(("money", 0, "payment", paid, FIRST, 0, False, None, None))
        for happening in life:
            writer.let_happen(happening)
        scope = whole_company(on=as_of)
        if who:
            scope = Scope(people=frozenset({company.people[who].pk}), person=company.people[who].pk)
        facts = [fact for known in known_deals(as_of) for fact in known.facts]
        for basis, kinds in (("cash", {"payment", "refund"}), ("signed", {"contract"})):
            counted = [part for fact in facts if fact.kind in kinds for part in credited(fact)]
            by_person: Counter[int | None] = Counter()
            for person, minor in counted:
                by_person[person] += minor
            expected = by_person[company.people[who].pk] if who else by_person.total()
            if not who:
                assert expected == sum(fact.minor for fact in facts if fact.kind in kinds)
            found = actual(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of, basis=basis)
            rows = actual_list(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of, basis=basis)
            assert found.minor == expected == sum(row.minor for row in rows)
            for by in ("person", "unit", "product", "client", "day"):
                parts = actual_by(
                    company.organisation, scope=scope, period=NOVEMBER, as_of=as_of, by=by, basis=basis
                )
                assert sum(part.minor for part in parts) == expected, by
                if by == "person" and not who:
                    assert {part.of.id if part.of else None: part.minor for part in parts} == by_person


@quietly
@given(life=lives, as_of=days)
def test_the_steps_of_a_day_are_those_of_its_moves(
    company: SmallCompany, life: list[Any], as_of: date
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        scope = whole_company(on=as_of)
        forward: Counter[date] = Counter()
        back: Counter[date] = Counter()
        for known in known_deals(as_of):
            for on, steps, _owner in signed_steps(known):
                forward[on] += max(0, steps)
                back[on] += max(0, -steps)
        found = moves_per_day(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of)
        assert {day.on: day.moves.forward for day in found if day.moves.forward} == +forward
        assert {day.on: day.moves.back for day in found if day.moves.back} == +back
        listed = moves_list(company.organisation, scope=scope, period=NOVEMBER, as_of=as_of)
        assert sum(max(0, row.steps) for row in listed) == sum(forward.values())


@quietly
@given(life=lives, as_of=days)
def test_receivables_are_what_was_signed_or_asked_for_and_not_paid(
    company: SmallCompany, life: list[Any], as_of: date
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        expected = 0
        for known in known_deals(as_of):
            if not known.progress.is_lost:
                asked = max(known.money("contract"), known.money("invoice"))
                expected += max(0, asked - known.money("payment"))
        found = receivables(company.organisation, scope=whole_company(on=as_of), as_of=as_of)
        assert found.due_minor == expected == sum(row.minor for row in found.rows)


def ends_of_entries(as_of: date) -> tuple[dict[Any, int], dict[Any, tuple[int, ...]]]:
    """By (funnel, rank): who entered, and of them (went on, were lost there, neither)."""
    ends: dict[Any, Counter[str]] = defaultdict(Counter)
    for known in known_deals(as_of):
        entries: dict[tuple[int, Any, int], bool] = {}  # cycle, funnel, rank -> dated
        lost: set[tuple[int, Any]] = set()
        for number in range(1, len(known.moves) + 1):
            state = progress(as_seen(known.moves[:number]))
            for rank, on in state.reached.items():
                entries.setdefault((state.cycle, state.funnel, rank), on is not None)
            if state.is_lost:
                lost.add((state.cycle, state.funnel))
        for (cycle, funnel, rank), dated in entries.items():
            further = [other for other in entries if other[:2] == (cycle, funnel) and other[2] > rank]
            how = "on" if further else "lost" if (cycle, funnel) in lost else "open"
            ends[funnel, rank].update([how] if dated else [])
    counted = {key: found for key, found in ends.items() if found}
    return (
        {key: sum(found.values()) for key, found in counted.items()},
        {key: tuple(found[how] for how in ("on", "lost", "open")) for key, found in counted.items()},
    )


@quietly
@given(life=lives, as_of=days)
def test_everyone_who_entered_a_stage_went_on_was_lost_or_is_open(
    company: SmallCompany, life: list[Any], as_of: date
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        entered, ends = ends_of_entries(as_of)
        found = conversion(company.organisation, scope=whole_company(on=as_of), cohort=NOVEMBER, as_of=as_of)
        assert {(stage.funnel, stage.rank): stage.entered for stage in found} == entered
        assert {
            (stage.funnel, stage.rank): (stage.advanced, stage.lost, stage.open) for stage in found
        } == ends
        assert all(stage.entered == stage.advanced + stage.lost + stage.open for stage in found)
        for stage in found:
            asked: dict[str, Any] = {"scope": whole_company(on=as_of), "cohort": NOVEMBER, "as_of": as_of}
            listed = cohort_list(company.organisation, stage=stage.stage, **asked)
            ways = Counter(row.went for row in listed)
            assert (len(listed), ways["adv"], ways["lost"], ways["cens"]) == (
                stage.entered,
                stage.advanced,
                stage.lost,
                stage.open,
            )
        assert all(stage.share is None or 0 <= stage.low <= stage.share <= stage.high <= 1 for stage in found)


def test_a_dated_return_to_a_stage_reached_on_an_unknown_day_is_no_entry(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=None)
    company.move(deal, 2, on=None)
    company.move(deal, 1, on=date(2026, 11, 2))
    as_of = date(2026, 11, 18)
    found = conversion(company.organisation, scope=whole_company(on=as_of), cohort=NOVEMBER, as_of=as_of)
    assert [stage for stage in found if stage.entered] == []


def test_a_refund_of_more_than_the_payment_makes_the_actual_negative(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=date(2026, 11, 2))
    company.money("payment", deal, 100, on=date(2026, 11, 3))
    company.money("refund", deal, 150, on=date(2026, 11, 4))
    found = actual(
        company.organisation,
        scope=whole_company(on=date(2026, 11, 18)),
        period=NOVEMBER,
        as_of=date(2026, 11, 18),
    )
    assert found.minor == -50


def test_a_month_ends_at_its_last_day_and_the_next_begins_the_day_after(company: SmallCompany) -> None:
    deal = company.deal("Vega", on=date(2026, 10, 1))
    last = date(2026, 10, 31)
    company.money("payment", deal, 1, on=last)
    company.money("payment", deal, 2, on=last + timedelta(days=1))
    as_of, scope = date(2026, 11, 18), whole_company(on=date(2026, 11, 18))
    sums = [
        actual(company.organisation, scope=scope, period=parse_period(key), as_of=as_of).minor
        for key in ("2026-10", "2026-11", "2026-10-D3", "2026-11-01")
    ]
    assert sums == [1, 2, 1, 2]


@quietly
@given(life=lives, as_of=days, first=days, who=st.sampled_from([None, "Maria"]))
def test_the_tray_counts_the_deals_that_it_lists(
    company: SmallCompany, life: list[Any], as_of: date, first: date, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        person = company.people[who].pk if who else None
        scope = Scope(people=None if person is None else frozenset({person}))
        asked: dict[str, Any] = {"scope": scope, "first_day": first, "last_day": as_of, "as_of": as_of}
        mine = [known for known in known_deals(as_of) if person in {None, known.version.owner_id}]
        counted = paid_count(company.organisation, **asked)
        assert counted == became_paid(mine, first, as_of) == len(paid_deals(company.organisation, **asked))
