"""G1 to G4: a goal spread over a company, allocated, made equally hard, and laid over two axes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.row import Row
from kvota.domain.planning.allocate_goal import TURNS, AllocationSearch
from kvota.domain.planning.allocation import Resources
from kvota.domain.planning.equal_difficulty import equal_difficulty
from kvota.domain.planning.goal_tree import Node, spread_down
from kvota.domain.planning.plan_distribution import NewBatch, PlanSource, plan_distribution
from kvota.domain.planning.spread_two_ways import spread_two_ways

UNITS, IN_A_UNIT, MONTHS, PRODUCTS = 50, 20, 12, 10
STEP = 100

Whole = NDArray[np.int64]
Answer = TypeVar("Answer")


def measure() -> list[Row]:
    return [_spread(), _allocation(), _equal_difficulty(), _two_ways()]


def _spread() -> Row:
    chance = random.Random(1)
    weights = np.array([[chance.randrange(1, 4_000) for _ in range(IN_A_UNIT)] for _ in range(UNITS)])
    totals = [10**9 + 7 * number for number in range(MONTHS * PRODUCTS)]
    units = [
        Node(f"u{u}", tuple(Node(f"p{u}-{n}", weight=Fraction(int(w), 10)) for n, w in enumerate(row)))
        for u, row in enumerate(weights)
    ]
    firm = Node("firm", tuple(units))
    took, spread = _best(lambda: [spread_down(total, firm, typed={}, quantum=STEP) for total in totals])
    limit, by_hand = _best(lambda: _by_hand(np.array(totals), weights))
    names = [f"p{u}-{n}" for u in range(UNITS) for n in range(IN_A_UNIT)]
    assert [[cells[name] for name in names] for cells in spread] == by_hand.reshape(len(totals), -1).tolist()
    cells = len(totals) * (1 + UNITS + UNITS * IN_A_UNIT)
    return Row(
        "G1",
        "spread a goal down the tree",
        "1,000 people × 12 months × 10 products",
        product=took * 1e3,
        limit=limit * 1e3,
        unit="ms",
        goal="≤ 1,000 ms",
        met=took <= 1,
        note="limit: numpy by hand, integers of 64 bits, no locks, no bounds, no names",
        per_row_us=took / cells * 1e6,
    )


def _by_hand(totals: Whole, weights: Whole) -> Whole:
    """Largest remainders of all totals at once, shape (totals, units, people)."""
    of_units = _parts(totals, weights.sum(axis=1))
    return np.stack([_parts(of_units[:, unit], weights[unit]) for unit in range(len(weights))], axis=1)


def _parts(totals: Whole, weights: Whole) -> Whole:
    steps, residue = np.divmod(totals, STEP)
    products = steps[:, None] * weights
    down, rest = np.divmod(products, weights.sum())
    missing = steps - down.sum(axis=1)
    order = np.lexsort((np.broadcast_to(-weights, rest.shape), -rest), axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(weights.size)[None, :], axis=1)
    values = (down + (rank < missing[:, None])) * STEP
    values[:, weights.argmax()] += residue
    return values


def _allocation() -> Row:
    chance = random.Random(3)
    people, segments = 50, 20
    skill = [chance.uniform(0.5, 1.5) for _ in range(people)]
    given = Resources(
        [chance.randrange(100_000, 900_000) for _ in range(people)],
        [[int(20_000 * one * chance.uniform(0.6, 1.4)) for _ in range(segments)] for one in skill],
        [[chance.randrange(2, 9) for _ in range(segments)] for _ in range(people)],
        [chance.randrange(80, 160) for _ in range(people)],
        [chance.randrange(10, 80) for _ in range(segments)],
    )
    goal = sum(given.baseline) + int(0.9 * sum(given.leads) * 20_000)
    search, notes = AllocationSearch(goal, given), []
    begun = time.perf_counter()
    for end in TURNS:
        found = search.look(max(end - (time.perf_counter() - begun), 0.5))
        took = time.perf_counter() - begun
        off = ", ".join(f"{wish} at most {gap or 1:.1%} off" for wish, gap in found.unfinished.items())
        notes.append(f"{took:.1f} s: {off or found.status}")
        if found.status != "best_so_far":
            break
    return Row(
        "G2",
        "allocate a goal over people and segments",
        "50 people × 20 segments",
        product=took,
        unit="s",
        goal="≤ 10 s",
        met=took <= 10,
        note="; ".join(notes),
    )


def _equal_difficulty() -> Row:
    def plans() -> object:
        people = [
            plan_distribution(
                [PlanSource(1_000_000 + 77 * n * one, 0.05 + 0.015 * n) for n in range(40)],
                [NewBatch(8, 0.1, 15_000_000)],
                quantum=125_000,
            )
            for one in range(50)
        ]
        return equal_difficulty(round(sum(money.mean for money in people)), people, quantum=10_000)

    took, _ = _best(plans)
    return Row(
        "G3",
        "plans of equal difficulty, distributions included",
        "50 people, 40 deals each",
        product=took * 1e3,
        unit="ms",
        goal="≤ 10,000 ms",
        met=took <= 10,
    )


def _two_ways() -> Row:
    chance = np.random.default_rng(7)
    seed = chance.integers(1, 100, (50, 12)).tolist()
    target = chance.integers(10**7, 10**9, (50, 12))
    rows, cols = target.sum(axis=1).tolist(), target.sum(axis=0).tolist()
    took, _ = _best(lambda: spread_two_ways(seed, rows, cols))
    return Row("G4", "rows and columns both fixed", "50 people × 12 months", product=took * 1e3, unit="ms")


def _best(work: Callable[[], Answer], times: int = 3) -> tuple[float, Answer]:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds), answer
