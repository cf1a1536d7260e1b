from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.money.split_without_loss import NegativeWeight
from kvota.domain.planning.spread_two_ways import (
    MarginsDiffer,
    MatrixInfeasible,
    MatrixShape,
    MatrixTotal,
    spread_two_ways,
)
from tests.worked_numbers import worked


def slowly_fitted(
    seed: list[list[int]], rows: list[int], cols: list[int], rounds: int = 5_000
) -> list[list[float]]:
    """Scale columns and rows in turn, in plain lists."""
    table = [[float(cell) for cell in line] for line in seed]
    for _ in range(rounds):
        for j, total in enumerate(cols):
            there = sum(line[j] for line in table)
            for line in table:
                line[j] *= total / there if there else 0.0
        for line, total in zip(table, rows, strict=True):
            there = sum(line)
            line[:] = [cell * total / there if there else 0.0 for cell in line]
    return table


def totals(table: list[list[int]]) -> tuple[list[int], list[int]]:
    return [sum(line) for line in table], [sum(column) for column in zip(*table, strict=True)]


def test_the_worked_table() -> None:
    case, expected = worked("A16")
    table = spread_two_ways(case["seed"], case["rows"], case["cols"])
    assert totals(table) == (case["rows"], case["cols"])
    fitted = slowly_fitted(case["seed"], case["rows"], case["cols"])
    for line, exact_line in zip(table, fitted, strict=True):
        assert all(abs(value - share) < 1 for value, share in zip(line, exact_line, strict=True))
    assert table == expected


def test_it_rounds_up_the_largest_fractions_of_all_tables() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        seed = rng.integers(1, 9, (3, 4)).tolist()
        target = rng.integers(0, 9, (3, 4))
        rows, cols = target.sum(axis=1).tolist(), target.sum(axis=0).tolist()
        table = np.array(spread_two_ways(seed, rows, cols))
        fitted = np.array(slowly_fitted(seed, rows, cols, rounds=300))
        whole = np.abs(fitted - fitted.round()) < 1e-9
        down = np.where(whole, fitted.round(), np.floor(fitted)).astype(int)
        fraction = np.where(whole, 0.0, fitted - down)
        free = np.argwhere(~whole).tolist()
        best = -1.0
        for chosen in product([0, 1], repeat=len(free)):
            up = np.zeros_like(down)
            for (i, j), one in zip(free, chosen, strict=True):
                up[i, j] = one
            candidate = down + up
            if candidate.sum(axis=1).tolist() == rows and candidate.sum(axis=0).tolist() == cols:
                best = max(best, float((fraction * up).sum()))
        assert float((fraction * (table - down)).sum()) == pytest.approx(best, abs=1e-9)


def test_a_zero_of_the_seed_stays_zero() -> None:
    table = spread_two_ways([[1, 0], [1, 1]], [3, 7], [6, 4])
    assert table == [[3, 0], [3, 4]]


def test_a_cell_that_must_be_zero_in_every_table_is_zero() -> None:
    # The first row may use both columns, but the second one fills the second column alone.
    assert spread_two_ways([[1, 1], [0, 1]], [5, 5], [5, 5]) == [[5, 0], [0, 5]]
    # Scaling alone comes near that zero only as 1/rounds: of millions it would leave hundreds.
    millions = [5_000_000, 5_000_000]
    assert spread_two_ways([[1, 1], [0, 1]], millions, millions) == [[5_000_000, 0], [0, 5_000_000]]


def test_a_cell_that_is_reached_only_around_a_long_ring_is_used() -> None:
    ring = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
    assert spread_two_ways(ring, [2, 2, 2], [2, 2, 2]) == ring


def test_a_unit_beside_a_million_is_fitted_too() -> None:
    # Scaling alone needs 1.3 million rounds here.
    table = spread_two_ways([[0, 2], [3, 6]], [887_014, 78_222], [78_221, 887_015])
    assert table == [[0, 887_014], [78_221, 1]]


def test_rows_that_cannot_find_room_are_named_with_their_columns() -> None:
    with pytest.raises(MatrixInfeasible) as refused:
        spread_two_ways([[1, 0, 0], [1, 0, 0], [1, 1, 1]], [4, 4, 4], [6, 3, 3])
    assert (refused.value.rows, refused.value.cols) == ([0, 1], [0])


