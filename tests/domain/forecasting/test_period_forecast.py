from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from kvota.domain.forecasting.period_forecast import (
    LearntFunnel,
    OpenDeals,
    PastDeals,
    learn,
    period_forecast,
)
from kvota.domain.forecasting.stays import StayTable

TARGET = 4  # two open stages, the contract, the money


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def year_of_deals(seed: int = 7, people: int = 3, each_day: int = 1) -> tuple[StayTable, PastDeals]:
    """A deal a day and person for a year, through four stages in about a month; half are lost."""
    chance = np.random.default_rng(seed)
    stays, begun, won = [], [], []
    for ago in range(365):
        for person in range(1, people + 1):
            for _ in range(each_day):
                begun.append((ago, 1, person))
                day, rank = ago, 1
                while rank < TARGET:
                    took = int(chance.integers(1, 20))
                    lost = rank < 3 and chance.random() < 0.3
                    if took > day:
                        stays.append((rank, day, 2, 0, 0, 0))
                        break
                    day -= took
                    stays.append((rank, took, 1 if lost else 0, 0, 0 if lost else rank + 1, day))
                    if lost:
                        break
                    rank += 1
                else:
                    won.append((day, ago - day, int(chance.integers(50, 150)) * 1000, person))
    columns = np.array(stays, dtype=np.int64).T
    begins, wins = np.array(begun, dtype=np.int64).T, np.array(won, dtype=np.int64).T
    rank, age, how, seen_from, to, ago = columns
    table = StayTable(rank, age, how, seen_from, to, ago, np.zeros(rank.size, dtype=bool))
    return table, PastDeals(*begins, *wins)


NOTHING = StayTable.of([]), PastDeals(*[whole()] * 7)
NO_DEALS = OpenDeals(whole(), whole(), whole(), np.zeros(0, dtype=bool))
SOME_DEALS = OpenDeals(
    whole(1, 2, 3, 3), whole(3, -1, 5, 40), whole(100_000, 200_000, 50_000, 80_000), whole(0, 0, 1, 1) > 0
)


@pytest.fixture(scope="module")
def learnt() -> LearntFunnel:
    return learn(*year_of_deals(), target=TARGET, payment=True)


def test_a_new_company_is_answered_by_the_defaults_and_the_label() -> None:
    empty = learn(*NOTHING, target=TARGET, payment=True)
    forecast = period_forecast([(empty, SOME_DEALS)], within=30)
    assert forecast.label == "not_enough_history"
    assert empty.outcome.rests_on_defaults
    assert forecast.from_new == 0
    assert 0 < forecast.from_open < SOME_DEALS.amount.sum()
    assert forecast.total.mean == pytest.approx(forecast.from_open, rel=0.1)


def test_the_whole_is_what_came_with_open_deals_and_new_work(learnt: LearntFunnel) -> None:
    forecast = period_forecast([(learnt, SOME_DEALS)], within=45, already=1_000_000)
    assert forecast.label == "experimental"
    assert forecast.from_open == pytest.approx(float(forecast.chances[0] @ SOME_DEALS.amount))
    # A good market lifts small chances by more than a bad one lowers them.
    expected = 1_000_000 + forecast.from_open + forecast.from_new
    assert expected * 0.99 < forecast.total.mean < expected * 1.06


def test_a_steady_world_is_forecast_as_it_goes_on(learnt: LearntFunnel) -> None:
    # Three deals a day; about (0.7 x 0.7) of them won, of 100,000 each, once the funnel is full.
    today, _ = year_of_deals()
    still = today.how == 2
    deals = OpenDeals(
        today.rank[still], today.age_days[still], np.full(int(still.sum()), 100_000), today.rank[still] == 3
    )
    forecast = period_forecast([(learnt, deals)], within=30)
    assert forecast.from_open + forecast.from_new == pytest.approx(30 * 3 * 0.49 * 100_000, rel=0.15)


def test_the_new_work_of_all_people_is_that_of_the_company(learnt: LearntFunnel) -> None:
    company = learnt.new_work(None, within=60, after=0)
    each = [learnt.new_work({person}, within=60, after=0) for person in (1, 2, 3)]
    assert sum(one.wins for one in each) == pytest.approx(company.wins)
    assert sum(one.total for one in each) == pytest.approx(company.total, rel=0.05)


def test_a_stranger_begins_next_to_nothing(learnt: LearntFunnel) -> None:
    assert learnt.new_work({99}, within=30, after=0).arrivals_per_day == 0


def test_a_unit_of_nobody_begins_nothing_and_its_order_of_people_changes_no_digit(
    learnt: LearntFunnel,
) -> None:
    assert learnt.new_work(frozenset(), within=31, after=0).wins == 0
    one, other = (learnt.new_work(people, within=31, after=0) for people in ([3, 1, 2], [2, 3, 1]))
    assert one == other


def test_periods_after_each_other_sum_to_both_together(learnt: LearntFunnel) -> None:
    first = period_forecast([(learnt, SOME_DEALS)], within=20)
    second = period_forecast([(learnt, SOME_DEALS)], within=50, after=20)
    both = period_forecast([(learnt, SOME_DEALS)], within=50)
    assert first.from_open + second.from_open == pytest.approx(both.from_open)
    assert first.from_new + second.from_new == pytest.approx(both.from_new)


def test_a_period_that_is_over_is_what_came(learnt: LearntFunnel) -> None:
    forecast = period_forecast([(learnt, SOME_DEALS)], within=0, already=700)
    assert {*forecast.total.dots()} == {700}


def test_without_any_funnel_there_is_what_came() -> None:
    forecast = period_forecast([], within=30, already=700)
    assert (forecast.total.mean, forecast.label, forecast.chances) == (700, "not_enough_history", ())


def test_two_funnels_add_up(learnt: LearntFunnel) -> None:
    other = learn(*year_of_deals(seed=8, people=1), target=TARGET, payment=True)
    both = period_forecast([(learnt, SOME_DEALS), (other, NO_DEALS)], within=30)
    alone = [
        period_forecast([(learnt, SOME_DEALS)], within=30),
        period_forecast([(other, NO_DEALS)], within=30),
    ]
    assert both.from_open == pytest.approx(sum(each.from_open for each in alone))
    assert both.from_new == pytest.approx(sum(each.from_new for each in alone))
    assert [each.size for each in both.chances] == [4, 0]


def test_wins_of_unknown_amount_are_left_out_of_the_mean(learnt: LearntFunnel) -> None:
    past = learnt.past
    blind = replace(past, won_amount=np.where(past.won_days_ago % 2, past.won_amount, -1))
    assert learn(NOTHING[0], blind, target=TARGET, payment=True).recent_wins.min() > 0


def test_ten_people_of_a_page_cost_one_fit(learnt: LearntFunnel) -> None:
    fresh = learn(*year_of_deals(people=10), target=TARGET, payment=True)
    started = time.perf_counter()
    for person in range(1, 11):
        period_forecast([(fresh, SOME_DEALS)], within=31, people={person})
    assert time.perf_counter() - started < 2  # 0.1 s alone on the machine
    assert list(fresh._outlooks) == [31]
