"""`/board`: where every client stands today, or stood when a period was over."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kvota.web.board.figures import read_figures
from kvota.web.board.head import head_of, may_choose
from kvota.web.board.heat import heat_table
from kvota.web.board.look import look_of
from kvota.web.board.points import points_of
from kvota.web.board.question import read_question
from kvota.web.renewal import renews_itself
from kvota.web.seat_in_force import Asked


@renews_itself
def board(request: Asked) -> HttpResponse:
    """The whole page, or for the replay the points alone.

    Seventeen questions to the copy at most, whatever the number of deals.
    """
    if request.GET.get("zoom") == "heat":
        return heat_table(request)
    question = read_question(request)
    figures = read_figures(question)
    look = look_of(request, count=figures.count, may_choose=may_choose(question))
    context = points_of(question, figures, look)
    alone = bool(request.htmx) and request.htmx.target == "points"
    if not alone:
        context |= head_of(question, figures, look)
    response = render(request, "board/points.html" if alone else "board/board.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
