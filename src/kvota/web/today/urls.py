"""Today: where I stand and what to do next."""

from __future__ import annotations

from django.urls import path

from kvota.web.today import attempts, my_moves, page

urlpatterns = [
    path("", page.today, name="today"),
    path("moves", my_moves.my_moves, name="my-moves"),
    path("moves/<uuid:uid>/undo", my_moves.undo, name="undo-move"),
    path("attempts", attempts.try_once, name="try-once"),
]
