from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.forecasting.deal_outcome import AGE_GROUPS, DealOutcome, Strengths, fit_outcome
from kvota.domain.forecasting.default_hazards import CONVERSIONS, DailyHazards, default_hazards
from kvota.domain.forecasting.stays import AGES, OLDEST, Stay, StayTable, count_stays
from kvota.domain.selling.time_in_stage import StayEnd, time_in_stage

NOTHING_MIXED_IN = Strengths(company=0, stage=0, age=0, jump=0)
EVERY_DAY = range(AGES)


def stays_of(target: int = 4, most: int = 40) -> st.SearchStrategy[list[Stay]]:
    stay = st.builds(
        lambda rank, age, how, to: Stay(rank, age, how, next_rank=to if how == "adv" else None),
        st.integers(1, target - 1),
        st.integers(1, 60),
        st.sampled_from(["adv", "lost", "cens"]),
        st.integers(1, target),
    )
    return st.lists(stay, max_size=most)


def learnt(stays: list[Stay], target: int = 4) -> DealOutcome:
    counts = count_stays(StayTable.of(stays), target=target)
    return fit_outcome(counts, default_hazards(target - 2, payment=True))


@given(
    st.lists(
        st.tuples(st.integers(1, 25), st.sampled_from(["adv", "lost", "cens"]), st.integers(0, 24)),
        min_size=1,
        max_size=25,
    )
)
def test_one_transition_is_the_estimate_of_aalen_and_johansen(
    records: list[tuple[int, StayEnd, int]],
) -> None:
    # The estimate looks at the age of the event itself; a stay watched from age 3 on in the evening
    # can end at 4 at the earliest.
    stays = [Stay(1, begun + more, how, begun, 2 if how == "adv" else None) for more, how, begun in records]
    times = time_in_stage(
        [stay.age_days for stay in stays],
        [stay.how for stay in stays],
        first_seen=[stay.from_age_days + 1 for stay in stays],
    )
    outcome = fit_outcome(
        count_stays(StayTable.of(stays), target=2),
        default_hazards(1, payment=False),
        strengths=NOTHING_MIXED_IN,
        age_groups=EVERY_DAY,
    )
    outlook = outcome.outlook(60)
    for age, moved_on in zip(times.ages, times.moved_on, strict=True):
        assert outlook.chances([1], [0], within=int(age))[0] == pytest.approx(moved_on, abs=1e-9)


def test_the_worked_table_of_two_stages() -> None:
    # Worked number F02; a step of it is one day here.
    advance = np.zeros((2, AGES))
    lost = np.zeros((2, AGES))
    table = {0: [(0.1, 0.1), (0.3, 0.1), (0.2, 0.2)], 1: [(0.2, 0.05), (0.4, 0.1), (0.2, 0.2)]}
    for row, cells in table.items():
        for age in range(AGES):
            advance[row, age], lost[row, age] = cells[min(age, 2)]
    outcome = DealOutcome(DailyHazards(advance, lost), np.zeros(2), np.zeros(2), np.eye(2, 3, k=1), 1.0)
    outlook = outcome.outlook(4)
    won = [float(outlook.chances([1], [1], within=days)[0]) for days in (1, 2, 3, 4)]
    assert won == pytest.approx([0, 3 / 50, 87 / 500, 2469 / 10000])


def test_without_history_the_defaults_hold_and_are_labelled() -> None:
    outcome = learnt([], target=8)
    usual = default_hazards(6, payment=True)
    np.testing.assert_allclose(outcome.hazards.advance, usual.advance)
    np.testing.assert_allclose(outcome.hazards.lost, usual.lost)
    assert outcome.rests_on_defaults
    assert outcome.own_weight == 0


def test_the_usual_funnel_ends_at_the_conversions_of_the_source_text() -> None:
    # 20 leads -> 10 meetings -> 3 contracts: 15 % of leads, 30 % of meetings set.
    outlook = fit_outcome(count_stays(StayTable.of([]), target=7), default_hazards(6, payment=False)).outlook(
        1500
    )
    assert outlook.chances([1, 3], [0, 0], within=1500) == pytest.approx([0.15, 0.30], abs=1e-6)


@pytest.mark.parametrize("stages", [1, 2, 3, 5, 9, 12])
def test_any_number_of_stages_divides_the_same_way(stages: int) -> None:
    usual = default_hazards(stages, payment=False)
    share = usual.advance[:, 0] / (usual.advance[:, 0] + usual.lost[:, 0])
    assert share.prod() == pytest.approx(np.prod(CONVERSIONS))
    if stages <= 6:  # beyond, a stay may be held at one day
        days = 1 / (usual.advance[:, 0] + usual.lost[:, 0])
        assert days.sum() == pytest.approx(6.5 * 7)


def test_payments_come_along_their_curve() -> None:
    outlook = learnt([], target=8).outlook(70)
    by_week = [float(outlook.chances([7], [0], within=7 * week)[0]) for week in range(1, 8)]
    assert by_week == pytest.approx([0.10, 0.35, 0.60, 0.75, 0.85, 0.90, 0.93])
    # A late payer is not given up.
    assert 0 < outlook.chances([7], [80], within=7)[0] < 0.02


