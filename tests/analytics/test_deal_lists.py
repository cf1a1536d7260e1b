"""Lists of deals: who is in work, stuck, silent, without a next step, and what comes first today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kvota.analytics.metrics.clients_in_work import clients_in_work, clients_in_work_by_person
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.deals import (
    deals_by_id,
    deals_of_client,
    large_amount,
    open_deals,
    paid_deals,
    stuck_deals,
    today_list,
)
from kvota.analytics.scope import Scope, scope_of
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)
EVERYBODY = Scope(people=None)


def day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def names(rows: list[Any]) -> list[str]:
    return [row.name for row in rows]


def asked(company: SmallCompany, **more: Any) -> dict[str, Any]:
    return {"organisation": company.organisation, "scope": EVERYBODY, "as_of": TODAY, **more}


@pytest.fixture
def history(company: SmallCompany) -> SmallCompany:
    """Twenty-five clients left stage 1 after 1 to 5 days; twenty moved on, five were lost at 5."""
    for number in range(25):
        deal = company.deal(f"Past {number}", on=day(100), amount=10_00)
        company.move(deal, 1, on=day(100))
        stayed = day(100 - 1 - number % 5)
        if number % 5 == 4:
            company.move(deal, kind="lost", on=stayed)
        else:
            company.move(deal, 2, on=stayed)
            company.move(deal, kind="lost", on=stayed)
    return company


def test_in_work_is_what_is_neither_paid_nor_lost(company: SmallCompany) -> None:
    for name, rank in [("Entered", 0), ("Offered", 5), ("Signed", 7), ("Paid", 8)]:
        deal = company.deal(name, amount=(rank + 1) * 100)
        if rank:
            company.move(deal, rank, on=TODAY)
    lost = company.deal("Lost")
    company.move(lost, 3, on=day(2))
    company.move(lost, kind="lost", on=day(1))
    assert names(open_deals(**asked(company))) == ["Signed", "Offered", "Entered"]
    assert names(paid_deals(**asked(company), first_day=day(1), last_day=TODAY)) == ["Paid"]
    counted = clients_in_work(**asked(company))
    assert (counted.count, counted.minor) == (3, 800 + 600 + 100)
    assert [(stage.rank, stage.count, stage.minor) for stage in counted.stages] == [
        (0, 1, 100),
        (5, 1, 600),
        (7, 1, 800),
    ]


def test_a_deal_without_a_date_is_open_on_every_day_and_has_no_age(company: SmallCompany) -> None:
    undated = company.deal("Undated", on=None)
    company.move(undated, 1, on=None)
    for when in (date(2020, 1, 1), TODAY):
        (row,) = open_deals(**asked(company, as_of=when))
        assert (row.undated, row.age_days, row.is_stuck, row.is_silent) == (True, None, False, False)
        assert clients_in_work(**asked(company, as_of=when)).undated == 1
    assert all(speed.still_here == 0 for speed in days_in_stage(company.organisation, as_of=TODAY))


def test_each_sees_the_deals_of_his_scope(company: SmallCompany) -> None:
    for owner in ("Maria", "Ivan", "Chen", None):
        company.deal(f"Of {owner}", owner=owner, amount=1)
    own = scope_of(company.seats["Maria"], on=TODAY)
    team = scope_of(company.seats["Denis"], on=TODAY)
    whole = scope_of(company.seats["Olga"], on=TODAY)
    assert names(open_deals(**asked(company, scope=own))) == ["Of Maria"]
    assert names(open_deals(**asked(company, scope=team))) == ["Of Maria", "Of Ivan"]
    assert names(open_deals(**asked(company, scope=whole))) == ["Of Maria", "Of Ivan", "Of Chen", "Of None"]
    by_person = clients_in_work_by_person(**asked(company))
    assert [(row.person.name if row.person else None, row.count) for row in by_person] == [
        (None, 1),
        ("Chen", 1),
        ("Ivan", 1),
        ("Maria", 1),
    ]


def test_the_norm_comes_from_those_who_moved_on(history: SmallCompany) -> None:
    first = days_in_stage(history.organisation, as_of=TODAY)[0]
    # Twenty moved after 1, 2, 3, 4 days, five each: half by day 2, nine of ten by day 4.
    assert (first.advanced, first.lost, first.still_here) == (20, 5, 0)
    assert (first.median_days, first.slow_days, first.stuck_days, first.own) == (2, 3, 4, True)
    # Eight in ten: two of the twenty were gone by day 1, eighteen by day 4.
    assert (first.quick_days, first.late_days) == (1, 4)


def test_a_stage_without_history_takes_four_times_the_usual_stay(company: SmallCompany) -> None:
    speeds = days_in_stage(company.organisation, as_of=TODAY)
    assert [speed.rank for speed in speeds] == [1, 2, 3, 4, 5, 6, 7]
    assert {(speed.stuck_days, speed.own, speed.silent_days) for speed in speeds} == {(28, False, 84)}
    assert {(speed.quick_days, speed.median_days, speed.late_days) for speed in speeds} == {(None,) * 3}


def test_a_deal_is_stuck_after_the_norm_of_its_stage(history: SmallCompany) -> None:
    for age in (4, 5):
        company_deal = history.deal(f"Waits {age}", on=day(age), amount=1000)
        history.move(company_deal, 1, on=day(age))
    (row,) = stuck_deals(**asked(history))
    # Nobody ever moved on after the fourth day, so past it there is no hope either.
    assert (row.name, row.age_days, row.norm_days, row.is_stuck) == ("Waits 5", 5, 4, True)
    # From 20 of 27 on the first day (these two are watched too) to the least ever shown, 1 %.
    assert row.loss_minor == 731
    assert stuck_deals(**asked(history), hopeless=False) == []
    counted = clients_in_work(**asked(history))
    assert (counted.stuck, counted.stuck_minor, counted.hopeless) == (1, 1000, 1)


def test_waiting_costs_the_fall_of_the_chance(history: SmallCompany) -> None:
    deal = history.deal("Waits", on=day(3), amount=1000)
    history.move(deal, 1, on=day(3))
    (row,) = open_deals(**asked(history))
    # 20.5 of 26 move on; of those still there after day 3, (20.5 - 15) of 11 do: 0.788 less 0.5.
    assert (row.is_stuck, row.loss_minor) == (False, 288)


def test_a_parked_deal_is_not_silent_in_statistics(company: SmallCompany) -> None:
    deal = company.deal("Parked", on=day(250))
    company.move(deal, 1, on=day(212))
    company.move(deal, kind="park", on=day(212), park_until=TODAY + timedelta(days=1))
    assert clients_in_work(**asked(company)).silent == 0
    assert days_in_stage(company.organisation, as_of=TODAY)[0].still_here == 1


def stuck_after(company: SmallCompany, as_of: date = TODAY) -> list[str]:
    return names(stuck_deals(**asked(company, as_of=as_of)))


def test_parking_takes_a_deal_off_the_list_until_its_day(history: SmallCompany) -> None:
    deal = history.deal("Waits", on=day(8))
    history.move(deal, 1, on=day(8))
    history.move(deal, kind="park", on=day(1), park_until=TODAY + timedelta(days=14))
    assert stuck_after(history) == []
    (row,) = open_deals(**asked(history, only="parked"))
    assert (row.is_suspended, row.has_next_step) == (True, True)
    assert today_list(**asked(history)) == []
    back = TODAY + timedelta(days=14)
    assert stuck_after(history, back) == ["Waits"]
    assert [card.deal.name for card in today_list(**asked(history, as_of=back))] == ["Waits"]


def test_an_agreed_day_takes_it_off_twice_at_most(history: SmallCompany) -> None:
    deal = history.deal("Waits", on=day(7))
    history.move(deal, 1, on=day(7))
    # Norm 4 days: a step by day 8 in the stage keeps it off the list, one beyond does not.
    history.version(deal, known_on=day(3), effective_on=day(3), next_step_on=day(2))
    assert stuck_after(history, day(2)) == []
    history.version(deal, known_on=day(1), effective_on=day(1), next_step_on=TODAY)
    assert stuck_after(history, day(1)) == []
    history.version(deal, known_on=TODAY, effective_on=TODAY, next_step_on=TODAY + timedelta(days=1))
    assert stuck_after(history) == ["Waits"]


def test_a_far_agreed_day_keeps_nothing_off_the_list(history: SmallCompany) -> None:
    deal = history.deal("Waits", on=day(7), next_step_on=TODAY + timedelta(days=30))
    history.move(deal, 1, on=day(7))
    assert stuck_after(history) == ["Waits"]


def test_no_next_step_until_a_day_is_agreed(company: SmallCompany) -> None:
    company.deal("None", amount=3)
    company.deal("Agreed", amount=2, next_step_on=TODAY)
    company.deal("Past", amount=1, next_step_on=day(1))
    assert names(open_deals(**asked(company, only="no_next_step"))) == ["None"]
    assert names(open_deals(**asked(company, only="overdue"))) == ["Past"]
    counted = clients_in_work(**asked(company))
    assert (counted.no_next_step, counted.overdue) == (1, 1)


def test_the_large_amount_is_the_ninth_of_ten(company: SmallCompany) -> None:
    assert large_amount(**asked(company)) is None
    for number in range(19):
        company.deal(f"Deal {number}", amount=(number + 1) * 100)
    company.deal("Free", amount=0)
    company.deal("Unknown", amount=None)
    assert large_amount(**asked(company)) == 1800
    assert large_amount(**asked(company, only_stuck=True)) is None


def test_a_board_that_nobody_clears_keeps_the_norm_of_those_who_moved(history: SmallCompany) -> None:
    """A third stays open for ever. Silent for longer than 60 days they count as lost, and the curve ends."""
    for number in range(12):
        deal = history.deal(f"Forgotten {number}", on=day(90))
        history.move(deal, 1, on=day(90))
    first = days_in_stage(history.organisation, as_of=TODAY)[0]
    assert (first.stuck_days, first.own, first.lost, first.silent_days) == (4, True, 5 + 12, 60)
    # Forty days earlier nobody was silent for so long: a third is still there, the curve is not flat.
    assert not days_in_stage(history.organisation, as_of=day(40))[0].own


def test_an_assumed_payment_says_nothing_about_how_clients_pay(company: SmallCompany) -> None:
    for number in range(25):
        deal = company.deal(f"Won {number}", on=day(50))
        company.move(deal, 7, on=day(50))
        company.move(deal, 8, on=day(50))
        company.money("payment", deal, 1000, on=day(50), assumed=True)
    signed = days_in_stage(company.organisation, as_of=TODAY)[6]
    assert (signed.rank, signed.advanced, signed.stuck_days, signed.own) == (7, 0, 28, False)


def test_silence_is_counted_beside_and_changes_no_record(company: SmallCompany) -> None:
    deal = company.deal("Silent", on=day(250))
    company.move(deal, 1, on=day(212))
    counted = clients_in_work(**asked(company))
    assert (counted.count, counted.silent) == (1, 1)
    assert names(open_deals(**asked(company, only="silent"))) == ["Silent"]
    # The usual stay is (20 weeks + 212 days watched) / 20; twelve of it, 211 days, are the limit.
    assert clients_in_work(**asked(company, as_of=day(1))).silent == 0
    speeds: list[StageSpeed] = days_in_stage(company.organisation, as_of=TODAY)
    assert (speeds[0].lost, speeds[0].still_here) == (1, 0)
    company.move(deal, by="Maria", on=TODAY)
    assert clients_in_work(**asked(company)).silent == 0


def test_today_begins_with_what_was_promised(company: SmallCompany) -> None:
    company.deal("Large", amount=900, next_step_on=TODAY + timedelta(days=9))
    company.deal("Promised", amount=300, next_step_on=day(1))
    company.deal("Expected", amount=350, expected_on=TODAY + timedelta(days=3))
    company.deal("Nothing agreed", amount=200)
    cards = today_list(**asked(company))
    assert [(card.deal.name, card.why, card.days) for card in cards] == [
        ("Promised", "promised", 1),
        ("Expected", "expected", 3),
        ("Nothing agreed", "no_next_step", None),
        ("Large", "large", None),
    ]
    assert [card.deal.name for card in today_list(**asked(company, limit=2, offset=1))] == [
        "Expected",
        "Nothing agreed",
    ]


def test_a_deal_is_found_in_any_state(company: SmallCompany) -> None:
    lost, other = company.deal("Lost"), company.deal("Orion")
    company.move(lost, 3, on=day(2))
    company.move(lost, kind="lost", on=day(1))
    found = deals_by_id(company.organisation, [other.pk, lost.pk, 10**9], as_of=TODAY)
    assert [(row.name, row.is_lost, row.lost_on) for row in found] == [
        ("Orion", False, None),
        ("Lost", True, day(1)),
    ]
    client = company.client("Lost").pk
    assert names(deals_of_client(company.organisation, client, scope=EVERYBODY, as_of=TODAY)) == ["Lost"]


def test_an_open_deal_without_a_rate_is_not_worth_zero(company: SmallCompany) -> None:
    company.move(company.deal("Own", owner="Ivan"), 2)
    company.deal("Foreign", currency="USD")
    work = clients_in_work(**asked(company))
    assert (work.count, work.minor, work.without_rate) == (2, None, "USD")
    assert [(one.rank, one.count, one.minor) for one in work.stages] == [(0, 1, None), (2, 1, 100_000_00)]
    assert work.stuck_minor == 0  # none of the stuck lacks a rate
    people = clients_in_work_by_person(**asked(company))
    assert {one.person.name: one.minor for one in people if one.person} == {"Maria": None, "Ivan": 100_000_00}
    row = next(row for row in open_deals(**asked(company)) if row.name == "Foreign")
    assert (row.amount_minor, row.given_minor, row.given_currency) == (None, 100_000_00, "USD")


def test_lists_cost_the_same_queries_however_long_they_are(
    company: SmallCompany, django_assert_num_queries: Any
) -> None:
    product = company.product("Lathe")
    for number in range(3):
        company.deal(f"Deal {number}", product=product)
    open_deals(**asked(company))
    with django_assert_num_queries(1 + 4):
        assert len(open_deals(**asked(company))) == 3
    for number in range(20):
        company.deal(f"More {number}", product=product)
    open_deals(**asked(company))
    with django_assert_num_queries(1 + 4):
        assert len(open_deals(**asked(company))) == 23
