from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.forecasting.stays import (
    AGES,
    OLDEST,
    Stay,
    StayTable,
    count_stays,
    joined_within_a_day,
)
from kvota.domain.selling.time_in_stage import ImpossibleAge, UnknownStayEnd

ENDS = ("adv", "lost", "cens")


def one_stay() -> st.SearchStrategy[Stay]:
    return st.builds(
        lambda rank, begun, more, how, ago, undated: Stay(
            rank=rank,
            age_days=begun + more,
            how=how,
            from_age_days=begun,
            next_rank=rank + 1 if how == "adv" else None,
            ended_days_ago=ago,
            undated=undated,
        ),
        st.integers(1, 3),
        st.integers(0, 400),
        st.integers(0, 500),
        st.sampled_from(ENDS),
        st.integers(0, 800),
        st.booleans(),
    )


@given(st.lists(one_stay(), max_size=12), st.sampled_from([None, 30.0, 180.0]))
def test_the_running_sums_count_what_a_walk_through_every_evening_counts(
    stays: list[Stay], half_life: float | None
) -> None:
    counts = count_stays(StayTable.of(stays), target=4, half_life_days=half_life)
    at_risk, advanced, lost = (np.zeros((3, AGES)) for _ in range(3))
    undated = np.zeros((3, 3))
    for stay in stays:
        for evening in range(stay.from_age_days, stay.age_days):
            days_ago = stay.ended_days_ago + stay.age_days - 1 - evening
            weight = 1.0 if half_life is None else 0.5 ** (days_ago / half_life)
            ends = stay.how if evening == stay.age_days - 1 else "cens"
            if stay.undated:
                undated[stay.rank - 1] += [weight, weight * (ends == "adv"), weight * (ends == "lost")]
                continue
            cell = stay.rank - 1, min(evening, OLDEST)
            at_risk[cell] += weight
            advanced[cell] += weight * (ends == "adv")
            lost[cell] += weight * (ends == "lost")
    np.testing.assert_allclose(counts.at_risk, at_risk, atol=1e-8)
    np.testing.assert_allclose(counts.advanced, advanced, atol=1e-12)
    np.testing.assert_allclose(counts.lost, lost, atol=1e-12)
    np.testing.assert_allclose(counts.undated_at_risk, undated[:, 0], atol=1e-9)
    np.testing.assert_allclose(counts.undated_advanced, undated[:, 1], atol=1e-12)
    np.testing.assert_allclose(counts.undated_lost, undated[:, 2], atol=1e-12)


def test_a_deal_imported_in_the_middle_of_its_stay_says_nothing_about_the_days_before() -> None:
    counts = count_stays(StayTable.of([Stay(1, 5, "adv", from_age_days=3, next_rank=2)]), target=2)
    assert counts.at_risk[0, :6].tolist() == [0, 0, 0, 1, 1, 0]


def test_a_jump_past_the_target_arrives_at_the_target() -> None:
    counts = count_stays(StayTable.of([Stay(1, 5, "adv", next_rank=8)]), target=7)
    assert counts.went_to[0].tolist() == [0, 0, 0, 0, 0, 0, 1]


def test_a_stay_at_the_target_is_left_out() -> None:
    counts = count_stays(StayTable.of([Stay(2, 5, "cens"), Stay(3, 5, "adv", next_rank=4)]), target=2)
    assert counts.at_risk.sum() == counts.went_to.sum() == 0


def test_what_half_a_year_ago_was_counts_half() -> None:
    stays = StayTable.of([Stay(1, 1, "adv", next_rank=2, ended_days_ago=180)])
    counts = count_stays(stays, target=2, half_life_days=180)
    found = [counts.at_risk[0, 0], counts.advanced[0, 0], counts.went_to[0, 1]]
    assert found == pytest.approx([0.5, 0.5, 0.5])


def test_a_loss_on_the_day_of_arrival_belongs_to_the_stage_before() -> None:
    joined = joined_within_a_day([Stay(1, 4, "adv", next_rank=2), Stay(2, 0, "lost")])
    assert joined == [Stay(1, 4, "lost")]


def test_a_deal_won_on_the_day_it_came_has_no_stay() -> None:
    assert joined_within_a_day([Stay(1, 0, "adv", next_rank=2), Stay(2, 0, "adv", next_rank=3)]) == []


@pytest.mark.parametrize(("from_age", "age"), [(4, 3), (-1, 3), (0, -2)])
def test_an_impossible_age_is_refused_with_its_record(from_age: int, age: int) -> None:
    with pytest.raises(ImpossibleAge) as refused:
        StayTable.of([Stay(1, 1, "cens"), Stay(1, age, "cens", from_age_days=from_age)])
    assert refused.value.record == 1


def test_an_unknown_end_is_refused_with_its_record() -> None:
    with pytest.raises(UnknownStayEnd):
        StayTable.of([Stay(1, 1, "won")])  # type: ignore[arg-type]


def test_a_hundred_thousand_stays_are_counted_in_a_moment() -> None:
    chance = np.random.default_rng(1)
    size = 100_000
    begun = chance.integers(0, 30, size)
    table = StayTable(
        rank=chance.integers(1, 8, size),
        age_days=begun + chance.integers(0, 300, size),
        how=chance.integers(0, 3, size),
        from_age_days=begun,
        next_rank=chance.integers(1, 9, size),
        ended_days_ago=chance.integers(0, 900, size),
        undated=chance.random(size) < 0.05,
    )
    started = time.perf_counter()
    count_stays(table, target=8, half_life_days=180)
    assert time.perf_counter() - started < 1  # 0.05 s alone on the machine