@given(stays_of(), st.integers(0, 4), st.integers(0, 500))
def test_a_chance_lies_between_0_and_1_and_grows_with_the_days(
    stays: list[Stay], rank: int, age: int
) -> None:
    outlook = learnt(stays).outlook(40)
    chances = [float(outlook.chances([rank], [age], within=days)[0]) for days in range(41)]
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(later >= sooner for sooner, later in pairwise(chances))


@given(stays_of())
def test_the_parts_of_a_time_ahead_sum_to_the_whole(stays: list[Stay]) -> None:
    outlook = learnt(stays).outlook(40)
    whole = outlook.chances([1, 2, 3], [4, None, 9], within=40)
    first = outlook.chances([1, 2, 3], [4, None, 9], within=15)
    rest = outlook.chances([1, 2, 3], [4, None, 9], within=40, after=15)
    np.testing.assert_allclose(first + rest, whole)


@given(stays_of(), st.randoms(use_true_random=False))
def test_the_order_of_stays_and_of_deals_does_not_matter(stays: list[Stay], order: object) -> None:
    shuffled = list(stays)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    ranks, ages = [1, 2, 3, 3], [0, 12, None, 80]
    once = learnt(stays).outlook(30).chances(ranks, ages, within=30)
    again = learnt(shuffled).outlook(30).chances(ranks[::-1], ages[::-1], within=30)
    np.testing.assert_allclose(once, again[::-1], rtol=1e-12)


@given(stays_of(most=15), st.integers(1, 3), st.integers(0, 380))
def test_the_outlook_is_what_one_deal_followed_day_by_day_gives(
    stays: list[Stay], rank: int, age: int
) -> None:
    outcome = learnt(stays)
    days = 12
    # The slow way: where may the deal be each evening, from the start forwards.
    where = {(rank, min(age, OLDEST)): 1.0}
    won = 0.0
    for _ in range(days):
        tomorrow: dict[tuple[int, int], float] = {}
        for (stage, old), chance in where.items():
            up = float(outcome.hazards.advance[stage - 1, old])
            out = float(outcome.hazards.lost[stage - 1, old])
            stays_at = stage, min(old + 1, OLDEST)
            tomorrow[stays_at] = tomorrow.get(stays_at, 0) + chance * (1 - up - out)
            for to, share in enumerate(outcome.goes_to[stage - 1], start=1):
                if to == outcome.target:
                    won += chance * up * share
                else:
                    tomorrow[to, 0] = tomorrow.get((to, 0), 0) + chance * up * share
        where = tomorrow
    found = outcome.outlook(days).chances([rank], [age], within=days)[0]
    assert found == pytest.approx(won, abs=1e-12)


def test_much_history_outweighs_the_defaults() -> None:
    # Half move on the tenth day, half are lost on it; the defaults say 15 % in 60 days.
    stays = [Stay(1, 10, "adv" if i % 2 else "lost", next_rank=2 if i % 2 else None) for i in range(4000)]
    outcome = fit_outcome(count_stays(StayTable.of(stays), target=2), default_hazards(1, payment=False))
    assert not outcome.rests_on_defaults
    assert outcome.outlook(60).chances([1], [0], within=60)[0] == pytest.approx(0.5, abs=0.03)


def test_those_still_there_count_as_not_yet_moved() -> None:
    moved = [Stay(1, 3, "adv", next_rank=2)] * 50
    still = [Stay(1, 40, "cens")] * 50
    only_finished = fit_outcome(count_stays(StayTable.of(moved), target=2), default_hazards(1, payment=False))
    honest = fit_outcome(
        count_stays(StayTable.of(moved + still), target=2), default_hazards(1, payment=False)
    )
    chance = [each.outlook(30).chances([1], [5], within=30)[0] for each in (only_finished, honest)]
    assert chance[1] < chance[0]


def test_undated_deals_that_nobody_touches_lose_their_chance() -> None:
    dated = [Stay(1, 10, "adv", next_rank=2), Stay(1, 10, "lost")] * 100
    silent = [Stay(1, 120, "cens", undated=True)] * 200
    before = fit_outcome(count_stays(StayTable.of(dated), target=2), default_hazards(1, payment=False))
    after = fit_outcome(
        count_stays(StayTable.of(dated + silent), target=2), default_hazards(1, payment=False)
    )
    fresh, stale = (each.outlook(30).chances([1], [None], within=30)[0] for each in (before, after))
    assert stale < fresh / 5
    assert stale > 0


def test_a_jump_brings_the_money_sooner() -> None:
    steps = [Stay(1, 5, "adv", next_rank=2), Stay(2, 5, "adv", next_rank=3)] * 50
    jumps = [Stay(1, 5, "adv", next_rank=3), Stay(2, 5, "adv", next_rank=3)] * 50
    chance = [learnt(each, target=4).outlook(20).chances([1], [3], within=20)[0] for each in (steps, jumps)]
    assert chance[1] > chance[0]


def test_every_age_belongs_to_one_group() -> None:
    assert AGE_GROUPS[0] == 0
    assert list(AGE_GROUPS) == sorted(set(AGE_GROUPS))
    assert AGE_GROUPS[-1] == OLDEST


def test_ten_thousand_deals_have_their_chances_in_a_second() -> None:
    chance = np.random.default_rng(2)
    outcome = learnt([], target=8)
    started = time.perf_counter()
    outlook = outcome.outlook(92)
    outlook.chances(chance.integers(1, 8, 10_000), chance.integers(-1, 400, 10_000), within=92)
    assert time.perf_counter() - started < 1  # 0.02 s alone on the machine
