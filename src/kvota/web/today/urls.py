"""Today: where I stand and what to do next."""

from __future__ import annotations

from django.urls import path

from kvota.web.today import attempts, my_moves, page, steps_left, tomorrow

urlpatterns = [
    path("", page.today, name="today"),
    path("moves", my_moves.my_moves, name="my-moves"),
    path("moves/<uuid:uid>/undo", my_moves.undo, name="undo-move"),
    path("steps-left", steps_left.steps_left, name="steps-left"),
    path("tomorrow", tomorrow.write_tomorrow, name="write-tomorrow"),
    path("tomorrow/<uuid:uid>/undo", tomorrow.undo_tomorrow, name="undo-tomorrow"),
    path("attempts", attempts.try_once, name="try-once"),
]
