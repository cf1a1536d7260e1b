"""The board: every client on the way to the money."""

from __future__ import annotations

from django.urls import path

from kvota.web.board import about, heat, move, page

urlpatterns = [
    path("board", page.board, name="board"),
    path("board/about/<uuid:uid>", about.about, name="board-about"),
    path("board/heat", heat.heat, name="board-heat"),
    path("board/move", move.move, name="board-move"),
]
