"""The deals of the board as dots, in their columns or in the cells of their lanes."""

from __future__ import annotations

from kvota.records.funnels import Stage
from kvota.web.board.columns import Column
from kvota.web.board.figures import Counted
from kvota.web.board.lanes import Lane
from kvota.web.parts.client_dots import ClientDots, clients_a_dot


def draw_dots(columns: list[Column], lanes: list[Lane]) -> int:
    """Give each cell of the lanes its dots, or each column where there are none.

    Returns how many clients one dot stands for, the same all over the board.
    """
    cells = [cell for lane in lanes for cell in lane.cells.values()]
    piles = [cell.here for cell in cells] if lanes else [column.here for column in columns]
    each = clients_a_dot(max((here.count for here in piles), default=0))
    for cell in cells:
        cell.dots = _dots(cell.here, cell.column.stage, each)
    if not lanes:
        for column in columns:
            column.dots = _dots(column.here, column.stage, each)
    return each


def _dots(here: Counted, stage: Stage, each: int) -> ClientDots:
    return ClientDots(here.count, here.stuck, each, "signed" if stage.kind == "signed" else "open")
