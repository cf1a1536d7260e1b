"""A table of whole numbers whose rows and columns both have fixed totals: people by months.

How this works. First the possible: a flow through the table shows whether any table fits the
totals, and which cells must be zero in all of them. Then the shape: rows and columns of the seed
are scaled in turn until both totals are right (iterative proportional fitting, with Newton steps
where it is slow). Last the rounding: every cell goes down, and each row gives what it still lacks
to its largest fractions; columns that then have too many units hand them on, row by row, along the
cheapest chain of exchanges.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import NegativeWeight

#: A float keeps fifteen digits; beyond this total a fraction of one unit is no longer seen.
LARGEST_TOTAL = 10**13

_SCALINGS = 200
_NEWTON_STEPS = 100
_TOLERANCE = 1e-13
_DUST = 1e-9

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class MarginsDiffer(RuleError):
    """The totals of the rows and of the columns are two different numbers."""

    code = "margins_differ"
    sentence = "the row totals are {amount} above the column totals"
    amount: int


class MatrixInfeasible(RuleError):
    """No table fits: some rows need more than the columns they may use can take."""

    code = "matrix_infeasible"
    sentence = "rows {rows} may only use columns {cols}, and those cannot take their totals"
    rows: list[int]
    cols: list[int]


class MatrixShape(RuleError):
    """The seed does not have one row for each row total and one column for each column total."""

    code = "matrix_shape"
    sentence = "the seed does not have {rows} rows of {cols} cells"
    rows: int
    cols: int


class MatrixTotal(RuleError):
    """A total of a row or column is below zero, or all together are too large to round."""

    code = "matrix_total"
    sentence = "a total is below zero or the sum is above {limit}"
    limit: int


def spread_two_ways(
    seed: Sequence[Sequence[Fraction | int]], rows: Sequence[int], cols: Sequence[int]
) -> list[list[int]]:
    """Return the whole-number table nearest in shape to the seed with exactly these totals.

    Parameters
    ----------
    seed
        Shape (rows, cols), zero or more: the wanted proportions. A zero stays zero.
    rows, cols
        Totals, zero or more, of equal sum up to 10^13.

    Returns
    -------
    Shape (rows, cols). Every cell is the fitted value rounded down or up; among all such
    tables this one rounds up the largest fractions.

    Raises
    ------
    MarginsDiffer
        `amount` is the rows' sum less the columns' sum.
    MatrixInfeasible
        The zeros of the seed leave no table; the blocking rows and columns are named.
    MatrixShape, MatrixTotal, NegativeWeight
        The question makes no sense.

    Source: Bacharach 1966 (fitting); Cox 1987 (controlled rounding). Domain specification A6.

    Examples
    --------
    >>> spread_two_ways([[1, 2, 3], [2, 2, 2], [3, 1, 1]], [100, 50, 77], [80, 70, 77])
    [[17, 36, 47], [17, 18, 15], [46, 16, 15]]
    """
    if len(seed) != len(rows) or any(len(line) != len(cols) for line in seed):
        raise MatrixShape(rows=len(rows), cols=len(cols))
    if any(cell < 0 for line in seed for cell in line):
        raise NegativeWeight
    if sum(rows) != sum(cols):
        raise MarginsDiffer(amount=sum(rows) - sum(cols))
    if any(total < 0 for total in (*rows, *cols)) or sum(rows) > LARGEST_TOTAL:
        raise MatrixTotal(limit=LARGEST_TOTAL)
    if not rows or not cols:
        return [[] for _ in rows]

    wanted = np.array([[float(cell) for cell in line] for line in seed])
    wanted[~_cells_in_use(wanted > 0, list(rows), list(cols))] = 0
    fitted = _fitted(wanted, np.array(rows, dtype=float), np.array(cols, dtype=float))
    return _rounded(fitted, rows, cols)


def _cells_in_use(support: Bools, rows: list[int], cols: list[int]) -> Bools:
    """Return the cells that are not zero in at least one table with these totals."""
    flow = np.zeros(support.shape, dtype=np.int64)
    for i, j in zip(*np.nonzero(support), strict=True):
        push = min(rows[i], cols[j])
        flow[i, j] += push
        rows[i], cols[j] = rows[i] - push, cols[j] - push
    while any(rows):
        _push_along_a_chain(support, flow, rows, cols)
    # A cell without flow can get some where its row is reached back from its column: a ring of
    # exchanges then leads through it.
    onward = support.T.astype(np.int64)
    step = (onward @ (flow > 0).astype(np.int64)).T > 0  # column to column, over a row with flow
    reach = np.eye(len(cols), dtype=bool) | step
    for via in range(len(cols)):
        reach |= reach[:, [via]] & reach[[via], :]
    from_column_to_row = (reach.astype(np.int64) @ (flow > 0).T.astype(np.int64)) > 0
    in_use: Bools = support & ((flow > 0) | from_column_to_row.T)
    return in_use


def _push_along_a_chain(support: Bools, flow: NDArray[np.int64], rows: list[int], cols: list[int]) -> None:
    """Bring more of one row's total into the table, moving other rows' units over on the way."""
    start = next(i for i, left in enumerate(rows) if left)
    came_to_col: dict[int, int] = {}
    came_to_row: dict[int, int] = {start: -1}
    waiting = [start]
    for i in waiting:
        for j in np.flatnonzero(support[i]).tolist():
            if j in came_to_col:
                continue
            came_to_col[j] = i
            for k in np.flatnonzero(flow[:, j]).tolist():
                if k not in came_to_row:
                    came_to_row[k] = j
                    waiting.append(k)
    end = next((j for j in came_to_col if cols[j]), None)
    if end is None:
        raise MatrixInfeasible(rows=sorted(came_to_row), cols=sorted(came_to_col))
    chain = [(came_to_col[end], end)]
    while (row := chain[-1][0]) != start:
        col = came_to_row[row]
        chain.append((came_to_col[col], col))
    given_up = [(later[0], earlier[1]) for later, earlier in pairwise(chain)]
    push = min(rows[start], cols[end], *(int(flow[cell]) for cell in given_up))
    for cell in chain:
        flow[cell] += push
    for cell in given_up:
        flow[cell] -= push
    rows[start] -= push
    cols[end] -= push


def _fitted(table: Floats, rows: Floats, cols: Floats) -> Floats:
    for _ in range(_SCALINGS):
        table = _scaled(table, rows, cols)
        if _fits(table, cols):
            return table
    for _ in range(_NEWTON_STEPS):
        table = _scaled(_leap(table, rows, cols), rows, cols)
        if _fits(table, cols):
            break
    return table


def _scaled(table: Floats, rows: Floats, cols: Floats) -> Floats:
    table = table * _factor(cols, table.sum(axis=0))
    scaled: Floats = table * _factor(rows, table.sum(axis=1))[:, np.newaxis]
    return scaled


def _fits(table: Floats, cols: Floats) -> bool:
    # The rows were scaled last and are right.
    return bool(np.all(np.abs(table.sum(axis=0) - cols) <= _TOLERANCE * np.maximum(cols, 1)))


def _leap(table: Floats, rows: Floats, cols: Floats) -> Floats:
    """Take a Newton step of the same fit.

    Scaling creeps where the totals leave a cell almost nothing: one unit beside 887,014 took
    1,341,738 scalings, and takes ten of these steps.
    """
    row_sums, col_sums = table.sum(axis=1), table.sum(axis=0)
    size = np.concatenate([row_sums, col_sums])
    root = np.sqrt(np.where(size > 0, size, 1.0))
    curvature = np.block([[np.diag(row_sums), table], [table.T, np.diag(col_sums)]]) / np.outer(root, root)
    missing = np.concatenate([rows - row_sums, cols - col_sums]) / root
    step = np.linalg.lstsq(curvature, missing, rcond=1e-14)[0] / root
    step /= max(1.0, float(np.abs(step).max()))  # farther than e-fold the quadratic is no guide
    height = rows.size
    leapt: Floats = table * np.exp(step[:height])[:, np.newaxis] * np.exp(step[height:])
    return leapt


def _factor(wanted: Floats, there: Floats) -> Floats:
    # A line without seed has the total 0 (anything else was refused), so its factor is free.
    factor: Floats = np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)
    return factor


def _rounded(fitted: Floats, rows: Sequence[int], cols: Sequence[int]) -> list[list[int]]:
    whole = np.round(fitted)
    is_whole = np.abs(fitted - whole) <= _DUST + 8 * np.finfo(float).eps * fitted
    down = np.where(is_whole, whole, np.floor(fitted)).astype(np.int64)
    fraction = np.where(is_whole, 0.0, fitted - down)
    may_rise = ~is_whole

    up = np.zeros(fitted.shape, dtype=bool)
    for i, lacking in enumerate(np.array(rows) - down.sum(axis=1)):
        largest_first = np.argsort(np.where(may_rise[i], -fraction[i], np.inf), kind="stable")
        up[i, largest_first[:lacking]] = True
    too_many = up.sum(axis=0) - (np.array(cols) - down.sum(axis=0))
    while (too_many > 0).any():
        _hand_on(up, fraction, may_rise, too_many)
    return [[int(value) for value in line] for line in down + up]


def _hand_on(up: Bools, fraction: Floats, may_rise: Bools, too_many: NDArray[np.int64]) -> None:
    """Move one unit from a column with too many to one with too few, at the least loss of fractions.

    An exchange within a row takes the unit of one column and gives it to another. Each row starts
    with its largest fractions, so no ring of exchanges gains anything, and shortest chains keep
    it so: the table stays the best one for the column totals it has.
    """
    width = fraction.shape[1]
    loss = fraction[:, :, np.newaxis] - fraction[:, np.newaxis, :]
    possible = up[:, :, np.newaxis] & (may_rise & ~up)[:, np.newaxis, :]
    loss = np.where(possible, loss, np.inf)
    best_row, cost = loss.argmin(axis=0), loss.min(axis=0)

    distance = np.where(too_many > 0, 0.0, np.inf)
    came_from = np.full(width, -1)
    for _ in range(width):
        for source in range(width):
            nearer = distance[source] + cost[source] < distance - 1e-12
            distance[nearer] = distance[source] + cost[source, nearer]
            came_from[nearer] = source
    lacking = np.where(too_many < 0, distance, np.inf)
    end = int(lacking.argmin())
    if not np.isfinite(lacking[end]):
        raise MatrixInfeasible(rows=list(range(fraction.shape[0])), cols=np.flatnonzero(too_many).tolist())
    too_many[end] += 1
    while (source := int(came_from[end])) >= 0:
        row = best_row[source, end]
        up[row, source], up[row, end] = False, True
        end = source
    too_many[end] -= 1
