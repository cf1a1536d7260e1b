"""Whether a goal is scattered: spread over more cells of the market than its people can work."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from kvota.domain.errors import RuleError

#: Cells one rep can work when a company has said nothing: a guess, shown as assumed.
USUAL_CELLS = 6
MOST_CELLS = 1_000

#: Industry and region.
Cell = tuple[str, str]


class CellsOutOfRange(RuleError):
    """Zero cells a rep would make every goal scattered; thousands would hide all of them."""

    code = "cells_out_of_range"
    sentence = "{cells} cells for one rep; expected 1 to {most}"
    cells: int
    most: int


@dataclass(frozen=True)
class Spread:
    """Over how many cells work is spread, and how many of them can be worked."""

    over: int
    can_be_worked: int

    @property
    def is_scattered(self) -> bool:
        return self.over > self.can_be_worked


@dataclass(frozen=True)
class Scatter:
    """The spread of a goal, and that of each rep. `is_assumed`: nobody said how many a rep can work."""

    goal: Spread
    by_rep: Mapping[int, Spread]
    is_assumed: bool


def scatter(cells_by_rep: Mapping[int, Set[Cell]], *, cells_per_rep: int | None = None) -> Scatter:
    """Hold the cells each rep has work or a plan in against those he has hours for.

    Parameters
    ----------
    cells_by_rep
        Rep → the cells (industry, region) in which he has a plan or a deal in work. A rep without
        any counts too: he could work some.
    cells_per_rep
        How many cells the hours of one rep suffice for, 1 to 1,000; None takes `USUAL_CELLS` and
        says so.

    Returns
    -------
    The goal is spread over the union of the cells; together its reps can work as many as each
    of them times their number. A rep can be scattered in a goal that is not.

    Raises
    ------
    CellsOutOfRange
        `cells_per_rep` is below 1 or above 1,000.

    Source: seed text 002, "目标分散": no industry is worked in depth, regions are covered in patches.

    Examples
    --------
    >>> cells = {1: {("", str(n)) for n in range(14)}}
    >>> found = scatter(cells)
    >>> found.goal, found.goal.is_scattered, found.is_assumed
    (Spread(over=14, can_be_worked=6), True, True)
    """
    each = USUAL_CELLS if cells_per_rep is None else cells_per_rep
    if not 1 <= each <= MOST_CELLS:
        raise CellsOutOfRange(cells=each, most=MOST_CELLS)
    everywhere: set[Cell] = set()
    for cells in cells_by_rep.values():
        everywhere |= cells
    return Scatter(
        goal=Spread(len(everywhere), each * len(cells_by_rep)),
        by_rep={rep: Spread(len(cells), each) for rep, cells in cells_by_rep.items()},
        is_assumed=cells_per_rep is None,
    )