def test_totals_that_differ_are_refused_by_how_much() -> None:
    with pytest.raises(MarginsDiffer) as refused:
        spread_two_ways([[1, 1]], [10], [4, 5])
    assert refused.value.amount == 1


@pytest.mark.parametrize(
    ("error", "question"),
    [
        (MatrixShape, ([[1, 1]], [1, 1], [1, 1])),
        (MatrixShape, ([[1, 1], [1]], [1, 1], [1, 1])),
        (NegativeWeight, ([[1, -1]], [2], [1, 1])),
        (MatrixTotal, ([[1, 1]], [0], [1, -1])),
        (MatrixTotal, ([[1]], [10**14], [10**14])),
    ],
)
def test_senseless_questions_are_refused(error: type[Exception], question: Any) -> None:
    with pytest.raises(error):
        spread_two_ways(*question)


def test_empty_tables_and_empty_totals_are_tables_too() -> None:
    assert spread_two_ways([], [], []) == []
    assert spread_two_ways([[0, 0], [1, 1]], [0, 5], [2, 3]) == [[0, 0], [2, 3]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int]]:
    """A seed with zeros, and totals of a table that fits it."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    line = st.lists(st.integers(0, 9), min_size=width, max_size=width)
    seed = draw(st.lists(line, min_size=height, max_size=height))
    filled = [[draw(st.integers(0, 10**6)) if cell else 0 for cell in row] for row in seed]
    return seed, *totals(filled)


@given(question=tables())
def test_both_totals_hold_and_zeros_stay(question: tuple[list[list[int]], list[int], list[int]]) -> None:
    seed, rows, cols = question
    table = spread_two_ways(seed, rows, cols)
    assert totals(table) == (rows, cols)
    for line, seed_line in zip(table, seed, strict=True):
        assert all(value >= 0 for value in line)
        assert all(value == 0 for value, cell in zip(line, seed_line, strict=True) if cell == 0)


@given(question=tables())
def test_only_the_proportions_of_the_seed_matter(
    question: tuple[list[list[int]], list[int], list[int]],
) -> None:
    seed, rows, cols = question
    halves = [[Fraction(cell, 2) for cell in line] for line in seed]
    assert spread_two_ways(halves, rows, cols) == spread_two_ways(seed, rows, cols)


def test_fifty_people_by_twelve_months_in_kopecks() -> None:
    rng = np.random.default_rng(7)
    seed = rng.integers(1, 100, (50, 12)).tolist()
    target = rng.integers(10**7, 10**9, (50, 12))
    rows, cols = target.sum(axis=1).tolist(), target.sum(axis=0).tolist()
    assert totals(spread_two_ways(seed, rows, cols)) == (rows, cols)


@given(data=st.data(), height=st.integers(1, 5), width=st.integers(1, 5))
def test_every_cell_is_its_share_rounded_down_or_up(data: st.DataObject, height: int, width: int) -> None:
    line = st.lists(st.integers(1, 9), min_size=width, max_size=width)
    seed = data.draw(st.lists(line, min_size=height, max_size=height))
    # Totals of like size: there the slow fit comes to its end in a few hundred rounds.
    wanted = st.lists(st.integers(50, 100), min_size=width, max_size=width)
    rows, cols = totals(data.draw(st.lists(wanted, min_size=height, max_size=height)))
    table, fitted = spread_two_ways(seed, rows, cols), slowly_fitted(seed, rows, cols, rounds=300)
    for line_there, shares in zip(table, fitted, strict=True):
        assert all(abs(value - share) < 1 + 1e-6 for value, share in zip(line_there, shares, strict=True))


@given(
    support=st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=3, max_size=3),
    rows=st.lists(st.integers(0, 30), min_size=3, max_size=3),
    data=st.data(),
)
def test_the_rows_and_columns_that_block_are_really_in_the_way(
    support: list[list[int]], rows: list[int], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, sum(rows)), min_size=3, max_size=3)))
    cols = [after - before for before, after in zip([0, *cuts], [*cuts, sum(rows)], strict=True)]
    try:
        assert totals(spread_two_ways(support, rows, cols)) == (rows, cols)
    except MatrixInfeasible as refused:
        for row in refused.rows:
            assert {place for place, cell in enumerate(support[row]) if cell} <= set(refused.cols)
        assert sum(rows[row] for row in refused.rows) > sum(cols[col] for col in refused.cols)
