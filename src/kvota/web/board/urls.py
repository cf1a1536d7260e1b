"""The board: every client on the way to the money."""

from __future__ import annotations

from django.urls import path

from kvota.web.board import page

urlpatterns = [path("board", page.board, name="board"), path("board/move", page.move, name="board-move")]
