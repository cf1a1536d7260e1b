"""What lies on the board: its columns with chips or dots, its lanes, and the tray at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kvota.web.board.chips import draw_chips
from kvota.web.board.columns import columns_of, shown_column
from kvota.web.board.dots import draw_dots
from kvota.web.board.figures import Counted, Figures
from kvota.web.board.lanes import lanes_of
from kvota.web.board.look import Look, board_views
from kvota.web.board.question import Question


def points_of(question: Question, figures: Figures, look: Look) -> dict[str, Any]:
    """The context of `board/points.html`, which a day of the replay asks for alone."""
    request, page, stages = question.request, question.page, question.stages
    columns = columns_of(question, figures)
    lanes = lanes_of(question, figures, columns, by=look.lane) if look.lane != "none" else []
    a_dot = 0
    if look.zoom == "dots":
        a_dot = draw_dots(columns, lanes)
    else:
        draw_chips(question, figures, look, columns, lanes)
    paid_stage = next((stage for stage in question.funnels.stages if stage.kind == "paid"), None)
    return {
        "scope": replace(page, views=board_views(request, page, look.zoom, count=figures.count)),
        "look": look,
        "funnels": question.funnels,
        "columns": columns,
        "lanes": lanes,
        "a_dot": a_dot,
        "shown": shown_column(question, columns),
        "count": figures.count,
        "not_moved": figures.counted.get(0, Counted()),
        "span": question.span,
        "year": figures.year,
        "report": figures.report,
        "paid": figures.paid,
        "paid_name": stages.name(paid_stage.pk) if paid_stage else "",
        "is_empty": question.is_now and figures.in_work.count == 0,
        "may_chip": question.may("move"),
    }
