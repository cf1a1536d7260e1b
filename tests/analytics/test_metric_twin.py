"""Every shipped metric: its value is its parts and its list, and the plain count of the stored rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.metric import metric_by, metric_list, metric_value, metric_values
from kvota.analytics.metrics.receivables import receivables
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.metrics.metric import VISITS
from kvota.domain.metrics.shipped import SHIPPED
from tests.a_small_company import SmallCompany
from tests.analytics.random_history import days, happenings, happenings_in_two_funnels, taken_back
from tests.analytics.slow_twin import in_force, known_deals, versions_known
from tests.how_many_examples import examples

NOVEMBER = parse_period("2026-11")
someone = st.sampled_from([None, "Maria", "Chen"])
lives = st.one_of(
    st.lists(happenings, min_size=8, max_size=40),
    st.lists(happenings_in_two_funnels, min_size=8, max_size=40),
)
quietly = settings(
    max_examples=examples(6),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KNOWN_MONEY = [key for key, metric in SHIPPED.items() if metric.kind != "ratio" and key != "profit"]


def scope_of(company: SmallCompany, who: str | None) -> Scope:
    if who is None:
        return whole_company(on=date(2026, 11, 2))
    return Scope(people=frozenset({company.people[who].pk}), person=company.people[who].pk)


def plain_moves(as_of: date) -> list[tuple[date, int, int, int | None, str]]:
    """Day, sequence, client, whose and action of every move that is work, undated ones at the beginning."""
    found = []
    for known in known_deals(as_of):
        versions = versions_known(known.deal, as_of)
        for move in known.moves:
            version = in_force(versions, move.occurred_on or date.min)
            if move.kind in {"stage", "reopen", "touch"} and version is not None:
                day = move.occurred_on or date.min
                found.append((day, move.sequence, version.client_id, version.owner_id, move.action))
    return sorted(found)


def plain_counts(as_of: date, person: int | None) -> dict[str, int]:
    """What text 002 counts of a week, over the stored rows."""
    bought: dict[int, date] = {}
    for known in known_deals(as_of):
        for fact in known.facts:
            if fact.kind in {"contract", "payment"}:
                day, client = fact.row.occurred_on, fact.version.client_id
                bought[client] = min(bought.get(client, day), day)
    counts: Counter[str] = Counter()
    worked, visited, touched = set(), set(), set()
    for day, _sequence, client, owner, action in plain_moves(as_of):
        is_new = client not in worked and bought.get(client, date.max) >= day
        was_visited = client in visited
        worked.add(client)
        visited |= {client} if action in VISITS else set()
        if not NOVEMBER.first_day <= day <= NOVEMBER.last_day or person not in {None, owner}:
            continue
        counts["moves"] += 1
        touched.add(client)
        counts["clients_developed" if is_new else "follow_ups"] += 1
        counts["calls"] += action == "call"
        counts["cold_calls"] += action == "call" and is_new
        if action in VISITS:
            counts["visits"] += 1
            counts["cold_visits"] += is_new
            counts["return_visits"] += was_visited
    counts["clients_touched"] = len(touched)
    return counts


@quietly
@given(
    life=lives, as_of=days, who=someone, keys=st.sets(st.sampled_from(KNOWN_MONEY), min_size=2, max_size=3)
)
def test_every_metric_is_the_sum_of_its_parts_and_of_its_list(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None, keys: set[str]
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        asked: dict[str, Any] = {"scope": scope_of(company, who), "period": NOVEMBER, "as_of": as_of}
        for key in sorted(keys):
            metric = SHIPPED[key]
            value = metric_value(company.organisation, metric, **asked).value
            rows = metric_list(company.organisation, metric, **asked)
            if metric.kind == "distinct":
                assert value == len({row.client.id for row in rows if row.client})
                continue
            assert value == sum(row.minor if metric.unit == "money" else row.count for row in rows), key
            for by in ("person", "unit", "product", "industry", "kind", "client"):
                parts = metric_by(company.organisation, metric, by=by, **asked)
                assert sum(part.value for part in parts) == value, (key, by)
            if metric.kind == "flow":
                by_day = metric_by(company.organisation, metric, by="day", **asked)
                assert sum(part.value for part in by_day) == value, key
                thirds = metric_values(
                    company.organisation,
                    metric,
                    scope=asked["scope"],
                    periods=NOVEMBER.children("ten_day"),
                    as_of=as_of,
                )
                assert sum(each.value or 0 for each in thirds) == value, key


@quietly
@given(life=lives, as_of=days, who=someone)
def test_what_was_done_is_counted_by_the_age_of_the_client(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        asked: dict[str, Any] = {"scope": scope_of(company, who), "period": NOVEMBER, "as_of": as_of}
        expected = plain_counts(as_of, company.people[who].pk if who else None)
        found = {
            key: metric_value(company.organisation, SHIPPED[key], **asked).value
            for key in (
                *("moves", "clients_developed", "follow_ups", "calls", "cold_calls", "visits"),
                *("cold_visits", "return_visits", "clients_touched"),
            )
        }
        assert found == {key: expected[key] for key in found}


@quietly
@given(life=lives, as_of=days, who=someone)
def test_the_metrics_are_the_numbers_of_the_other_screens(
    company: SmallCompany, life: list[Any], as_of: date, who: str | None
) -> None:
    with taken_back(company) as writer:
        for happening in life:
            writer.let_happen(happening)
        asked: dict[str, Any] = {"scope": scope_of(company, who), "period": NOVEMBER, "as_of": as_of}
        of_today = {"scope": asked["scope"], "as_of": as_of}
        found = {key: metric_value(company.organisation, SHIPPED[key], **asked).value for key in KNOWN_MONEY}
        owed = receivables(company.organisation, **of_today)
        in_work = clients_in_work(company.organisation, **of_today)
        assert found["revenue"] == actual(company.organisation, **asked).minor
        assert found["contract_sum"] == actual(company.organisation, basis="signed", **asked).minor
        assert (found["receivables"], found["overdue"]) == (owed.due_minor, owed.overdue_minor)
        assert (found["clients_in_work"], found["open_pipeline"]) == (in_work.count, in_work.minor)
