"""What changed between two days of any history, against plain Python over the stored rows of both."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.metrics.changes import CHANGES, changes
from kvota.analytics.metrics.counted_work import WORKS, contracts_list, counted_work
from kvota.analytics.metrics.moves_per_day import moves_by_action, moves_list
from kvota.analytics.metrics.receivables import owed_by_day, receivables
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import days, happenings, taken_back
from tests.analytics.slow_twin import Known, credited, known_deals
from tests.how_many_examples import examples

NOVEMBER = parse_period("2026-11")
lives = st.lists(happenings, min_size=8, max_size=40)
someone = st.sampled_from([None, "Maria", "Chen"])
quietly = settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def scope_of(company: SmallCompany, who: str | None) -> Scope:
    if who is None:
        return whole_company(on=date(2026, 11, 18))
    return Scope(people=frozenset({company.people[who].pk}), person=company.people[who].pk)


def came(known: Known | None, person: int | None) -> int:
    """The money of a deal that counts for a person, or for everybody."""
    facts = [fact for fact in (known.facts if known else []) if fact.kind in {"payment", "refund"}]
    return sum(minor for fact in facts for who, minor in credited(fact) if person in {None, who})


def kinds(old: Known | None, new: Known, person: int | None) -> set[str]:
    """In which ways one deal changed, in the words of the brief."""
    found = {"paid"} if came(old, person) != came(new, person) else set()
    if person not in {None, new.version.owner_id}:
        return found
    lost = new.progress.is_lost
    if old is None:
        return found | {"new"} | ({"lost"} if lost else set())
    was = old.progress
    now_at, was_at = stands_at(new), stands_at(old)
    if not lost and (now_at > was_at or was.is_lost):
        found.add("advanced")
    if not lost and not was.is_lost and now_at < was_at:
        found.add("slipped")
    if lost and not was.is_lost:
        found.add("lost")
    if new.version.amount_minor != old.version.amount_minor:
        found.add("amount")
    return found


def stands_at(known: Known) -> int:
    return known.last_stage.rank if known.last_stage else 0


@quietly
@given(life=lives, as_of=days, back=st.integers(1, 6), who=someone)
def test_a_change_is_the_difference_of_two_days(
    company: SmallCompany, life: list[Any], as_of: date, back: int, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        since, person = as_of - timedelta(days=back), company.people[who].pk if who else None
        before = {known.deal.pk: known for known in known_deals(since)}
        expected = {
            known.deal.pk: ways
            for known in known_deals(as_of)
            if (ways := kinds(before.get(known.deal.pk), known, person))
        }
        found = changes(company.organisation, scope=scope_of(company, who), since=since, as_of=as_of)
        assert {row.deal.id: set(row.kinds) for row in found.rows} == expected
        grown = sum(came(known, person) for known in known_deals(as_of)) - sum(
            came(known, person) for known in before.values()
        )
        assert found.minor("paid") == grown
        for kind in CHANGES:
            assert sum(row.minor(kind) for row in found.of(kind)) == found.minor(kind)


def test_a_deal_put_off_has_slipped_and_one_brought_forward_has_not(company: SmallCompany) -> None:
    put_off, sooner = (
        company.deal(name, on=date(2026, 11, 2), expected_on=date(2026, 11, 20)) for name in ("Vega", "Orion")
    )
    company.version(put_off, known_on=date(2026, 11, 10), expected_on=date(2026, 12, 5))
    company.version(sooner, known_on=date(2026, 11, 10), expected_on=date(2026, 11, 15))
    asked: dict[str, Any] = {"scope": scope_of(company, None), "as_of": date(2026, 11, 10)}
    (row,) = changes(company.organisation, since=date(2026, 11, 9), **asked).rows
    assert (row.client.name, row.kinds) == ("Vega", ("slipped",))
    assert (row.expected_before, row.expected_on) == (date(2026, 11, 20), date(2026, 12, 5))


def test_money_that_a_correction_moves_to_another_deal_changes_both(company: SmallCompany) -> None:
    one, other = company.deal("Vega", on=date(2026, 11, 2)), company.deal("Orion", on=date(2026, 11, 2))
    wrong = company.money("payment", one, 500, on=date(2026, 11, 3))
    company.money("payment", other, 500, on=date(2026, 11, 3), known_on=date(2026, 11, 9), replaces=wrong)
    asked: dict[str, Any] = {"scope": scope_of(company, None), "as_of": date(2026, 11, 9)}
    found = changes(company.organisation, since=date(2026, 11, 8), **asked)
    assert {row.client.name: row.came_minor for row in found.of("paid")} == {"Vega": -500, "Orion": 500}
    assert found.minor("paid") == 0


@quietly
@given(life=lives, as_of=days, who=someone)
def test_what_is_counted_is_as_long_as_its_list(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        person = company.people[who].pk if who else None
        asked: dict[str, Any] = {"scope": scope_of(company, who), "period": NOVEMBER, "as_of": as_of}
        signed = Counter(
            fact.row.occurred_on
            for known in known_deals(as_of)
            for fact in known.facts
            if fact.kind == "contract" and person in {None, fact.version.owner_id}
        )
        found = {work: counted_work(company.organisation, work=work, **asked) for work in WORKS}
        assert found["contract"].days == dict(signed)
        assert len(contracts_list(company.organisation, **asked)) == signed.total()
        actions = moves_by_action(company.organisation, **asked)
        for work, each in found.items():
            assert each.count == sum(each.days.values()) == sum(part.count for part in each.people)
            if work != "contract":
                assert each.count == (actions[work].done if work in actions else 0)
                listed = moves_list(company.organisation, action=work, **asked)
                assert each.days == dict(Counter(row.occurred_on for row in listed))


@quietly
@given(life=lives, as_of=days, who=someone)
def test_what_is_owed_each_evening_ends_at_what_is_owed_now(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        person, scope = company.people[who].pk if who else None, scope_of(company, who)
        known = [each for each in known_deals(as_of) if person in {None, each.version.owner_id}]
        found = owed_by_day(
            company.organisation,
            scope=scope,
            first_day=NOVEMBER.first_day,
            last_day=NOVEMBER.last_day,
            as_of=as_of,
        )
        assert found[as_of] == receivables(company.organisation, scope=scope, as_of=as_of).due_minor
        for day, minor in found.items():
            assert minor == sum(owed_on(each, day) for each in known if not each.progress.is_lost), day


def owed_on(known: Known, day: date) -> int:
    sums: Counter[str] = Counter()
    for fact in known.facts:
        if fact.row.occurred_on <= day:
            sums[fact.kind] += fact.minor
    return max(0, max(sums["contract"], sums["invoice"]) - sums["payment"])


@pytest.mark.parametrize(("kind", "steps"), [("forward", [3, 1]), ("back", [-2]), ("entries", [1])])
def test_a_list_of_moves_of_one_kind_sums_to_its_count(
    company: SmallCompany, kind: Any, steps: list[int]
) -> None:
    deal = company.deal("Vega", on=date(2026, 11, 2))
    for place, rank in enumerate((1, 4, 2)):
        company.move(deal, rank, on=date(2026, 11, 2 + place))
    asked: dict[str, Any] = {"scope": scope_of(company, None), "period": NOVEMBER, "as_of": date(2026, 11, 9)}
    listed = moves_list(company.organisation, kind=kind, **asked)
    assert [row.steps for row in listed] == steps
