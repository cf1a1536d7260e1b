"""Plan: a goal turned into numbers that add up."""

from __future__ import annotations

from django.urls import path

from kvota.web.plan import cell, goal, page, seat_changes, start, why

urlpatterns = [
    path("plan", page.plan, name="plan"),
    path("plan/goal", goal.set_the_goal, name="set-goal"),
    path("plan/cell", cell.type_cell, name="type-cell"),
    path("plan/changes", seat_changes.seat_changes, name="seat-changes"),
    path("plan/changes/decide", seat_changes.decide, name="decide-seat-change"),
    path("plan/start", start.first_numbers, name="first-numbers"),
    path("plan/why", why.why, name="why-number"),
    path("plan/why/seen", why.see_why, name="see-why"),
    path("plan/why/words", why.say_words, name="say-unit-words"),
]
